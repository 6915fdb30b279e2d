//! Organization > Tokens: the inventory of every token that the caller may read.

use leptos::prelude::*;

use crate::components::context::Console;

#[component]
pub fn TokensPage() -> impl IntoView {
    let console = Console::current();
    view! {
        <h1 tabindex="-1">"API tokens"</h1>
        {console.map(|console| {
            let tokens = console.inventory.tokens();
            view! {
                <p>{move || tokens.read().len()}</p>
                <ul>
                    {move || tokens.read().rows().iter().take(50).map(|token| view! { <li>{token.name.clone()}</li> }).collect_view()}
                </ul>
            }
        })}
    }
}
