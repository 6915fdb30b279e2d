//! One save of a token's grants, from what is wanted to what is told of it. Every dialog and page that changes grants uses
//! it, so that conflicts, a lost race, a refusal and a missing answer read and behave the same everywhere.
//!
//! Once all stands, the owner is told, and a toast offers to take back what this save changed. Anything else stays in sight
//! in the owner's [`GrantsSave::view`], and the same wanted grants can be sent again.

mod conflicts;
mod notes;
mod undo;

pub use conflicts::{
    Answers, GrantConflicts, Roles, all_answered, options, overruled, side_of, value_of,
};
pub use notes::ReviewNotes;

pub use super::names::role_names;

use std::sync::Arc;

use astro_tokens::grants::{Change, Grants, Side, diff};
use astro_tokens::token::Token;
use leptos::prelude::*;

use self::undo::{Standing, undoer};
use super::context::Console;
use super::edit_dialog::grants_errors;
use super::hold::{Held, Reading};
use super::names::legible;
use super::outcomes::{OutcomeNotice, Told, grants};
use super::sending::Sending;
use crate::commands::{Answer, GrantsFound, GrantsOutcome, GrantsRefusal, SetGrants, set_grants};
use crate::ui::{Button, IconName, Size, Toast, Toasts};

/// Why no grants are saved by a session from which Astro hides some.
pub const HIDDEN: &str = "Astro hides grants from you, as another token shows whose grant at home you can’t see. This one may have \
                          hidden grants as well, and saving would revoke them.";

/// What shall stand.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The token as the change began.
    pub base: Arc<Token>,
    pub mine: Grants,
    /// What is said once it stands: “Assigned nightly to Finance marts”.
    pub done: String,
}

impl Wanted {
    /// Without grants in sight the command refuses; what they are compared with does not matter then.
    fn base_grants(&self) -> Grants {
        self.base.grants.clone().unwrap_or_default()
    }

    fn changes(&self) -> Vec<Change> {
        diff(&self.base_grants(), &self.mine)
    }
}

/// A save, and what became of it. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct GrantsSave {
    console: Console,
    sending: Sending,
    /// What it is about, and “is” or “are”.
    subject: (&'static str, &'static str),
    on_done: Callback<()>,
    toasts: Option<Toasts>,
    /// Where no draft holds the session: what became of the last try does.
    reading: Option<Reading>,
    last: StoredValue<Option<Wanted>>,
    answers: RwSignal<Answers>,
    outcome: RwSignal<Option<Arc<GrantsOutcome>>>,
    standing: StoredValue<Standing>,
}

impl GrantsSave {
    /// `on_done`: all stands, and the toast says so. To be made while a component is set up.
    pub fn new(
        console: Console,
        sending: Sending,
        subject: (&'static str, &'static str),
        on_done: Callback<()>,
    ) -> Self {
        Self {
            console,
            sending,
            subject,
            on_done,
            toasts: Toasts::current(),
            reading: None,
            last: StoredValue::new(None),
            answers: RwSignal::default(),
            outcome: RwSignal::new(None),
            standing: StoredValue::default(),
        }
    }

    /// With `reading`, which begins with each outcome that is to be read.
    #[must_use]
    pub fn read_with(self, reading: Reading) -> Self {
        Self {
            reading: Some(reading),
            ..self
        }
    }

    /// Sends what is wanted, once. Nothing while something is under way.
    pub fn start(self, wanted: Wanted) {
        if self.sending.is_on_untracked() {
            return;
        }
        self.turn_to(&wanted.base);
        let set = self.set(&wanted);
        self.last.set_value(Some(wanted.clone()));
        self.outcome.set(None);
        if let Some(reading) = self.reading {
            reading.end();
        }
        let mut standing = self.standing.get_value();
        self.sending.start(async move {
            let outcome = set_grants(&self.console.writer.get_value(), set.clone()).await;
            standing.add(stands(&set, &outcome));
            let is_elsewhere = self.is_about_another(&wanted.base);
            if whole(&outcome).is_some() {
                if !is_elsewhere {
                    // What is saved next is a save of its own.
                    self.forget();
                    // Whoever waited for it may have left the page.
                    let _ = self.on_done.try_run(());
                }
                let toast = Toast::good(wanted.done.clone());
                self.tell(toast, &outcome, &wanted.base, standing);
                return;
            }
            let late = if is_elsewhere {
                Some(Some(Arc::new(outcome)))
            } else {
                self.standing.try_set_value(standing.clone());
                if let Some(reading) = self.reading {
                    reading.begin();
                }
                // Handed back where the owner is gone.
                self.outcome.try_set(Some(Arc::new(outcome)))
            };
            // Nobody is there any more to read it.
            if let Some(Some(outcome)) = late {
                let toast = Toast::bad(self.told(&outcome).title)
                    .keeping(self.console.holds.hold(Held::Outcome));
                self.tell(toast, &outcome, &wanted.base, standing);
            }
        });
    }

    /// Whether the owner has turned to another token since.
    fn is_about_another(self, token: &Token) -> bool {
        let last = self.last.try_with_value(|last| {
            let last = last.as_ref();
            last.is_none_or(|last| last.base.id != token.id)
        });
        last == Some(true)
    }

