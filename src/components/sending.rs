//! What every dialog that writes has in common: one exchange at a time, which is not left while it is under way.

use std::future::Future;

use leptos::prelude::*;

use super::actions::Action;
use super::context::{Connection, Console};
use super::hold::Held;

/// The exchange of a dialog.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    console: Console,
    is_on: RwSignal<bool>,
}

impl Sending {
    pub fn new(console: Console) -> Self {
        Self {
            console,
            is_on: RwSignal::new(false),
        }
    }

    /// Whether it is under way now.
    pub fn is_on_untracked(self) -> bool {
        self.is_on.get_untracked()
    }

    /// Words of the button that sends: `idle` where it can be pressed. Reactive.
    pub fn label(self, idle: &'static str) -> String {
        if self.is_on.get() {
            return "Asking Astro…".to_owned();
        }
        match self.wait() {
            Some(seconds) => format!("Try again in {seconds} s"),
            None => idle.to_owned(),
        }
    }

    /// Seconds that Astro asked to wait. Reactive.
    fn wait(self) -> Option<i64> {
        let Connection::SlowedDown { until } = self.console.connection.get() else {
            return None;
        };
        let seconds = until.since(self.console.clock.second.get()).whole_seconds();
        (seconds > 0).then_some(seconds)
    }

    /// Runs `exchange` to its end, whatever becomes of the dialog: a value that arrives must not be dropped. Nothing while
    /// another is under way.
    pub fn start(self, exchange: impl Future<Output = ()> + 'static) {
        if self.is_on.get_untracked() {
            return;
        }
        self.is_on.set(true);
        // Also a deletion: what it came to is to be told before the session ends.
        let hold = self.console.holds.hold(Held::Secret);
        self.console.tasks.spawn(async move {
            exchange.await;
            drop(hold);
            self.is_on.try_set(false);
        });
    }

    /// Why nothing can be pressed now. Reactive.
    pub fn fence(self) -> Option<String> {
        self.is_on.get().then(|| "Astro is being asked.".to_owned())
    }

    /// Why nothing can be sent now: also because Astro asked to wait. Reactive.
    pub fn write_fence(self) -> Option<String> {
        let waits = || {
            self.wait()
                .map(|seconds| format!("Astro asked to wait. Try again in {seconds} s."))
        };
        self.fence()
            .or_else(|| self.console.write_fence())
            .or_else(waits)
    }

    /// Closes the dialog, unless something is under way.
    pub fn close(self) {
        if !self.is_on.get_untracked() {
            self.console.act.set(Action::None);
        }
    }
}
