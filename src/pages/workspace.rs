//! Workspace

use leptos::prelude::*;

#[component]
pub fn WorkspacePage(id: astro_tokens::id::WorkspaceId) -> impl IntoView {
    let _ = id;
    view! { <h1 tabindex="-1">"Workspace"</h1> }
}
