//! Deleting a token from beside a value that is shown: asked twice, and told in the same place, since that dialog stays.

use std::sync::Arc;

use astro_tokens::id::{DeploymentId, TokenId};
use leptos::prelude::*;

use crate::browser::page;
use crate::commands::{Deletion, delete_token};
use crate::components::context::Console;
use crate::components::expiry::capitalized;
use crate::components::hold::Held;
use crate::components::outcomes::{self, OutcomeNotice, Told};
use crate::ui::{Button, IconName, Size, Toast, Toasts, unique_id};

/// One token, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct DeleteHere {
    console: Console,
    address: StoredValue<(TokenId, Option<DeploymentId>)>,
    /// Of what is around the buttons.
    id: StoredValue<String>,
    asks: RwSignal<bool>,
    is_on: RwSignal<bool>,
    deletion: RwSignal<Option<Arc<Deletion>>>,
    toasts: Option<Toasts>,
}

impl DeleteHere {
    /// `agent_of`: the Deployment whose agent token it is.
    pub fn new(console: Console, id: TokenId, agent_of: Option<DeploymentId>) -> Self {
        let own = StoredValue::new(unique_id("delete-here"));
        let (asks, deletion) = (RwSignal::new(false), RwSignal::new(None));
        Effect::new(move |before: Option<()>| {
            asks.track();
            deletion.track();
            if before.is_some() {
                own.with_value(|own| page::focus_if_lost(&format!("#{own} button")));
                page::keep_focus_in_dialog();
            }
        });
        Self {
            console,
            address: StoredValue::new((id, agent_of)),
            id: own,
            asks,
            is_on: RwSignal::new(false),
            deletion,
            toasts: Toasts::current(),
        }
    }

    /// Whether there is no such token any more. Reactive.
    pub fn is_gone(self) -> bool {
        self.deletion
            .with(|deletion| deletion.as_deref().is_some_and(Deletion::is_gone))
    }

    /// Whether it is to be confirmed. Reactive.
    pub fn asks(self) -> bool {
        self.asks.get()
    }

    /// Why nothing can be sent now. Reactive.
    pub fn fence(self) -> Option<String> {
        let is_under_way = || self.is_on.get().then(|| "Astro is being asked.".to_owned());
        is_under_way().or_else(|| self.console.sending_fence())
    }

    fn delete(self) {
        let (console, (id, agent_of)) = (self.console, self.address.get_value());
        self.is_on.set(true);
        let hold = console.holds.hold(Held::Answer);
        console.tasks.spawn(async move {
            let writer = console.writer.get_value();
            let deleted = delete_token(&writer, &id, agent_of.as_ref()).await;
            self.is_on.try_set(false);
            self.asks.try_set(false);
            // Handed back: the dialog was closed, and nobody is there any more to read it here.
            let late = self.deletion.try_set(Some(Arc::new(deleted)));
            if let (Some(Some(late)), Some(toasts)) = (late, self.toasts) {
                let told = self.words(&late, "the token");
                let toast = match late.is_gone() {
                    true => Toast::good(told.title.clone()),
                    false => Toast::bad(told.title.clone()),
                };
                let toast = toast.text(told.in_one_line());
                toasts.show(toast.keeping(console.holds.hold(Held::Outcome)));
            }
            drop(hold);
        });
    }

    fn words(self, deletion: &Deletion, what: &str) -> Told {
        let told = outcomes::deletion(deletion, what);
        let title = capitalized(&told.title);
        Told { title, ..told }
    }

    /// The button that asks, or those that answer. Reactive.
    pub fn buttons(self, label: &'static str) -> AnyView {
        let fenced = Signal::derive(move || self.fence());
        let buttons = if self.asks.get() {
            view! {
                <Button size=Size::Small on_press=move |()| self.asks.set(false)>"Keep it"</Button>
                <Button size=Size::Small icon=IconName::Trash fenced on_press=move |()| self.delete()>"Delete it for good"</Button>
            }
            .into_any()
        } else {
            view! {
                <Button size=Size::Small icon=IconName::Trash fenced on_press=move |()| self.asks.set(true)>{label}</Button>
            }
            .into_any()
        };
        view! { <span class="row row--wrap" id=self.id.get_value()>{buttons}</span> }.into_any()
    }

    /// What it came to. Reactive. `name`: what the token is called here.
    pub fn told(self, name: &'static str) -> Option<AnyView> {
        let outcome = self.deletion.get()?;
        let told = self.words(&outcome, name);
        let errors = match &*outcome {
            Deletion::Refused(error) | Deletion::Unanswered { error, .. } => vec![error.clone()],
            Deletion::Deleted { .. } | Deletion::Gone => Vec::new(),
        };
        Some(view! { <OutcomeNotice told errors /> }.into_any())
    }
}
