//! From an empty document to a running console: configuration, session, router, and one match on the route.

mod lifetime;
mod session_bar;
mod shell;
mod sidebar;
mod startup;
mod status;

use leptos::mount::mount_to_body;
use leptos::prelude::*;

use crate::browser::{events, first_paint, page};
use crate::ui;

/// Mounts the console in place of the first paint.
pub fn mount() {
    events::watch_policy_violations();
    ui::icon::set_base(&page::base_path());
    let taken_over = first_paint::take();
    mount_to_body(move || view! { <startup::App taken_over /> });
}
