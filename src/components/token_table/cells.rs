//! One row: each cell has the fact first, then its context.

use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::lifecycle::{Lifecycle, ago, until};
use astro_tokens::model::{Kind, Scope};
use astro_tokens::query::Column;
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::here::{origin_words, reach_here, roles_here};
use super::words::{
    column_label, column_label_here, home_label, kind_label, role_lines, scope_label,
};
use crate::browser::intl::Style;
use crate::components::actions::RowMenu;
use crate::components::context::Console;
use crate::components::expiry::ExpiryBadge;
use crate::components::link::href;
use crate::components::names::{Name, legible};
use crate::inventory::Coverage;
use crate::routes::Route;
use crate::ui::{Badge, Cell, Icon, IconName, RowHead, Tone};

/// The row of a token. `may_hide`: Astro may not show all its grants.
pub fn row(console: Console, menu: RowMenu, token: &Arc<Token>, may_hide: Memo<bool>) -> AnyView {
    let actions = menu.button(token);
    view! {
        {head(console, token, false)}
        {scope_cell(console, token)}
        {role_cell(token, may_hide)}
        {last_used_cell(console, token)}
        {expires_cell(console, token)}
        {created_cell(console, token)}
        <Cell label="" class="c-act">{actions}</Cell>
    }
    .into_any()
}

/// The row of a token in the list of a Workspace or Deployment.
pub fn row_here(console: Console, menu: RowMenu, token: &Arc<Token>, place: &Place) -> AnyView {
    let actions = menu.button(token);
    view! {
        {head(console, token, true)}
        {origin_cell(token, place)}
        {role_here_cell(console, token, place)}
        {last_used_cell(console, token)}
        {expires_cell(console, token)}
        {age_cell(console, token)}
        <Cell label="" class="c-act">{actions}</Cell>
    }
    .into_any()
}

/// Icon of a scope.
pub fn scope_icon(scope: &Scope) -> IconName {
    match scope {
        Scope::Organization => IconName::Organization,
        Scope::Workspace => IconName::Workspace,
        Scope::Deployment => IconName::Deployment,
        Scope::Unknown(_) => IconName::Key,
    }
}

/// The name, and below it the short token and the ID. `is_described`: the description stands beside the name.
fn head(console: Console, token: &Token, is_described: bool) -> AnyView {
    let route = Route::of_token(console.inventory.organization_id(), token);
    let token_id = token.id.clone();
    let you = move || {
        let is_own = console.own_token().as_ref() == Some(&token_id);
        is_own.then(|| view! { <Badge tone=Tone::Accent>"You"</Badge> })
    };
    let kind = (token.kind != Kind::Standard).then(|| kind_label(&token.kind).to_owned());
    let kind = kind.map(|kind| view! { <Badge>{kind}</Badge> });
    let short = format!("…{}", token.short_token);
    let id = token.id.to_string();
    let ids = format!("{short} {id}");
    let name = token.name.to_string();
    let title = legible(&name);
    let description = (is_described && !token.description.is_empty()).then(|| {
        let text = token.description.to_string();
        let title = legible(&text);
        view! { <span class="cell__about" title=title><Name text /></span> }
    });
    view! {
        <RowHead>
            <span class="cell__name">
                <a href=href(&route) title=title>
                    <Name text=name />
                    <span class="vh">", " {short}</span>
                </a>
                {you}
                {kind}
                {description}
            </span>
            <span class="mono" title=id>{ids}</span>
        </RowHead>
    }
    .into_any()
}

fn scope_cell(console: Console, token: &Arc<Token>) -> AnyView {
    let label = scope_label(&token.scope).to_owned();
    let icon = scope_icon(&token.scope);
    let names = console.inventory.names();
    let token = token.clone();
    let organization = console.inventory.organization_id();
    let home = Memo::new(move |_| names.with(|names| home_label(&token, &organization, names)));
    view! {
        <Cell label=column_label(Column::Scope)>
            <span class="scope"><Icon name=icon />{label}</span>
            <span title=move || legible(&home.get())>{move || view! { <Name text=home.get() /> }}</span>
        </Cell>
    }
    .into_any()
}

fn role_cell(token: &Arc<Token>, may_hide: Memo<bool>) -> AnyView {
    let lines = |(role, others): (String, String)| {
        let (role_title, others_title) = (legible(&role), others.clone());
        view! {
            <span title=role_title><Name text=role /></span>
            <span title=others_title>{others}</span>
        }
        .into_any()
    };
    let words = match token.home_grant() {
        Some(_) => lines(role_lines(token, false)),
        None => {
            let token = token.clone();
            (move || lines(role_lines(&token, may_hide.get()))).into_any()
        }
    };
    view! { <Cell label=column_label(Column::Role)>{words}</Cell> }.into_any()
}

