//! What stands where there is no row: why, and a way on.

use astro_tokens::grants::Place;
use astro_tokens::query::Query;
use astro_tokens::token::Home;
use leptos::prelude::*;

use super::listing::{Listing, matching};
use super::query_state::QueryState;
use super::status::tokens;
use crate::components::actions::Action;
use crate::components::context::Console;
use crate::components::scope_badge::place_name;
use crate::components::standing::Standing;
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
            .with(|tokens| matching(tokens.iter(), &text, &names, now, None).len())
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
pub fn Nothing(console: Console, list: List, standing: Memo<Standing>) -> impl IntoView {
    (move || {
        let coverage = console.inventory.coverage().get();
        let other_token = ViewFn::from(move || {
            view! {
                <Button on_press=move |()| console.end.run(EndReason::SignedOut)>"Use another token"</Button>
            }
            .into_any()
        });
        match (&list, coverage) {
            (List::Organization, Coverage::Partial { lists: 0, .. }) => no_role(other_token),
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
            (List::Workspace(id), _) => {
                nothing_in(console, Place::Workspace(id.clone()), standing.get(), other_token)
            }
            (List::Deployment(id), _) => {
                nothing_in(console, Place::Deployment(id.clone()), standing.get(), other_token)
            }
        }
    })
    .into_any()
}

fn no_role(actions: ViewFn) -> AnyView {
    view! {
        <Blank icon=IconName::Lock title="This token has no role in any Workspace" actions>
            <p>
                "It belongs to the Organization, but can see no Workspace and no Deployment, so it can list no token. "
                "Someone with Organization Owner or Workspace Owner can give it a role."
            </p>
        </Blank>
    }
    .into_any()
}

const fn word(place: &Place) -> &'static str {
    match place {
        Place::Deployment(_) => "Deployment",
        _ => "Workspace",
    }
}

fn locked(title: String, why: String, actions: ViewFn) -> AnyView {
    view! { <Blank icon=IconName::Lock title actions><p>{why}</p></Blank> }.into_any()
}

/// That a Workspace or Deployment is not there, or out of sight; `None` where it may be there. `other_token`: signs in with another
/// one.
pub fn no_place(place: &Place, standing: Standing, other_token: ViewFn) -> Option<AnyView> {
    let word = word(place);
    match standing {
        Standing::NoPlace => Some(no_role(other_token)),
        Standing::Unseen => Some(locked(
            format!("This {word} is out of sight"),
            format!("The token has no role that reaches it, or there is no {word} by this ID."),
            other_token,
        )),
        Standing::Missing => Some(
            view! {
                <Blank icon=IconName::Search title=format!("There is no {word} by this ID")>
                    <p>{format!("Astro lists every {word} of the Organization, and it is not among them: it may have been deleted.")}</p>
                </Blank>
            }
            .into_any(),
        ),
        Standing::Known | Standing::Loading | Standing::Incomplete | Standing::OutOfReach => None,
    }
}

/// Why a place shows no token. `other_token`: signs in with another one.
fn nothing_in(console: Console, place: Place, standing: Standing, other_token: ViewFn) -> AnyView {
    if let Some(no_place) = no_place(&place, standing, other_token.clone()) {
        return no_place;
    }
    let word = word(&place);
    if standing == Standing::OutOfReach {
        let why = match place {
            Place::Deployment(_) => {
                "It sees the Deployment through its role in the Workspace. Listing the tokens takes a role on the Deployment \
                 itself, or Workspace Owner."
            }
            _ => {
                "It has a role on a Deployment in it, and none in the Workspace itself. Someone with Workspace Owner can give \
                 it one."
            }
        };
        let title = format!("This token can see this {word}, but not its tokens");
        return locked(title, why.to_owned(), other_token);
    }
    let is_known = {
        let names = console.inventory.names();
        names.with(|names| place_name(&place, names).is_some())
    };
    if !is_known {
        return view! {
            <Blank icon=IconName::Search title="No token has a role here">
                <p>{format!("Whether there is a {word} by this ID is not known: not all of them could be loaded.")}</p>
            </Blank>
        }
        .into_any();
    }
    let (home, title) = match &place {
        Place::Deployment(id) => (
            Home::Deployment(id.clone()),
            "No token has a role on this Deployment yet",
        ),
        Place::Workspace(id) => (
            Home::Workspace(id.clone()),
            "No token has a role in this Workspace yet",
        ),
        _ => return ().into_any(),
    };
    let create = ViewFn::from(move || {
        let (place, home) = (place.clone(), home.clone());
        let fenced = Signal::derive(move || console.place_fence(&place));
        view! {
            <Button icon=IconName::Plus fenced on_press=move |()| console.act.set(Action::Create(home.clone()))>
                {format!("Create {word} token")}
            </Button>
        }
        .into_any()
    });
    view! {
        <Blank icon=IconName::Key title actions=create>
            <p>"Create one that lives here, or give one from above a role here: “Add token” has both."</p>
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
