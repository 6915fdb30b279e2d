//! What is on screen before and between sessions, decided in one place.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use super::lifetime;
use super::shell::Shell;
use crate::browser::first_paint::FirstPaint;
use crate::browser::{events, history, locks, page, storage, task};
use crate::components::context::Clock;
use crate::components::link::{current_route, href};
use crate::config::{Config, ConfigError};
use crate::pages::about::AboutPage;
use crate::pages::sign_in::{ReadConfig, SignInPage};
use crate::routes::{Route, parameter, value_of};
use crate::session::{EndReason, SessionEntry, StoredSession};
use crate::ui::{LiveRegions, ToastArea, provide_announcer, provide_toasts};

/// What the document shows.
#[derive(Clone)]
enum Screen {
    /// A session was stored: nothing but the ground, until it is known whether it still holds.
    Ground,
    SignIn,
    Console(SessionEntry),
}

impl PartialEq for Screen {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ground, Self::Ground) | (Self::SignIn, Self::SignIn) => true,
            (Self::Console(this), Self::Console(other)) => this.started_at == other.started_at,
            _ => false,
        }
    }
}

/// The whole page.
#[component]
pub fn App(taken_over: Option<FirstPaint>) -> impl IntoView {
    let announcer = provide_announcer();
    let toasts = provide_toasts();
    events::on_restored(history::reload);
    let config: ReadConfig = RwSignal::new(None);
    let ended = RwSignal::new(take_ended());
    let had_session = storage::session_entry().is_some();
    let screen = RwSignal::new(if had_session {
        Screen::Ground
    } else {
        Screen::SignIn
    });
    // The same screen set again is not drawn again: what was typed into the sign-in form would be gone.
    let shown = Memo::new(move |_| screen.get());
    let clock = lifetime::clock();
    provide_context(clock);
    task::spawn_scoped(async move {
        let read = match page::config_text().await {
            Ok(text) => Config::parse(&text).map(Arc::new),
            Err(problem) => Err(ConfigError {
                key: "config.json".to_owned(),
                problem,
            }),
        };
        let next = match &read {
            Ok(config) if had_session => resume(config, clock, ended).await,
            _ => Screen::SignIn,
        };
        config.set(Some(read));
        // Setting what it is already would make the sign-in form anew, without what was typed meanwhile.
        if screen.get_untracked() != next {
            screen.set(next);
        }
        page::reveal();
    });
    let on_connected = Callback::new(move |entry: SessionEntry| {
        entry.store();
        ended.set(None);
        screen.set(Screen::Console(entry.clone()));
        task::spawn_abortable(async move {
            locks::hold(&entry.lock_name()).await;
        });
    });
    // The field of the first paint is taken over once; a later sign-in page starts empty.
    let taken_over = StoredValue::new_local(taken_over);
    let base = page::base_path();
    view! {
        <Router base=base.clone()>
            <Places base>
                {move || match shown.get() {
                    Screen::Ground => view! {
                        <div class="app ground" aria-hidden="true">
                            <div class="sidebar"></div>
                            <div class="topbar"></div>
                        </div>
                    }
                    .into_any(),
                    Screen::SignIn => {
                        let taken_over = taken_over.try_update_value(Option::take).flatten();
                        view! { <SignedOut config clock ended taken_over on_connected /> }.into_any()
                    }
                    Screen::Console(entry) => {
                        let config = config.get_untracked().and_then(Result::ok).unwrap_or_default();
                        let on_end = Callback::new(move |reason: EndReason| end(reason, screen, ended));
                        view! { <Shell entry config clock on_end /> }.into_any()
                    }
                }}
            </Places>
        </Router>
        <ToastArea toasts />
        <LiveRegions announcer />
    }
}

/// Provides the route to everything inside, and lets the router write its moves into the address bar.
#[component]
fn Places(base: String, children: Children) -> impl IntoView {
    let location = use_location();
    let route = Memo::new(move |_| {
        let path = location.pathname.get();
        let path = path.strip_prefix(base.as_str()).unwrap_or(&path).to_owned();
        Route::parse(&path, location.search.read().trim_start_matches('?'))
    });
    let router = use_context::<BrowserUrl>();
    Effect::new(move || {
        location.pathname.track();
        location.search.track();
        if let Some(router) = &router {
            // Without <Routes>, which is never mounted here, nobody else tells it that the page is ready.
            router.ready_to_complete();
        }
    });
    provide_context(route);
    children()
}

/// Without a session every address is the sign-in page, but for what needs none.
#[component]
fn SignedOut(
    config: ReadConfig,
    clock: Clock,
    ended: RwSignal<Option<EndReason>>,
    taken_over: Option<FirstPaint>,
    on_connected: Callback<SessionEntry>,
) -> impl IntoView {
    let route = current_route();
    let is_about = Memo::new(move |_| route.get() == Route::About);
    let taken_over = StoredValue::new_local(taken_over);
    let read = Signal::derive(move || config.get().and_then(Result::ok));
    move || {
        if is_about.get() {
            view! {
                <main class="main main--alone" id="main">
                    <AboutPage config=read />
                    <p><a href=href(&Route::Home)>"Sign in"</a></p>
                </main>
            }
            .into_any()
        } else {
            let taken_over = taken_over.try_update_value(Option::take).flatten();
            view! { <SignInPage config clock ended taken_over on_connected /> }.into_any()
        }
    }
}

/// Takes the reason of the last end out of the address.
fn take_ended() -> Option<EndReason> {
    let target = history::current_target();
    let (path, rest) = target.split_once('?')?;
    let (query, fragment) = rest
        .split_once('#')
        .map_or((rest, None), |(query, fragment)| (query, Some(fragment)));
    let reason = value_of(query, parameter::ENDED)?;
    let others: Vec<&str> = query
        .split('&')
        .filter(|pair| pair.split_once('=').map(|(key, _)| key) != Some(parameter::ENDED))
        .collect();
    let mut clean = path.to_owned();
    if !others.is_empty() {
        clean.push('?');
        clean.push_str(&others.join("&"));
    }
    if let Some(fragment) = fragment {
        clean.push('#');
        clean.push_str(fragment);
    }
    history::replace_target(&clean);
    EndReason::from_name(&reason)
}

/// Goes on with the stored session, unless it has ended or belongs to a tab that is still open.
async fn resume(config: &Config, clock: Clock, ended: RwSignal<Option<EndReason>>) -> Screen {
    match SessionEntry::load(config, clock.second.get_untracked()) {
        StoredSession::None => Screen::SignIn,
        StoredSession::Dropped(end) => {
            ended.set(end.map(EndReason::from));
            Screen::SignIn
        }
        StoredSession::Found(entry) => {
            if locks::hold(&entry.lock_name()).await {
                Screen::Console(entry)
            } else {
                SessionEntry::clear();
                ended.set(Some(EndReason::Duplicated));
                Screen::SignIn
            }
        }
    }
}

/// Forgets the session and starts over on a fresh document. Offline there is none to be had: then the page is cleared
/// in place.
fn end(reason: EndReason, screen: RwSignal<Screen>, ended: RwSignal<Option<EndReason>>) {
    SessionEntry::clear();
    if page::is_online() {
        let target = history::current_target();
        let target = target.split('#').next().unwrap_or_default();
        let separator = if target.contains('?') { '&' } else { '?' };
        history::replace_document(&format!(
            "{target}{separator}{}={}",
            parameter::ENDED,
            reason.name()
        ));
    } else {
        ended.set(Some(reason));
        screen.set(Screen::SignIn);
    }
}
