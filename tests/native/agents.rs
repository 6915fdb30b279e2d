//! Agent tokens in the inventory: read for each Deployment by itself, in the background, and kept as the others are.

use std::collections::BTreeSet;

use astro_token_console::api::ErrorKind;
use astro_token_console::inventory::{
    First, Remote, load, load_agent_token, load_agent_tokens, retry_agent_tokens,
};
use astro_tokens::id::{DeploymentId, TokenId};
use leptos::prelude::{GetUntracked, WithUntracked, untrack};
use serde_json::{Value, json};

use crate::fixture::{Console, World};

/// By Deployment, what the emulator holds of Deployments with remote execution.
fn homes(world: &World) -> Vec<(DeploymentId, BTreeSet<String>)> {
    let emulator = world.host.emulator.borrow();
    let state = emulator.state();
    let deployments = state.deployments.values().filter(|deployment| {
        deployment.remote_execution && *deployment.organization_id == *world.organization.as_str()
    });
    deployments
        .map(|deployment| {
            let agents = state.agent_tokens.values();
            let there = agents.filter(|agent| agent.deployment_id == deployment.id);
            let ids = there.map(|agent| agent.token.id.to_string()).collect();
            (DeploymentId::new(deployment.id.clone()), ids)
        })
        .collect()
}

/// What the console holds of that Deployment.
fn held(console: &Console, deployment: &DeploymentId) -> BTreeSet<String> {
    console.inventory.tokens().with_untracked(|table| {
        let rows = table.rows().iter();
        rows.filter(|token| token.agent_of.as_ref() == Some(deployment))
            .map(|token| token.id.to_string())
            .collect()
    })
}

fn read(console: &Console, deployment: &DeploymentId) -> Option<Remote<()>> {
    let agents = console.inventory.agents().get_untracked();
    agents.get(deployment).cloned()
}

fn path(world: &World, deployment: &DeploymentId) -> String {
    let organization = &world.organization;
    format!("/v1/organizations/{organization}/deployments/{deployment}/agent-tokens")
}

#[test]
fn they_are_read_where_there_is_remote_execution_and_nowhere_else() {
    let world = World::with_agents(60, |_| {});
    let console = world.console("Organization Owner");
    world.load(&console);
    console.assert_complete();
    let homes = homes(&world);
    assert!(homes.len() > 2);
    for (deployment, ids) in &homes {
        assert_eq!(held(&console, deployment), *ids);
        assert_eq!(read(&console, deployment), Some(Remote::Loaded(())));
    }
    assert_eq!(console.ids(), world.readable("Organization Owner"));
    let asked = world.targets();
    let asked = asked
        .iter()
        .filter(|target| target.contains("agent-tokens"));
    assert_eq!(asked.count(), homes.len());
}

#[test]
fn one_list_that_fails_leaves_everything_else_and_is_asked_again_alone() {
    let world = World::with_agents(60, |_| {});
    let console = world.console("Organization Owner");
    world.load(&console);
    let [(broken, ids), ..] = &homes(&world)[..] else {
        panic!("no Deployment with remote execution");
    };
    let order = json!({"path": path(&world, broken), "status": 500});
    world.fault(&order);
    world.load(&console);
    console.assert_complete();
    assert_eq!(held(&console, broken), *ids, "what was read stays");
    let failure = read(&console, broken).unwrap();
    assert_eq!(failure.failure().unwrap().kind, ErrorKind::ServerError);
    world.host.sent.borrow_mut().clear();
    world.run(retry_agent_tokens(console.inventory, &console.api));
    assert_eq!(read(&console, broken), Some(Remote::Loaded(())));
    assert_eq!(world.targets().len(), 1);
}

#[test]
fn what_is_gone_goes_with_the_next_reading_of_its_list_and_what_is_new_comes() {
    let world = World::with_agents(60, |_| {});
    let console = world.console("Organization Owner");
    world.load(&console);
    let homes = homes(&world);
    let (deployment, ids) = homes.iter().find(|(_, ids)| ids.len() > 2).unwrap();
    let gone = ids.first().unwrap();
    let below = format!("/deployments/{deployment}/agent-tokens");
    world.elsewhere("DELETE", &format!("{below}/{gone}"), &Value::Null);
    let new = world.elsewhere("POST", &below, &json!({"name": "new"}));
    world.run(load_agent_tokens(
        console.inventory,
        &console.api,
        deployment,
    ));
    let now = held(&console, deployment);
    assert!(!now.contains(gone) && now.contains(new["id"].as_str().unwrap()));
    assert_eq!(now.len(), ids.len());
    for (other, ids) in homes.iter().filter(|(other, _)| other != deployment) {
        assert_eq!(held(&console, other), *ids);
    }
    // Without its Deployment's remote execution nothing is left of them.
    let mut list = world.elsewhere("GET", "/deployments?limit=1000", &Value::Null);
    for one in list["deployments"].as_array_mut().unwrap() {
        if one["id"] == json!(deployment.as_str()) {
            one["remoteExecution"]["enabled"] = json!(false);
        }
    }
    world.fault(&json!({"path": "*/deployments?*", "status": 200, "body": list}));
    world.load(&console);
    assert!(held(&console, deployment).is_empty());
    assert_eq!(read(&console, deployment), None);
}

#[test]
fn who_may_not_read_them_is_told_so_for_that_deployment_alone() {
    for (caller, may) in [("Workspace Owner", true), ("Deployment Admin", false)] {
        let world = World::with_agents(60, |_| {});
        let console = world.console(caller);
        world.load(&console);
        assert_eq!(console.ids(), world.readable(caller), "{caller}");
        let homes = homes(&world);
        let told = homes
            .iter()
            .filter(|(deployment, _)| read(&console, deployment).is_some());
        assert_eq!(told.count() > 0, may, "{caller}");
    }
}

#[test]
fn a_link_to_one_is_answered_before_everything_else_and_one_that_is_not_there_is_told() {
    let world = World::with_agents(60, |_| {});
    let console = world.console("Organization Owner");
    let homes = homes(&world);
    let (deployment, ids) = homes.iter().find(|(_, ids)| ids.len() > 1).unwrap();
    let id = TokenId::new(ids.first().unwrap().as_str());
    let first = First::AgentToken(deployment.clone(), id.clone());
    world.run(load(console.inventory, &console.api, first));
    assert_eq!(
        world.targets()[0],
        format!("{}/{id}", path(&world, deployment))
    );
    assert_eq!(held(&console, deployment), *ids);
    let nobody = TokenId::new("nobody");
    world.run(load_agent_token(
        console.inventory,
        &console.api,
        deployment,
        &nobody,
    ));
    let refusal = untrack(|| console.inventory.refusal(&nobody)).unwrap();
    assert_eq!(refusal.kind, ErrorKind::NotFound);
}
