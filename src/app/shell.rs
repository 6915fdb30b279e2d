//! The frame around every page of a signed-in console, and the one match on the route.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::breadcrumbs::Breadcrumbs;
use super::ending::{EndDialogs, Ending};
use super::lifetime;
use super::read_only::ReadOnlyMark;
use super::session_bar::{EndWarning, SessionChip};
use super::sidebar::Sidebar;
use super::status::{ConfigNotice, ConnectionBanner, OtherOrganization};
use crate::api::{Api, ApiEvent};
use crate::browser::clock::now;
use crate::browser::intl::Zone;
use crate::browser::storage::{self, LocalKey};
use crate::browser::{BrowserHost, events, page, task};
use crate::commands::{Journal, Turns, Writer};
use crate::components::actions::{Action, ActionDialogs};
use crate::components::context::{Clock, Connection, Console};
use crate::components::hold::Holds;
use crate::components::journal::JournalButton;
use crate::components::link::{Entry, current_route, mover};
use crate::components::names::legible;
use crate::config::Config;
use crate::inventory::{self, First, Inventory, List};
use crate::pages::about::AboutPage;
use crate::pages::deployment::DeploymentPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::token::TokenPage;
use crate::pages::tokens::TokensPage;
use crate::pages::which::WhichPage;
use crate::pages::workspace::WorkspacePage;
use crate::routes::{ListView, Route};
use crate::session::{EndReason, SessionEntry};
use crate::ui::{Announcer, Icon, IconName};

/// Id of the sidebar, which is a popover on narrow screens.
pub const SIDEBAR: &str = "sidebar";

/// The console of one session.
#[component]
pub fn Shell(
    entry: SessionEntry,
    config: Arc<Config>,
    clock: Clock,
    on_end: Callback<EndReason>,
) -> impl IntoView {
    let holds = Holds::new();
    let ending = Ending::new(holds, on_end);
    let end = Callback::new(move |reason| ending.hear(reason));
    let console = console(entry, config, clock, holds, end);
    provide_context(console);
    let route = current_route();
    console.read_user();
    load_what_is_shown_first(console, route);
    let done = console.writer.with_value(|writer| writer.journal.entries());
    Effect::new(move || {
        done.track();
        clock.renew.run(());
    });
    let watch = lifetime::watch(console.session, &console.config.get_value(), clock);
    ending.watch(watch.phase);
    // Names arrive later than ids.
    let title = Memo::new(move |_| {
        console.inventory.tokens().track();
        console.inventory.names().track();
        title(console, &route.read())
    });
    announce_places(route, title);
    // The router would take the link for a move to the page that is already there, and the focus would stay.
    let skip = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        page::focus("#main");
    };
    view! {
        <a class="skip" href="#main" on:click=skip>"Skip to content"</a>
        <div class="app">
            <Sidebar />
            <header class="topbar">
                <button type="button" class="btn btn--quiet btn--icon topbar__menu" popovertarget=SIDEBAR aria-label="Menu">
                    <Icon name=IconName::Menu />
                </button>
                <Breadcrumbs here=title />
                <span class="push"></span>
                <ReadOnlyMark />
                <JournalButton />
                <SessionChip />
            </header>
            <main class="main" id="main" tabindex="-1">
                <ConfigNotice />
                <ConnectionBanner />
                <Place />
            </main>
        </div>
        <ActionDialogs />
        <EndWarning watch />
        <EndDialogs ending />
    }
}

