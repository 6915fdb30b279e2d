//! Whether someone is at the rows: points at them, has the focus in them, or has just scrolled. Then they don't move.

use std::time::Duration;

use leptos::ev::{self, FocusEvent};
use leptos::prelude::*;

use crate::browser::{clock, events, task::Tasks};

/// For this long after the last sign the rows still count as being read.
const AFTERWARDS: Duration = Duration::from_millis(1000);

/// Signs of someone at the rows. Events may come after the list was taken away: they mean nothing then.
#[derive(Clone, Copy, Debug)]
pub struct Presence {
    pointing: RwSignal<bool>,
    focused: RwSignal<bool>,
    /// How often there was a sign that passes.
    signs: RwSignal<u32>,
    /// The last of them was a moment ago.
    lingering: RwSignal<bool>,
    tasks: Tasks,
    held: Memo<bool>,
}

impl Presence {
    /// To be made while a component is set up.
    pub fn new() -> Self {
        let pointing = RwSignal::new(false);
        let focused = RwSignal::new(false);
        let lingering = RwSignal::new(false);
        let held = Memo::new(move |_| pointing.get() || focused.get() || lingering.get());
        let presence = Self {
            pointing,
            focused,
            signs: RwSignal::new(0),
            lingering,
            tasks: Tasks::new(),
            held,
        };
        events::on_window(ev::scroll, move |_| presence.linger());
        presence
    }

    /// Whether rows must not move.
    pub const fn held(self) -> Memo<bool> {
        self.held
    }

    /// The pointer was moved over the rows. One that merely rests where they appeared points at nothing.
    pub fn point(self) {
        if self.pointing.try_get_untracked() == Some(false) {
            self.pointing.set(true);
        }
    }

    /// The pointer left.
    pub fn unpoint(self) {
        if self.pointing.try_get_untracked() == Some(true) {
            self.linger();
            self.pointing.set(false);
        }
    }

    /// The focus came to something in the table; its head does not count.
    pub fn focus(self, event: &FocusEvent) {
        self.focused
            .try_set(events::happened_inside(event, "tbody"));
    }

    /// The focus left something in the table.
    pub fn blur(self, event: &FocusEvent) {
        if self.focused.try_get_untracked() == Some(true) && !events::relates_inside(event, "tbody")
        {
            self.linger();
            self.focused.set(false);
        }
    }

    fn linger(self) {
        let Some(number) = self.signs.try_update(|signs| {
            *signs = signs.wrapping_add(1);
            *signs
        }) else {
            return;
        };
        if self.lingering.get_untracked() {
            return;
        }
        self.lingering.set(true);
        self.tasks.spawn(async move {
            let mut seen = number;
            loop {
                clock::sleep(AFTERWARDS).await;
                match self.signs.try_get_untracked() {
                    Some(now) if now != seen => seen = now,
                    _ => break,
                }
            }
            self.lingering.try_set(false);
        });
    }
}
