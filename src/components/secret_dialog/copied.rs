//! A secret on the clipboard: put there by a click, never taken away unasked, and not forgotten either.

use std::sync::Arc;
use std::time::Duration;

use astro_tokens::secret::Secret;
use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use super::super::context::Console;
use crate::browser::{clipboard, clock, task};
use crate::ui::{Button, Size, Toast, Toasts, dynamic_option};

/// So long after copying, the page reminds of it (security rule: the clipboard outlives the page).
const REMINDER: Duration = Duration::from_secs(60);
const HISTORIES: &str = "Clipboard histories and managers may keep a copy.";

/// Whether the value is on the clipboard, as far as this page knows.
#[derive(Clone, Copy, Debug)]
pub struct Copied {
    console: Console,
    at: RwSignal<Option<Timestamp>>,
    status: RwSignal<&'static str>,
    toasts: Option<Toasts>,
}

async fn clear(toasts: Option<Toasts>) {
    let is_cleared = clipboard::write("").await;
    if let Some(toasts) = toasts {
        toasts.show(if is_cleared {
            Toast::good("The clipboard is cleared").text(HISTORIES)
        } else {
            Toast::bad("The browser did not allow clearing the clipboard")
        });
    }
}

impl Copied {
    /// To be made while a component is set up.
    pub fn new(console: Console, status: RwSignal<&'static str>) -> Self {
        Self {
            console,
            at: RwSignal::new(None),
            status,
            toasts: Toasts::current(),
        }
    }

    pub fn copy(self, secret: Secret) {
        task::spawn_abortable(async move {
            if clipboard::write(secret.expose()).await {
                self.at.try_set(Some(clock::now()));
                self.status
                    .try_set("Copied. Paste it where it is to be kept.");
            } else {
                self.status.try_set(
                    "The browser did not allow copying. Reveal the secret and copy it by hand.",
                );
            }
        });
    }

    /// The button, and after a while the reminder, inside the dialog.
    pub fn reminder(self) -> AnyView {
        let is_due = Memo::new(move |_| {
            self.at
                .get()
                .map(|at| at.plus(REMINDER) <= self.console.clock.second.get())
        });
        let press = Callback::new(move |()| {
            task::spawn_abortable(async move {
                if clipboard::write("").await {
                    self.at.try_set(None);
                    self.status.try_set(
                        "The clipboard is cleared. Clipboard histories and managers may keep a copy.",
                    );
                } else {
                    self.status
                        .try_set("The browser did not allow clearing the clipboard.");
                }
            });
        });
        dynamic_option(move || {
            let is_due = is_due.get()?;
            let text = if is_due {
                "The secret was copied over a minute ago and may still be on the clipboard."
            } else {
                "The secret is on the clipboard."
            };
            Some(
                view! {
                    <div class="row row--wrap">
                        <p class="field__help" class:warn=is_due role=is_due.then_some("status")>{text}" "{HISTORIES}</p>
                        <span class="push"><Button size=Size::Small on_press=press>"Clear clipboard"</Button></span>
                    </div>
                }
                .into_any(),
            )
        })
    }

    /// The dialog goes: the reminder comes as a toast.
    pub fn remind_later(self) {
        let (Some(at), Some(toasts)) = (self.at.get_untracked(), self.toasts) else {
            return;
        };
        let due = at.plus(REMINDER).since(clock::now());
        self.console.tasks.spawn(async move {
            clock::sleep(due.try_into().unwrap_or_default()).await;
            let press = Arc::new(move || {
                task::spawn_abortable(clear(Some(toasts)));
            });
            let text = format!("It was copied a minute ago. {HISTORIES}");
            toasts.show(
                Toast::good("A secret may still be on the clipboard")
                    .text(text)
                    .action("Clear clipboard", press),
            );
        });
    }
}
