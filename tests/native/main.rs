//! The console's logic, run natively against the emulator's core over a host with a clock of its own.
//!
//! Nothing here is a stub: every answer comes from the emulator, every exchange is held against the contract, and what
//! the inventory holds is compared with what the emulator says.

mod agents;
mod callers;
mod changes;
mod clock;
mod connecting;
mod contract;
mod failures;
mod fixture;
mod host;
mod limits;
mod loading;
mod model;
mod refusals;
mod rights;
mod surroundings;
mod writes;
