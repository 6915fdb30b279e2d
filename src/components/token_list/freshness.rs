//! How fresh the inventory is, and the button that loads it again.

use astro_tokens::lifecycle::ago;
use leptos::prelude::*;

use super::status::is_running;
use crate::components::context::Console;
use crate::inventory::{self, First};
use crate::ui::{IconButton, IconName, Size};

/// A callback that loads everything again; rows stay meanwhile. It goes on when the page is left.
pub fn refresher(console: Console) -> Callback<()> {
    Callback::new(move |()| {
        if console.inventory.progress().with_untracked(is_running) {
            return;
        }
        let api = console.api.get_value();
        console
            .tasks
            .spawn(async move { inventory::load(console.inventory, &api, First::Nothing).await });
    })
}

/// "Loaded 2 minutes ago", and Refresh.
#[component]
pub fn Freshness(console: Console) -> impl IntoView {
    let progress = console.inventory.progress();
    let text = move || {
        progress.with(|progress| match progress.fresh_as_of {
            _ if is_running(progress) => "Loading…".to_owned(),
            Some(at) => format!(
                "Loaded {}",
                ago(at, console.clock.coarse.get()).to_lowercase()
            ),
            None => "Not loaded completely".to_owned(),
        })
    };
    view! {
        <span class="row faint small">
            <span>{text}</span>
            <IconButton icon=IconName::Refresh label="Load everything again" size=Size::Small on_press=refresher(console) />
        </span>
    }
    .into_any()
}
