//! What the session must not end over without asking: a secret value that is shown once, what is under way, a draft.

use leptos::prelude::*;

/// What is held, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
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
        !matches!(self, Self::Draft)
    }
}

/// Everything that is held now.
#[derive(Clone, Copy, Debug)]
pub struct Holds(RwSignal<Vec<Held>>);

/// One thing that is held, until this is dropped.
#[derive(Debug)]
pub struct Hold {
    holds: Holds,
    held: Held,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.holds.0.try_update(|all| {
            if let Some(at) = all.iter().position(|held| *held == self.held) {
                all.swap_remove(at);
            }
        });
    }
}

impl Holds {
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Holds for as long as the answer lives: in a future, while an exchange may still bring a secret.
    #[must_use]
    pub fn hold(self, held: Held) -> Hold {
        self.0.try_update(|all| all.push(held));
        Hold { holds: self, held }
    }

    /// Holds until the current reactive owner ends. To be called while a component is set up.
    pub fn hold_here(self, held: Held) {
        let hold = StoredValue::new(Some(self.hold(held)));
        on_cleanup(move || {
            hold.try_update_value(Option::take);
        });
    }

    /// The most that would be lost. Reactive.
    pub fn most(self) -> Option<Held> {
        self.0.try_with(|all| all.iter().max().copied()).flatten()
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
