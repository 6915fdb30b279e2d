//! What an edit has saved, and taking it back: one edit for all the saves of a form.

use std::sync::Arc;

use astro_tokens::grants::{Change, diff};
use leptos::prelude::*;

use super::is_whole;
use crate::commands::{DetailsStep, Edit, Edited, GrantsOutcome, RoleStep, Sent, edit_token};
use crate::components::actions::{Action, Deed, follows_now};
use crate::components::context::Console;
use crate::components::expiry::capitalized;
use crate::components::hold::Held;
use crate::components::names::legible;
use crate::components::outcomes::{details, role};
use crate::ui::{Toast, ToastPress, Toasts};

/// One edit that takes back two saves of which `last` came later; `None` where they cancel each other.
pub fn joined(first: Edit, last: &Edit) -> Option<Edit> {
    let base = last.base.clone();
    let pick = |before: &str, of_first: String, of_last: &str| match of_first == before {
        // That one left it as it was.
        true => of_last.to_owned(),
        false => of_first,
    };
    let both = Edit {
        name: pick(&first.base.name, first.name, &last.name),
        description: pick(
            &first.base.description,
            first.description,
            &last.description,
        ),
        role: first.role.or_else(|| last.role.clone()),
        sent: first.sent,
        resolved: first.resolved,
        base,
    };
    (!changed(&both).is_empty()).then_some(both)
}

/// What `edit` changes, as its fields are called.
fn changed(edit: &Edit) -> Vec<&'static str> {
    let held = edit.base.home_grant().map(|home| &home.role);
    [
        (*edit.name != *edit.base.name, "the name"),
        (
            *edit.description != *edit.base.description,
            "the description",
        ),
        (
            edit.role.as_ref().is_some_and(|role| Some(role) != held),
            "the role",
        ),
    ]
    .into_iter()
    .filter_map(|(is_changed, what)| is_changed.then_some(what))
    .collect()
}

/// What a form that is closed leaves behind. `undo`: takes back what was saved from it.
pub fn what_stands(undo: Option<&Edit>, sent: &Sent) -> String {
    let mut text = Vec::new();
    let saved = undo.map(changed).unwrap_or_default();
    match saved.as_slice() {
        [] => {}
        [only] => text.push([&capitalized(only), " is saved, and stays so."].concat()),
        [first, second] => {
            text.push(
                [
                    &capitalized(first),
                    " and ",
                    second,
                    " are saved, and stay so.",
                ]
                .concat(),
            );
        }
        _ => text.push("Name, description and role are saved, and stay so.".to_owned()),
    }
    if sent.has_details() {
        text.push(
            "It is not known whether name and description are saved as you sent them.".to_owned(),
        );
    }
    if sent.has_role() {
        text.push("It is not known whether the role is saved as you sent it.".to_owned());
    }
    let rest = match (text.is_empty(), sent.is_empty()) {
        (true, _) => "It is not saved, and is not kept anywhere else.",
        (false, true) => "The rest of what you typed is not saved, and is not kept anywhere else.",
        (false, false) => "What you typed is not kept anywhere else.",
    };
    text.push(rest.to_owned());
    text.join(" ")
}

