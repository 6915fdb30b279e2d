//! A Deployment: the tokens that have a role on it.

use astro_tokens::id::DeploymentId;
use leptos::prelude::*;

use crate::components::agent_tokens::AgentTokens;
use crate::components::context::Console;
use crate::components::link::href;
use crate::components::names::Name;
use crate::components::token_list::{PlaceHead, TokenList};
use crate::inventory::List;
use crate::routes::{ListView, Route};
use crate::ui::IconName;

#[component]
pub fn DeploymentPage(id: DeploymentId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let names = console.inventory.names();
    let name = {
        let id = id.clone();
        Signal::derive(move || {
            names.with(|names| names.deployment(id.as_str()).map(ToString::to_string))
        })
    };
    let workspace = {
        let id = id.clone();
        Memo::new(move |_| {
            names.with(|names| {
                let workspace = names.workspace_of(id.as_str())?;
                let name = names
                    .workspace(workspace.as_str())
                    .unwrap_or(workspace.as_arc());
                Some((workspace.clone(), name.to_string()))
            })
        })
    };
    let within = ViewFn::from(move || {
        (move || {
            workspace.get().map(|(workspace, name)| {
                let organization = console.inventory.organization_id();
                let place = Route::Workspace {
                    organization,
                    workspace,
                    view: ListView::default(),
                };
                view! { <span>"In " <a href=href(&place)><Name text=name /></a></span> }
            })
        })
        .into_any()
    });
    view! {
        <PlaceHead console icon=IconName::Deployment kind="Deployment" id=id.to_string() name within />
        <TokenList console list=List::Deployment(id.clone()) />
        <AgentTokens deployment=id />
    }
    .into_any()
}
