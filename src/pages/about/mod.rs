//! What this page is, where it sends the token, and whether its protections are active. Holds without a session too.

mod checks;
mod policy;

use std::sync::Arc;

use leptos::prelude::*;

use self::checks::SelfCheck;
use crate::browser::page;
use crate::config::Config;
use crate::ui::{Fact, Facts, Panel};

/// What Astro's API does not offer, so that nobody looks for it here.
const LIMITS: [(&str, &str); 6] = [
    (
        "No later expiry.",
        "The end of a token is fixed when it is created. A later end takes a new token.",
    ),
    (
        "No switching off.",
        "A token works until it ends, is rotated, or is deleted.",
    ),
    (
        "No way back from deleting.",
        "A deleted token is gone, its value and its history with it.",
    ),
    (
        "No overlap when rotating.",
        "The old value stops working the moment the new one exists.",
    ),
    (
        "No address of the last use.",
        "Astro tells when a token was last used, and not from where.",
    ),
    (
        "One role at creation.",
        "Every further grant is a second step.",
    ),
];

#[component]
pub fn AboutPage(config: Signal<Option<Arc<Config>>>) -> impl IntoView {
    let limits = LIMITS.map(|(what, why)| view! { <li><span><b>{what}</b> " " {why}</span></li> });
    view! {
        <div class="page-head">
            <div class="page-head__text">
                <h1 tabindex="-1">"About"</h1>
                <p class="page-head__sub">"A browser console for the API tokens of an Astro Organization. It has no back end."</p>
            </div>
        </div>
        <div class="stack about">
            <Panel title="This page">{move || config.get().map(|config| view! { <Configured config /> })}</Panel>
            <SelfCheck config />
            <Panel title="Where your token is">
                {move || config.get().map(|config| view! { <Promise config /> })}
            </Panel>
            <Panel title="What Astro’s API does not offer" flush=true>
                <ul class="list">{limits}</ul>
            </Panel>
        </div>
    }
}

fn minutes(config: &Config) -> u64 {
    config.idle.as_secs() / 60
}

fn hours(config: &Config) -> u64 {
    config.absolute.as_secs() / 3600
}

fn counted(count: u64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[component]
fn Configured(config: Arc<Config>) -> impl IntoView {
    let origin = page::origin();
    let host = config.api_host(&origin).to_owned();
    let pace = match config.requests_per_second {
        0 => "Not limited".to_owned(),
        rate => format!("At most {rate} a second"),
    };
    let (idle, absolute) = (
        counted(minutes(&config), "minute"),
        counted(hours(&config), "hour"),
    );
    let writes = if config.read_only {
        "Off: this page is read only"
    } else {
        "As far as the token may"
    };
    let base_url = config.api_base_url.clone();
    view! {
        <Facts>
            <Fact name="Version" class="num">{env!("CARGO_PKG_VERSION")}</Fact>
            <Fact name="Served from" class="mono">{origin}</Fact>
            <Fact name="API host" class="mono">{host}</Fact>
            <Fact name="API address" class="mono">{base_url}</Fact>
            <Fact name="Sign-out without activity">{format!("After {idle}")}</Fact>
            <Fact name="Sign-out in any case">{format!("After {absolute}")}</Fact>
            <Fact name="Requests">{pace}</Fact>
            <Fact name="Changes">{writes}</Fact>
        </Facts>
    }
}

#[component]
fn Promise(config: Arc<Config>) -> impl IntoView {
    let host = config.api_host(&page::origin()).to_owned();
    let (idle, absolute) = (
        counted(minutes(&config), "minute"),
        counted(hours(&config), "hour"),
    );
    view! {
        <div class="stack stack--sm">
            <p>
                "Kept in this tab’s session storage, sent only to " <b>{host}</b>
                {format!(", forgotten on sign-out, after {idle} without activity, and after {absolute} in any case.")}
            </p>
            <p class="muted">
                "It is never in the address, in the history, in local storage, or in anything that leaves this page but its "
                "requests to Astro. Signing out makes this tab forget it; only rotating or deleting it ends it at Astro."
            </p>
        </div>
    }
}