/// Takes an edit back, and says what came of that.
pub fn undoer(console: Console, toasts: Toasts, undo: Edit) -> ToastPress {
    Arc::new(move || {
        let undo = undo.clone();
        let name = legible(&undo.base.name);
        if let Some(reason) = untrack(|| console.sending_fence()) {
            let toast = Toast::bad(format!("Not taken back: the changes to {name}")).text(reason);
            toasts.show(toast.action("Undo", undoer(console, toasts, undo)));
            return;
        }
        if let Some(reason) = untrack(|| needs_thought(console, &undo)) {
            let id = undo.base.id.clone();
            let edit = Arc::new(move || console.act.set(Action::Edit(id.clone())));
            let toast = Toast::bad(format!("Not taken back: the changes to {name}"));
            toasts.show(toast.text(reason).action("Edit…", edit));
            return;
        }
        let hold = console.holds.hold(Held::Answer);
        console.tasks.spawn(async move {
            let edited = edit_token(&console.writer.get_value(), undo.clone()).await;
            if is_whole(&edited) {
                toasts.show(Toast::good(format!("Took back the changes to {name}")));
                return;
            }
            let kept = console.holds.hold(Held::Outcome);
            drop(hold);
            if is_held_back(&edited) {
                // Nothing is chosen in a toast, and the same again would meet the same.
                let toast = Toast::bad(format!("Not taken back: the changes to {name}")).text(
                    "The same was changed again since, and what was set then stands. Nothing was sent.",
                );
                toasts.show(toast.keeping(kept));
                return;
            }
            let names = console.inventory.names().get_untracked();
            let said = [details(&edited.details), role(&edited.role, &names)];
            let said: Vec<String> = said
                .into_iter()
                .flatten()
                .map(|told| [told.title.as_str(), &told.in_one_line()].join(". "))
                .collect();
            let toast = Toast::bad(format!("Only partly taken back: the changes to {name}"));
            let toast = toast.text(said.join(" ")).keeping(kept);
            toasts.show(match edited.details {
                DetailsStep::Gone => toast,
                _ => toast.action("Try again", undoer(console, toasts, undo)),
            });
        });
    })
}

/// Whether conflicts kept all of it from being sent: all is checked before anything is written.
const fn is_held_back(edited: &Edited) -> bool {
    match edited.details {
        DetailsStep::Conflicts(_) => true,
        DetailsStep::Unchanged | DetailsStep::NotTried => {
            matches!(edited.role, RoleStep::Tried(GrantsOutcome::Conflicts(_)))
        }
        _ => false,
    }
}

/// Why it takes the step that the dialog has for it. Reactive.
fn needs_thought(console: Console, undo: &Edit) -> Option<String> {
    let grants = undo.base.grants.as_ref()?;
    let back = grants.with_role(&undo.base.home_grant()?.key(), undo.role.clone()?);
    let takes_away = diff(grants, &back).iter().any(Change::takes_away);
    let reasons = follows_now(console, &undo.base, Deed::Demote);
    (takes_away && !reasons.is_empty()).then(|| reasons.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::tests::token;
    use super::*;
    use crate::commands::Resolved;

    /// Takes a save back: `now` stands, `name` and `role` stood before.
    fn back(now: &str, name: &str, role: Option<&str>) -> Edit {
        Edit {
            base: token(now),
            sent: Sent::default(),
            name: name.to_owned(),
            description: "d".to_owned(),
            role: role.map(Arc::from),
            resolved: Resolved::default(),
        }
    }

    #[test]
    fn two_saves_are_taken_back_as_one_and_one_that_reverts_the_other_not_at_all() {
        let both = joined(
            back("second", "first", None),
            &back("third", "second", Some("ORGANIZATION_OWNER")),
        );
        let both = both.unwrap();
        assert_eq!(both.name, "first");
        assert_eq!(both.role.as_deref(), Some("ORGANIZATION_OWNER"));
        assert_eq!(changed(&both), ["the name", "the role"]);
        // The first save was of the role alone: the name is the one before the second.
        let both = joined(
            back("second", "second", None),
            &back("third", "second", None),
        );
        assert_eq!(both.unwrap().name, "second");
        let both = joined(
            back("second", "first", None),
            &back("first", "second", None),
        );
        assert!(both.is_none());
    }

    #[test]
    fn what_is_left_behind_is_told_part_by_part() {
        assert_eq!(
            what_stands(None, &Sent::default()),
            "It is not saved, and is not kept anywhere else."
        );
        let undo = back("second", "first", None);
        assert_eq!(
            what_stands(Some(&undo), &Sent::default()),
            "The name is saved, and stays so. The rest of what you typed is not saved, and is not kept anywhere else."
        );
    }
}
