//! Astro Token Console: every API token of an Astro Organization, seen and changed from a browser.
//!
//! Layers, each of which may use what stands to its right, never to its left:
//! app > pages > components > commands > inventory > api > session > browser. `ui` uses `browser` only.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod api;
pub mod app;
pub mod browser;
pub mod commands;
pub mod components;
pub mod config;
pub mod inventory;
pub mod pages;
pub mod routes;
pub mod session;
pub mod ui;
