//! A Workspace: the tokens that have a role in it, and its Deployments.

mod deployments;

use astro_tokens::grants::Place;
use astro_tokens::id::WorkspaceId;
use astro_tokens::token::Home;
use leptos::prelude::*;

use self::deployments::{Deployments, hides_deployments};
use crate::browser::intl::number;
use crate::components::actions::Action;
use crate::components::add_token::AddToken;
use crate::components::context::Console;
use crate::components::link::{current_route, href};
use crate::components::standing::Standing;
use crate::components::token_list::{CanAct, PlaceHead, TokenList};
use crate::inventory::List;
use crate::routes::{ListView, Route};
use crate::ui::{IconName, Tab, TabNav};

#[component]
pub fn WorkspacePage(id: WorkspaceId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let inventory = console.inventory;
    let names = inventory.names();
    let own = id.clone();
    let name = Signal::derive(move || {
        names.with(|names| names.workspace(own.as_str()).map(ToString::to_string))
    });
    let place = Place::Workspace(id.clone());
    let standing = Standing::watch(console, List::Workspace(id.clone()));
    let create = Action::Create(Home::Workspace(id.clone()));
    let of_actions = place.clone();
    let actions = move || {
        let (place, create) = (of_actions.clone(), create.clone());
        move || {
            let (place, create) = (place.clone(), create.clone());
            standing
                .get()
                .is_there()
                .then(|| view! { <AddToken place create /> })
        }
    };
    let of_facts = place.clone();
    let within = ViewFn::from(move || {
        view! { <CanAct console place=of_facts.clone() standing /> }.into_any()
    });
    let tabs = tabs(console, &id, standing);
    let route = current_route();
    let is_deployments =
        Memo::new(move |_| matches!(*route.read(), Route::WorkspaceDeployments { .. }));
    let text = id.to_string();
    let body = move || match is_deployments.get() {
        true => view! { <Deployments console workspace=id.clone() standing /> }.into_any(),
        false => view! { <TokenList console list=List::Workspace(id.clone()) /> }.into_any(),
    };
    view! {
        <PlaceHead console icon=IconName::Workspace kind="Workspace" id=text name within actions />
        <TabNav label="Workspace" tabs />
        {body}
    }
    .into_any()
}

/// Both parts of the page, each with its count, as far as that is known.
fn tabs(console: Console, id: &WorkspaceId, standing: Memo<Standing>) -> Vec<Tab> {
    let inventory = console.inventory;
    let organization = inventory.organization_id();
    let tokens = {
        let list = List::Workspace(id.clone());
        Memo::new(move |_| {
            let is_known = standing.get() == Standing::Known;
            is_known.then(|| {
                inventory
                    .tokens()
                    .with(|table| number(table.of_list(&list).count()))
            })
        })
    };
    let deployments = {
        let id = id.clone();
        Memo::new(move |_| {
            inventory.deployments().with(|read| {
                let inside = read.loaded()?.iter();
                let count = inside
                    .filter(|deployment| deployment.workspace_id == id)
                    .count();
                // None in sight is not none: an Accessor sees none. Some in sight need not be all.
                let is_known = count > 0 && !hides_deployments(console, &id);
                is_known.then(|| number(count))
            })
        })
    };
    let route = current_route();
    let is_deployments =
        Memo::new(move |_| matches!(*route.read(), Route::WorkspaceDeployments { .. }));
    vec![
        Tab {
            label: "Tokens".to_owned(),
            href: Signal::stored(href(&Route::Workspace {
                organization: organization.clone(),
                workspace: id.clone(),
                view: ListView::default(),
            })),
            count: tokens.into(),
            current: Signal::derive(move || !is_deployments.get()),
        },
        Tab {
            label: "Deployments".to_owned(),
            href: Signal::stored(href(&Route::WorkspaceDeployments {
                organization,
                workspace: id.clone(),
            })),
            count: deployments.into(),
            current: is_deployments.into(),
        },
    ]
}
