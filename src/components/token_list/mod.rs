//! The list of tokens of an Organization, a Workspace or a Deployment: a view over the inventory that costs no call.
//!
//! Search, filters and order follow each key press at once and stand in the address; rows show as pages arrive and
//! don't move under someone who is at them.

mod blanks;
mod filters;
mod freshness;
mod listing;
mod notices;
mod order;
mod place_head;
mod presence;
mod query_state;
mod search;
mod status;
mod strip;

use leptos::prelude::*;

use crate::components::context::Console;
use crate::components::token_table::words::{column_label, direction_label};
use crate::components::token_table::{TokenTable, heads};
use crate::inventory::{List, Stage};
use crate::ui::{Announcer, SkeletonTable};
use blanks::{NoMatch, Nothing};
use filters::Filters;
pub use freshness::Freshness;
use listing::Listing;
use notices::{AgentFailures, CoverageNotice, Failures, Missing};
pub use place_head::PlaceHead;
use presence::Presence;
use query_state::QueryState;
use search::{PasteNotice, Search, exact};
use status::{StatusLine, is_running, result};
use strip::Strip;

/// What stands in the place of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    /// Nothing has arrived yet.
    Loading,
    /// Nothing could be loaded; the notice above says why.
    Failed,
    Nothing,
    NoMatch,
    Rows,
}

/// The list.
#[component]
pub fn TokenList(
    console: Console,
    /// Which tokens belong to it.
    list: List,
) -> impl IntoView {
    let announcer = Announcer::current();
    let announce = RwSignal::new(0_u32);
    let state = QueryState::new(Callback::new(move |()| {
        announce.update(|times| *times = times.wrapping_add(1))
    }));
    let presence = Presence::new();
    let requests = RwSignal::new(0_u32);
    let listing = Listing::new(
        console,
        list.clone(),
        state.query(),
        presence.held(),
        requests,
    );
    let exact = exact(console, state.query());
    let outcome = RwSignal::new(None);
    Effect::new(move |before: Option<()>| {
        announce.track();
        if before.is_some()
            && let Some(announcer) = announcer
        {
            announcer.say(untrack(|| {
                format!("{}, {}", result(listing, state), order_words(state))
            }));
        }
    });

    let progress = console.inventory.progress();
    let body = Memo::new(move |_| {
        let (is_empty, has_agents_alone) = listing.tokens.with(|tokens| {
            let is_empty = tokens.is_empty();
            (
                is_empty,
                !is_empty && tokens.iter().all(|token| token.is_agent()),
            )
        });
        let (running, failed) =
            progress.with(|progress| (is_running(progress), !progress.failed.is_empty()));
        // Agent tokens have lists of their own: without the others they are not what was asked for.
        if !is_empty && !(has_agents_alone && failed && !running) {
            let matches = listing.rows.with(|rows| !rows.is_empty()) || listing.waiting.get() > 0;
            return if matches { Body::Rows } else { Body::NoMatch };
        }
        match (running, failed) {
            (true, _) => Body::Loading,
            (false, true) => Body::Failed,
            (false, false) => Body::Nothing,
        }
    });
    // Nothing could be read: a count would say that there is nothing.
    let is_known = move || body.get() != Body::Failed;
    let caption = Signal::derive(move || format!("API tokens, {}", order_words(state)));
    let sort = Memo::new(move |_| state.query().with(|query| query.sort));
    let busy = Memo::new(move |_| progress.with(|progress| progress.stage == Stage::Running));
    let on_sort = Callback::new(move |column| state.sort_by(column));
    let rows = move || {
        view! {
            <div
                on:pointermove=move |_| presence.point()
                on:pointerleave=move |_| presence.unpoint()
                on:focusin=move |event| presence.focus(&event)
                on:focusout=move |event| presence.blur(&event)
            >
                <TokenTable console caption rows=listing.rows sort on_sort busy />
            </div>
        }
        .into_any()
    };
    view! {
        <CoverageNotice console />
        <Failures console />
        {(list == List::Organization).then(|| view! { <AgentFailures console /> })}
        <Missing console />
        <Show when=is_known><Strip listing state /></Show>
        <div class="filters" role="search" aria-label="Filter tokens">
            <Search console state exact outcome />
            <Filters console listing state />
        </div>
        <PasteNotice console outcome />
        <Show when=is_known><StatusLine console listing state exact requests /></Show>
        {move || match body.get() {
            Body::Loading => view! { <SkeletonTable label="Loading tokens" heads=heads() /> }.into_any(),
            Body::Failed => ().into_any(),
            Body::Nothing => view! { <Nothing console list=list.clone() /> }.into_any(),
            Body::NoMatch => view! { <NoMatch console listing state /> }.into_any(),
            Body::Rows => rows(),
        }}
    }
    .into_any()
}

/// "sorted by last used, newest first"
fn order_words(state: QueryState) -> String {
    let sort = state.query().with(|query| query.sort);
    format!(
        "sorted by {}, {}",
        column_label(sort.column).to_lowercase(),
        direction_label(sort)
    )
}
