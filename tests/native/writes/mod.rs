//! What changes something: what a command says is held against what the emulator holds.

mod bench;
mod conflicts;
mod create;
mod edit;
pub mod faults;
mod grants;
mod journal;
mod matrix;
mod own;
mod races;
pub mod says;