fn console(
    entry: SessionEntry,
    config: Arc<Config>,
    clock: Clock,
    holds: Holds,
    end: Callback<EndReason>,
) -> Console {
    let connection = RwSignal::new(Connection::Fine);
    let on_event = move |event| match event {
        ApiEvent::TokenRefused => end.run(EndReason::Refused),
        ApiEvent::SlowedDown { until } => {
            connection.try_set(Connection::SlowedDown { until });
        }
        ApiEvent::Reached => {
            // Answers to requests that were under way come during the wait, too.
            let is_over = match connection.try_get_untracked() {
                Some(Connection::SlowedDown { until }) => until <= now(),
                Some(Connection::Lost(_)) => true,
                Some(Connection::Fine) | None => false,
            };
            if is_over {
                connection.try_set(Connection::Fine);
            }
        }
        ApiEvent::Unreached(kind) => {
            connection.try_set(Connection::Lost(kind));
        }
    };
    let api = Api::new(
        Rc::new(BrowserHost),
        &config.api_base_url,
        entry.token.clone(),
        config.requests_per_second,
        Rc::new(on_event),
    );
    api.confirm_with(&entry.organization_id);
    // There is a session because an answer could be read from this origin.
    api.origin_is_allowed();
    events::on_window(leptos::ev::offline, move |_| {
        connection.set(Connection::Lost(crate::api::ErrorKind::Offline));
    });
    events::on_window(leptos::ev::online, move |_| {
        if connection.get_untracked() == Connection::Lost(crate::api::ErrorKind::Offline) {
            connection.set(Connection::Fine);
        }
    });
    let zone = match storage::local(LocalKey::TimeZone).as_deref() {
        Some("utc") => Zone::Utc,
        _ => Zone::Local,
    };
    let inventory = Inventory::new(entry.organization_id.clone(), api.own_token());
    let session = RwSignal::new(entry);
    let writer = Writer {
        api: api.clone(),
        inventory,
        session,
        journal: Journal::new(),
        turns: Turns::default(),
        // Who signed out meanwhile stays signed out.
        store: |entry| SessionEntry::is_stored() && entry.store(),
    };
    Console {
        api: StoredValue::new_local(api),
        inventory,
        writer: StoredValue::new_local(writer),
        holds,
        session,
        own_token: Memo::new(move |_| {
            session.with(|session| session.token.claims().token_id.clone())
        }),
        act: RwSignal::new(Action::None),
        user: RwSignal::new(None),
        config: StoredValue::new(config),
        clock,
        zone: RwSignal::new(zone),
        connection,
        tasks: task::Tasks::new(),
        end,
    }
}

/// Loads everything, what is on screen first; and later a token that a link leads to and nobody has read.
fn load_what_is_shown_first(console: Console, route: Memo<Route>) {
    let api = console.api.get_value();
    let inventory = console.inventory;
    let own = inventory.organization_id();
    // The ids of another Organization mean nothing here.
    let is_foreign = move |route: &Route| route.organization().is_some_and(|id| *id != own);
    let first = match route.get_untracked() {
        route if is_foreign(&route) => First::Nothing,
        Route::Token { token, .. } => First::Token(token),
        Route::Workspace { workspace, .. } | Route::WorkspaceDeployments { workspace, .. } => {
            First::List(List::Workspace(workspace))
        }
        Route::AgentToken {
            deployment, token, ..
        } => First::AgentToken(deployment, token),
        Route::Deployment { deployment, .. } => First::List(List::Deployment(deployment)),
        Route::Home | Route::Tokens { .. } | Route::About | Route::Which | Route::NotFound => {
            First::Nothing
        }
    };
    let mut asked = match &first {
        First::Token(token) | First::AgentToken(_, token) => Some(token.clone()),
        First::Nothing | First::List(_) => None,
    };
    task::spawn_scoped({
        let api = api.clone();
        async move { inventory::load(inventory, &api, first).await }
    });
    let tasks = task::Tasks::new();
    // Also one that a refresh no longer found: its page tells what Astro says of it.
    let unread = Memo::new(move |_| {
        let route = route.get();
        if is_foreign(&route) {
            return None;
        }
        let (deployment, token) = match route {
            Route::Token { token, .. } => (None, token),
            Route::AgentToken {
                deployment, token, ..
            } => (Some(deployment), token),
            _ => return None,
        };
        let is_held = inventory.tokens().with(|table| table.get(&token).is_some());
        (!is_held && inventory.refusal(&token).is_none()).then_some((deployment, token))
    });
    Effect::new(move || {
        let Some((deployment, token)) = unread.get() else {
            return;
        };
        if asked.take().as_ref() == Some(&token) {
            return;
        }
        let api = api.clone();
        tasks.spawn(async move {
            match deployment {
                None => inventory::load_token(inventory, &api, &token).await,
                Some(deployment) => {
                    inventory::load_agent_token(inventory, &api, &deployment, &token).await;
                }
            }
        });
    });
}

