//! Everything that is pending once more, as one replacement of the whole set, with what has to be known before and the same
//! as code.

use std::sync::Arc;

use astro_tokens::grants::Change;
use astro_tokens::roles;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::code::ChangesAsCode;
use super::diff::Diff;
use super::editor::Editor;
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
            let (base, mine, count) =
                untrack(|| (editor.base(), editor.mine(), editor.changes().len()));
            let token = editor.token.get_untracked();
            let base = Arc::new(Token {
                grants: Some(base),
                ..Token::clone(&token)
            });
            let done = match count {
                1 => format!("Saved 1 change to {name}"),
                count => format!("Saved {count} changes to {name}"),
            };
            save.start(Wanted { base, mine, done });
        })
    };
    let takes_away = Memo::new(move |_| {
        let home = editor
            .token
            .with(|token| token.home_grant().map(|home| home.key()));
        editor.changes().iter().any(|change| {
            // Whoever takes rights from the token in use may not be able to give them back.
            let counts = protection.is_own() || Some(&change.key) == home.as_ref();
            counts && takes_away(change)
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
    let changes = Memo::new(move |_| editor.changes());
    let moved = Memo::new(move |_| editor.moved());
    let lost = Memo::new(move |_| editor.lost());
    let wanted = Signal::derive(move || editor.mine());
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
            <ReviewNotes console token=token.clone() wanted />
            <Diff console changes moved lost />
            {move || takes_away.get().then(|| protection.view(Deed::Demote))}
        </Dialog>
    }
    .into_any()
}

/// Whether less is held afterwards: a role is gone, or one that is there is lower than all before.
fn takes_away(change: &Change) -> bool {
    let highest = |roles: &std::collections::BTreeSet<Arc<str>>| {
        roles
            .iter()
            .map(|role| roles::order(role))
            .min()
            .map(|(rank, _)| rank)
    };
    match (highest(&change.before), highest(&change.after)) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(before), Some(after)) => {
            after > before || before == after && before == roles::BUILT_IN.len()
        }
    }
}

#[cfg(test)]
mod tests {
    use astro_tokens::grants::GrantKey;
    use astro_tokens::model::EntityType;

    use super::*;

    #[test]
    fn lower_or_gone_takes_away_and_more_does_not() {
        let change = |before: &[&str], after: &[&str]| Change {
            key: GrantKey {
                entity_type: EntityType::Workspace,
                entity_id: Arc::from("w"),
                deployment_id: None,
            },
            before: before.iter().map(|role| Arc::from(*role)).collect(),
            after: after.iter().map(|role| Arc::from(*role)).collect(),
        };
        for (before, after, expected) in [
            (&["WORKSPACE_MEMBER"][..], &["WORKSPACE_OWNER"][..], false),
            (&["WORKSPACE_OWNER"], &["WORKSPACE_MEMBER"], true),
            (&["WORKSPACE_OWNER"], &[], true),
            (&[], &["WORKSPACE_OWNER"], false),
            // What custom roles allow is not known here.
            (&["custom"], &["another"], true),
            (&["DEPLOYMENT_ADMIN"], &["custom"], true),
            (&["custom"], &["DEPLOYMENT_ADMIN"], false),
        ] {
            assert_eq!(
                takes_away(&change(before, after)),
                expected,
                "{before:?} {after:?}"
            );
        }
    }
}
