//! An address that leads nowhere.

use leptos::prelude::*;

use crate::browser::history;
use crate::components::context::Console;
use crate::components::link::href;
use crate::components::names::Name;
use crate::routes::{ListView, Route};
use crate::ui::{Blank, IconName};

#[component]
pub fn NotFoundPage() -> impl IntoView {
    let target = history::current_target();
    let path = target
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_owned();
    let home = Console::current().map_or(Route::Home, |console| Route::Tokens {
        organization: console.inventory.organization_id(),
        view: ListView::default(),
    });
    let actions = ViewFn::from(move || {
        view! {
            <a class="btn btn--primary" href=href(&home)>"Go to API tokens"</a>
            <a class="btn" href=href(&Route::Which)>"Look for a token by its ID"</a>
        }
        .into_any()
    });
    view! {
        <h1 class="vh" tabindex="-1">"Page not found"</h1>
        <Blank icon=IconName::Search title="There is no such page" actions>
            <p>"Nothing in this console has the address"</p>
            <p class="mono not-found__path"><Name text=path /></p>
            <p>"It may have been cut off when it was copied."</p>
        </Blank>
    }
}
