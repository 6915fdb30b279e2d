//! Taking a save of grants back: the reverse of what this save changed, and of nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use astro_tokens::grants::{Change, Conflict, GrantKey, Grants, diff};
use astro_tokens::id::TokenId;
use astro_tokens::names::Names;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::standing::{added_below, whole};
use crate::commands::{GrantsOutcome, GrantsRefusal, SetGrants, set_grants};
use crate::components::actions::{Deed, follows_now};
use crate::components::context::Console;
use crate::components::hold::Held;
use crate::components::names::{legible, role_names};
use crate::components::outcomes::grants;
use crate::components::scope_badge::place_words;
use crate::ui::{Toast, ToastId, ToastPress, Toasts};

/// What stands of one or more tries, each place from what it had before the first of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    changes: BTreeMap<GrantKey, Change>,
    /// The message that offers to remove what others added below, for as long as this stands.
    pub(super) offer: Option<ToastId>,
}

impl Standing {
    /// Another try changed this as well.
    pub fn add(&mut self, changes: impl IntoIterator<Item = Change>) {
        for change in changes {
            let known = self.changes.remove(&change.key);
            let before = known.map_or(change.before, |known| known.before);
            if before != change.after {
                let change = Change { before, ..change };
                self.changes.insert(change.key.clone(), change);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Without the places that others changed again since.
    fn without(mut self, conflicts: &[Conflict]) -> Self {
        for conflict in conflicts {
            self.changes.remove(&conflict.key);
        }
        self
    }

    /// What stands once it is taken back.
    fn reversed(&self) -> Self {
        let mut reversed = Self::default();
        reversed.add(self.changes.values().map(Change::reversed));
        reversed
    }

    /// What takes it back.
    pub fn set(&self, token: &TokenId) -> SetGrants {
        // At all other places neither side says anything, so what stands there stays.
        let base = Grants::default().with_changes(self.changes.values());
        let back: Vec<Change> = self.changes.values().map(Change::reversed).collect();
        SetGrants {
            token: token.clone(),
            mine: base.with_changes(&back),
            base,
            is_new: false,
            resolved: BTreeMap::new(),
        }
    }
}

/// What is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// What was saved here.
    Own,
    /// What someone else added meanwhile.
    Theirs,
}

impl Whose {
    /// Of the button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Own => "Undo",
            Self::Theirs => "Remove these, too",
        }
    }

    /// Of the button for what others did not change again.
    const fn label_of_rest(self) -> &'static str {
        match self {
            Self::Own => "Undo the rest",
            Self::Theirs => "Remove the rest",
        }
    }

    fn done(self, name: &str) -> String {
        match self {
            Self::Own => format!("Took back the change to {name}"),
            Self::Theirs => format!("Removed what was added meanwhile to {name}"),
        }
    }

    /// A name may be so long that its end is cut off, so it stands last.
    fn failed(self, name: &str) -> String {
        match self {
            Self::Own => format!("Not taken back: the change to {name}"),
            Self::Theirs => format!("Not removed: what was added meanwhile to {name}"),
        }
    }
}

/// Takes it back, and says what came of that.
pub(super) fn undoer(
    console: Console,
    toasts: Toasts,
    token: Arc<Token>,
    standing: Standing,
    whose: Whose,
) -> ToastPress {
    Arc::new(move || {
        let (token, standing) = (token.clone(), standing.clone());
        let name = legible(&token.name);
        let failed = whose.failed(&name);
        if let Some(reason) = untrack(|| console.sending_fence()) {
            let undo = undoer(console, toasts, token, standing, whose);
            toasts.show(Toast::bad(failed).text(reason).action(whose.label(), undo));
            return;
        }
        let set = standing.set(&token.id);
        if let Some(reason) = untrack(|| needs_thought(console, &token, &set)) {
            toasts.show(Toast::bad(failed).text(reason));
            return;
        }
        let hold = console.holds.hold(Held::Answer);
        console.tasks.spawn(async move {
            let outcome = set_grants(&console.writer.get_value(), set).await;
            if whole(&outcome).is_some() {
                if let Some(offer) = standing.offer {
                    toasts.take_away(offer);
                }
                let toast = Toast::good(whose.done(&name));
                toasts.show(match whose {
                    Whose::Own => toast,
                    Whose::Theirs => {
                        let undo = undoer(console, toasts, token, standing.reversed(), Whose::Own);
                        toast.action(Whose::Own.label(), undo)
                    }
                });
                return;
            }
            let toast = Toast::bad(failed).keeping(console.holds.hold(Held::Outcome));
            drop(hold);
            toasts.show(match outcome {
                GrantsOutcome::Conflicts(conflicts) => {
                    let names = console.inventory.names().get_untracked();
                    let toast = toast.text(changed_again(&conflicts, &names));
                    // Nothing is chosen in a toast, and the same again would meet the same.
                    let rest = standing.without(&conflicts);
                    match rest.is_empty() {
                        true => toast,
                        false => {
                            let undo = undoer(console, toasts, token, rest, whose);
                            toast.action(whose.label_of_rest(), undo)
                        }
                    }
                }
                GrantsOutcome::Refused(GrantsRefusal::Unproven) => toast.text(
                    "Nothing that was read tells whether Astro hides grants of it from this session. Nothing was sent. Its Access tab \
                     asks, and can save all the same.",
                ),
                outcome => {
                    let may_help = !matches!(
                        outcome,
                        GrantsOutcome::Refused(
                            GrantsRefusal::Gone
                                | GrantsRefusal::Narrowed
                                | GrantsRefusal::PartialView
                                | GrantsRefusal::HomeGrantRemoved
                                | GrantsRefusal::Illegal(_)
                        )
                    );
                    let names = console.inventory.names().get_untracked();
                    let told = grants(&outcome, "the change", "is", &names);
                    let again = undoer(console, toasts, token, standing, whose);
                    let said = [told.title.clone(), told.in_one_line()].join(". ");
                    let toast = toast.text(said);
                    match may_help {
                        true => toast.action("Try again", again),
                        false => toast,
                    }
                }
            });
        });
    })
}

