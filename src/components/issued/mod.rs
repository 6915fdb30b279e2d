//! A value that was just issued: the secret dialog, and the further grants that a new token gets meanwhile. What becomes of
//! those is told in the same dialog, since the value is there to be stored whatever happens to them.

mod beside;
mod delete_here;

use std::sync::Arc;

use astro_tokens::grants::Grants;
use astro_tokens::id::TokenId;
use astro_tokens::names::Names;
use leptos::prelude::*;

use self::beside::BesideNotice;
use self::delete_here::DeleteHere;
use super::actions::{Action, Due, Issued, IssuedBy};
use super::context::Console;
use super::copy::copier;
use super::edit_dialog::grants_errors;
use super::grants_save::{role_names, save_all_the_same, whole};
use super::hold::Held;
use super::link::{Entry, current_route, mover};
use super::names::legible;
use super::outcomes::{OutcomeNotice, grants};
use super::scope_badge::place_words;
use super::secret_dialog::SecretDialog;
use crate::browser::intl::Style;
use crate::commands::{GrantsOutcome, GrantsRefusal, SetGrants, read_back, set_grants};
use crate::routes::{Route, TokenTab};
use crate::ui::{
    Banner, Button, CopyButton, Fact, Facts, IconName, Size, Toast, Toasts, Tone, dynamic,
    dynamic_option,
};

