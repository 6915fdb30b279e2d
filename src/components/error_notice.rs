//! A failure as the person sees it: what it is, what to do, Astro's own words, and everything to quote.

use leptos::prelude::*;

use super::copy::copier;
use super::error_text::{error_text, quotable};
use crate::api::{ApiError, ErrorKind};
use crate::browser::page;
use crate::ui::{Banner, Button, ButtonKind, IconName, Size, Tone};

/// Icon of a failure.
pub const fn icon(kind: ErrorKind) -> IconName {
    match kind {
        ErrorKind::Offline => IconName::Offline,
        ErrorKind::Forbidden | ErrorKind::IpNotAllowed | ErrorKind::Unauthorized => IconName::Lock,
        ErrorKind::NotReachable | ErrorKind::OriginNotAllowed | ErrorKind::BlockedByPolicy => {
            IconName::Ban
        }
        ErrorKind::RateLimited { .. } | ErrorKind::TimedOut => IconName::Clock,
        ErrorKind::NotFound => IconName::Search,
        ErrorKind::NoAnswer
        | ErrorKind::Invalid
        | ErrorKind::ServerError
        | ErrorKind::Unreadable
        | ErrorKind::Unexpected => IconName::Alert,
    }
}

/// The failure as a banner, with the ways on in `actions`.
#[component]
pub fn ErrorNotice(
    error: ApiError,
    /// Host that was asked.
    #[prop(into)]
    host: String,
    #[prop(optional, into)] actions: Option<ViewFn>,
) -> impl IntoView {
    let text = error_text(error.kind, &host, &page::origin());
    let quote = quotable(&error, &text);
    let is_neutral = matches!(
        error.kind,
        ErrorKind::Offline | ErrorKind::Forbidden | ErrorKind::NotFound
    );
    let tone = if is_neutral { Tone::Neutral } else { Tone::Bad };
    let copy = copier();
    let actions = ViewFn::from(move || {
        let quote = quote.clone();
        view! {
            {actions.as_ref().map(ViewFn::run)}
            <Button kind=ButtonKind::Quiet size=Size::Small icon=IconName::Copy on_press=move |()| copy.run(quote.clone())>
                "Copy details"
            </Button>
        }
        .into_any()
    });
    view! {
        <Banner tone icon=icon(error.kind) title=text.title announce=true actions=actions>
            <p>{text.explanation}</p>
            <ErrorFacts error />
        </Banner>
    }
}

/// Astro's message and request id, as far as there are any.
#[component]
pub fn ErrorFacts(error: ApiError) -> impl IntoView {
    let message = error
        .message
        .clone()
        .map(|message| view! { <p class="small">"Astro says: " <q>{message.to_string()}</q></p> });
    let fields = error
        .field_errors
        .iter()
        .map(|field| view! { <p class="small">{field.field.to_string()} ": " {field.message.to_string()}</p> })
        .collect_view();
    let facts = match (error.status, &error.request_id) {
        (Some(status), Some(id)) => Some(format!("Status {status} · request {id}")),
        (Some(status), None) => Some(format!("Status {status}")),
        (None, _) => None,
    };
    view! {
        {message}
        {fields}
        {facts.map(|facts| view! { <p class="small mono">{facts}</p> })}
    }
}
