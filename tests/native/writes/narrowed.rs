//! A session that is shown only a part of the grants, as another token than the one to be saved tells: a home in sight does not
//! make a set whole.

use std::collections::BTreeMap;

use astro_emulator::state::Scope;
use astro_token_console::commands::{
    GrantsOutcome, GrantsRefusal, SetGrants, read_back, set_grants,
};
use astro_token_console::components::outcomes;
use astro_tokens::grants::GrantKey;
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::EntityType;
use astro_tokens::names::Names;
use leptos::prelude::WithUntracked;
use serde_json::json;

use super::bench::Bench;
use super::grants::shapes;
use crate::fixture::World;

/// A token of that Deployment with a role on a Dag of another one, which is hidden from the Deployment's own Admin.
fn with_a_dag_elsewhere(world: &World, deployment: &str) -> TokenId {
    let (id, other) = {
        let emulator = world.host.emulator.borrow();
        let mut deployments = emulator.state().deployments.values();
        let other = deployments.find(|it| {
            *it.organization_id == *world.organization.as_str() && *it.id != *deployment
        });
        let mut tokens = emulator.state().tokens.iter();
        let homed = tokens.find(|token| {
            let mut grants = token.grants.iter();
            token.scope == Scope::Deployment
                && *token.id != *world.id("Deployment Admin")
                && grants.any(|grant| *grant.entity_id == *deployment)
        });
        (homed.unwrap().id.to_string(), other.unwrap().id.clone())
    };
    let roles = json!({"roles": [
        {"entityType": "DEPLOYMENT", "entityId": deployment, "role": "DEPLOYMENT_ADMIN"},
        {"entityType": "DAG", "entityId": "daily", "deploymentId": *other, "role": "DAG_VIEWER"},
    ]});
    world.elsewhere("POST", &format!("/tokens/{id}/roles"), &roles);
    TokenId::new(id)
}

#[test]
fn what_is_hidden_beside_a_home_in_sight_is_not_dropped() {
    let world = World::switched(400, |switches| switches.narrow_grants = true);
    let own = world.id("Deployment Admin");
    let deployment = {
        let emulator = world.host.emulator.borrow();
        let grants = &emulator.state().tokens.get(&own).unwrap().grants;
        let admin = grants.iter().find(|it| &*it.role == "DEPLOYMENT_ADMIN");
        admin.unwrap().entity_id.clone()
    };
    let token = with_a_dag_elsewhere(&world, &deployment);
    let console = world.console("Deployment Admin");
    world.load(&console);
    let writer = console.writer(&world, "Deployment Admin");
    let before = shapes(&world, &token);
    let shown = console
        .inventory
        .tokens()
        .with_untracked(|table| table.get(&token).cloned().unwrap());
    let base = shown.grants.clone().unwrap();
    assert!(shown.home_grant().is_some() && base.len() < before.len());
    let mine = base.with_role(
        &GrantKey {
            entity_type: EntityType::Dag,
            entity_id: "hourly".into(),
            deployment_id: Some(DeploymentId::new(&*deployment)),
        },
        "DAG_VIEWER".into(),
    );
    let set = SetGrants {
        token: token.clone(),
        base,
        mine,
        resolved: BTreeMap::new(),
    };
    let outcome = world.run(set_grants(&writer, set));
    assert_eq!(outcome, GrantsOutcome::Refused(GrantsRefusal::Narrowed));
    assert_eq!(shapes(&world, &token), before);
    let told = outcomes::grants(&outcome, "the role", "is", &Names::default());
    assert!(told.text.contains("hides grants from you"), "{told:?}");
}

#[test]
fn an_owner_sees_every_grant_whatever_another_token_lacks() {
    let bench = Bench::new();
    let token = bench.other();
    // A token that truly has no role at home.
    let odd = {
        let emulator = bench.world.host.emulator.borrow();
        let mut tokens = emulator.state().tokens.iter();
        let homed = tokens.find(|it| {
            it.scope == Scope::Workspace
                && *it.organization_id == *bench.world.organization.as_str()
        });
        TokenId::new(homed.unwrap().id.to_string())
    };
    let mut body = bench
        .world
        .elsewhere("GET", &format!("/tokens/{odd}"), &json!(null));
    body["roles"] = json!([]);
    bench
        .world
        .fault(&json!({"method": "GET", "path": "*/tokens/*", "status": 200, "body": body}));
    bench.run(read_back(&bench.writer, &odd));
    assert!(bench.token(&odd).home().is_none());
    let base = bench.token(&token).grants.clone().unwrap();
    let home = bench.token(&token).home_grant().unwrap().key();
    let set = SetGrants {
        token: token.clone(),
        mine: base.with_role(&home, bench.other_role(&token)),
        base,
        resolved: BTreeMap::new(),
    };
    let outcome = bench.run(set_grants(&bench.writer, set));
    assert!(
        matches!(outcome, GrantsOutcome::Saved { .. }),
        "{outcome:?}"
    );
}
