//! Sign-in: a token is pasted, read on this page, and taken to Astro only when Connect is pressed.
//!
//! The markup up to the form is the one of index.html, so that taking the first paint over moves nothing.

mod choice;
mod reasons;

use std::rc::Rc;
use std::sync::Arc;

use astro_tokens::id::OrganizationId;
use astro_tokens::model::Organization;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use self::choice::{AskForId, ChooseOrganization};
use self::reasons::EndedNotice;
use crate::api::{Api, ApiError, Connected};
use crate::browser::first_paint::FirstPaint;
use crate::browser::task::Tasks;
use crate::browser::{BrowserHost, history, page};
use crate::components::config_failure::ConfigFailure;
use crate::components::context::Clock;
use crate::components::error_notice::ErrorNotice;
use crate::components::link::href;
use crate::components::sign_in::{Decoded, Paste, TokenField};
use crate::config::{Config, ConfigError};
use crate::routes::Route;
use crate::session::{EndReason, SessionEntry};
use crate::ui::{Banner, Button, ButtonKind, Icon, IconName, Logo, Size, Tone};

/// Where signing in stands.
#[derive(Clone, Debug)]
enum Step {
    /// Waiting for a token, or for Connect.
    Pasting,
    Connecting,
    Choosing(Vec<Organization>),
    AskingForId,
    Failed(ApiError),
    /// The browser keeps nothing in session storage, and the console reads the token from there.
    NoStorage,
}

/// The configuration, once it was read.
pub type ReadConfig = RwSignal<Option<Result<Arc<Config>, ConfigError>>>;

