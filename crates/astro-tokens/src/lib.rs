//! What is true about API tokens of Astronomer Astro, without a browser and without I/O.
//!
//! No input of any bytes makes a decoder of this crate panic, and no secret value reaches an
//! error text or a Debug output. `now` is an argument wherever time matters.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod claims;
pub mod counts;
pub mod form;
pub mod grants;
pub mod holders;
pub mod id;
pub mod lifecycle;
pub mod model;
pub mod names;
pub mod query;
pub mod requests;
pub mod rights;
pub mod roles;
pub mod runtime;
pub mod secret;
pub mod snippets;
mod text;
pub mod timestamp;
pub mod token;
pub mod visible;
