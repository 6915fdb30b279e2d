//! What both programs share: the configuration, the router around the route, and the way from one to the other.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::browser::{history, page};
use crate::config::{Config, ConfigError};
use crate::routes::{Route, parameter, value_of};
use crate::session::{EndReason, SessionEntry};

/// Reads the configuration that boot.js fetches.
pub async fn read_config() -> Result<Arc<Config>, ConfigError> {
    match page::config_text().await {
        Ok(text) => Config::parse(&text).map(Arc::new),
        Err(problem) => Err(ConfigError {
            key: "config.json".to_owned(),
            problem,
        }),
    }
}

/// The router, and the route for everything inside.
#[component]
pub fn Routed(children: Children) -> impl IntoView {
    let base = page::base_path();
    view! { <Router base=base.clone()><Places base children /></Router> }
}

/// Provides the route, and lets the router write its moves into the address bar.
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

/// Forgets the session and loads a fresh document of the same address, which tells why.
pub fn leave(reason: Option<EndReason>) {
    SessionEntry::clear();
    let target = history::current_target();
    let target = target.split('#').next().unwrap_or_default();
    match reason {
        Some(reason) => {
            let separator = if target.contains('?') { '&' } else { '?' };
            let (name, reason) = (parameter::ENDED, reason.name());
            history::replace_document(&format!("{target}{separator}{name}={reason}"));
        }
        None => history::replace_document(target),
    }
}

/// Takes the reason of the last end out of the address.
pub fn take_ended() -> Option<EndReason> {
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
