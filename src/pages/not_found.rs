//! Page not found

use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <h1 tabindex="-1">"Page not found"</h1> }
}
