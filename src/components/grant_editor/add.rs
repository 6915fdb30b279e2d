//! One or more new grants, in a dialog of their own.

use leptos::prelude::*;

use super::editor::Editor;
use super::pending_words;
use crate::browser::page;
use crate::components::draft::Draft;
use crate::components::grant_form::{GrantFields, GrantForm};
use crate::components::role_choice::RoleMeaning;
use crate::ui::{Announcer, Button, ButtonKind, Dialog, DialogWidth};

/// Id of the form, for the button in the foot.
const FORM: &str = "add-grant-form";

#[component]
pub fn AddDialog(editor: Editor, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let home = editor.token.with_untracked(|token| token.home());
    let console = editor.console;
    let form = GrantForm::new(editor.offers, Signal::stored(home));
    let draft = Draft::new(console, move || form.is_typed(), on_close);
    let close = Callback::new(move |()| draft.close());
    let announcer = Announcer::current();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (keys, role) = match form.send() {
            Ok(wanted) => wanted,
            Err(field) => return page::focus(field),
        };
        let count = || untrack(|| editor.changes().len());
        let before = count();
        for key in keys {
            editor.put(&key, role.clone());
        }
        on_close.run(());
        let now = count();
        // Another count is told by the editor, but for none.
        if let Some(announcer) = announcer.filter(|_| now == before || now == 0) {
            announcer.say(match now {
                0 => "Nothing is pending: it has that role there already".to_owned(),
                count => pending_words(count),
            });
        }
    };
    let fence = Signal::derive(move || editor.fence());
    let footer = ViewFn::from(move || {
        view! {
            <Button kind=ButtonKind::Quiet on_press=close>"Cancel"</Button>
            <Button kind=ButtonKind::Primary submit=true form=FORM fenced=fence>"Add"</Button>
        }
        .into_any()
    });
    let subtitle = Signal::stored(Some(
        "It is pending until you review and save all changes.".to_owned(),
    ));
    let role = Signal::derive(move || form.offered_role());
    view! {
        <Dialog open=true title="Add grant" subtitle on_close=close width=DialogWidth::Medium footer>
            <form class="stack" id=FORM novalidate on:submit=add>
                <GrantFields form role_label="Role" />
                <RoleMeaning console role />
            </form>
        </Dialog>
        {draft.question()}
    }
    .into_any()
}
