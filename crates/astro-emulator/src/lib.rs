//! A stand-in for Astro's API v1, for tests and the demo: stateful, in memory, deterministic from a seed and a clock.
//!
//! The core is pure and synchronous: [`Emulator::handle`] turns a request into an [`Answer`] and changes nothing but the
//! emulator's own state. It shares no types with the console, so that it is a real check on it.

mod authenticate;
mod body;
mod check;
#[cfg(feature = "contract")]
pub mod contract;
mod control;
mod cors;
mod emulator;
mod error;
mod exchanges;
mod faults;
mod ids;
mod instant;
mod jwt;
mod legality;
mod meanwhile;
mod query;
mod rate;
mod rights;
mod roles;
pub mod sample;
#[cfg(feature = "server")]
pub mod server;
mod service;
pub mod state;
mod switches;
mod v1;
mod wire;

pub use check::{Check, Side, Violation};
pub use emulator::{Answer, Emulator, Options};
pub use instant::Instant;
pub use state::State;
pub use switches::Switches;
