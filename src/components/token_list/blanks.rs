//! What stands where there is no row: why, and a way on.

use astro_tokens::query::Query;
use leptos::prelude::*;

use super::listing::{Listing, matching};
use super::query_state::QueryState;
use super::status::tokens;
use crate::components::context::Console;
use crate::inventory::{Coverage, List};
use crate::session::EndReason;
use crate::ui::{Blank, Button, ButtonKind, IconName};

/// Nothing matches.
#[component]
pub fn NoMatch(console: Console, listing: Listing, state: QueryState) -> impl IntoView {
    let query = state.query();
    let title = Signal::derive(move || query.with(no_match_title));
    let without_filters = move || {
        let text = query.with(|query| Query {
            text: query.text.clone(),
            ..Query::default()
        });
        let names = console.inventory.names().get();
        let now = console.clock.coarse.get_untracked();
        listing
            .tokens
            .with(|tokens| matching(tokens.iter(), &text, &names, now).len())
    };
    let explanation = move || {
        let (has_text, has_filters) =
            query.with(|query| (has_text(query), !query.filters.is_empty()));
        match (has_text, has_filters) {
            (true, true) => match without_filters() {
                0 => "Without the filters there is none either.".to_owned(),
                1 => "Without the filters there is 1 match.".to_owned(),
                count => format!(
                    "Without the filters there are {} matches.",
                    crate::browser::intl::number(count)
                ),
            },
            _ => format!(
                "There are {} here.",
                listing.tokens.with(|all| tokens(all.len()))
            ),
        }
    };
    let buttons = move || {
        let (has_text, has_filters) =
            query.with(|query| (has_text(query), !query.filters.is_empty()));
        let clear_all = move |()| {
            state.update(|query| {
                query.text.clear();
                query.filters.clear();
            });
        };
        if has_text && has_filters {
            let keep_text = move |()| state.update(|query| query.filters.clear());
            view! {
                <Button on_press=keep_text>"Keep search, clear filters"</Button>
                <Button kind=ButtonKind::Quiet on_press=clear_all>"Clear all"</Button>
            }
            .into_any()
        } else {
            let text = if has_text {
                "Clear search"
            } else {
                "Clear filters"
            };
            view! { <Button on_press=clear_all>{text}</Button> }.into_any()
        }
    };
    let actions = ViewFn::from(move || buttons.into_any());
    view! { <Blank icon=IconName::Search title actions><p>{explanation}</p></Blank> }.into_any()
}

fn has_text(query: &Query) -> bool {
    !query.text.trim().is_empty()
}

/// "No token matches “airbyte” and 2 filters"
fn no_match_title(query: &Query) -> String {
    let filters = match query.filters.len() {
        0 => None,
        1 => Some("1 filter".to_owned()),
        count => Some(format!("{count} filters")),
    };
    let text = has_text(query).then(|| format!("“{}”", query.text.trim()));
    let what: Vec<String> = text.into_iter().chain(filters).collect();
    format!("No token matches {}", what.join(" and "))
}

/// There is nothing here, or nothing within reach.
#[component]
pub fn Nothing(console: Console, list: List) -> impl IntoView {
    (move || {
        let coverage = console.inventory.coverage().get();
        let other_token = ViewFn::from(move || {
            view! {
                <Button on_press=move |()| console.end.run(EndReason::SignedOut)>"Use another token"</Button>
            }
            .into_any()
        });
        match (&list, coverage) {
            (List::Organization, Coverage::Partial { lists: 0, .. }) => view! {
                <Blank icon=IconName::Lock title="This token has no role in any Workspace" actions=other_token>
                    <p>
                        "It belongs to the Organization, but can see no Workspace and no Deployment, so it can list no token. "
                        "Someone with Organization Owner or Workspace Owner can give it a role."
                    </p>
                </Blank>
            }
            .into_any(),
            (List::Organization, Coverage::Partial { .. }) => view! {
                <Blank icon=IconName::Lock title="No token within reach" actions=other_token>
                    <p>"No token has a role where this one can see. Listing the whole Organization needs Organization Owner."</p>
                </Blank>
            }
            .into_any(),
            (List::Organization, Coverage::Full | Coverage::Unknown) => view! {
                <Blank icon=IconName::Key title="No tokens in this Organization yet">
                    <p>"Not even the one in use, which is odd: refresh, or look at it in Astro."</p>
                </Blank>
            }
            .into_any(),
            (List::Workspace(_), coverage) => nothing_in("Workspace", &coverage),
            (List::Deployment(_), coverage) => nothing_in("Deployment", &coverage),
        }
    })
    .into_any()
}

fn nothing_in(place: &str, coverage: &Coverage) -> AnyView {
    let why = if *coverage == Coverage::Full {
        "A token shows up here once it has a role on it."
    } else {
        "None that this token can see, that is: others may be out of its reach."
    };
    view! {
        <Blank icon=IconName::Key title=format!("No token has a role on this {place}")>
            <p>{why}</p>
        </Blank>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_names_what_was_asked_for() {
        let title = |q: &str| no_match_title(&Query::parse(q, ""));
        assert_eq!(
            title("airbyte scope:workspace use:never"),
            "No token matches “airbyte” and 2 filters"
        );
        assert_eq!(title("airbyte"), "No token matches “airbyte”");
        assert_eq!(title("use:never"), "No token matches 1 filter");
    }
}
