//! What is typed into a form and not yet sent: neither the session nor the page ends over it unasked, and closing the form, which
//! Back does, too, asks first.

use std::time::Duration;

use leptos::prelude::*;

use super::context::Console;
use super::hold::{Held, Hold};
use super::kept_page::KeptPage;
use crate::browser::{clock, task};
use crate::ui::{Button, ButtonKind, Dialog};

/// The draft of one form.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    is_changed: Memo<bool>,
    asks: RwSignal<bool>,
    close: Callback<()>,
}

impl Draft {
    /// `close` closes the form for good. To be made while a component is set up.
    pub fn new(
        console: Console,
        is_changed: impl Fn() -> bool + Send + Sync + 'static,
        close: Callback<()>,
    ) -> Self {
        let is_changed = Memo::new(move |_| is_changed());
        Effect::new(move |_: Option<Option<Hold>>| {
            is_changed.get().then(|| console.holds.hold(Held::Draft))
        });
        let asks = RwSignal::new(false);
        KeptPage::new(console, is_changed, move |_| {
            // The form stays until what it sent is answered.
            if !untrack(|| console.holds.outlast_limits()) {
                asks.try_set(true);
            }
        });
        Self {
            is_changed,
            asks,
            close,
        }
    }

    /// Closes the form, once it is sure that nothing is lost unasked.
    pub fn close(self) {
        if self.is_changed.get_untracked() {
            self.asks.set(true);
        } else {
            self.close.run(());
        }
    }

    /// The question, to stand beside the form's dialog.
    pub fn question(self) -> AnyView {
        self.question_of(
            Signal::stored("Discard what you typed?".to_owned()),
            Signal::stored("It is not kept anywhere else.".to_owned()),
        )
    }

    /// The question in the form's own words: what would be lost, and what stands.
    pub fn question_of(self, title: Signal<String>, text: Signal<String>) -> AnyView {
        let (asks, close) = (self.asks, self.close);
        let keep = Callback::new(move |()| asks.set(false));
        // One after the other: the focus goes back through the form to where that was opened.
        let discard = Callback::new(move |()| {
            asks.set(false);
            task::spawn_abortable(async move {
                clock::sleep(Duration::ZERO).await;
                close.run(());
            });
        });
        let footer = ViewFn::from(move || {
            view! {
                <Button on_press=keep>"Keep editing"</Button>
                <Button kind=ButtonKind::Primary on_press=discard>"Discard"</Button>
            }
            .into_any()
        });
        view! {
            <Dialog open=asks title on_close=keep alert=true footer>
                <p>{text}</p>
            </Dialog>
        }
        .into_any()
    }
}
