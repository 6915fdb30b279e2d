//! Everything that Astro tells about a token, field by field.

use std::sync::Arc;

use astro_tokens::id::TokenId;
use astro_tokens::lifecycle::{ago, until};
use astro_tokens::model::{Scope, SubjectType};
use astro_tokens::roles;
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::{Creator, Token};
use leptos::prelude::*;

use crate::browser::intl::{self, Style};
use crate::components::context::Console;
use crate::components::copy::copier;
use crate::components::expiry::capitalized;
use crate::components::link::href;
use crate::components::names::Name;
use crate::components::scope_badge::{
    home_place, place_href, place_icon, place_id, place_name, scope_word,
};
use crate::components::token_table::words::kind_label;
use crate::routes::Route;
use crate::ui::{CopyButton, Fact, Facts, Icon, Panel};

/// The roles that a token has on the entity it was created in, as text.
fn home_roles(token: &Token) -> String {
    let Some(grants) = &token.grants else {
        return "Not told: Astro’s answer carried no grants".to_owned();
    };
    let Some(home) = token.home_grant() else {
        return "Unknown: no one grant at its own level".to_owned();
    };
    let held: Vec<&str> = grants
        .on(&home.entity_type, &home.entity_id)
        .map(|grant| roles::full_label(&grant.role))
        .collect();
    held.join(", ")
}

fn lifetime_chosen(token: &Token) -> String {
    match token.expiry_period_in_days {
        Some(1) => "1 day".to_owned(),
        Some(days) => format!(
            "{} days",
            usize::try_from(days).map_or_else(|_| days.to_string(), intl::number)
        ),
        None => "None".to_owned(),
    }
}

/// All facts of a token.
#[component]
pub fn FactsPanel(token: Arc<Token>) -> impl IntoView {
    let kind = kind_label(&token.kind).to_owned();
    let is_agent = token.is_agent();
    let role_name = match &token.scope {
        Scope::Organization | Scope::Workspace | Scope::Deployment => {
            format!("{} role", scope_word(&token.scope))
        }
        Scope::Unknown(_) => "Role at home".to_owned(),
    };
    let copy = copier();
    let short = if token.short_token.is_empty() {
        "None".to_owned()
    } else {
        format!("…{}", token.short_token)
    };
    let description = if token.description.is_empty() {
        view! { <span class="faint">"No description"</span> }.into_any()
    } else {
        view! { <Name text=token.description.to_string() /> }.into_any()
    };
    let id = token.id.to_string();
    let (home_roles, lifetime_chosen) = (home_roles(&token), lifetime_chosen(&token));
    let (start_at, end_at, created_at, updated_at) = (
        token.start_at,
        token.end_at,
        token.created_at,
        token.updated_at,
    );
    let (last_used_at, last_rotated_at) = (token.last_used_at, token.last_rotated_at);
    let (created_by, updated_by) = (token.created_by.clone(), token.updated_by.clone());
    view! {
        <Panel title="Facts">
            <Facts>
                <Fact name="Home scope"><HomeScope token /></Fact>
                {(!is_agent).then(|| view! { <Fact name=role_name><Name text=home_roles /></Fact> })}
                <Fact name="Kind"><Name text=kind /></Fact>
                <Fact name="Description">{description}</Fact>
                <Fact name="Token ID" class="id">{id.clone()}<CopyButton label="Copy the ID of this token" text=id on_copy=copy /></Fact>
                <Fact name="Short token" class="mono">{short}</Fact>
                <Fact name="Starts"><Moment at=Some(start_at) absent="" /></Fact>
                <Fact name="Ends"><Moment at=end_at absent="Never" /></Fact>
                <Fact name="Lifetime chosen">{lifetime_chosen}</Fact>
                <Fact name="Last used"><Moment at=last_used_at absent="Never" /></Fact>
                {(!is_agent).then(|| view! { <Fact name="Last rotated"><Moment at=last_rotated_at absent="Never" /></Fact> })}
                <Fact name="Created"><Moment at=Some(created_at) absent="" /><By creator=created_by /></Fact>
                <Fact name="Updated"><Moment at=Some(updated_at) absent="" /><By creator=updated_by /></Fact>
            </Facts>
        </Panel>
    }
}

#[component]
fn HomeScope(token: Arc<Token>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let organization = console.inventory.organization_id();
    let Some(place) = home_place(&token, &organization) else {
        let word = scope_word(&token.scope);
        return view! { <span>{word}<span class="faint">", of which one is not known"</span></span> }.into_any();
    };
    let icon = place_icon(&place);
    let address = place_href(&place, &organization);
    let name = {
        let place = place.clone();
        move || {
            let known = console
                .inventory
                .names()
                .with(|names| place_name(&place, names));
            known.unwrap_or_else(|| place_id(&place)).to_string()
        }
    };
    let shown = move || view! { <Name text=name() /> };
    view! {
        <span class="scope"><Icon name=icon />{match address {
            Some(address) => view! { <a class="token__home" href=address>{shown}</a> }.into_any(),
            None => shown.into_any(),
        }}</span>
        <span class="faint small token__home-id mono">{place_id(&place).to_string()}</span>
    }
    .into_any()
}

/// An instant: how long ago or ahead, and exactly, with its zone.
#[component]
fn Moment(
    at: Option<Timestamp>,
    /// What stands there without one.
    absent: &'static str,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let Some(at) = at else {
        return absent.into_any();
    };
    let age = move || {
        let now = console.clock.coarse.get();
        if at > now {
            capitalized(&until(at, now))
        } else {
            ago(at, now)
        }
    };
    view! {
        <span class="token__age">{age}</span>
        <time class="token__exact faint small" datetime=at.to_rfc3339()>{move || console.format(at, Style::Exact)}</time>
    }
    .into_any()
}

/// Who did it: a person, or another token, whose page is a link away.
#[component]
fn By(creator: Option<Arc<Creator>>) -> impl IntoView {
    let Some(creator) = creator else {
        return view! { <span class="token__by faint small">"by someone Astro does not name"</span> }.into_any();
    };
    let is_token = match &creator.subject_type {
        Some(SubjectType::ServiceKey) => true,
        Some(SubjectType::User | SubjectType::Unknown(_)) => false,
        None => creator.api_token_name.is_some(),
    };
    let kind = match &creator.subject_type {
        _ if is_token => "API token",
        Some(SubjectType::Unknown(kind)) => kind,
        Some(_) => "person",
        None => "kind not told",
    }
    .to_owned();
    let name = creator.display_name().to_string();
    let console = Console::current().filter(|_| is_token);
    let shown = match console {
        Some(console) => {
            let address = href(&Route::token(
                console.inventory.organization_id(),
                TokenId::new(creator.id.clone()),
            ));
            view! { <a href=address><Name text=name /></a> }.into_any()
        }
        None => view! { <Name text=name /> }.into_any(),
    };
    view! { <span class="token__by"><span class="faint">"by "</span>{shown}<span class="faint">" (" {kind} ")"</span></span> }.into_any()
}
