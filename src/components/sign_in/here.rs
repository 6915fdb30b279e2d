//! Signing in again without leaving the page: what is held in memory stays, and goes on with the new token.
//!
//! Only a token of the same Organization is taken, since everything on the page belongs to that one.

use std::rc::Rc;

use astro_tokens::id::OrganizationId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::context::Console;
use super::super::error_notice::ErrorNotice;
use super::super::hold::Held;
use super::{Decoded, Paste, TokenField};
use crate::api::{Api, ApiError};
use crate::browser::task::{self, Tasks};
use crate::browser::{BrowserHost, locks};
use crate::inventory::{self, First};
use crate::session::{EndReason, PastedToken, SessionEntry};
use crate::ui::{
    Banner, Button, ButtonKind, Dialog, DialogWidth, IconName, Tone, dynamic, dynamic_option,
};

const FORM: &str = "sign-in-here";

/// Where signing in stands.
#[derive(Clone, Debug)]
enum Step {
    Pasting,
    Connecting,
    /// The token is of another Organization, or does not see this one.
    Elsewhere,
    Failed(ApiError),
}

/// Whether `token` belongs to `organization`, as its claims or else Astro say.
async fn check(
    api: &Api,
    token: &PastedToken,
    organization: &OrganizationId,
) -> Result<bool, ApiError> {
    use crate::api::ErrorKind::{Forbidden, NotFound};
    let named = token.claims().organization_id.as_ref();
    if named.is_some_and(|named| named != organization) {
        return Ok(false);
    }
    match api.get_organization(organization).await {
        Ok(_) => Ok(true),
        // A token of a Workspace need not see its Organization; its claims are enough.
        Err(error) if error.kind == Forbidden => Ok(named.is_some()),
        Err(error) if error.kind == NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// From now on `token` asks, in a session that begins now.
fn go_on(console: Console, token: PastedToken) {
    let api = console.api.get_value();
    api.adopt(token.clone());
    console.inventory.ask_as(api.own_token());
    let now = api.now();
    console.session.update(|entry| {
        let is_read_only = entry.read_only;
        *entry = SessionEntry::new(
            token,
            entry.organization_id.clone(),
            &entry.api_base_url,
            now,
        );
        entry.read_only = is_read_only;
    });
    console.read_user();
    let lock = console.session.with_untracked(|entry| {
        entry.store();
        entry.lock_name()
    });
    console.tasks.spawn(async move {
        // The name is new: nobody else can hold it.
        locks::hold(&lock).await;
    });
    console.tasks.spawn(async move {
        inventory::load(console.inventory, &api, First::Nothing).await;
    });
}

/// The dialog. `refused`: why the token before is of no use any more. `held`: what waits below.
#[component]
pub fn SignInHere(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] refused: Signal<Option<EndReason>>,
    held: Signal<Option<Held>>,
    on_signed_in: Callback<()>,
    on_close: Callback<()>,
) -> impl IntoView {
    let footer = ViewFn::from(move || {
        view! {
            <Button first=true kind=ButtonKind::Quiet on_press=on_close>
                {move || match held.get() {
                    Some(Held::Secret) => "Back to the secret",
                    Some(Held::Coming | Held::Answer) => "Back",
                    Some(Held::Draft | Held::Outcome) | None => "Sign out",
                }}
            </Button>
            <Button kind=ButtonKind::Primary submit=true form=FORM>"Sign in"</Button>
        }
        .into_any()
    });
    let subtitle = Signal::derive(move || {
        let why = match refused.get() {
            Some(EndReason::Expired) => "The token has expired.",
            _ => "Astro no longer accepts the token: it was rotated, deleted or has expired.",
        };
        let kept = match held.get() {
            Some(Held::Secret) => "The secret is still here.",
            Some(Held::Coming | Held::Answer) => "What was sent is still under way.",
            Some(Held::Draft | Held::Outcome) | None => "What you typed is still here.",
        };
        Some([why, " ", kept].concat())
    });
    // Escape must not throw away what is kept.
    let stay = |()| {};
    view! {
        <Dialog open title="Sign in again to go on" subtitle width=DialogWidth::Medium closable=false on_close=stay footer>
            <SignInForm on_signed_in />
        </Dialog>
    }
    .into_any()
}

#[component]
fn SignInForm(on_signed_in: Callback<()>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let tasks = Tasks::new();
    let paste = Paste::new(console.clock);
    let step = RwSignal::new(Step::Pasting);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let is_connecting = step.with_untracked(|step| matches!(step, Step::Connecting));
        let Some(Ok(token)) = paste.read.get_untracked().filter(|_| !is_connecting) else {
            return;
        };
        step.set(Step::Connecting);
        tasks.spawn(async move {
            let config = console.config.get_value();
            let api = Api::new(
                Rc::new(BrowserHost),
                &config.api_base_url,
                token.clone(),
                config.requests_per_second,
                Rc::new(|_| {}),
            );
            api.origin_is_allowed();
            let next = match check(&api, &token, &console.inventory.organization_id()).await {
                Ok(true) => {
                    paste.clear();
                    go_on(console, token);
                    // The dialog, and this future with it, end on the way.
                    task::spawn_abortable(async move { on_signed_in.run(()) });
                    return;
                }
                Ok(false) => Step::Elsewhere,
                Err(error) => Step::Failed(error),
            };
            step.try_set(next);
        });
    };
    let outcome = dynamic(move || {
        match step.get() {
        Step::Pasting => ().into_any(),
        Step::Connecting => view! { <p class="muted" role="status">"Asking Astro…"</p> }.into_any(),
        Step::Elsewhere => view! {
            <Banner tone=Tone::Bad icon=IconName::Organization title="This token belongs to another Organization" announce=true>
                <p>"What is kept here belongs to "{console.inventory.organization_name().to_string()}". Paste a token of that one."</p>
            </Banner>
        }
        .into_any(),
        Step::Failed(error) => view! { <ErrorNotice error host=console.api_host() /> }.into_any(),
    }
    });
    view! {
        <form class="stack" id=FORM novalidate on:submit=submit>
            <TokenField paste on_input=move |()| step.set(Step::Pasting) />
            <div aria-live="polite">
                {dynamic_option(move || {
                    let token = paste.read.get()?.ok()?;
                    Some(view! { <Decoded token clock=console.clock /> }.into_any())
                })}
            </div>
            {outcome}
        </form>
    }
    .into_any()
}
