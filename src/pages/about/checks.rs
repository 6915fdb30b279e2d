//! The self-check: each protection of this page, whether it is active, and what to do when it is not.

use std::sync::Arc;

use leptos::prelude::*;

use super::policy::weaknesses;
use crate::browser::page::{self, TrustedTypes};
use crate::browser::{storage, task};
use crate::components::names::Name;
use crate::config::Config;
use crate::ui::{Badge, IconName, Panel, Tone};

/// How one check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    /// Worth a look by whoever hosts the page.
    Warning,
    Running,
}

#[derive(Clone, Debug)]
struct Check {
    title: &'static str,
    outcome: Outcome,
    text: String,
}

fn check(title: &'static str, passed: bool, good: &str, bad: &str) -> Check {
    let (outcome, text) = if passed {
        (Outcome::Passed, good)
    } else {
        (Outcome::Warning, bad)
    };
    Check {
        title,
        outcome,
        text: text.to_owned(),
    }
}

/// `None` while the policy is being read, `Some(None)` when there is none to be had.
fn policy_check(read: Option<Option<String>>) -> Check {
    const TITLE: &str = "Content-Security-Policy";
    match read {
        None => Check { title: TITLE, outcome: Outcome::Running, text: "It is being read.".to_owned() },
        Some(None) => Check {
            title: TITLE,
            outcome: Outcome::Warning,
            text: "The host sends none with this page, or can’t be reached. It belongs on every answer.".to_owned(),
        },
        Some(Some(header)) => {
            let weaknesses = weaknesses(&header);
            check(
                TITLE,
                weaknesses.is_empty(),
                "Active and strict: nothing but this page’s own files runs here, and it talks to no other host.",
                &format!("Weaker than it should be: {}.", weaknesses.join("; ")),
            )
        }
    }
}

fn trusted_types_check() -> Check {
    let (outcome, text) = match page::has_trusted_types_policy() {
        TrustedTypes::Active => (
            Outcome::Passed,
            "Active: text can’t turn into markup that runs.",
        ),
        TrustedTypes::Missing => (
            Outcome::Warning,
            "This browser has them, but the page’s policy is not in force.",
        ),
        TrustedTypes::Unsupported => (
            Outcome::Warning,
            "This browser does not have them. The other protections hold; Chromium or Edge have this one too.",
        ),
    };
    Check {
        title: "Trusted Types",
        outcome,
        text: text.to_owned(),
    }
}

fn api_check(config: &Config) -> Check {
    let origin = page::origin();
    let address = if config.api_base_url.starts_with('/') {
        origin.as_str()
    } else {
        config.api_base_url.as_str()
    };
    check(
        "Connection to Astro",
        address.starts_with("https://"),
        "Encrypted (https).",
        "Not encrypted: the API is on this machine itself. Fit for trying out, not for real tokens.",
    )
}

#[component]
pub fn SelfCheck(config: Signal<Option<Arc<Config>>>) -> impl IntoView {
    let policy = RwSignal::new(None::<Option<String>>);
    task::spawn_scoped(async move {
        let read = page::content_security_policy().await;
        policy.try_set(Some(read));
    });
    let fixed = vec![
        trusted_types_check(),
        check(
            "Not inside another page",
            !page::is_framed(),
            "This page stands alone, so no other page lies above or around it.",
            "It is shown in a frame of another page.",
        ),
        check(
            "Secure context",
            page::is_secure_context(),
            "The browser trusts where this page came from.",
            "The page came over an unencrypted connection.",
        ),
    ];
    let checks = move || {
        let mut checks = vec![policy_check(policy.get())];
        checks.extend(fixed.clone());
        checks.extend(config.get().map(|config| api_check(&config)));
        checks
            .into_iter()
            .map(|check| view! { <Line check /> })
            .collect_view()
    };
    view! {
        <Panel title="Self-check" flush=true>
            <ul class="list">{checks}<Stored /></ul>
        </Panel>
    }
}

#[component]
fn Line(check: Check, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let badge = match check.outcome {
        Outcome::Passed => {
            view! { <Badge tone=Tone::Good icon=IconName::Check>"Passed"</Badge> }.into_any()
        }
        Outcome::Warning => {
            view! { <Badge tone=Tone::Warn icon=IconName::Alert>"Look at this"</Badge> }.into_any()
        }
        Outcome::Running => view! { <Badge icon=IconName::Clock>"Checking"</Badge> }.into_any(),
    };
    view! {
        <li>
            <div class="about__check">
                <h3>{check.title}</h3>
                <p class="muted">{check.text}</p>
                {children.map(|children| children())}
            </div>
            <span class="push">{badge}</span>
        </li>
    }
}

/// What session and local storage of this origin hold, by name, and whether this page put it there.
#[component]
fn Stored() -> impl IntoView {
    let (session, local) = storage::names();
    let names: Vec<(&str, String, bool)> = session
        .into_iter()
        .map(|name| {
            let is_own = storage::is_session_key(&name);
            ("session storage", name, is_own)
        })
        .chain(local.into_iter().map(|name| {
            let is_own = storage::is_local_key(&name);
            ("local storage", name, is_own)
        }))
        .collect();
    let is_clean = names.iter().all(|(_, _, is_own)| *is_own);
    let check = check(
        "What the browser keeps",
        is_clean,
        if names.is_empty() {
            "Nothing."
        } else {
            "Only what this page put there, by name:"
        },
        "Something else shares this origin and could read the session. Host this page on an origin of its own.",
    );
    let list = names
        .into_iter()
        .map(|(place, name, is_own)| {
            view! {
                <li>
                    <code><Name text=name /></code> " in " {place}
                    {(!is_own).then(|| view! { " " <Badge tone=Tone::Warn icon=IconName::Alert>"Not from this page"</Badge> })}
                </li>
            }
        })
        .collect_view();
    view! { <Line check><ul class="about__names small">{list}</ul></Line> }
}
