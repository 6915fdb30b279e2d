//! Sign-in: a token is pasted, read on this page, and taken to Astro only when Connect is pressed.
//!
//! The markup up to the form is the one of index.html, so that taking the first paint over moves nothing.

mod choice;
mod decoded;
mod reasons;

use std::rc::Rc;
use std::sync::Arc;

use astro_tokens::id::OrganizationId;
use astro_tokens::model::Organization;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

use self::choice::{AskForId, ChooseOrganization};
use self::decoded::Decoded;
use self::reasons::{EndedNotice, paste_error_text};
use crate::api::{Api, ApiError, Connected};
use crate::browser::first_paint::FirstPaint;
use crate::browser::task::Tasks;
use crate::browser::{BrowserHost, history, media, page};
use crate::components::config_failure::ConfigFailure;
use crate::components::context::Clock;
use crate::components::error_notice::ErrorNotice;
use crate::components::link::href;
use crate::config::{Config, ConfigError};
use crate::routes::Route;
use crate::session::{EndReason, PasteError, PastedToken, SessionEntry};
use crate::ui::{Banner, Button, ButtonKind, Icon, IconButton, IconName, Logo, Size, Tone};

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
    let input = NodeRef::<Input>::new();
    let pasted = RwSignal::new(None::<Result<PastedToken, PasteError>>);
    let step = RwSignal::new(Step::Pasting);
    let revealed = RwSignal::new(false);
    // Counts what was typed and sent: an answer to an earlier state of the field counts for nothing.
    let attempt = StoredValue::new(0_u32);
    let begin = move || {
        attempt.update_value(|attempt| *attempt = attempt.wrapping_add(1));
        attempt.get_value()
    };

    let read_field = move || {
        let value = input
            .get_untracked()
            .map(|input| input.value())
            .unwrap_or_default();
        let read = (!value.trim().is_empty())
            .then(|| PastedToken::parse(&value, clock.second.get_untracked()));
        if read.is_none() {
            revealed.set(false);
        }
        pasted.set(read);
        step.set(Step::Pasting);
        begin();
    };
    let taken_over = StoredValue::new_local(taken_over);
    input.on_load(move |element| {
        match taken_over.try_update_value(Option::take).flatten() {
            Some(first_paint) => first_paint.restore(&element),
            None => {
                let _ = element.focus();
            }
        }
        read_field();
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
                        if let Some(input) = input.get_untracked() {
                            input.set_value("");
                        }
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
    let error_text = Memo::new(move |_| {
        pasted.with(|pasted| {
            pasted
                .as_ref()
                .and_then(|read| read.as_ref().err().map(paste_error_text))
        })
    });
    let fenced = Signal::derive(move || {
        if config.with(|config| !matches!(config, Some(Ok(_)))) {
            Some("The configuration of this page is not read yet.".to_owned())
        } else if pasted.with(Option::is_none) {
            Some("Paste a token first.".to_owned())
        } else if error_text.with(Option::is_some) {
            Some("This value cannot be used as a token.".to_owned())
        } else {
            None
        }
    });
    let host = Signal::derive(move || {
        config.with(|config| match config {
            Some(Ok(config)) => config.api_host(&page::origin()).to_owned(),
            _ => String::new(),
        })
    });
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
    let input_type = move || {
        if media::masks_text() || revealed.get() {
            "text"
        } else {
            "password"
        }
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
                <EndedNotice ended />
                {move || config.get().and_then(Result::err).map(|error| view! { <ConfigFailure error /> })}
                <form class="panel" novalidate on:submit=on_submit>
                    <div>
                        <div class="field">
                            <label class="field__label" for="token-input">"API token"</label>
                            <div class="affix affix--end">
                                <Icon name=IconName::Key />
                                <input
                                    node_ref=input
                                    class="input input--lg mono"
                                    class:input--masked=move || !revealed.get()
                                    id="token-input"
                                    type=input_type
                                    autocomplete="off"
                                    autocapitalize="off"
                                    spellcheck="false"
                                    translate="no"
                                    aria-describedby=move || {
                                        if error_text.with(Option::is_some) { "token-help token-error" } else { "token-help" }
                                    }
                                    aria-invalid=move || error_text.with(Option::is_some).then_some("true")
                                    on:input=move |_| read_field()
                                />
                                <Show when=move || pasted.with(Option::is_some)>
                                    <IconButton
                                        icon=IconName::Eye
                                        label="Show token"
                                        size=Size::Small
                                        pressed=Signal::from(revealed)
                                        on_press=Callback::new(move |()| revealed.update(|on| *on = !*on))
                                    />
                                </Show>
                            </div>
                            <p class="field__help" id="token-help">
                                "An Organization, Workspace or Deployment token from Astro."
                            </p>
                            <div aria-live="polite">
                                {move || error_text.get().map(|text| view! {
                                    <p class="field__help bad row" id="token-error"><Icon name=IconName::Alert />{text}</p>
                                })}
                            </div>
                        </div>
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
