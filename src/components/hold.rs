//! What the session must not end over without asking: a secret value that is shown once, what is under way, a draft; what a
//! write came to.

use leptos::prelude::*;

/// What is held, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// What a write came to, which nobody could find out again once it is gone from the page.
    Outcome,
    /// It could be typed again.
    Draft,
    /// An exchange that brings no secret, and whose outcome is to be told.
    Answer,
    /// An exchange that may bring a secret.
    Coming,
    /// A secret that is here, and would be lost for good.
    Secret,
}

impl Held {
    /// Whether the idle and the absolute end wait for it.
    pub const fn outlasts_limits(self) -> bool {
        matches!(self, Self::Answer | Self::Coming | Self::Secret)
    }
}

/// Everything that is held now.
#[derive(Clone, Copy, Debug)]
pub struct Holds {
    all: RwSignal<Vec<Held>>,
    /// Of the page that is open, how many of what would be lost with it.
    pending: RwSignal<Option<String>>,
}

/// A hold that begins with an outcome, and ends when it was read: with the component that shows it, or before.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    holds: Holds,
    hold: StoredValue<Option<Hold>>,
}

impl Reading {
    /// To be called before what held the session until then is let go.
    pub fn begin(self) {
        let hold = self.holds.hold(Held::Outcome);
        self.hold.try_update_value(|held| *held = Some(hold));
    }

    pub fn end(self) {
        self.hold.try_update_value(Option::take);
    }
}

/// One thing that is held, until this is dropped.
#[derive(Debug)]
pub struct Hold {
    holds: Holds,
    held: Held,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.holds.all.try_update(|all| {
            if let Some(at) = all.iter().position(|held| *held == self.held) {
                all.swap_remove(at);
            }
        });
    }
}

impl Holds {
    pub fn new() -> Self {
        Self {
            all: RwSignal::new(Vec::new()),
            pending: RwSignal::new(None),
        }
    }

    /// Holds for as long as the answer lives: in a future, while an exchange may still bring a secret.
    #[must_use]
    pub fn hold(self, held: Held) -> Hold {
        self.all.try_update(|all| all.push(held));
        Hold { holds: self, held }
    }

    /// Holds until the current reactive owner ends. To be called while a component is set up.
    pub fn hold_here(self, held: Held) {
        let hold = StoredValue::new(Some(self.hold(held)));
        on_cleanup(move || {
            hold.try_update_value(Option::take);
        });
    }

    /// For outcomes that the current reactive owner shows. To be called while a component is set up.
    pub fn reading_here(self) -> Reading {
        let reading = Reading {
            holds: self,
            hold: StoredValue::new(None),
        };
        on_cleanup(move || reading.end());
        reading
    }

    /// The most that would be lost. Reactive.
    pub fn most(self) -> Option<Held> {
        self.all.try_with(|all| all.iter().max().copied()).flatten()
    }

    /// The page tells how many of what would be lost with it: “2 pending changes”.
    pub fn tell_pending(self, what: Option<String>) {
        self.pending.try_set(what);
    }

    /// What the idle and the absolute end would take along. Reactive.
    pub fn at_stake(self) -> Option<String> {
        let has_draft = self.all.with(|all| all.contains(&Held::Draft));
        let pending = self.pending.get();
        has_draft.then(|| pending.unwrap_or_else(|| "what you typed".to_owned()))
    }

    /// Whether an outcome was not read yet. Reactive.
    pub fn has_outcome(self) -> bool {
        let is_there = |all: &Vec<Held>| all.contains(&Held::Outcome);
        self.all.try_with(is_there).unwrap_or(false)
    }

    /// Whether the idle and the absolute end wait. Reactive.
    pub fn outlast_limits(self) -> bool {
        self.most().is_some_and(Held::outlasts_limits)
    }
}

impl Default for Holds {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, Holds};
    use leptos::prelude::Owner;

    #[test]
    fn each_hold_counts_until_it_is_dropped() {
        let owner = Owner::new();
        owner.with(|| {
            let holds = Holds::new();
            let first = holds.hold(Held::Secret);
            let draft = holds.hold(Held::Draft);
            let coming = holds.hold(Held::Coming);
            let second = holds.hold(Held::Secret);
            drop(first);
            assert_eq!(holds.most(), Some(Held::Secret));
            drop(second);
            assert_eq!(holds.most(), Some(Held::Coming));
            assert!(holds.outlast_limits());
            drop(coming);
            assert_eq!(holds.most(), Some(Held::Draft));
            assert!(!holds.outlast_limits());
            drop(draft);
            assert_eq!(holds.most(), None);
        });
    }

    #[test]
    fn an_outcome_is_held_from_its_beginning_until_it_was_read() {
        let owner = Owner::new();
        let holds = owner.with(Holds::new);
        let component = owner.child();
        let reading = component.with(|| holds.reading_here());
        assert_eq!(holds.most(), None);
        let exchange = holds.hold(Held::Coming);
        reading.begin();
        drop(exchange);
        assert!(holds.has_outcome());
        assert_eq!(holds.most(), Some(Held::Outcome));
        // Another one in its place is held once.
        reading.begin();
        reading.end();
        assert_eq!(holds.most(), None);
        reading.begin();
        component.cleanup();
        assert_eq!(holds.most(), None);
        // An exchange that outlives its dialog holds nothing for nobody.
        reading.begin();
        assert_eq!(holds.most(), None);
    }

    #[test]
    fn a_hold_of_a_component_ends_with_it() {
        let owner = Owner::new();
        let holds = owner.with(Holds::new);
        let component = owner.child();
        component.with(|| holds.hold_here(Held::Draft));
        assert!(holds.most().is_some());
        component.cleanup();
        assert!(holds.most().is_none());
    }
}
