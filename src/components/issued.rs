//! A value that was just issued: the secret dialog, and, for a successor, the further grants that it gets meanwhile. What
//! becomes of those is told in the same dialog, since the value is there to be stored whatever happens to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use astro_tokens::grants::Grants;
use astro_tokens::id::TokenId;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::actions::{Action, Issued, IssuedBy};
use super::context::Console;
use super::copy::copier;
use super::edit_dialog::grants_errors;
use super::hold::Held;
use super::link::{Entry, mover};
use super::names::legible;
use super::outcomes::{self, OutcomeNotice, grants};
use super::secret_dialog::SecretDialog;
use crate::browser::intl::Style;
use crate::commands::{
    Deletion, GrantsFound, GrantsOutcome, SetGrants, delete_token, read_back, set_grants,
};
use crate::routes::{Route, TokenTab};
use crate::ui::{Banner, Button, CopyButton, Fact, Facts, IconName, Size, Toast, Toasts, Tone};

#[component]
pub fn IssuedDialog(issued: Arc<Issued>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let go = mover();
    let title = format!("Store the secret of {}", legible(&issued.name));
    let done = {
        let issued = issued.clone();
        Callback::new(move |()| {
            console.act.set(Action::None);
            if let (IssuedBy::Succession(old), Some(new)) = (&issued.by, &issued.token) {
                let pair = Route::Token {
                    organization: console.inventory.organization_id(),
                    token: old.id.clone(),
                    tab: TokenTab::Overview,
                    successor: Some(new.clone()),
                };
                go(&pair, Entry::Push);
            }
        })
    };
    let notice = {
        let issued = issued.clone();
        move || {
            match (&issued.by, &issued.token) {
            (IssuedBy::Succession(old), Some(new)) => {
                view! { <Succession old=old.clone() new=new.clone() /> }.into_any()
            }
            (IssuedBy::Rotation { is_own: true }, _) => view! {
                <Banner tone=Tone::Good icon=IconName::Check title="This session goes on with it">
                    <p>"You are signed in with this token, and need not sign in again in this tab."</p>
                </Banner>
            }
            .into_any(),
            _ => ().into_any(),
        }
        }
    };
    let notice = ViewFn::from(notice);
    let facts = {
        let id = issued.token.clone();
        ViewFn::from(move || facts(console, id.as_ref()))
    };
    let secret = issued.secret.clone();
    view! { <SecretDialog secret title facts notice on_done=done /> }.into_any()
}

