//! From the inventory to the rows of one list: what belongs here, in which order, and what of it matches.

use std::sync::Arc;

use astro_tokens::counts::Counts;
use astro_tokens::grants::GrantKey;
use astro_tokens::names::Names;
use astro_tokens::query::{Filter, Matcher, Query};
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::order::{Order, Tokens, Wish};
use crate::components::context::Console;
use crate::inventory::{List, TokenTable};

/// The derived state of one list. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    /// Everything that belongs to the list, in order of arrival.
    pub tokens: Memo<Tokens>,
    /// What matches, in the order in which it is shown.
    pub rows: Memo<Tokens>,
    /// How many that match have not yet taken their place.
    pub waiting: Memo<usize>,
    pub counts: Memo<Counts>,
    /// The place whose list it is.
    pub here: StoredValue<Option<GrantKey>>,
}

/// The tokens of a list, as Astro's own filters have it.
fn of_list(list: &List, table: &TokenTable) -> Vec<Arc<Token>> {
    table.of_list(list).cloned().collect()
}

/// Whether what matches changes as time goes by.
fn depends_on_time(query: &Query) -> bool {
    query.filters.iter().any(|filter| {
        matches!(
            filter,
            Filter::Status(_) | Filter::NeverUsed | Filter::Unused
        )
    })
}

/// The tokens that match.
pub fn matching<'a>(
    tokens: impl Iterator<Item = &'a Arc<Token>>,
    query: &Query,
    names: &Names,
    now: Timestamp,
    here: Option<GrantKey>,
) -> Vec<Arc<Token>> {
    if query.shows_all() {
        return tokens.cloned().collect();
    }
    let mut matcher = Matcher::new(query, names, now).here(here);
    tokens
        .filter(|token| matcher.matches(token))
        .cloned()
        .collect()
}

const fn is_other(before: Option<&Tokens>, now: Option<&Tokens>) -> bool {
    // Comparing tens of thousands of tokens costs more than drawing the rows on screen again.
    let _ = (before, now);
    true
}

impl Listing {
    /// To be made while a component is set up. `held`: rows must not move. `requests`: how often it was asked to put
    /// them in order in spite of that.
    pub fn new(
        console: Console,
        list: List,
        query: Memo<Query>,
        held: Memo<bool>,
        requests: RwSignal<u32>,
    ) -> Self {
        let inventory = console.inventory;
        let names = inventory.names();
        let here = StoredValue::new(list.place().map(|place| place.key()));
        let tokens = Memo::new_with_compare(
            move |_| {
                inventory
                    .tokens()
                    .with(|table| Arc::new(of_list(&list, table)))
            },
            is_other,
        );
        let order = Memo::new_owning(move |known: Option<Order>| {
            known.unwrap_or_default().next(Wish {
                tokens: tokens.get(),
                query: query.get(),
                names: names.get(),
                here: here.get_value(),
                held: held.get(),
                requests: requests.get(),
            })
        });
        let now = move |query: &Query| {
            if depends_on_time(query) {
                console.clock.coarse.get()
            } else {
                console.clock.coarse.get_untracked()
            }
        };
        let rows = Memo::new_with_compare(
            move |_| {
                let query = query.read();
                let names = names.get();
                let (now, here) = (now(&query), here.get_value());
                order.with(|order| Arc::new(matching(order.rows(), &query, &names, now, here)))
            },
            is_other,
        );
        let waiting = Memo::new(move |_| {
            order.with(|order| match order.waiting() {
                0 => 0,
                _ => {
                    let query = query.read();
                    let (names, now, here) = (names.get(), now(&query), here.get_value());
                    matching(order.waiting_rows(), &query, &names, now, here).len()
                }
            })
        });
        let counts = Memo::new(move |_| {
            tokens.with(|tokens| {
                Counts::of(tokens.iter().map(AsRef::as_ref), console.clock.coarse.get())
            })
        });
        Self {
            tokens,
            rows,
            waiting,
            counts,
            here,
        }
    }
}