fn origin_cell(token: &Token, place: &Place) -> AnyView {
    let (origin, how) = origin_words(token, place);
    let (icon, origin) = (scope_icon(&token.scope), origin.to_owned());
    view! {
        <Cell label=column_label_here(Column::Scope)>
            <span class="scope"><Icon name=icon />{origin}</span>
            <span>{how}</span>
        </Cell>
    }
    .into_any()
}

/// Of a token in the list of a place that shows no role there.
const UNTOLD: &str = "Listed without a role";

fn role_here_cell(console: Console, token: &Arc<Token>, place: &Place) -> AnyView {
    let held = token
        .grants
        .as_ref()
        .map(|grants| roles_here(grants, place))
        .unwrap_or_default();
    if held.is_empty() {
        return view! {
            <Cell label=column_label_here(Column::Role)>
                <span class="faint">"Not shown"</span>
                <span title=UNTOLD>{UNTOLD}</span>
            </Cell>
        }
        .into_any();
    }
    let title = legible(&held);
    let names = console.inventory.names();
    let (token, place) = (token.clone(), place.clone());
    let reach = Memo::new(move |_| {
        let is_every = *console.inventory.coverage().read() == Coverage::Full;
        names
            .with(|names| {
                let grants = token.grants.as_ref()?;
                Some(reach_here(grants, &place, names, is_every))
            })
            .unwrap_or_default()
    });
    view! {
        <Cell label=column_label_here(Column::Role)>
            <span title=title><Name text=held /></span>
            <span title=move || reach.get()>{move || reach.get()}</span>
        </Cell>
    }
    .into_any()
}

/// An instant: short to the eye, exact to a screen reader and as a tooltip.
fn instant(console: Console, at: Timestamp, style: Style) -> AnyView {
    let exact = move || console.format(at, Style::Exact);
    view! {
        <time datetime=at.to_rfc3339() title=exact>
            <span aria-hidden="true">{move || console.format(at, style)}</span>
            <span class="vh">{exact}</span>
        </time>
    }
    .into_any()
}

pub fn last_used_cell(console: Console, token: &Token) -> AnyView {
    let now = console.clock.coarse;
    let created_at = token.created_at;
    let lines = match token.last_used_at {
        Some(at) => view! {
            <span>{move || ago(at, now.get())}</span>
            <span>{instant(console, at, Style::DateTime)}</span>
        }
        .into_any(),
        None => view! {
            <span class="faint">"Never"</span>
            <span>"created " {move || ago(created_at, now.get()).to_lowercase()}</span>
        }
        .into_any(),
    };
    view! { <Cell label=column_label(Column::LastUsed)>{lines}</Cell> }.into_any()
}

pub fn expires_cell(console: Console, token: &Token) -> AnyView {
    let now = console.clock.coarse;
    let (start_at, end_at) = (token.start_at, token.end_at);
    let second = move || {
        if Lifecycle::of(start_at, end_at, now.get()) == Lifecycle::NotYetValid {
            return view! { "starts " {until(start_at, now.get())} }.into_any();
        }
        match end_at {
            Some(at) => instant(console, at, Style::Date),
            None => "no end date".into_any(),
        }
    };
    view! {
        <Cell label=column_label(Column::Expires)>
            <span><ExpiryBadge start_at end_at now /></span>
            <span>{second}</span>
        </Cell>
    }
    .into_any()
}

/// How long ago it was created: exact as a tooltip and to a screen reader.
pub fn age_cell(console: Console, token: &Token) -> AnyView {
    let by = creator_of(token);
    let title = by.as_deref().map(legible);
    let at = token.created_at;
    let exact = move || console.format(at, Style::Exact);
    view! {
        <Cell label=column_label(Column::Created)>
            <span>
                <time datetime=at.to_rfc3339() title=exact>
                    {move || ago(at, console.clock.coarse.get())}
                    <span class="vh">", " {exact}</span>
                </time>
            </span>
            <span title=title>{by.map(|by| view! { <Name text=by /> })}</span>
        </Cell>
    }
    .into_any()
}

fn creator_of(token: &Token) -> Option<String> {
    let by = token.created_by.as_ref()?;
    Some(by.display_name().to_string())
}

fn created_cell(console: Console, token: &Token) -> AnyView {
    let by = creator_of(token);
    let title = by.as_deref().map(legible);
    let created_at = token.created_at;
    view! {
        <Cell label=column_label(Column::Created)>
            <span>{instant(console, created_at, Style::Date)}</span>
            <span title=title>{by.map(|by| view! { <Name text=by /> })}</span>
        </Cell>
    }
    .into_any()
}
