//! The way to read the Workspaces and Deployments once more, beside whatever says that some are missing.

use leptos::prelude::*;

use super::context::Console;
use crate::browser::page;
use crate::inventory::retry_surroundings;
use crate::ui::{Button, IconName, Size};

/// To be made outside of what is drawn anew with each answer. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct RetryPlaces {
    console: Console,
    is_asking: RwSignal<bool>,
    /// Where the focus goes if the button goes.
    heir: &'static str,
}

impl RetryPlaces {
    pub fn new(console: Console, heir: &'static str) -> Self {
        Self {
            console,
            is_asking: RwSignal::new(false),
            heir,
        }
    }

    fn ask(self) {
        if self.is_asking.get_untracked() {
            return;
        }
        self.is_asking.set(true);
        let api = self.console.api.get_value();
        // What asks may be gone before all has come.
        self.console.tasks.spawn(async move {
            retry_surroundings(self.console.inventory, &api).await;
            self.is_asking.try_set(false);
            page::focus_if_lost(self.heir);
        });
    }

    pub fn button(self) -> AnyView {
        let fenced = Signal::derive(move || {
            self.is_asking
                .get()
                .then(|| "It is being read from Astro.".to_owned())
        });
        view! {
            <Button size=Size::Small icon=IconName::Refresh fenced on_press=move |()| self.ask()>"Retry"</Button>
        }
        .into_any()
    }
}
