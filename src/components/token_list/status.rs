//! One line of constant height between filters and table: how many match, how far loading is, what waits, the order.
//!
//! It keeps its height, so that rows don't move when loading begins or ends.

use std::sync::Arc;

use astro_tokens::token::Token;
use leptos::prelude::*;

use super::filters::SortMenu;
use super::listing::Listing;
use super::query_state::QueryState;
use super::search::OpenExact;
use crate::browser::intl::number;
use crate::components::context::Console;
use crate::inventory::{Progress, Stage};
use crate::ui::{self, Button, ButtonKind, Size};

/// "1 token", "1,234 tokens".
pub fn tokens(count: usize) -> String {
    format!(
        "{} {}",
        number(count),
        if count == 1 { "token" } else { "tokens" }
    )
}

/// How many match.
pub fn result(listing: Listing, state: QueryState) -> String {
    let shown = listing.rows.with(|rows| rows.len());
    let all = listing.tokens.with(|tokens| tokens.len());
    if state.query().with(|query| query.shows_all()) {
        tokens(all)
    } else {
        format!("{} of {}", number(shown), tokens(all))
    }
}

/// Whether tokens are on their way.
pub fn is_running(progress: &Progress) -> bool {
    progress.stage != Stage::Done
}

/// The line.
#[component]
pub fn StatusLine(
    console: Console,
    listing: Listing,
    state: QueryState,
    exact: Memo<Option<Arc<Token>>>,
    requests: RwSignal<u32>,
) -> impl IntoView {
    let progress = console.inventory.progress();
    let loading = Memo::new(move |_| {
        progress.with(|progress| {
            (is_running(progress) && progress.total > 0).then_some((progress.read, progress.total))
        })
    });
    let loading_text = move || match loading.get() {
        Some((read, total)) => format!("{} of {}", number(read), tokens(total)),
        None => String::new(),
    };
    let words = move || {
        if loading.get().is_none() {
            return result(listing, state);
        }
        if state.query().with(|query| query.shows_all()) {
            loading_text()
        } else {
            format!(
                "{} match, {} loaded",
                result(listing, state),
                loading_text()
            )
        }
    };
    #[allow(clippy::cast_precision_loss)]
    let bar = move || {
        loading.get().map(|(read, total)| {
            view! { <ui::Progress label=Signal::derive(loading_text) value=read as f64 max=total as f64 /> }
        })
    };
    let waiting = move || {
        let count = listing.waiting.get();
        (count > 0).then(|| {
            let settle = move |()| requests.update(|requests| *requests = requests.wrapping_add(1));
            view! {
                <Button kind=ButtonKind::Quiet size=Size::Small on_press=settle>
                    {number(count)} {if count == 1 { " more token: show in order" } else { " more tokens: show in order" }}
                </Button>
            }
        })
    };
    view! {
        <div class="list-status">
            <div class="row small muted">
                <span class="num nowrap">{words}</span>
                <span class="faint list-status__hint truncate">
                    {move || loading.get().map(|_| "You can filter and open what is here already")}
                </span>
                <OpenExact console exact />
                <span class="push"></span>
                {waiting}
                <SortMenu state />
            </div>
            <div class="list-status__bar">{bar}</div>
        </div>
    }
    .into_any()
}
