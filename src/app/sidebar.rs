//! The side bar: the Organization, its places, its Workspaces and Deployments, and what concerns the whole page.

use leptos::prelude::*;

use super::read_only::ReadOnlySwitch;
use super::shell::SIDEBAR;
use crate::browser::intl::{self, Zone};
use crate::browser::media;
use crate::browser::storage::{self, LocalKey};
use crate::components::context::{Connection, Console};
use crate::components::link::{current_route, href};
use crate::components::names::Name;
use crate::components::sidebar::ScopeTree;
use crate::inventory::{Stage, TokenTable};
use crate::routes::{ListView, Route};
use crate::ui::{Button, ButtonKind, Dot, Icon, IconButton, IconName, Size, Tone, drawer};

#[component]
pub fn Sidebar() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let route = current_route();
    let inventory = console.inventory;
    let tokens = Route::Tokens {
        organization: inventory.organization_id(),
        view: ListView::default(),
    };
    let count = move || {
        let held = inventory.tokens().with(TokenTable::len);
        let (stage, is_union, total, is_fruitless) = inventory.progress().with(|progress| {
            (
                progress.stage,
                progress.is_union,
                progress.total,
                progress.is_fruitless(),
            )
        });
        let count = if stage == Stage::Done || is_union {
            held
        } else {
            held.max(total)
        };
        // None is a number only once everything was read.
        let is_known = count > 0 || stage == Stage::Done && !is_fruitless;
        if is_known {
            intl::number(count)
        } else {
            String::new()
        }
    };
    let initial = move || {
        inventory
            .organization_name()
            .chars()
            .next()
            .map(|first| first.to_uppercase().to_string())
    };
    view! {
        <nav
            class="sidebar"
            id=SIDEBAR
            popover
            aria-label="Main"
            on:toggle=|event| drawer::toggled(&event, SIDEBAR)
            on:keydown=|event| drawer::keep_inside(&event, SIDEBAR)
        >
            <div class="item sidebar__organization">
                <span class="glyph" aria-hidden="true">{initial}</span>
                <span class="cell">
                    <b class="truncate">{move || view! { <Name text=inventory.organization_name().to_string() /> }}</b>
                    <span>"Organization"</span>
                </span>
            </div>
            <ul class="nav">
                <PlaceItem route=tokens icon=IconName::Key label="Tokens" count=Signal::derive(count) />
                <PlaceItem route=Route::Which icon=IconName::Search label="Which token is this?" />
            </ul>
            <ScopeTree />
            <div class="sidebar__foot stack stack--sm">
                <div class="row small">
                    <Dot tone=Signal::derive(move || match console.connection.get() {
                        Connection::Fine => Tone::Good,
                        Connection::SlowedDown { .. } => Tone::Warn,
                        Connection::Lost(_) => Tone::Bad,
                    }) />
                    <span class="truncate faint">
                        {console.api_host()}
                    </span>
                    <span class="push row"><ZoneSwitch /><ThemeSwitch /></span>
                </div>
                <ReadOnlySwitch />
                <a class="item" href=href(&Route::About) aria-current=move || (*route.read() == Route::About).then_some("page")>
                    <Icon name=IconName::Info />
                    "About"
                </a>
            </div>
        </nav>
    }
    .into_any()
}

#[component]
fn PlaceItem(
    route: Route,
    icon: IconName,
    label: &'static str,
    #[prop(optional, into)] count: Option<Signal<String>>,
) -> impl IntoView {
    let current = current_route();
    let address = href(&route);
    view! {
        <li>
            <a class="item" href=address aria-current=move || current.read().is_same_place(&route).then_some("page")>
                <Icon name=icon />
                {label}
                {count.map(|count| view! { <span class="push faint small num">{move || count.get()}</span> })}
            </a>
        </li>
    }
}

/// Light or dark, kept for the next visit.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let switch = Callback::new(|()| {
        let is_dark = match storage::local(LocalKey::Theme).as_deref() {
            Some(theme) => theme == "dark",
            None => media::prefers_dark(),
        };
        let theme = if is_dark { "light" } else { "dark" };
        // What the system asks for anyway is not pinned.
        let is_system = media::prefers_dark() != is_dark;
        storage::set_local(LocalKey::Theme, (!is_system).then_some(theme));
        media::set_theme((!is_system).then_some(theme));
    });
    view! { <IconButton icon=IconName::Theme label="Switch between light and dark" size=Size::Small on_press=switch /> }
}

/// Times in the local zone or in UTC, kept for the next visit.
#[component]
pub fn ZoneSwitch() -> impl IntoView {
    let zone = Console::current().map(|console| console.zone);
    let switch = move |()| {
        let Some(zone) = zone else { return };
        let (next, kept) = match zone.get_untracked() {
            Zone::Local => (Zone::Utc, Some("utc")),
            Zone::Utc => (Zone::Local, None),
        };
        storage::set_local(LocalKey::TimeZone, kept);
        zone.set(next);
    };
    let shown = move || match zone.map(|zone| zone.get()) {
        Some(Zone::Utc) => "UTC".to_owned(),
        _ => "Local".to_owned(),
    };
    view! {
        <Button kind=ButtonKind::Quiet size=Size::Small on_press=switch>
            <span class="vh">{move || format!("Times are shown in {}. ", match zone.map(|zone| zone.get()) {
                Some(Zone::Utc) => "UTC".to_owned(),
                _ => intl::local_zone_name(),
            })}</span>
            {shown}
        </Button>
    }
}
