//! The console program: goes on with the stored session, or makes way for the sign-in page. About needs no session.

use std::sync::Arc;

use leptos::prelude::*;

use super::document::{Routed, leave, read_config, take_ended};
use super::lifetime;
use super::shell::Shell;
use crate::browser::{clock, events, history, locks, page, storage, task};
use crate::components::config_failure::ConfigFailure;
use crate::components::link::href;
use crate::config::{Config, ConfigError};
use crate::pages::about::AboutPage;
use crate::routes::Route;
use crate::session::{EndReason, SessionEntry, StoredSession};
use crate::ui::{
    Blank, Button, IconName, LiveRegions, ToastArea, provide_announcer, provide_toasts,
};

/// What the document shows.
#[derive(Clone)]
enum Screen {
    /// Nothing but the ground, until it is known whether the stored session still holds.
    Ground,
    Console(SessionEntry, Arc<Config>),
    Misconfigured(ConfigError),
    /// The one place that needs no session.
    About(Arc<Config>),
    /// The session ended while no fresh document could be had.
    EndedOffline,
}

#[component]
pub fn ConsoleProgram() -> impl IntoView {
    let announcer = provide_announcer();
    let toasts = provide_toasts();
    events::on_restored(history::reload);
    let screen = RwSignal::new(Screen::Ground);
    let clock = lifetime::clock();
    task::spawn_scoped(async move {
        match read_config().await {
            Ok(config) if storage::session_entry().is_none() && is_about() => {
                take_ended();
                page::reveal();
                screen.set(Screen::About(config));
            }
            Ok(config) => {
                if let Some(entry) = resume(&config).await {
                    screen.set(Screen::Console(entry, config));
                }
            }
            Err(error) => screen.set(Screen::Misconfigured(error)),
        }
    });
    // Requests side by side are refused side by side: the first word ends the session.
    let has_ended = StoredValue::new(false);
    let on_end = Callback::new(move |reason: EndReason| {
        if has_ended.get_value() {
            return;
        }
        has_ended.set_value(true);
        if page::is_online() {
            leave(Some(reason));
        } else {
            SessionEntry::clear();
            screen.set(Screen::EndedOffline);
            // What was said last may name a token, and what it offers to do belongs to the session.
            toasts.clear();
            announcer.say("Signed out");
            announcer.say_now("");
        }
    });
    view! {
        <Routed>
            {move || match screen.get() {
                Screen::Ground => view! {
                    <div class="app ground" aria-hidden="true">
                        <div class="sidebar"></div>
                        <div class="topbar"></div>
                    </div>
                }
                .into_any(),
                Screen::Console(entry, config) => view! { <Shell entry config clock on_end /> }.into_any(),
                Screen::Misconfigured(error) => view! {
                    <main class="main main--alone" id="main">
                        <h1>"Astro Token Console"</h1>
                        <ConfigFailure error />
                    </main>
                }
                .into_any(),
                Screen::About(config) => view! {
                    <main class="main main--alone" id="main">
                        <AboutPage config=Signal::stored(Some(config)) />
                        <p><a href=href(&Route::Home) rel="external">"Sign in"</a></p>
                    </main>
                }
                .into_any(),
                Screen::EndedOffline => view! { <EndedOffline /> }.into_any(),
            }}
        </Routed>
        <ToastArea toasts />
        <LiveRegions announcer />
    }
}

fn is_about() -> bool {
    let target = history::current_target();
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let base = page::base_path();
    Route::parse(path.strip_prefix(base.as_str()).unwrap_or(path), "") == Route::About
}

/// The stored session, unless it has ended or belongs to a tab that is still open: then a fresh document follows.
async fn resume(config: &Config) -> Option<SessionEntry> {
    let (idle, absolute) = (config.idle, config.absolute);
    match SessionEntry::load(&config.api_base_url, idle, absolute, clock::now()) {
        StoredSession::None => leave(None),
        StoredSession::Dropped(end) => leave(end.map(EndReason::from)),
        StoredSession::Found(entry) => {
            if locks::hold(&entry.lock_name()).await {
                return Some(entry);
            }
            leave(Some(EndReason::Duplicated));
        }
    }
    None
}

/// All that is left when the session ends without a network.
#[component]
fn EndedOffline() -> impl IntoView {
    page::set_title("Signed out · Astro Token Console");
    let actions = ViewFn::from(
        || view! { <Button on_press=|()| history::reload()>"Load the sign-in page"</Button> },
    );
    view! {
        <main class="main main--alone" id="main">
            <h1 class="vh">"Signed out"</h1>
            <Blank icon=IconName::Offline title="You are signed out, and offline" actions>
                <p>"The token is forgotten here. The sign-in page can be loaded once there is a network again."</p>
            </Blank>
        </main>
    }
}
