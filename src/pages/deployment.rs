//! Deployment

use leptos::prelude::*;

#[component]
pub fn DeploymentPage(id: astro_tokens::id::DeploymentId) -> impl IntoView {
    let _ = id;
    view! { <h1 tabindex="-1">"Deployment"</h1> }
}
