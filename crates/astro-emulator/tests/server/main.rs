//! The server over loopback: what arrives at a client, byte for byte.
#![cfg(feature = "server")]

mod client;
mod delivery;
mod page;