/// What else there is to know of the token.
fn facts(console: Console, id: Option<&TokenId>) -> AnyView {
    let Some(id) = id.cloned() else {
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

/// What the successor gets besides its role at home.
fn further(new: &Token, old: &Token) -> Option<(Grants, Grants)> {
    let base = new.grants.clone()?;
    let mine: Grants = base.iter().chain(old.other_grants()).cloned().collect();
    (mine != base).then_some((base, mine))
}

/// Whether nothing is left to be done.
const fn is_whole(outcome: &GrantsOutcome) -> bool {
    matches!(
        outcome,
        GrantsOutcome::Unchanged
            | GrantsOutcome::Saved { .. }
            | GrantsOutcome::Unanswered {
                found: GrantsFound::Saved { .. },
                ..
            }
    )
}

/// Gives the new token the further grants of the old one, and says what came of it.
#[component]
fn Succession(old: Arc<Token>, new: TokenId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let held = {
        let new = new.clone();
        move || {
            console
                .inventory
                .tokens()
                .with_untracked(|table| table.get(&new).cloned())
        }
    };
    let outcome = RwSignal::new(None::<GrantsOutcome>);
    let is_on = RwSignal::new(false);
    let toasts = Toasts::current();
    let unsent = old
        .other_grants()
        .filter(|grant| grant.has_further_fields)
        .count();
    let has_further = old.other_grants().next().is_some();
    let grant = {
        let new = new.clone();
        Callback::new(move |()| {
            let (new, held, old) = (new.clone(), held.clone(), old.clone());
            is_on.set(true);
            // The secret may be stored, and this dialog closed, before it is done.
            let hold = console.holds.hold(Held::Answer);
            console.tasks.spawn(async move {
                let writer = console.writer.get_value();
                let held = match held() {
                    Some(held) if held.grants.is_some() => Some(held),
                    _ => {
                        read_back(&writer, &new).await;
                        held()
                    }
                };
                // Without its grants in sight the command refuses, and says so.
                let (base, mine) = held
                    .and_then(|held| further(&held, &old))
                    .unwrap_or_else(|| (Grants::default(), old.other_grants().cloned().collect()));
                let set = SetGrants {
                    token: new,
                    base,
                    mine,
                    resolved: BTreeMap::new(),
                };
                let granted = set_grants(&writer, set).await;
                drop(hold);
                is_on.try_set(false);
                // Handed back: nobody is there any more to read it here.
                if let (Some(Some(late)), Some(toasts)) = (outcome.try_set(Some(granted)), toasts)
                    && !is_whole(&late)
                {
                    let told = grants(&late, "the further grants", "are");
                    toasts.show(Toast::bad(told.title).text(told.text));
                }
            });
        })
    };
    if !has_further {
        return ().into_any();
    }
    grant.run(());
    let deletion = RwSignal::new(None::<Arc<Deletion>>);
    let is_deleting = RwSignal::new(false);
    let delete = {
        let new = new.clone();
        Callback::new(move |()| {
            let new = new.clone();
            is_deleting.set(true);
            let hold = console.holds.hold(Held::Answer);
            console.tasks.spawn(async move {
                let deleted = delete_token(&console.writer.get_value(), &new).await;
                drop(hold);
                is_deleting.try_set(false);
                deletion.try_set(Some(Arc::new(deleted)));
            });
        })
    };
    let fenced = Signal::derive(move || {
        let is_under_way = || {
            is_deleting
                .get()
                .then(|| "Astro is being asked.".to_owned())
        };
        is_under_way().or_else(|| console.write_fence())
    });
    let is_gone = move || {
        matches!(
            deletion.get().as_deref(),
            Some(Deletion::Deleted { .. } | Deletion::AlreadyGone)
        )
    };
    let asks = RwSignal::new(false);
    let ways = ViewFn::from(move || {
        if is_gone() {
            return ().into_any();
        }
        if asks.get() {
            return view! {
                <Button size=Size::Small on_press=move |()| asks.set(false)>"Keep it"</Button>
                <Button size=Size::Small icon=IconName::Trash fenced on_press=delete>"Delete it for good"</Button>
            }
            .into_any();
        }
        let is_left =
            outcome.with(|outcome| outcome.as_ref().is_some_and(|outcome| !is_whole(outcome)));
        is_left
            .then(|| {
                view! {
                    <Button size=Size::Small fenced on_press=grant>"Finish"</Button>
                    <Button size=Size::Small icon=IconName::Trash fenced on_press=move |()| asks.set(true)>
                        "Delete the new token…"
                    </Button>
                }
            })
            .into_any()
    });
    // Whatever comes of deleting it, the secret stays until the dialog is closed: it may still hold.
    let deleted = move || {
        let outcome = deletion.get()?;
        let told = outcomes::deletion(&outcome, "The new token");
        let errors = match &*outcome {
            Deletion::Refused(error) | Deletion::Unanswered { error, .. } => vec![error.clone()],
            Deletion::Deleted { .. } | Deletion::AlreadyGone => Vec::new(),
        };
        Some(view! { <OutcomeNotice told errors /> })
    };
    let granted = move || match outcome.get().filter(|_| !is_on.get()) {
        None => view! {
            <Banner icon=IconName::Info title="Giving it the further grants of the old token…">
                <p>"Store the secret meanwhile."</p>
            </Banner>
        }
        .into_any(),
        Some(outcome) => {
            let mut told = grants(&outcome, "the further grants", "are");
            if is_whole(&outcome) && unsent > 0 {
                told.text.push_str(" Some of them carry fields that this version does not know and could not send.");
            }
            view! { <OutcomeNotice told errors=grants_errors(&outcome) actions=ways.clone() /> }
                .into_any()
        }
    };
    view! { {deleted}{granted} }.into_any()
}
