//! What changes something: what a command says is held against what the emulator holds.

mod again;
mod agent_tokens;
mod bench;
mod conflicts;
mod create;
mod demoted;
mod edit;
pub mod faults;
mod grants;
mod grid;
mod journal;
mod matrix;
mod narrowed;
mod others;
mod own;
mod pairs;
mod perform;
mod predecessor;
mod races;
pub mod says;
mod words;
