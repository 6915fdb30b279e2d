//! What the session must not end over without asking: a secret value that is shown once, or is under way; a draft; what a
//! write came to.

use leptos::prelude::*;

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// It would be lost for good.
    Secret,
    /// It could be typed again.
    Draft,
    /// What a write came to, which nobody could find out again once it is gone from the page.
    Outcome,
}

/// Everything that is held now.
#[derive(Clone, Copy, Debug)]
pub struct Holds(RwSignal<Vec<Held>>);

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

    /// For outcomes that the current reactive owner shows. To be called while a component is set up.
    pub fn reading_here(self) -> Reading {
        let reading = Reading {
            holds: self,
            hold: StoredValue::new(None),
        };
        on_cleanup(move || reading.end());
        reading
    }

    /// Whether a secret would be lost. Reactive.
    pub fn has_secret(self) -> bool {
        self.has(Held::Secret)
    }

    /// Whether what was typed would be lost. Reactive.
    pub fn has_draft(self) -> bool {
        self.has(Held::Draft)
    }

    /// Whether an outcome was not read yet. Reactive.
    pub fn has_outcome(self) -> bool {
        self.has(Held::Outcome)
    }

    fn has(self, held: Held) -> bool {
        self.0.try_with(|all| all.contains(&held)).unwrap_or(false)
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
    fn an_outcome_is_held_from_its_beginning_until_it_was_read() {
        let owner = Owner::new();
        let holds = owner.with(Holds::new);
        let component = owner.child();
        let reading = component.with(|| holds.reading_here());
        assert!(!holds.has_any());
        let exchange = holds.hold(Held::Secret);
        reading.begin();
        drop(exchange);
        assert!(holds.has_outcome() && !holds.has_secret() && !holds.has_draft());
        // Another one in its place is held once.
        reading.begin();
        reading.end();
        assert!(!holds.has_any());
        reading.begin();
        component.cleanup();
        assert!(!holds.has_any());
        // An exchange that outlives its dialog holds nothing for nobody.
        reading.begin();
        assert!(!holds.has_any());
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
