//! One save of a token's grants, from what is wanted to what is told of it. Every dialog and page that changes grants uses
//! it, so that conflicts, a lost race, a refusal and a missing answer read and behave the same everywhere.
//!
//! Once all stands, the owner is told, and a toast offers to take back what this save changed. Anything else stays in sight
//! in the owner's [`GrantsSave::view`], and the same wanted grants can be sent again.

mod conflicts;
mod notes;
mod standing;
mod undo;

pub use conflicts::{
    Answers, GrantConflicts, Roles, all_answered, options, overruled, side_of, value_of,
};
pub use notes::ReviewNotes;

pub use super::names::role_names;

use std::sync::Arc;

use astro_tokens::grants::{Change, Grants, Side, diff};
use astro_tokens::id::TokenId;
use astro_tokens::token::Token;
use leptos::prelude::*;

use self::standing::overwritten;
pub use self::standing::{is_out_of_reach, stands, whole};
pub use self::undo::Standing;
use self::undo::{Whose, tell_added, undoer};
use super::context::Console;
use super::edit_dialog::grants_errors;
use super::hold::{Held, Reading};
use super::names::legible;
use super::outcomes::{OutcomeNotice, Told, grants};
use super::sending::Sending;
use crate::browser::page;
use crate::commands::{Answer, GrantsOutcome, GrantsRefusal, SetGrants, set_grants};
use crate::ui::{Button, IconName, Size, Toast, Toasts};

/// Why no grants are saved by a session from which Astro hides some.
pub const HIDDEN: &str = "Astro hides grants from you, as another token shows whose grant at home you can’t see. This one may have \
                          hidden grants as well, and saving would revoke them.";

/// What shall stand.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The token as the change began.
    pub base: Arc<Token>,
    /// What it held then.
    pub before: Grants,
    pub mine: Grants,
    /// What is said once it stands: “Assigned nightly to Finance marts”.
    pub done: String,
}

impl Wanted {
    fn changes(&self) -> Vec<Change> {
        diff(&self.before, &self.mine)
    }
}

/// The owner's own way to send, and its fence.
type Resend = (Callback<()>, Signal<Option<String>>);

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
    /// Sends what is wanted by then, and why that can't be done.
    resend: StoredValue<Option<Resend>>,
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
        let outcome = RwSignal::new(None);
        Effect::new(move |before: Option<()>| {
            outcome.track();
            if before.is_some() {
                page::keep_focus_in_dialog();
            }
        });
        Self {
            console,
            sending,
            subject,
            on_done,
            toasts: Toasts::current(),
            reading: None,
            resend: StoredValue::new(None),
            last: StoredValue::new(None),
            answers: RwSignal::default(),
            outcome,
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

    /// How the owner sends what is wanted by then: what is offered beside an outcome goes the same way. `fence`: why it can't.
    pub fn resend_by(self, send: Callback<()>, fence: Signal<Option<String>>) {
        self.resend.set_value(Some((send, fence)));
    }

    /// Something else is wanted by now: what was asked about the former is no question any more.
    pub fn turn_from_conflicts(self) {
        let has_conflicts = self.outcome.with_untracked(|outcome| {
            matches!(outcome.as_deref(), Some(GrantsOutcome::Conflicts(_)))
        });
        // Whatever came of it since, what was answered then was about something else.
        self.answers.set(Answers::new());
        if has_conflicts {
            self.outcome.set(None);
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
            if let Some(stands) = whole(&outcome) {
                if !is_elsewhere {
                    // What is saved next is a save of its own.
                    self.forget();
                    // Whoever waited for it may have left the page.
                    let _ = self.on_done.try_run(());
                }
                let toast = Toast::good(done(&wanted, &set, stands.is_some()));
                let offer = self.toasts.map(Toasts::new_id);
                standing.offer = offer;
                self.tell(toast, &outcome, &wanted.base, standing);
                if let (Some(toasts), Some(offer), Some((_, after))) = (self.toasts, offer, stands)
                {
                    tell_added(self.console, toasts, offer, &wanted.base, &set, after);
                }
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
            None => (wanted.before.clone(), wanted.mine.clone()),
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
        let standing = match is_out_of_reach(outcome) {
            // Nothing that is sent for it could be done any more.
            true => Standing::default(),
            false => standing,
        };
        self.show(toast.text(said), token, standing);
    }

    fn show(self, toast: Toast, token: &Arc<Token>, standing: Standing) {
        let Some(toasts) = self.toasts else {
            return;
        };
        toasts.show(match standing.is_empty() {
            true => toast,
            false => {
                let undo = undoer(self.console, toasts, token.clone(), standing, Whose::Own);
                toast.action(Whose::Own.label(), undo)
            }
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

    /// The token as the change to it began, once that was sent and for as long as not all of it stands.
    pub fn sent(self, id: &TokenId) -> Option<Arc<Token>> {
        let last = self.last.get_value()?;
        (last.base.id == *id).then_some(last.base)
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
                    let (send, fence) = self.way();
                    ViewFn::from(move || save_all_the_same(self.console, fence, send))
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

    fn way(self) -> Resend {
        let none = || (Callback::new(|()| ()), Signal::stored(None));
        self.resend.get_value().unwrap_or_else(none)
    }

    fn again(self) -> AnyView {
        let (send, fenced) = self.way();
        view! { <Button size=Size::Small icon=IconName::Refresh fenced on_press=send>"Apply again"</Button> }.into_any()
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

/// What is said once nothing is left to be saved: where someone else's roles were chosen, what is wanted does not stand.
/// `is_saved`: something was written.
fn done(wanted: &Wanted, set: &SetGrants, is_saved: bool) -> String {
    let name = legible(&wanted.base.name);
    let is_left = set.resolved.values().any(|it| it.side == Side::Theirs);
    match (is_left, is_saved) {
        (false, _) => wanted.done.clone(),
        (true, true) => {
            format!("Saved, but for what you left to others: {name}")
        }
        (true, false) => format!("Left {name} as someone else set it"),
    }
}
