//! Where a page stands: the Organization, the Workspace around a Deployment, and the page itself.

use leptos::prelude::*;

use crate::components::context::Console;
use crate::components::link::{current_route, href};
use crate::components::names::Name;
use crate::routes::{ListView, Route};
use crate::ui::{Icon, IconName, IconSize};

/// The links. `here`: the name of the page.
#[component]
pub fn Breadcrumbs(here: Memo<String>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let home = Route::Tokens {
        organization: console.inventory.organization_id(),
        view: ListView::default(),
    };
    let route = current_route();
    // The Workspace around a Deployment.
    let between = move || {
        let Route::Deployment { deployment, .. } = route.get() else {
            return None;
        };
        let names = console.inventory.names().get();
        let workspace = names.workspace_of(deployment.as_str())?.clone();
        let name = names
            .workspace(workspace.as_str())
            .unwrap_or(workspace.as_arc())
            .to_string();
        let place = Route::Workspace {
            organization: console.inventory.organization_id(),
            workspace,
            view: ListView::default(),
        };
        Some(view! {
            <li>
                <a href=href(&place)><Name text=name /></a>
                <Icon name=IconName::Right size=IconSize::Small />
            </li>
        })
    };
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                <li>
                    <a href=href(&home)>{move || view! { <Name text=console.inventory.organization_name().to_string() /> }}</a>
                    <Icon name=IconName::Right size=IconSize::Small />
                </li>
                {between}
                <li><span class="truncate" aria-current="page">{move || view! { <Name text=here.get() /> }}</span></li>
            </ol>
        </nav>
    }
    .into_any()
}