/// Title of the document, and focus on the heading and an announcement whenever the place changes.
fn announce_places(route: Memo<Route>, title: Memo<String>) {
    let announcer = Announcer::current();
    let place = Memo::new(move |_| route.get().place());
    Effect::new(move || {
        page::set_title(&format!("{} · Astro Token Console", legible(&title.read())))
    });
    Effect::new(move |before: Option<Route>| {
        let place = place.get();
        // Home only leads on to the tokens: nobody has seen it.
        if before.is_some_and(|before| before != Route::Home) {
            page::close_popover(SIDEBAR);
            page::focus_heading_when_drawn();
            if let Some(announcer) = announcer {
                announcer.say(legible(&title.read_untracked()));
            }
        }
        place
    });
}

/// Name of a place, for the title and the breadcrumbs.
fn title(console: Console, route: &Route) -> String {
    let own = console.inventory.organization_id();
    if route
        .organization()
        .is_some_and(|organization| *organization != own)
    {
        return "Another Organization".to_owned();
    }
    match route {
        Route::Home | Route::Tokens { .. } => "API tokens".to_owned(),
        Route::Token { token, .. } | Route::AgentToken { token, .. } => console
            .inventory
            .tokens()
            .with_untracked(|table| table.get(token).map(|token| token.name.to_string()))
            .unwrap_or_else(|| "API token".to_owned()),
        Route::Workspace { workspace, .. } | Route::WorkspaceDeployments { workspace, .. } => {
            console
                .inventory
                .names()
                .with_untracked(|names| {
                    names.workspace(workspace.as_str()).map(ToString::to_string)
                })
                .unwrap_or_else(|| "Workspace".to_owned())
        }
        Route::Deployment { deployment, .. } => console
            .inventory
            .names()
            .with_untracked(|names| {
                names
                    .deployment(deployment.as_str())
                    .map(ToString::to_string)
            })
            .unwrap_or_else(|| "Deployment".to_owned()),
        Route::About => "About".to_owned(),
        Route::Which => "Which token is this?".to_owned(),
        Route::NotFound => "Page not found".to_owned(),
    }
}

/// The page of the route.
#[component]
fn Place() -> impl IntoView {
    let route = current_route();
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let own = console.inventory.organization_id();
    let config = Signal::derive(move || Some(console.config.get_value()));
    let go = mover();
    let home = Route::Tokens {
        organization: own.clone(),
        view: ListView::default(),
    };
    Effect::new(move || {
        if route.read() == Route::Home {
            go(&home, Entry::Replace);
        }
    });
    // A change of search or order is not another page.
    let place = Memo::new(move |_| match route.get().place() {
        Route::Token {
            organization,
            token,
            ..
        } => Route::token(organization, token),
        Route::WorkspaceDeployments {
            organization,
            workspace,
        } => Route::Workspace {
            organization,
            workspace,
            view: ListView::default(),
        },
        place => place,
    });
    (move || {
        let place = place.get();
        if place
            .organization()
            .is_some_and(|organization| *organization != own)
        {
            return view! { <OtherOrganization /> }.into_any();
        }
        match place {
            Route::Home => ().into_any(),
            Route::Tokens { .. } => view! { <TokensPage /> }.into_any(),
            Route::Token { token, .. } => view! { <TokenPage id=token /> }.into_any(),
            Route::AgentToken {
                deployment, token, ..
            } => view! { <TokenPage id=token agent_of=deployment /> }.into_any(),
            Route::Workspace { workspace, .. } | Route::WorkspaceDeployments { workspace, .. } => {
                view! { <WorkspacePage id=workspace /> }.into_any()
            }
            Route::Deployment { deployment, .. } => {
                view! { <DeploymentPage id=deployment /> }.into_any()
            }
            Route::About => view! { <AboutPage config /> }.into_any(),
            Route::Which => view! { <WhichPage /> }.into_any(),
            Route::NotFound => view! { <NotFoundPage /> }.into_any(),
        }
    })
    .into_any()
}
