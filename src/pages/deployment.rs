//! A Deployment: the tokens that have a role on it, and the custom roles that can be given there.

use astro_tokens::grants::Place;
use astro_tokens::id::DeploymentId;
use astro_tokens::model::Deployment;
use astro_tokens::token::Home;
use leptos::prelude::*;

use crate::components::actions::Action;
use crate::components::add_token::AddToken;
use crate::components::agent_tokens::{AgentTokens, AgentTokensLink};
use crate::components::context::Console;
use crate::components::custom_roles::CustomRoles;
use crate::components::deployment_status::StatusBadge;
use crate::components::link::href;
use crate::components::names::Name;
use crate::components::standing::Standing;
use crate::components::token_list::{CanAct, OnDags, PlaceHead, TokenList};
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
    let deployment = {
        let id = id.clone();
        Memo::new(move |_| {
            console.inventory.deployments().with(|read| {
                let mut listed = read.loaded()?.iter();
                listed.find(|deployment| deployment.id == id).cloned()
            })
        })
    };
    let place = Place::Deployment(id.clone());
    let standing = Standing::watch(console, List::Deployment(id.clone()));
    let badges = move || {
        move || {
            deployment
                .get()
                .map(|deployment| view! { <StatusBadge status=deployment.status /> })
        }
    };
    let (of_facts, of_link) = (place.clone(), id.clone());
    let within = ViewFn::from(move || {
        view! {
            {move || workspace_link(console, deployment)}
            {move || {
                let version = deployment.get()?.astro_runtime_version?;
                Some(view! { <span>"Astro Runtime " <Name text=version.to_string() /></span> })
            }}
            <CanAct console place=of_facts.clone() standing />
            <OnDags console deployment=of_link.clone() />
            <AgentTokensLink console deployment=of_link.clone() />
        }
        .into_any()
    });
    let create = Action::Create(Home::Deployment(id.clone()));
    let of_actions = place;
    let actions = move || {
        let (place, create) = (of_actions.clone(), create.clone());
        move || {
            let (place, create) = (place.clone(), create.clone());
            let is_there = standing.get().is_there();
            is_there.then(|| view! { <AddToken place create /> })
        }
    };
    view! {
        <PlaceHead console icon=IconName::Deployment kind="Deployment" id=id.to_string() name badges within actions />
        <TokenList console list=List::Deployment(id.clone()) />
        <AgentTokens deployment=id.clone() />
        <CustomRoles console deployment=id />
    }
    .into_any()
}

/// “In Growth analytics”. Reactive.
fn workspace_link(console: Console, deployment: Memo<Option<Deployment>>) -> Option<impl IntoView> {
    let workspace = deployment.get()?.workspace_id;
    let name = console.inventory.names().with(|names| {
        let name = names.workspace(workspace.as_str());
        name.unwrap_or(workspace.as_arc()).to_string()
    });
    let route = Route::Workspace {
        organization: console.inventory.organization_id(),
        workspace,
        view: ListView::default(),
    };
    Some(view! { <span>"In " <a href=href(&route)><Name text=name /></a></span> })
}
