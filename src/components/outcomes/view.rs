//! An outcome on the page, with Astro's own words and everything to quote.

use leptos::prelude::*;

use super::Told;
use crate::api::{ApiError, ErrorKind};
use crate::browser::page;
use crate::components::context::Console;
use crate::components::copy::copier;
use crate::components::error_notice::ErrorFacts;
use crate::components::error_text::{error_text, quotable};
use crate::ui::{Banner, Button, ButtonKind, IconName, Size};

/// `errors`: what Astro, or the browser, says of it. `actions`: the ways on.
#[component]
pub fn OutcomeNotice(
    told: Told,
    #[prop(optional)] errors: Vec<ApiError>,
    #[prop(optional, into)] actions: Option<ViewFn>,
) -> impl IntoView {
    let host = Console::current().map_or_else(String::new, |console| console.api_host());
    let origin = page::origin();
    let quote: Vec<String> = errors
        .iter()
        .map(|error| quotable(error, &error_text(error.kind, &host, &origin)))
        .collect();
    let quote = quote.join("\n\n");
    let copy = copier();
    let copy_details = ViewFn::from(move || {
        let quote = quote.clone();
        (!quote.is_empty()).then(|| {
            view! {
                <Button kind=ButtonKind::Quiet size=Size::Small icon=IconName::Copy on_press=move |()| copy.run(quote.clone())>
                    "Copy details"
                </Button>
            }
        })
        .into_any()
    });
    let all = ViewFn::from(move || {
        view! { {actions.as_ref().map(ViewFn::run)} {copy_details.run()} }.into_any()
    });
    // What a token came to that was not accepted says nothing any more once another one goes on.
    let is_of_session = !errors.is_empty()
        && errors
            .iter()
            .all(|error| error.kind == ErrorKind::Unauthorized);
    let session = Console::current().filter(|_| is_of_session).map(|console| {
        let began = console.session.with_untracked(|now| now.token.clone());
        Signal::derive(move || console.session.with(|now| now.token != began))
    });
    let (tone, icon, title) = (told.tone, told.icon(), told.title);
    let facts = errors
        .into_iter()
        .map(|error| view! { <ErrorFacts error /> })
        .collect_view();
    let notice = view! {
        <Banner tone icon title announce=true actions=all>
            {(!told.text.is_empty()).then(|| view! { <p>{told.text}</p> })}
            {(!told.list.is_empty()).then(|| {
                view! { <ul>{told.list.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }
            })}
            {facts}
        </Banner>
    }
    .into_any();
    match session {
        Some(is_over) => view! { <div hidden=is_over>{notice}</div> }.into_any(),
        None => notice,
    }
}
