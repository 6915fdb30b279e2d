//! The strip of counts, each of which is a set of filters that is on or off.

use astro_tokens::counts::Count;
use astro_tokens::query::{Filter, Query};
use leptos::prelude::*;

use super::listing::Listing;
use super::query_state::QueryState;
use crate::browser::intl;
use crate::components::context::Console;
use crate::ui::{Stat, StatStrip, Tone};

const fn label(count: Count) -> (&'static str, Tone) {
    match count {
        Count::Expired => ("Expired", Tone::Bad),
        Count::Expiring => ("Expire in 30 days", Tone::Warn),
        Count::NeverUsed => ("Never used", Tone::Neutral),
        Count::Unused => ("Unused for 90 days", Tone::Neutral),
        Count::NeverExpires => ("Never expire", Tone::Warn),
        Count::OrganizationOwners => ("Organization owners", Tone::Neutral),
    }
}

fn on_fields_of(filter: &Filter, count: Count) -> bool {
    count
        .filters()
        .iter()
        .any(|own| own.field() == filter.field())
}

/// Whether the filters on the fields of a count are exactly its own.
pub fn is_on(query: &Query, count: Count) -> bool {
    query
        .filters
        .iter()
        .filter(|filter| on_fields_of(filter, count))
        .eq(count.filters().iter())
}

/// Turns a count on, in place of every other one, or off.
pub fn toggle(query: &mut Query, count: Count) {
    let was_on = is_on(query, count);
    let on: Vec<Count> = Count::ALL
        .into_iter()
        .filter(|other| *other == count || is_on(query, *other))
        .collect();
    query
        .filters
        .retain(|filter| !on.iter().any(|count| on_fields_of(filter, *count)));
    if !was_on {
        query.filters.extend(count.filters());
    }
}

/// The strip.
#[component]
pub fn Strip(listing: Listing, state: QueryState) -> impl IntoView {
    let query = state.query();
    let console = Console::current();
    let stats = Count::ALL
        .into_iter()
        .map(|count| {
            let (text, tone) = label(count);
            Stat {
                label: text.to_owned(),
                count: Signal::derive(move || {
                    let number = listing.counts.get().get(count);
                    let is_known = number > 0
                        || count != Count::OrganizationOwners
                        || !console.is_some_and(|console| console.may_hide_grants());
                    // Astro hides the grants that would tell.
                    if is_known {
                        intl::number(number)
                    } else {
                        "?".to_owned()
                    }
                }),
                tone,
                pressed: Memo::new(move |_| query.with(|query| is_on(query, count))).into(),
                on_press: Callback::new(move |()| state.update(|query| toggle(query, count))),
            }
        })
        .collect();
    view! { <StatStrip label="Quick filters" stats /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_switch_and_leaves_other_filters_alone() {
        for count in Count::ALL {
            let mut query = Query::parse("scope:workspace kind:direct-access dbt", "");
            let before = query.clone();
            assert!(!is_on(&query, count));
            toggle(&mut query, count);
            assert!(is_on(&query, count), "{count:?}");
            assert_eq!(Query::parse(&query.q(), ""), query);
            toggle(&mut query, count);
            assert_eq!(query, before);
        }
    }

    #[test]
    fn one_count_takes_the_place_of_another() {
        for first in Count::ALL {
            for second in Count::ALL.into_iter().filter(|second| *second != first) {
                let mut query = Query::default();
                toggle(&mut query, first);
                toggle(&mut query, second);
                assert!(is_on(&query, second), "{first:?} then {second:?}");
                assert_eq!(query.filters, second.filters());
            }
        }
    }

    #[test]
    fn half_of_a_count_is_not_on() {
        assert!(!is_on(
            &Query::parse("role:ORGANIZATION_OWNER", ""),
            Count::OrganizationOwners
        ));
        assert!(!is_on(
            &Query::parse("status:expired status:active", ""),
            Count::Expired
        ));
    }
}
