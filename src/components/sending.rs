//! What every dialog that writes has in common: one exchange at a time, which is not left while it is under way.

use std::future::Future;
use std::time::Duration;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;

use super::actions::Action;
use super::context::Console;
use super::hold::Held;
use crate::browser::clock;
use crate::browser::guard::Guard;
use crate::ui::{Banner, IconName, Tone, dynamic_option};

/// The exchange of a dialog.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    console: Console,
    is_on: RwSignal<bool>,
    /// The page was to be left while a secret may be on its way.
    is_held: RwSignal<bool>,
}

impl Sending {
    pub fn new(console: Console) -> Self {
        Self {
            console,
            is_on: RwSignal::new(false),
            is_held: RwSignal::new(false),
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
        match self.console.wait() {
            Some(seconds) => format!("Try again in {seconds} s"),
            None => idle.to_owned(),
        }
    }

    /// Runs `exchange`, which brings no secret, to its end, whatever becomes of the dialog. Nothing while another is under
    /// way.
    pub fn start(self, exchange: impl Future<Output = ()> + 'static) {
        self.run(Held::Answer, Box::pin(exchange));
    }

    /// Runs `exchange`, which may bring a secret, to its end, whatever becomes of the dialog: a value that arrives must not be
    /// dropped. Until then the page is not left unasked. Nothing while another is under way.
    pub fn issue(self, exchange: impl Future<Output = ()> + 'static) {
        self.run(Held::Coming, Box::pin(exchange));
    }

    fn run(self, held: Held, exchange: LocalBoxFuture<'static, ()>) {
        if self.is_on.get_untracked() {
            return;
        }
        self.is_on.set(true);
        // Also of a deletion: what it came to is to be told before the session ends.
        let hold = self.console.holds.hold(held);
        let guard = (held == Held::Coming).then(|| {
            Guard::new(move |_| {
                self.is_held.try_set(true);
            })
        });
        self.console.tasks.spawn(async move {
            exchange.await;
            if let Some(guard) = guard {
                // The dialog of the secret, where there is one, keeps the page by now.
                clock::sleep(Duration::ZERO).await;
                guard.release().await;
            }
            drop(hold);
            self.is_held.try_set(false);
            self.is_on.try_set(false);
        });
    }

    /// Why the page was not left, once that was tried.
    pub fn notice(self) -> AnyView {
        dynamic_option(move || {
            self.is_held.get().then(|| {
                view! {
                    <Banner tone=Tone::Warn icon=IconName::Alert title="This page stays until Astro has answered" announce=true>
                        <p>"The answer may bring the secret, which is shown this once. Without this page it would be lost."</p>
                    </Banner>
                }
                .into_any()
            })
        })
        .into_any()
    }

    /// Why nothing can be pressed now. Reactive.
    pub fn fence(self) -> Option<String> {
        self.is_on.get().then(|| "Astro is being asked.".to_owned())
    }

    /// Why nothing can be sent now: also because Astro asked to wait. Reactive.
    pub fn write_fence(self) -> Option<String> {
        self.fence().or_else(|| self.console.sending_fence())
    }

    /// Closes the dialog, unless something is under way.
    pub fn close(self) {
        if !self.is_on.get_untracked() {
            self.console.act.set(Action::None);
        }
    }
}
