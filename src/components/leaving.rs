//! A draft that belongs to a page instead of a dialog: leaving the page asks first, and then leads where it was to lead.

use leptos::prelude::*;

use super::actions::Action;
use super::context::Console;
use super::hold::{Held, Hold};
use super::kept_page::KeptPage;
use crate::browser::guard::Attempt;
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
    let page = KeptPage::new(console, is_changed, move |held| {
        attempt.try_set(Some(held));
    });
    let keep = Callback::new(move |()| attempt.set(None));
    let leave = Callback::new(move |()| {
        let target = attempt.get_untracked();
        attempt.set(None);
        // A dialog over this page may have led here.
        console.act.set(Action::None);
        discard.run(());
        if let Some(target) = target {
            page.leave(target);
        }
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