#[component]
pub fn SignInPage(
    config: ReadConfig,
    clock: Clock,
    /// Why the last session of this tab ended.
    ended: RwSignal<Option<EndReason>>,
    taken_over: Option<FirstPaint>,
) -> impl IntoView {
    page::set_title("Sign in · Astro Token Console");
    let tasks = Tasks::new();
    let paste = Paste::new(clock);
    let Paste {
        input,
        read: pasted,
        ..
    } = paste;
    let step = RwSignal::new(Step::Pasting);
    // Counts what was typed and sent: an answer to an earlier state of the field counts for nothing.
    let attempt = StoredValue::new(0_u32);
    let begin = move || {
        attempt.update_value(|attempt| *attempt = attempt.wrapping_add(1));
        attempt.get_value()
    };

    let on_input = Callback::new(move |()| {
        step.set(Step::Pasting);
        begin();
    });
    let taken_over = StoredValue::new_local(taken_over);
    input.on_load(move |element| {
        match taken_over.try_update_value(Option::take).flatten() {
            Some(first_paint) => first_paint.restore(&element),
            None => {
                let _ = element.focus();
            }
        }
        paste.read_field();
        on_input.run(());
    });

    let connect = move |chosen: Option<OrganizationId>| {
        let Some(Ok(config)) = config.get_untracked() else {
            return;
        };
        let Some(Ok(token)) = pasted.get_untracked() else {
            return;
        };
        step.set(Step::Connecting);
        let this_attempt = begin();
        tasks.spawn(async move {
            let api = Api::new(
                Rc::new(BrowserHost),
                &config.api_base_url,
                token.clone(),
                config.requests_per_second,
                Rc::new(|_| {}),
            );
            let named = chosen.or_else(|| token.claims().organization_id.clone());
            let answer = api.connect(named.as_ref()).await;
            if attempt.try_get_value() != Some(this_attempt) {
                return;
            }
            let next = match answer {
                Ok(Connected::Organization(id)) => {
                    if SessionEntry::new(token, id, &config.api_base_url, api.now()).store() {
                        paste.clear();
                        // The same address again, now with a session: the console program.
                        history::reload();
                        return;
                    }
                    Step::NoStorage
                }
                Ok(Connected::Choose(organizations)) => Step::Choosing(organizations),
                Ok(Connected::AskForId) => Step::AskingForId,
                Err(error) => Step::Failed(error),
            };
            step.try_set(next);
        });
    };
    let on_choose = Callback::new(move |id: OrganizationId| connect(Some(id)));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !step.with_untracked(|step| matches!(step, Step::Connecting)) {
            connect(None);
        }
    };
    let fenced = Signal::derive(move || {
        if config.with(|config| !matches!(config, Some(Ok(_)))) {
            Some("The configuration of this page is not read yet.".to_owned())
        } else {
            paste.fence()
        }
    });
    let host = Signal::derive(move || {
        config.with(|config| match config {
            Some(Ok(config)) => config.api_host(&page::origin()).to_owned(),
            _ => String::new(),
        })
    });
    let notice = move || config.with(|config| config.as_ref()?.as_ref().ok()?.notice.clone());
    let promise = move || {
        config.with(|config| {
            let Some(Ok(config)) = config else { return None };
            let minutes = config.idle.as_secs() / 60;
            Some(view! {
                <Icon name=IconName::Lock />
                <span>
                    "Kept in this tab’s session storage, sent only to " <b>{host.get()}</b>
                    {format!(", forgotten on sign-out and after {minutes} minutes without activity.")}
                </span>
            })
        })
    };
    view! {
        <div class="sign-in">
            <Sky />
            <main>
                <div class="sign-in__head">
                    <Logo />
                    <h1>"Astro Token Console"</h1>
                    <p class="muted">"See every API token, what it can reach, and when it ends."</p>
                </div>
                {move || notice().map(|title| view! { <Banner tone=Tone::Warn icon=IconName::Info title>""</Banner> })}
                <EndedNotice ended />
                {move || config.get().and_then(Result::err).map(|error| view! { <ConfigFailure error /> })}
                <form class="panel" novalidate on:submit=on_submit>
                    <div>
                        <TokenField paste on_input />
                    </div>
                    <div class="sign-in__decoded" aria-live="polite">
                        {move || pasted.get().and_then(Result::ok).map(|token| view! { <Decoded token clock /> })}
                    </div>
                    <div>
                        {move || match step.get() {
                            Step::Choosing(organizations) => view! { <ChooseOrganization organizations on_choose /> }.into_any(),
                            Step::AskingForId => view! { <AskForId on_choose /> }.into_any(),
                            Step::Failed(error) => view! {
                                <ErrorNotice error host=host.get_untracked() />
                                <Connect fenced is_connecting=false />
                            }
                            .into_any(),
                            Step::NoStorage => view! {
                                <Banner tone=Tone::Bad icon=IconName::Alert title="This browser keeps nothing for this page" announce=true>
                                    <p>"The token is kept in session storage only, and the browser’s settings do not allow that here."</p>
                                </Banner>
                                <Connect fenced is_connecting=false />
                            }
                            .into_any(),
                            Step::Pasting => view! { <Connect fenced is_connecting=false /> }.into_any(),
                            Step::Connecting => view! { <Connect fenced is_connecting=true /> }.into_any(),
                        }}
                        <p class="tick good small muted sign-in__promise">{promise}</p>
                    </div>
                </form>
            </main>
            <footer class="faint small">
                {move || (!host.with(String::is_empty)).then(|| view! { <span>"API host " <b>{host.get()}</b></span> })}
                <a href=href(&Route::About)>"About this console"</a>
            </footer>
        </div>
    }
}

#[component]
fn Connect(fenced: Signal<Option<String>>, is_connecting: bool) -> impl IntoView {
    view! {
        <Button kind=ButtonKind::Primary size=Size::Large submit=true fenced=fenced>
            {if is_connecting { "Connecting…" } else { "Connect" }}
            <Icon name=IconName::Arrow />
        </Button>
    }
}

/// The quiet orbits behind the form.
#[component]
fn Sky() -> impl IntoView {
    view! {
        <svg class="sign-in__sky" viewBox="0 0 1440 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
            <g transform="rotate(-18 720 450)">
                <ellipse cx="720" cy="450" rx="430" ry="210"></ellipse>
                <ellipse cx="720" cy="450" rx="580" ry="300"></ellipse>
                <ellipse cx="720" cy="450" rx="740" ry="400"></ellipse>
                <ellipse cx="720" cy="450" rx="910" ry="510"></ellipse>
                <circle cx="291" cy="440" r="3"></circle>
                <circle cx="1262" cy="345" r="4"></circle>
                <circle cx="1120" cy="786" r="3"></circle>
                <circle cx="86" cy="245" r="3"></circle>
            </g>
        </svg>
    }
}
