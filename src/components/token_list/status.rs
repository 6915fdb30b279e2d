//! One line of constant height between filters and table: how many match, how far loading is, what waits, the order.
//!
//! It keeps its height, so that rows don't move when loading begins or ends.

use std::sync::Arc;

use astro_tokens::grants::Place;
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

/// How far loading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loading {
    /// Rows read, of all.
    Of(usize, usize),
    /// The lists of several places overlap: what is read of them says nothing about how many tokens there are.
    Unknown,
}

impl Loading {
    fn of(progress: &Progress) -> Option<Self> {
        match progress {
            _ if !is_running(progress) => None,
            Progress { is_union: true, .. } => Some(Self::Unknown),
            Progress { total: 0, .. } => None,
            Progress { read, total, .. } => Some(Self::Of(*read, *total)),
        }
    }
}

/// The line.
#[component]
pub fn StatusLine(
    console: Console,
    listing: Listing,
    state: QueryState,
    exact: Memo<Option<Arc<Token>>>,
    requests: RwSignal<u32>,
    /// The place whose list it is.
    #[prop(optional_no_strip)]
    place: Option<Place>,
) -> impl IntoView {
    // What is read of the Organization says nothing about how many tokens of a place are there.
    let is_whole = place.is_none();
    let progress = console.inventory.progress();
    let loading = Memo::new(move |_| progress.with(Loading::of));
    let loading_text = move || match loading.get() {
        Some(Loading::Of(read, total)) => format!("{} of {} loaded", number(read), tokens(total)),
        Some(Loading::Unknown) => "more are being loaded".to_owned(),
        None => String::new(),
    };
    let words = move || {
        if loading.get().is_none() {
            return result(listing, state);
        }
        let shows_all = state.query().with(|query| query.shows_all());
        match (shows_all, loading.get()) {
            (_, Some(Loading::Of(..))) if !is_whole => format!("{} so far", result(listing, state)),
            (true, Some(Loading::Of(read, total))) => {
                format!("{} of {}", number(read), tokens(total))
            }
            (true, _) => format!("{}, {}", result(listing, state), loading_text()),
            (false, _) => format!("{} match, {}", result(listing, state), loading_text()),
        }
    };
    #[allow(clippy::cast_precision_loss)]
    let bar = move || match loading.get() {
        Some(Loading::Of(read, total)) => Some(view! {
            <ui::Progress label=Signal::derive(loading_text) value=read as f64 max=total as f64 />
        }),
        Some(Loading::Unknown) | None => None,
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
                <SortMenu state place=place />
            </div>
            <div class="list-status__bar">{bar}</div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_over_lists_that_overlap_are_not_told_as_tokens() {
        let mut progress = Progress {
            stage: Stage::Running,
            total: 30,
            read: 20,
            ..Progress::default()
        };
        assert_eq!(Loading::of(&progress), Some(Loading::Of(20, 30)));
        progress.is_union = true;
        assert_eq!(Loading::of(&progress), Some(Loading::Unknown));
        progress.stage = Stage::Done;
        assert_eq!(Loading::of(&progress), None);
    }
}
