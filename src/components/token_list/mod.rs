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
mod place_notice;
mod presence;
mod query_state;
mod search;
mod status;
mod strip;

use astro_tokens::grants::Place;
use leptos::prelude::*;

use crate::browser::intl::number;
use crate::components::context::Console;
use crate::components::standing::Standing;
use crate::components::token_table::here::origin_counts;
use crate::components::token_table::words::direction_label;
use crate::components::token_table::{TokenTable, heads, label};
use crate::inventory::{List, Stage};
use crate::ui::{Announcer, SkeletonTable};
pub use blanks::no_place;
use blanks::{NoMatch, Nothing};
use filters::Filters;
pub use freshness::Freshness;
use listing::Listing;
use notices::{AgentFailures, CoverageNotice, Failures, Missing};
pub use place_head::{CanAct, OnDags, PlaceHead};
use place_notice::PlaceNotice;
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
    let place = list.place();
    let standing = Standing::watch(console, list.clone());
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
    let order_words = {
        let place = place.clone();
        move || order_words(state, place.as_ref())
    };
    let words = order_words.clone();
    Effect::new(move |before: Option<()>| {
        announce.track();
        if before.is_some()
            && let Some(announcer) = announcer
        {
            announcer.say(untrack(|| {
                format!("{}, {}", result(listing, state), words())
            }));
        }
    });

    let progress = console.inventory.progress();
    let is_of_place = place.is_some();
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
        if !(is_empty || has_agents_alone && failed && !running) {
            let matches = listing.rows.with(|rows| !rows.is_empty()) || listing.waiting.get() > 0;
            return if matches { Body::Rows } else { Body::NoMatch };
        }
        if is_of_place {
            return match standing.get() {
                Standing::Loading => Body::Loading,
                Standing::Incomplete => Body::Failed,
                _ => Body::Nothing,
            };
        }
        match (running, failed) {
            (true, _) => Body::Loading,
            (false, true) => Body::Failed,
            (false, false) => Body::Nothing,
        }
    });
    // Nothing could be read: a count would say that there is nothing.
    let is_known = Memo::new(move |_| body.get() != Body::Failed);
    // Where there is nothing to be found, nothing is searched.
    let is_searched = Memo::new(move |_| !is_of_place || body.get() != Body::Nothing);
    let caption = Signal::derive(move || format!("API tokens, {}", order_words()));
    let sort = Memo::new(move |_| state.query().with(|query| query.sort));
    let busy = Memo::new(move |_| progress.with(|progress| progress.stage == Stage::Running));
    let on_sort = Callback::new(move |column| state.sort_by(column));
    let foot = place.clone().map(|place| {
        ViewFn::from(move || {
            let place = place.clone();
            (move || foot(listing, &place, standing.get())).into_any()
        })
    });
    let of_rows = place.clone();
    let rows = move || {
        let table = match &foot {
            Some(foot) => view! {
                <TokenTable console caption rows=listing.rows sort on_sort busy place=of_rows.clone() foot=foot.clone() />
            }
            .into_any(),
            None => {
                view! { <TokenTable console caption rows=listing.rows sort on_sort busy /> }.into_any()
            }
        };
        view! {
            <div
                on:pointermove=move |_| presence.point()
                on:pointerleave=move |_| presence.unpoint()
                on:focusin=move |event| presence.focus(&event)
                on:focusout=move |event| presence.blur(&event)
            >
                {table}
            </div>
        }
        .into_any()
    };
    let notice = match &place {
        Some(place) => {
            view! { <PlaceNotice console place=place.clone() standing listing /> }.into_any()
        }
        None => view! { <CoverageNotice console /> }.into_any(),
    };
    // The counts of a place are few enough to be read off its rows.
    let strip = (!is_of_place)
        .then(|| view! { <Show when=move || is_known.get()><Strip listing state /></Show> });
    let of_body = place.clone();
    let search = move || {
        is_searched.get().then(|| {
            let place = place.clone();
            view! {
                <div class="filters" role="search" aria-label="Filter tokens">
                    <Search console state exact outcome />
                    <Filters console listing state place=place.clone() />
                </div>
                <PasteNotice console outcome />
                {move || {
                    let place = place.clone();
                    is_known.get().then(|| view! { <StatusLine console listing state exact requests place /> })
                }}
            }
        })
    };
    view! {
        {notice}
        <Failures console />
        {(list == List::Organization).then(|| view! { <AgentFailures console /> })}
        <Missing console />
        {strip}
        {search}
        {move || match body.get() {
            Body::Loading => view! { <SkeletonTable label="Loading tokens" heads=heads(of_body.as_ref()) /> }.into_any(),
            Body::Failed => ().into_any(),
            Body::Nothing => view! { <Nothing console list=list.clone() standing /> }.into_any(),
            Body::NoMatch => view! { <NoMatch console listing state /> }.into_any(),
            Body::Rows => rows(),
        }}
    }
    .into_any()
}

/// “All 8 loaded: 5 created here, 3 assigned from the Organization”
fn foot(listing: Listing, place: &Place, standing: Standing) -> String {
    listing.tokens.with(|tokens| {
        let of = origin_counts(tokens.iter().map(AsRef::as_ref), place, number);
        let count = number(tokens.len());
        match standing {
            Standing::Known => format!("All {count} loaded: {of}"),
            Standing::Loading => format!("{count} so far: {of}"),
            _ => format!("{count} in sight: {of}"),
        }
    })
}

/// "sorted by last used, newest first"
fn order_words(state: QueryState, place: Option<&Place>) -> String {
    let sort = state.query().with(|query| query.sort);
    format!(
        "sorted by {}, {}",
        label(sort.column, place).to_lowercase(),
        direction_label(sort)
    )
}