    /// As the command takes it. After a lost race it begins with what stands now: what was lost was named, and is wanted all
    /// the same.
    fn set(self, wanted: &Wanted) -> SetGrants {
        let resolved = self.answers.get_untracked();
        let last = self.outcome.get_untracked();
        let (base, mine) = match last.as_deref().and_then(overwritten) {
            Some(after) => {
                let mut changes = wanted.changes();
                changes.retain(|change| {
                    let answer = resolved.get(&change.key);
                    answer.is_none_or(|answer| answer.side == Side::Mine)
                });
                (after.clone(), after.with_changes(&changes))
            }
            None => (wanted.base_grants(), wanted.mine.clone()),
        };
        SetGrants {
            token: wanted.base.id.clone(),
            base,
            mine,
            is_new: false,
            resolved,
        }
    }

    fn told(self, outcome: &GrantsOutcome) -> Told {
        let (what, is) = self.subject;
        let names = self.console.inventory.names().get_untracked();
        grants(outcome, what, is, &names)
    }

    /// As a toast; with “Undo”, where something stands that can be taken back.
    fn tell(self, toast: Toast, outcome: &GrantsOutcome, token: &Arc<Token>, standing: Standing) {
        let said = self.told(outcome).in_one_line();
        self.show(toast.text(said), token, standing);
    }

    fn show(self, toast: Toast, token: &Arc<Token>, standing: Standing) {
        let Some(toasts) = self.toasts else {
            return;
        };
        toasts.show(match standing.is_empty() {
            true => toast,
            false => toast.action(
                "Undo",
                undoer(self.console, toasts, token.clone(), standing),
            ),
        });
    }

    /// The owner is left before all stands: what stands of it is said, with the way back.
    pub fn leave(self) {
        let standing = self.standing.get_value();
        if let Some(last) = self.last.get_value()
            && !standing.is_empty()
        {
            let name = legible(&last.base.name);
            let toast = Toast::good(format!("Saved a part of the changes to {name}"));
            self.show(toast, &last.base, standing);
        }
        self.forget();
    }

    /// From now on it is about this token: what came of another is left behind.
    pub fn turn_to(self, token: &Token) {
        let is_another = self
            .last
            .with_value(|last| last.as_ref().is_some_and(|last| last.base.id != token.id));
        if is_another {
            self.leave();
        }
    }

    fn forget(self) {
        self.last.try_set_value(None);
        self.standing.try_set_value(Standing::default());
        self.answers.try_set(Answers::new());
        self.outcome.try_set(None);
    }

    /// Why it can't be sent yet: an answer is missing, or what tells whether grants are hidden. Reactive.
    pub fn fence(self) -> Option<String> {
        let is_open = self.outcome.with(|outcome| match outcome.as_deref() {
            Some(GrantsOutcome::Conflicts(conflicts)) => self
                .answers
                .with(|answers| !all_answered(conflicts, answers)),
            _ => false,
        });
        is_open
            .then(|| "Choose first which of the two shall stand.".to_owned())
            .or_else(|| self.console.sight_fence(HIDDEN))
    }

    /// What others changed and the answers overrule. Reactive.
    pub fn overruled(self) -> Vec<Change> {
        self.outcome.with(|outcome| match outcome.as_deref() {
            Some(GrantsOutcome::Conflicts(conflicts)) => {
                self.answers.with(|answers| overruled(conflicts, answers))
            }
            _ => Vec::new(),
        })
    }

    /// What became of the last try, as long as not all stands. Reactive.
    pub fn outcome(self) -> Option<Arc<GrantsOutcome>> {
        self.outcome.get()
    }

    /// That, on the page.
    pub fn view(self) -> AnyView {
        let told = move || {
            let outcome = self.outcome.get()?;
            let told = self.told(&outcome);
            let errors = grants_errors(&outcome);
            let actions = match &*outcome {
                GrantsOutcome::Refused(GrantsRefusal::Unproven) => {
                    let save = Callback::new(move |()| self.send_again());
                    let fenced = Signal::derive(move || self.sending.write_fence());
                    ViewFn::from(move || save_all_the_same(self.console, fenced, save))
                }
                outcome if overwritten(outcome).is_some() => ViewFn::from(move || self.again()),
                _ => ViewFn::default(),
            };
            let conflicts = match &*outcome {
                GrantsOutcome::Conflicts(conflicts) => conflicts.clone(),
                _ => Vec::new(),
            };
            let on_answer = Callback::new(move |(key, answer): (_, Answer<Roles>)| {
                self.answers.update(|answers| {
                    answers.insert(key, answer);
                });
            });
            let (console, answers) = (self.console, self.answers);
            Some(view! {
                <OutcomeNotice told errors actions />
                <GrantConflicts console conflicts answers on_answer />
            })
        };
        told.into_any()
    }

    fn send_again(self) {
        if let Some(last) = self.last.get_value() {
            self.start(last);
        }
    }

