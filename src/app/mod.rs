//! From an empty document to a running console, in two programs, each with a document of its own.
//!
//! The sign-in program is all that someone without a session loads; it ends with a stored session and a reload. The
//! console program goes on with that session, and ends with a fresh document that runs the sign-in program again.

mod breadcrumbs;
mod console;
mod document;
mod ending;
mod lifetime;
mod read_only;
mod session_bar;
mod shell;
mod sidebar;
mod sign_in;
mod status;

use leptos::mount::mount_to_body;
use leptos::prelude::*;

use crate::browser::{events, first_paint, panic_screen};

/// Runs the sign-in program in place of the first paint.
pub fn run_sign_in() {
    panic_screen::install();
    events::watch_policy_violations();
    let taken_over = first_paint::take();
    mount_to_body(move || view! { <sign_in::SignInProgram taken_over /> });
}

/// Runs the console program of the stored session.
pub fn run_console() {
    panic_screen::install();
    events::watch_policy_violations();
    first_paint::take();
    mount_to_body(|| view! { <console::ConsoleProgram /> });
}
