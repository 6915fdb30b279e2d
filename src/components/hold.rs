//! What the session must not end over without asking: a secret value that is shown once, or is under way; a draft.

use leptos::prelude::*;

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// It would be lost for good.
    Secret,
    /// It could be typed again.
    Draft,
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

    /// Whether a secret would be lost. Reactive.
    pub fn has_secret(self) -> bool {
        self.0
            .try_with(|all| all.contains(&Held::Secret))
            .unwrap_or(false)
    }

    /// Whether anything would be lost. Reactive.
    pub fn has_any(self) -> bool {
        self.0.try_with(|all| !all.is_empty()).unwrap_or(false)
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
            let second = holds.hold(Held::Secret);
            drop(first);
            assert!(holds.has_secret());
            drop(second);
            assert!(!holds.has_secret() && holds.has_any());
            drop(draft);
            assert!(!holds.has_any());
        });
    }

    #[test]
    fn a_hold_of_a_component_ends_with_it() {
        let owner = Owner::new();
        let holds = owner.with(Holds::new);
        let component = owner.child();
        component.with(|| holds.hold_here(Held::Draft));
        assert!(holds.has_any());
        component.cleanup();
        assert!(!holds.has_any());
    }
}