    fn again(self) -> AnyView {
        let fenced = Signal::derive(move || self.sending.write_fence());
        let press = Callback::new(move |()| self.send_again());
        view! { <Button size=Size::Small icon=IconName::Refresh fenced on_press=press>"Apply again"</Button> }.into_any()
    }
}

/// The way on where nothing tells whether grants are hidden: the person answers for it that none are. `fenced`: why what would
/// be sent can't be.
pub fn save_all_the_same(
    console: Console,
    fenced: Signal<Option<String>>,
    save: Callback<()>,
) -> AnyView {
    let press = Callback::new(move |()| {
        console.inventory.trust_sight();
        save.run(());
    });
    view! { <Button size=Size::Small fenced on_press=press>"Save all the same"</Button> }.into_any()
}

/// What stands where someone else wrote over a part of what was written.
const fn overwritten(outcome: &GrantsOutcome) -> Option<&Grants> {
    match outcome {
        GrantsOutcome::Lost { after, .. }
        | GrantsOutcome::Unanswered {
            found: GrantsFound::Changed { after, .. },
            ..
        } => Some(after),
        GrantsOutcome::Unchanged
        | GrantsOutcome::Saved { .. }
        | GrantsOutcome::Conflicts(_)
        | GrantsOutcome::Refused(_)
        | GrantsOutcome::Unanswered { .. } => None,
    }
}

/// What stands once nothing is left to be saved: before and after, `None` where nothing had to be written.
pub(super) const fn whole(outcome: &GrantsOutcome) -> Option<Option<(&Grants, &Grants)>> {
    match outcome {
        GrantsOutcome::Unchanged => Some(None),
        GrantsOutcome::Saved { before, after, .. }
        | GrantsOutcome::Unanswered {
            found: GrantsFound::Saved { before, after, .. },
            ..
        } => Some(Some((before, after))),
        GrantsOutcome::Conflicts(_)
        | GrantsOutcome::Refused(_)
        | GrantsOutcome::Lost { .. }
        | GrantsOutcome::Unanswered { .. } => None,
    }
}

/// The changes of `set` that stand now by this writing.
fn stands(set: &SetGrants, outcome: &GrantsOutcome) -> Vec<Change> {
    let wanted = diff(&set.base, &set.mine);
    let is_wanted = |change: &Change| wanted.iter().any(|wanted| wanted.key == change.key);
    if let Some(Some((before, after))) = whole(outcome) {
        let mut changes = diff(before, after);
        changes.retain(is_wanted);
        return changes;
    }
    let Some(after) = overwritten(outcome) else {
        return Vec::new();
    };
    let mut changes = wanted;
    for change in &mut changes {
        if let Some(answer) = set.resolved.get(&change.key) {
            change.before = answer.theirs.clone();
        }
    }
    changes.retain(|change| {
        after.role_set(&change.key) == change.after && change.before != change.after
    });
    changes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use astro_tokens::grants::GrantKey;
    use astro_tokens::id::TokenId;
    use astro_tokens::model::EntityType;

    use super::*;
    use crate::commands::ReadBack;

    fn grants_of(roles: &[(&str, &str)]) -> Grants {
        roles.iter().fold(Grants::default(), |grants, (id, role)| {
            grants.with_role(&at(id), Arc::from(*role))
        })
    }

    fn at(id: &str) -> GrantKey {
        GrantKey {
            entity_type: EntityType::Workspace,
            entity_id: Arc::from(id),
            deployment_id: None,
        }
    }

    fn set(base: &[(&str, &str)], mine: &[(&str, &str)]) -> SetGrants {
        SetGrants {
            token: TokenId::new("t"),
            base: grants_of(base),
            mine: grants_of(mine),
            is_new: false,
            resolved: BTreeMap::new(),
        }
    }

    #[test]
    fn what_others_changed_is_not_taken_back() {
        let set = set(&[("w1", "A"), ("w2", "A")], &[("w1", "B"), ("w2", "A")]);
        let saved = GrantsOutcome::Saved {
            before: grants_of(&[("w1", "A"), ("w2", "X")]),
            after: grants_of(&[("w1", "B"), ("w2", "Y"), ("w3", "Z")]),
            read_back: ReadBack::Stands { others: Vec::new() },
        };
        let stands = stands(&set, &saved);
        assert_eq!(stands, diff(&set.base, &set.mine));
    }

    #[test]
    fn of_a_lost_race_only_what_stands_is_taken_back() {
        let mut set = set(&[("w1", "A"), ("w2", "A")], &[("w1", "B"), ("w2", "B")]);
        let answer = Answer {
            side: Side::Mine,
            theirs: Roles::from([Arc::from("T")]),
        };
        set.resolved.insert(at("w1"), answer);
        let lost = GrantsOutcome::Lost {
            lost: Vec::new(),
            others: Vec::new(),
            after: grants_of(&[("w1", "B"), ("w2", "X")]),
        };
        let stands = stands(&set, &lost);
        assert_eq!(stands.len(), 1);
        assert!(
            stands
                .iter()
                .all(|change| change.key == at("w1")
                    && change.before == Roles::from([Arc::from("T")]))
        );
    }
}
