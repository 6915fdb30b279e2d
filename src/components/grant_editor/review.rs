//! Everything that is pending once more, as one replacement of the whole set, with what has to be known before and the same
//! as code.

use leptos::prelude::*;

use super::code::ChangesAsCode;
use super::diff::Diff;
use super::editor::Editor;
use crate::commands::GrantsOutcome;
use crate::components::actions::{Deed, Protection};
use crate::components::grants_save::{GrantsSave, ReviewNotes, Wanted};
use crate::components::names::legible;
use crate::components::sending::Sending;
use crate::ui::{Button, ButtonKind, Dialog, DialogWidth};

#[component]
pub fn ReviewDialog(
    editor: Editor,
    sending: Sending,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let console = editor.console;
    let token = editor.token.get_untracked();
    let protection = Protection::of(console, &token);
    let name = legible(&token.name);
    let done = Callback::new(move |()| {
        editor.discard();
        on_close.run(());
    });
    let save = GrantsSave::new(console, sending, ("the grants", "are"), done);
    let close = Callback::new(move |()| {
        if !sending.is_on_untracked() {
            save.leave();
            on_close.run(());
        }
    });
    let start = {
        let name = name.clone();
        Callback::new(move |()| {
            let (before, mine, count) =
                untrack(|| (editor.base(), editor.mine(), editor.changes().len()));
            let done = match count {
                1 => format!("Saved 1 change to {name}"),
                count => format!("Saved {count} changes to {name}"),
            };
            save.start(Wanted {
                base: editor.token.get_untracked(),
                before,
                mine,
                done,
            });
        })
    };
    let takes_away = Memo::new(move |_| {
        let home = editor
            .token
            .with(|token| token.home_grant().map(|home| home.key()));
        let (changes, overruled) = (editor.changes(), save.overruled());
        changes.iter().chain(&overruled).any(|change| {
            // Whoever takes rights from the token in use may not be able to give them back.
            let counts = protection.is_own() || Some(&change.key) == home.as_ref();
            counts && change.takes_away()
        })
    });
    let fence = Signal::derive(move || {
        let unchanged = || {
            let is_empty = editor.pending.with(|pending| pending.is_empty());
            is_empty.then(|| "Nothing is pending any more.".to_owned())
        };
        sending
            .write_fence()
            .or_else(|| editor.fence())
            .or_else(unchanged)
            .or_else(|| save.fence())
            .or_else(|| protection.fence(Deed::Demote).filter(|_| takes_away.get()))
    });
    save.resend_by(start, fence);
    let changes = Memo::new(move |_| editor.changes());
    // What was asked about is no more to be asked.
    let moved = Memo::new(move |_| {
        let mut moved = editor.moved();
        if let Some(GrantsOutcome::Conflicts(asked)) = save.outcome().as_deref() {
            moved.retain(|key| asked.iter().all(|conflict| conflict.key != *key));
        }
        moved
    });
    let lost = Memo::new(move |_| editor.lost());
    let wanted = Signal::derive(move || Some(editor.mine()));
    let footer = ViewFn::from(move || {
        let fenced = Signal::derive(move || sending.fence());
        view! {
            <Button kind=ButtonKind::Quiet fenced on_press=close>"Keep editing"</Button>
            <Button kind=ButtonKind::Primary fenced=fence on_press=start>{move || sending.label("Save as one replacement")}</Button>
        }
        .into_any()
    });
    let aside = ViewFn::from(move || view! { <ChangesAsCode editor /> }.into_any());
    let title = format!("Review the changes to {name}");
    let subtitle = Signal::stored(Some(
        "Astro replaces the whole set of grants. What is not listed here is sent back unchanged."
            .to_owned(),
    ));
    view! {
        <Dialog open=true title subtitle on_close=close width=DialogWidth::Wide aside footer>
            {save.view()}
            <ReviewNotes console token=Signal::derive(move || Some(editor.token.get())) wanted />
            <Diff console changes moved lost />
            {move || takes_away.get().then(|| protection.view(Deed::Demote))}
        </Dialog>
    }
    .into_any()
}
