//! Which token is this?

use leptos::prelude::*;

#[component]
pub fn WhichPage() -> impl IntoView {
    view! { <h1 tabindex="-1">"Which token is this?"</h1> }
}
