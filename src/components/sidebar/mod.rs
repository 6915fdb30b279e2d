//! The tree of Workspaces and Deployments.

use leptos::prelude::*;

#[component]
pub fn ScopeTree() -> impl IntoView {}
