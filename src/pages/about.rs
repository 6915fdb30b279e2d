//! About

use leptos::prelude::*;

#[component]
pub fn AboutPage(config: Signal<Option<std::sync::Arc<crate::config::Config>>>) -> impl IntoView {
    let _ = config;
    view! { <h1 tabindex="-1">"About"</h1> }
}
