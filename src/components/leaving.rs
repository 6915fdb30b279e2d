//! A draft that belongs to a page instead of a dialog: leaving the page asks first, and then leads where it was to lead.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::actions::Action;
use super::context::Console;
use super::hold::{Held, Hold};
use crate::browser::guard::{Attempt, Guard};
use crate::browser::{clock, history, task};
use crate::ui::{Button, ButtonKind, Dialog};

/// What leaving means. Reactive.
fn told(console: Console) -> &'static str {
    match console.holds.most() {
        Some(Held::Answer | Held::Coming) => {
            "Astro has not answered yet: what was sent may still be done, and is told once it has. What is not saved is not kept \
             anywhere else."
        }
        Some(Held::Draft | Held::Outcome | Held::Secret) | None => {
            "What is not saved is not kept anywhere else."
        }
    }
}

/// Holds the page while `is_changed`, and gives the question. `what`: how many of what would be lost, “2 pending changes”.
/// `discard` drops them. To be called while a component is set up.
pub fn leaving(
    console: Console,
    is_changed: Memo<bool>,
    what: Signal<String>,
    discard: Callback<()>,
) -> AnyView {
    Effect::new(move |_: Option<Option<Hold>>| {
        is_changed.get().then(|| console.holds.hold(Held::Draft))
    });
    Effect::new(move || {
        let told = is_changed.get().then(|| what.get());
        console.holds.tell_pending(told);
    });
    on_cleanup(move || console.holds.tell_pending(None));
    let attempt = RwSignal::new(None::<Attempt>);
    let guard = StoredValue::new_local(None::<Guard>);
    let is_turning = StoredValue::new(false);
    let tasks = task::Tasks::new();
    let navigate = use_navigate();
    let keep = Callback::new(move |()| attempt.set(None));
    let leave = Callback::new(move |()| {
        let target = attempt.get_untracked();
        attempt.set(None);
        // A dialog over this page may have led here.
        console.act.set(Action::None);
        discard.run(());
        let navigate = navigate.clone();
        task::spawn_abortable(async move {
            // The dialog closes, and what was on is let go.
            clock::sleep(Duration::ZERO).await;
            while is_turning.try_get_value() == Some(true)
                || guard.try_with_value(Option::is_some) == Some(true)
            {
                clock::sleep(Duration::from_millis(10)).await;
            }
            match target {
                Some(Attempt::Back) => history::back(),
                Some(Attempt::Link(address)) => navigate(
                    &address,
                    NavigateOptions {
                        resolve: false,
                        ..NavigateOptions::default()
                    },
                ),
                None => {}
            }
        });
    });
    // One after the other: a guard that lets go takes a step in the history, and must not meet the next one there.
    let turn = move || async move {
        if is_turning.try_get_value() != Some(false) {
            return;
        }
        is_turning.set_value(true);
        while let (Some(wanted), Some(is_held)) = (
            is_changed.try_get_untracked(),
            guard.try_with_value(Option::is_some),
        ) {
            if wanted == is_held {
                break;
            }
            if wanted {
                let made = Guard::new(move |held| {
                    attempt.try_set(Some(held));
                    // It is letting go: there is nothing left to ask about.
                    if is_changed.try_get_untracked() == Some(false) {
                        leave.try_run(());
                    }
                });
                guard.try_set_value(Some(made));
            } else if let Some(held) = guard.try_update_value(Option::take).flatten() {
                held.release().await;
            }
        }
        is_turning.try_set_value(false);
    };
    Effect::new(move || {
        is_changed.track();
        tasks.spawn(turn());
    });
    let open = Signal::derive(move || attempt.with(Option::is_some));
    let title = Signal::derive(move || format!("Discard {}?", what.get()));
    let footer = ViewFn::from(move || {
        view! {
            <Button on_press=keep>"Keep editing"</Button>
            <Button kind=ButtonKind::Primary on_press=leave>"Discard and leave"</Button>
        }
        .into_any()
    });
    view! {
        <Dialog open title on_close=keep alert=true footer>
            <p>{move || told(console)}</p>
        </Dialog>
    }
    .into_any()
}
