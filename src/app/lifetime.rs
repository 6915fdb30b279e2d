//! The clock of the page, and the watch over the session's limits.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use crate::browser::{clock as browser_clock, events, task};
use crate::components::context::Clock;
use crate::config::Config;
use crate::session::{Limits, Phase, SessionEntry};

/// Seconds between two moves of the coarse clock.
const COARSE: i64 = 30;
/// Activity is written to the session entry at most this often.
const STORE_EVERY: Duration = Duration::from_secs(5);
/// Choosing a button of the warning is no activity by itself: the warning would be gone before the button is pressed.
const WARNING_DIALOG: &str = "[role=alertdialog]";

/// Starts the clock of the page.
pub fn clock() -> Clock {
    let now = browser_clock::now();
    let second = RwSignal::new(now);
    let coarse = RwSignal::new(now);
    let tick = move || {
        let now = browser_clock::now();
        second.set(now);
        let block = |instant: astro_tokens::timestamp::Timestamp| {
            instant.unix_micros().div_euclid(COARSE * 1_000_000)
        };
        if block(now) != block(coarse.get_untracked()) {
            coarse.set(now);
        }
    };
    task::spawn_scoped(async move {
        loop {
            browser_clock::sleep(Duration::from_secs(1)).await;
            tick();
        }
    });
    // A page in the background is hardly given time: what it shows is put right when it is looked at again.
    events::on_window(ev::focus, move |_| tick());
    Clock {
        second: second.read_only(),
        coarse: coarse.read_only(),
        renew: Callback::new(move |()| coarse.set(browser_clock::now())),
    }
}

/// The watch over one session.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    pub phase: Memo<Phase>,
    /// Notes activity, which puts the idle end off.
    pub stay: Callback<()>,
}

/// Watches the limits of a session: notes activity, and tells where it stands.
pub fn watch(session: RwSignal<SessionEntry>, config: &Config, clock: Clock) -> Watch {
    let idle = config.idle;
    let absolute = config.absolute;
    let limits = move || session.with(|entry| Limits::of(entry, idle, absolute));
    let stored_at = StoredValue::new(session.with_untracked(|entry| entry.last_active_at));
    let active = move || {
        let now = browser_clock::now();
        let ended = session
            .with_untracked(|entry| Limits::of(entry, idle, absolute))
            .ended(now)
            .is_some();
        // What has ended stays ended, also when the clock of the page has not yet noticed.
        if ended {
            return;
        }
        session.update(|entry| entry.last_active_at = now);
        // What was cleared stays cleared, also while the fresh document is still on its way.
        if now >= stored_at.get_value().plus(STORE_EVERY) && SessionEntry::is_stored() {
            stored_at.set_value(now);
            session.with_untracked(SessionEntry::store);
        }
    };
    events::on_window(ev::keydown, move |event| {
        let chooses = matches!(event.key().as_str(), "Tab" | "Enter" | " ");
        if !(chooses && events::happened_inside(&event, WARNING_DIALOG)) {
            active();
        }
    });
    events::on_window(ev::pointerdown, move |event| {
        if !events::happened_inside(&event, WARNING_DIALOG) {
            active();
        }
    });
    Watch {
        phase: Memo::new(move |_| limits().phase(clock.second.get())),
        stay: Callback::new(move |()| active()),
    }
}