fn changed_again(conflicts: &[Conflict], names: &Names) -> String {
    let places: Vec<String> = conflicts
        .iter()
        .map(|conflict| place_words(&conflict.key.place(), names))
        .collect();
    format!(
        "What was changed again since stands: {}. Nothing was sent.",
        places.join(", ")
    )
}

/// What someone else gave meanwhile below what was taken away stays, and can go as well: said as `offer`.
pub(super) fn tell_added(
    console: Console,
    toasts: Toasts,
    offer: ToastId,
    token: &Arc<Token>,
    set: &SetGrants,
    after: &Grants,
) {
    let names = console.inventory.names().get_untracked();
    let added = added_below(set, after, &names);
    if added.is_empty() {
        return;
    }
    let places: Vec<String> = added
        .iter()
        .map(|change| {
            let place = place_words(&change.key.place(), &names);
            format!("{place}: {}", role_names(&change.after))
        })
        .collect();
    let name = legible(&token.name);
    let mut standing = Standing::default();
    standing.add(added);
    let remove = undoer(console, toasts, token.clone(), standing, Whose::Theirs);
    let toast = Toast::bad(format!("What was added below meanwhile stays with {name}"));
    let text = format!("{}.", places.join(", "));
    let toast = toast.text(text).action(Whose::Theirs.label(), remove);
    toasts.show_as(offer, toast);
}

/// Why it takes the step that a dialog has for it. Reactive.
fn needs_thought(console: Console, token: &Arc<Token>, set: &SetGrants) -> Option<String> {
    let home = token.home_grant().map(|home| home.key());
    let changes = diff(&set.base, &set.mine);
    let taken: Vec<&Change> = changes.iter().filter(|it| it.takes_away()).collect();
    let is_of_home = taken
        .iter()
        .any(|change| Some(&change.key) == home.as_ref());
    let deed = match is_of_home {
        true => Deed::Demote,
        false => Deed::DemoteHere,
    };
    let reasons = follows_now(console, token, deed);
    (!taken.is_empty() && !reasons.is_empty()).then(|| {
        let reasons = reasons.join(" ");
        format!("{reasons} Change it on the token’s Access tab, if that is meant.")
    })
}

#[cfg(test)]
mod tests {
    use astro_tokens::model::ApiToken;
    use astro_tokens::token::Interner;

    use super::*;

    fn token(roles: &[(&str, &str, &str)]) -> Token {
        let roles: Vec<String> = roles
            .iter()
            .map(|(level, id, role)| {
                format!(r#"{{"entityType":"{level}","entityId":"{id}","role":"{role}"}}"#)
            })
            .collect();
        let text = format!(
            r#"{{"id":"t","name":"n","kind":"STANDARD","scope":"ORGANIZATION","startAt":"2026-01-01T00:00:00Z",
            "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","roles":[{}]}}"#,
            roles.join(",")
        );
        Interner::default().token(serde_json::from_str::<ApiToken>(&text).unwrap())
    }

    fn grants_of(roles: &[(&str, &str, &str)]) -> Grants {
        token(roles).grants.unwrap()
    }

    #[test]
    fn the_tries_of_one_save_are_taken_back_as_one() {
        let first = grants_of(&[("WORKSPACE", "w1", "WORKSPACE_MEMBER")]);
        let second = grants_of(&[
            ("WORKSPACE", "w1", "WORKSPACE_AUTHOR"),
            ("WORKSPACE", "w2", "WORKSPACE_AUTHOR"),
        ]);
        let third = grants_of(&[
            ("WORKSPACE", "w1", "WORKSPACE_OWNER"),
            ("WORKSPACE", "w2", "WORKSPACE_AUTHOR"),
        ]);
        let mut standing = Standing::default();
        standing.add(diff(&first, &second));
        standing.add(diff(&second, &third));
        let set = standing.set(&token(&[]).id);
        assert_eq!(set.base, third);
        assert_eq!(set.mine, first);
        standing.add(diff(&third, &first));
        assert!(standing.is_empty(), "nothing of it stands any more");
    }
}
