//! Token

use leptos::prelude::*;

#[component]
pub fn TokenPage(id: astro_tokens::id::TokenId) -> impl IntoView {
    let _ = id;
    view! { <h1 tabindex="-1">"Token"</h1> }
}
