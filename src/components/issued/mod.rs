//! A value that was just issued: the secret dialog, and the further grants that a new token gets meanwhile. What becomes of
//! those is told in the same dialog, since the value is there to be stored whatever happens to them.

mod beside;
mod delete_here;
mod further;

use std::sync::Arc;

use astro_tokens::id::TokenId;
use leptos::prelude::*;

use self::beside::BesideNotice;
pub use self::further::chosen;
use self::further::{FurtherGrants, NotGranted};
use super::actions::{Action, Due, Issued, IssuedBy};
use super::context::Console;
use super::copy::copier;
use super::link::{Entry, current_route, mover, opener};
use super::names::legible;
use super::secret_dialog::SecretDialog;
use crate::browser::intl::Style;
use crate::commands::read_back;
use crate::routes::{Route, TokenTab};
use crate::ui::{
    Banner, CopyButton, Fact, Facts, IconName, Toast, Toasts, Tone, dynamic, dynamic_option,
};

#[component]
pub fn IssuedDialog(issued: Arc<Issued>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let (go, show) = (mover(), opener());
    let (route, toasts) = (current_route(), Toasts::current());
    let title = format!("Store the secret of {}", legible(&issued.name));
    // Where a damaged answer did not tell it, the look that follows may.
    let token = RwSignal::new(issued.token.clone());
    let has_looked = RwSignal::new(true);
    let done = {
        let issued = issued.clone();
        Callback::new(move |()| {
            console.act.set(Action::None);
            let new = token.try_get_untracked().flatten();
            // It may have been deleted from here.
            let new = new.filter(|new| {
                let tokens = console.inventory.tokens();
                tokens.with_untracked(|table| table.get(new).is_some())
            });
            let Some(new) = new else {
                return;
            };
            let organization = console.inventory.organization_id();
            match &issued.by {
                IssuedBy::Succession { old, .. } => {
                    // What is pending on the tab that is shown stays.
                    let tab = match route.get_untracked() {
                        Route::Token { token, tab, .. } if token == old.id => tab,
                        _ => TokenTab::Overview,
                    };
                    let pair = Route::Token {
                        organization,
                        token: old.id.clone(),
                        tab,
                        successor: Some(new),
                    };
                    go(&pair, Entry::Push);
                }
                IssuedBy::Creation { .. } => {
                    // Among thousands it stands wherever the order of the list has it.
                    let page = Route::Token {
                        organization,
                        token: new,
                        tab: TokenTab::Overview,
                        successor: None,
                    };
                    let show = show.clone();
                    let open = move || show(&page);
                    let toast = Toast::good(["Created ", &legible(&issued.name)].concat());
                    if let Some(toasts) = toasts {
                        toasts.show(toast.way("Open it", open));
                    }
                }
                IssuedBy::AgentCreation | IssuedBy::Rotation { .. } => {}
            }
        })
    };
    let beside = StoredValue::new(match &issued.due {
        Due::LookBeside(lookup) => Some(lookup.clone()),
        Due::Nothing | Due::ReadBack => None,
    });
    if let (Due::ReadBack, Some(id)) = (&issued.due, issued.token.clone()) {
        console.tasks.spawn(async move {
            read_back(&console.writer.get_value(), &id).await;
        });
    }
    let by = StoredValue::new(issued.by.clone());
    let of_further = move || {
        let further = by.with_value(IssuedBy::further);
        if further.is_empty() {
            return None;
        }
        match token.get() {
            Some(new) => Some(view! { <FurtherGrants further new /> }.into_any()),
            None => has_looked
                .get()
                .then(|| view! { <NotGranted further /> }.into_any()),
        }
    };
    let notice = {
        let issued = issued.clone();
        ViewFn::from(move || {
            let of_rotation = matches!(issued.by, IssuedBy::Rotation { is_own: true }).then(|| {
                view! {
                    <Banner tone=Tone::Good icon=IconName::Check title="This session goes on with it">
                        <p>"You are signed in with this token, and need not sign in again in this tab."</p>
                    </Banner>
                }
            });
            let beside = beside
                .get_value()
                .map(|lookup| view! { <BesideNotice lookup token has_looked /> });
            view! { {of_rotation}{beside}{dynamic_option(of_further)} }.into_any()
        })
    };
    let facts = ViewFn::from(move || {
        dynamic(move || facts(console, token.get().as_ref(), has_looked.get())).into_any()
    });
    let secret = issued.secret.clone();
    let for_agents = issued.by == IssuedBy::AgentCreation;
    view! { <SecretDialog secret title for_agents facts notice on_done=done /> }.into_any()
}

/// What else there is to know of the token.
fn facts(console: Console, id: Option<&TokenId>, has_looked: bool) -> AnyView {
    let Some(id) = id.cloned() else {
        if !has_looked {
            return ().into_any();
        }
        return view! {
            <p class="muted">"Astro’s answer was damaged and did not tell the token’s ID. Find it in the list by its name."</p>
        }
        .into_any();
    };
    let text = id.to_string();
    let end_at = Memo::new(move |_| {
        let tokens = console.inventory.tokens();
        tokens.with(|table| table.get(&id).map(|token| token.end_at))
    });
    let ends = move || {
        end_at.get().map(|end_at| match end_at {
            Some(at) => console.format(at, Style::Date),
            None => "Never".to_owned(),
        })
    };
    view! {
        <Facts rows=true>
            <Fact name="Token ID" class="id">{text.clone()}<CopyButton label="Copy token ID" text on_copy=copier() /></Fact>
            <Fact name="Expires">{ends}</Fact>
        </Facts>
    }
    .into_any()
}
