//! Whether someone is at the rows: points at them, has the focus in them, or has just scrolled. Then they don't move.

use std::time::Duration;

use leptos::ev::{self, FocusEvent};
use leptos::prelude::*;

use crate::browser::{clock, events, task::Tasks};

/// For this long after scrolling the rows still count as being read.
const AFTER_SCROLL: Duration = Duration::from_millis(1000);

/// Signs of someone at the rows.
#[derive(Clone, Copy, Debug)]
pub struct Presence {
    pointing: RwSignal<bool>,
    focused: RwSignal<bool>,
    held: Memo<bool>,
}

impl Presence {
    /// To be made while a component is set up.
    pub fn new() -> Self {
        let pointing = RwSignal::new(false);
        let focused = RwSignal::new(false);
        let scrolls = RwSignal::new(0_u32);
        let scrolled = RwSignal::new(false);
        let tasks = Tasks::new();
        events::on_window(ev::scroll, move |_| {
            let number = scrolls.get_untracked().wrapping_add(1);
            scrolls.set(number);
            if scrolled.get_untracked() {
                return;
            }
            scrolled.set(true);
            tasks.spawn(async move {
                let mut seen = number;
                loop {
                    clock::sleep(AFTER_SCROLL).await;
                    let now = scrolls.get_untracked();
                    if now == seen {
                        break scrolled.set(false);
                    }
                    seen = now;
                }
            });
        });
        let held = Memo::new(move |_| pointing.get() || focused.get() || scrolled.get());
        Self {
            pointing,
            focused,
            held,
        }
    }

    /// Whether rows must not move.
    pub const fn held(self) -> Memo<bool> {
        self.held
    }

    /// The pointer was moved over the rows. One that merely rests where they appeared points at nothing.
    pub fn point(self) {
        if !self.pointing.get_untracked() {
            self.pointing.set(true);
        }
    }

    /// The pointer left.
    pub fn unpoint(self) {
        self.pointing.set(false);
    }

    /// The focus came to something in the table; its head does not count.
    pub fn focus(self, event: &FocusEvent) {
        self.focused.set(events::happened_inside(event, "tbody"));
    }

    /// The focus left something in the table.
    pub fn blur(self, event: &FocusEvent) {
        if !events::relates_inside(event, "tbody") {
            self.focused.set(false);
        }
    }
}