#[component]
pub fn IssuedDialog(issued: Arc<Issued>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let (go, route) = (mover(), current_route());
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
            if let (IssuedBy::Succession(old), Some(new)) = (&issued.by, new) {
                // What is pending on the tab that is shown stays.
                let tab = match route.get_untracked() {
                    Route::Token { token, tab, .. } if token == old.id => tab,
                    _ => TokenTab::Overview,
                };
                let pair = Route::Token {
                    organization: console.inventory.organization_id(),
                    token: old.id.clone(),
                    tab,
                    successor: Some(new),
                };
                go(&pair, Entry::Push);
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
        let further: Grants = match by.get_value() {
            IssuedBy::Succession(old) => old.other_grants().cloned().collect(),
            IssuedBy::Creation { further } => further,
            IssuedBy::AgentCreation | IssuedBy::Rotation { .. } => return None,
        };
        match token.get() {
            Some(new) => Some(view! { <FurtherGrants further new /> }.into_any()),
            None => (has_looked.get() && !further.is_empty())
                .then(|| view! { <NotGranted /> }.into_any()),
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

/// The further grants of a successor that can't be told among others.
#[component]
fn NotGranted() -> impl IntoView {
    view! {
        <Banner tone=Tone::Warn icon=IconName::Alert title="The further grants are not given" announce=true>
            <p>"Astro’s answer was damaged and did not tell which token is new, so nothing was given to it. Nothing was sent."</p>
        </Banner>
    }
    .into_any()
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

/// The places where someone else gave the new token other roles than it was to get, each with those.
fn left_to_others(stands: &Grants, further: &Grants, names: &Names) -> Vec<String> {
    let others = further.keys().filter_map(|key| {
        let roles = stands.role_set(&key);
        let place = || place_words(&key.place(), names);
        (roles != further.role_set(&key)).then(|| format!("{}: {}", place(), role_names(&roles)))
    });
    others.collect()
}

/// Gives the new token its further grants, and says what came of it.
#[component]
fn FurtherGrants(further: Grants, new: TokenId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    // What is asked for after this dialog is closed holds the id itself.
    let held = move |id: &TokenId| {
        let tokens = console.inventory.tokens();
        tokens.with_untracked(|table| table.get(id).cloned())
    };
    let id = new.clone();
    let go = mover();
    let access = Route::Token {
        organization: console.inventory.organization_id(),
        token: new.clone(),
        tab: TokenTab::Access,
        successor: None,
    };
    let outcome = RwSignal::new(None::<GrantsOutcome>);
    // Later on others may have given it what is hidden from this session.
    let first = StoredValue::new(true);
    let is_on = RwSignal::new(false);
    let toasts = Toasts::current();
    let unsent = further.with_further_fields().count();
    let has_further = !further.is_empty();
    let further = StoredValue::new(further);
    let grant = {
        let new = new.clone();
        Callback::new(move |()| {
            let (new, further) = (new.clone(), further.get_value());
            let (go, access) = (go.clone(), access.clone());
            is_on.set(true);
            let is_new = first.get_value();
            first.set_value(false);
            // The secret may be stored, and this dialog closed, before it is done.
            let hold = console.holds.hold(Held::Answer);
            console.tasks.spawn(async move {
                let writer = console.writer.get_value();
                let known = held(&new).is_some_and(|held| held.grants.is_some());
                if !known {
                    read_back(&writer, &new).await;
                }
                let now = held(&new);
                let set = SetGrants {
                    is_new,
                    ..SetGrants::further(new, now.as_deref(), &further)
                };
                let granted = set_grants(&writer, set).await;
                is_on.try_set(false);
                // Handed back: nobody is there any more to read it here.
                if let (Some(Some(late)), Some(toasts)) = (outcome.try_set(Some(granted)), toasts)
                    && whole(&late).is_none()
                {
                    let names = console.inventory.names().get_untracked();
                    let told = grants(&late, "the further grants", "are", &names);
                    let open = Arc::new(move || go(&access, Entry::Push));
                    let toast = Toast::bad(told.title.clone())
                        .text(told.in_one_line())
                        .action("Open its grants", open);
                    toasts.show(toast.keeping(console.holds.hold(Held::Outcome)));
                }
                drop(hold);
            });
        })
    };
    if !has_further {
        return ().into_any();
    }
    grant.run(());
    // Whatever comes of deleting it, the secret stays until the dialog is closed: it may still hold.
    let delete = DeleteHere::new(console, new, None);
    let fenced = Signal::derive(move || delete.fence());
    let ways = move || {
        if delete.is_gone() {
            return ().into_any();
        }
        let is_left = outcome.with(|outcome| {
            outcome
                .as_ref()
                .is_some_and(|outcome| whole(outcome).is_none())
        });
        if !is_left {
            return ().into_any();
        }
        let is_unproven = outcome.with(|outcome| {
            let unproven = GrantsOutcome::Refused(GrantsRefusal::Unproven);
            outcome.as_ref() == Some(&unproven)
        });
        let finish = move || match is_unproven {
            true => save_all_the_same(console, fenced, grant),
            false => view! { <Button size=Size::Small fenced on_press=grant>"Finish"</Button> }
                .into_any(),
        };
        let buttons = move || delete.buttons("Delete the new token…");
        view! {
            <Show when=move || !delete.asks()>{finish}</Show>
            {dynamic(buttons)}
        }
        .into_any()
    };
    // What can be done changes while the notice stands.
    let ways = ViewFn::from(move || ways.into_any());
    let deleted = move || delete.told("the new token");
    let granted = move || match outcome.get().filter(|_| !is_on.get()) {
        None => view! {
            <Banner icon=IconName::Info title="Giving it the further grants…">
                <p>"Store the secret meanwhile."</p>
            </Banner>
        }
        .into_any(),
        Some(outcome) => {
            let names = console.inventory.names().get_untracked();
            let mut told = grants(&outcome, "the further grants", "are", &names);
            if let GrantsOutcome::Conflicts(_) = &outcome {
                // There is no choice here: the secret has this dialog.
                "Someone else gave the token another role at one of these places. Its Access tab shows what stands."
                    .clone_into(&mut told.text);
            }
            if whole(&outcome).is_some() {
                let stands = held(&id).and_then(|held| held.grants.clone());
                let stands = stands.unwrap_or_default();
                let left = further.with_value(|further| left_to_others(&stands, further, &names));
                if !left.is_empty() {
                    told.tone = Tone::Warn;
                    "Someone else gave the token other roles meanwhile".clone_into(&mut told.title);
                    "These stand as they set them. Everything else is as you wanted it."
                        .clone_into(&mut told.text);
                    told.list = left;
                }
                if unsent > 0 {
                    told.text.push_str(" Some of them carry fields that this version does not know and could not send.");
                }
            }
            view! { <OutcomeNotice told errors=grants_errors(&outcome) actions=ways.clone() /> }
                .into_any()
        }
    };
    view! { {deleted}{granted} }.into_any()
}
