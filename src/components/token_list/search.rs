//! The search field. A pasted token never gets past it: it is decoded here, leads to its row, and is forgotten.

use std::sync::Arc;

use astro_tokens::claims::ClaimedKind;
use astro_tokens::id::TokenId;
use astro_tokens::query::Query;
use astro_tokens::token::Token;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::query_state::QueryState;
use crate::components::context::Console;
use crate::components::link::{Entry, href, mover};
use crate::components::names::Name;
use crate::components::which::{Identified, identify, token_within};
use crate::routes::Route;
use crate::ui::{Banner, Button, ButtonKind, IconName, SearchField, Size, Tone};

/// Id of the field in the page.
const FIELD: &str = "token-search";

/// What a pasted token turned out to be, as long as it leads nowhere.
pub type PasteOutcome = RwSignal<Option<Identified>>;

fn place_of(console: Console, token: TokenId) -> Route {
    let organization = console.inventory.organization_id();
    console
        .inventory
        .tokens()
        .with_untracked(|table| match table.get(&token) {
            Some(held) => Route::of_token(organization, held),
            None => Route::token(organization, token.clone()),
        })
}

/// The token whose id or short token is exactly what was typed.
pub fn exact(console: Console, query: Memo<Query>) -> Memo<Option<Arc<Token>>> {
    let tokens = console.inventory.tokens();
    Memo::new(move |_| {
        let text = query.with(|query| query.text.trim().to_owned());
        if text.is_empty() {
            return None;
        }
        tokens.with(|table| match identify(&text, table) {
            Identified::Token(id) => table.get(&id).cloned(),
            _ => None,
        })
    })
}

/// Turns typed `field:value` into filters.
fn read_filters(query: &mut Query) {
    let typed = Query::parse(&query.text, "");
    if !typed.filters.is_empty() {
        query.filters.extend(typed.filters);
        query.text = typed.text;
    }
}

/// The field.
#[component]
pub fn Search(
    console: Console,
    state: QueryState,
    exact: Memo<Option<Arc<Token>>>,
    outcome: PasteOutcome,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let go = mover();
    let go_to_exact = go.clone();
    let text = Memo::new(move |_| state.query().with(|query| query.text.clone()));
    let on_input = Callback::new(move |typed: String| {
        if token_within(&typed).is_none() {
            outcome.set(None);
            state.update(|query| query.text = typed);
            return;
        }
        if let Some(field) = field.get_untracked() {
            field.set_value("");
        }
        state.update(|query| query.text.clear());
        match console
            .inventory
            .tokens()
            .with_untracked(|table| identify(&typed, table))
        {
            Identified::Token(id) => go(&place_of(console, id), Entry::Push),
            other => outcome.set(Some(other)),
        }
    });
    let on_key = move |event: KeyboardEvent| {
        if event.key() != "Enter" || event.is_composing() {
            return;
        }
        event.prevent_default();
        match exact.get_untracked() {
            Some(token) => {
                state.write();
                go_to_exact(&place_of(console, token.id.clone()), Entry::Push);
            }
            None => state.update(read_filters),
        }
    };
    view! {
        <div class="filters__search" on:keydown=on_key on:focusout=move |_| state.write()>
            <SearchField
                id=FIELD
                label="Search tokens"
                placeholder="Name, id or short token"
                value=text
                on_input
                node_ref=field
            />
        </div>
    }
    .into_any()
}

/// A link to the token whose id or short token was typed.
#[component]
pub fn OpenExact(console: Console, exact: Memo<Option<Arc<Token>>>) -> impl IntoView {
    (move || {
        exact.get().map(|token| {
            view! {
                <a class="truncate" href=href(&place_of(console, token.id.clone()))>
                    "Open " <Name text=token.name.to_string() /> ", …" {token.short_token.to_string()}
                </a>
            }
        })
    })
    .into_any()
}

/// What a pasted token turned out to be, where it led to no row.
#[component]
pub fn PasteNotice(console: Console, outcome: PasteOutcome) -> impl IntoView {
    (move || {
        let (title, explanation) = words(console, outcome.get()?)?;
        let close = ViewFn::from(move || {
            view! {
                <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| outcome.set(None)>"Close"</Button>
            }
            .into_any()
        });
        let view = view! {
            <Banner tone=Tone::Neutral icon=IconName::Key title announce=true actions=close>
                <p>{explanation} " It was read on this page only; nothing of it was kept or sent."</p>
            </Banner>
        };
        Some(view.into_any())
    })
    .into_any()
}

fn words(console: Console, found: Identified) -> Option<(String, String)> {
    Some(match found {
        Identified::Unknown { id, organization } => {
            let is_elsewhere = organization
                .is_some_and(|organization| organization != console.inventory.organization_id());
            if is_elsewhere {
                (
                    "A token of another Organization".to_owned(),
                    format!("The pasted token says that its id is {id}."),
                )
            } else {
                (
                    "This token is not among those that are loaded".to_owned(),
                    format!(
                        "The pasted token says that its id is {id}. It may have been deleted, or be out of reach."
                    ),
                )
            }
        }
        Identified::Nameless(ClaimedKind::PersonalSession) => (
            "The session of a person".to_owned(),
            "What was pasted is a personal session token, not an API token.".to_owned(),
        ),
        Identified::Nameless(ClaimedKind::ApiToken) => (
            "A token that does not say its id".to_owned(),
            "What was pasted has the shape of a token, but names no id to find it by.".to_owned(),
        ),
        Identified::Damaged(error) => ("This token can’t be read".to_owned(), error.to_string()),
        Identified::Token(_) | Identified::Several(_) | Identified::NotAToken => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_filters_become_filters() {
        let mut query = Query {
            text: "status:expired dbt nightly".into(),
            ..Query::default()
        };
        read_filters(&mut query);
        assert_eq!(query, Query::parse("status:expired dbt nightly", ""));
        let mut plain = Query {
            text: "dbt  nightly ".into(),
            ..Query::default()
        };
        read_filters(&mut plain);
        assert_eq!(plain.text, "dbt  nightly ");
    }
}
