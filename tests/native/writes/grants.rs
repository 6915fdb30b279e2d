//! Grants: the whole stored set is kept, and a partial view is never written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_emulator::state::{EntityType, Grant};
use astro_token_console::commands::{
    Edit, GrantsOutcome, GrantsRefusal, RoleStep, SetGrants, edit_token, set_grants,
};
use astro_tokens::grants::{GrantKey, Grants, Illegality};
use astro_tokens::id::TokenId;
use astro_tokens::token::{Home, Token};
use leptos::prelude::WithUntracked;
use serde_json::{Value, json};

use super::bench::{Bench, truth};
use crate::fixture::World;

/// The emulator's grants as the console's: both have the four keys that are sent.
pub fn stored(grants: &[Grant]) -> Grants {
    let wire: Vec<Value> = grants.iter().map(wire).collect();
    let token = json!({
        "id": "t", "name": "n", "description": "", "kind": "STANDARD", "scope": "ORGANIZATION", "shortToken": "",
        "startAt": "2026-01-01T00:00:00Z", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
        "roles": wire,
    });
    let token = serde_json::from_value(token).unwrap();
    let token: Token = astro_tokens::token::Interner::default().token(token);
    token.grants.unwrap()
}

fn wire(grant: &Grant) -> Value {
    let mut wire = json!({
        "entityType": grant.entity_type.as_str(), "entityId": *grant.entity_id, "role": *grant.role,
    });
    if let Some(deployment) = &grant.deployment_id {
        wire["deploymentId"] = json!(**deployment);
    }
    wire
}

/// A grant as a set has it, further fields included.
fn shape(grant: &Grant) -> String {
    format!("{} {:?}", wire(grant), grant.further)
}

pub fn shapes(world: &World, token: &TokenId) -> BTreeSet<String> {
    let emulator = world.host.emulator.borrow();
    let held = &truth(&emulator, world.organization.as_str())[token.as_str()];
    held.grants.iter().map(shape).collect()
}

/// One of each level that stands below a home, on this Deployment and its Workspace, and one of an unknown type.
fn below(deployment: &str, workspace: &str) -> [(&'static str, Value); 5] {
    let deployment_id = json!(deployment);
    [
        (
            "WORKSPACE",
            json!({"entityType": "WORKSPACE", "entityId": workspace, "role": "WORKSPACE_MEMBER"}),
        ),
        (
            "DEPLOYMENT",
            json!({"entityType": "DEPLOYMENT", "entityId": deployment, "role": "DEPLOYMENT_ADMIN"}),
        ),
        (
            "DAG",
            json!({"entityType": "DAG", "entityId": "daily", "role": "DAG_AUTHOR", "deploymentId": deployment_id}),
        ),
        (
            "DAG_TAG",
            json!({"entityType": "DAG_TAG", "entityId": "finance", "role": "DAG_VIEWER", "deploymentId": deployment_id}),
        ),
        (
            "CLUSTER",
            json!({"entityType": "CLUSTER", "entityId": "shared-eu", "role": "CLUSTER_OPERATOR"}),
        ),
    ]
}

/// A token at each level, which holds every level that its home allows and an unknown type; and another role for its home.
fn full_tokens(world: &World) -> Vec<(TokenId, Arc<str>)> {
    let (deployment, workspace, custom) = {
        let emulator = world.host.emulator.borrow();
        let state = emulator.state();
        let here = |id: &str| *id == *world.organization.as_str();
        let deployment = state
            .deployments
            .values()
            .find(|it| here(&it.organization_id))
            .unwrap();
        let custom = state.custom_roles.values().find(|role| {
            here(&role.organization_id)
                && role.scope == astro_emulator::state::RoleScope::Deployment
                && role.restricted_workspace_ids.is_empty()
        });
        (
            deployment.id.to_string(),
            deployment.workspace_id.to_string(),
            custom.unwrap().name.clone(),
        )
    };
    let organization = world.organization.as_str();
    let homes = [
        (
            "ORGANIZATION",
            organization,
            "ORGANIZATION_MEMBER",
            "ORGANIZATION_BILLING_ADMIN",
            0,
        ),
        (
            "WORKSPACE",
            workspace.as_str(),
            "WORKSPACE_MEMBER",
            "WORKSPACE_OPERATOR",
            1,
        ),
        (
            "DEPLOYMENT",
            deployment.as_str(),
            "DEPLOYMENT_ADMIN",
            custom.as_str(),
            2,
        ),
    ];
    homes
        .into_iter()
        .map(|(scope, entity, role, other, skip)| {
            let mut body = json!({"name": "full", "scope": scope, "role": role});
            if scope != "ORGANIZATION" {
                body["entityId"] = json!(entity);
            }
            let token = world.elsewhere("POST", "/tokens", &body);
            let id = token["id"].as_str().unwrap();
            let mut roles = vec![json!({"entityType": scope, "entityId": entity, "role": role})];
            roles.extend(
                below(&deployment, &workspace)
                    .into_iter()
                    .skip(skip)
                    .map(|(_, wire)| wire),
            );
            world.elsewhere(
                "POST",
                &format!("/tokens/{id}/roles"),
                &json!({"roles": roles}),
            );
            (TokenId::new(id), other.into())
        })
        .collect()
}

#[test]
fn an_edit_of_the_role_leaves_every_other_grant_as_it_is_stored() {
    for newer in [true, false] {
        let bench = Bench::switched(|switches| switches.newer_contract = true);
        let tokens = full_tokens(&bench.world);
        bench.world.load(&bench.console);
        bench
            .world
            .control("POST", "/switches", &json!({"newerContract": newer}));
        if !newer {
            bench.world.load(&bench.console);
        }
        for (token, role) in tokens {
            let levels = bench.token(&token).grants.as_ref().unwrap().len();
            let before = shapes(&bench.world, &token);
            let home = bench.token(&token).home_grant().unwrap().clone();
            let edited = bench.run(edit_token(
                &bench.writer,
                Edit {
                    role: Some(role.clone()),
                    ..bench.edit(&token)
                },
            ));
            assert!(
                matches!(&edited.role, RoleStep::Tried(GrantsOutcome::Saved { .. })),
                "{edited:?}"
            );
            let after = shapes(&bench.world, &token);
            assert!(levels >= 3 && before.len() == after.len(), "{levels}");
            let dropped: Vec<&String> = before.difference(&after).collect();
            let added: Vec<&String> = after.difference(&before).collect();
            assert_eq!(
                (dropped.len(), added.len()),
                (1, 1),
                "{dropped:?} {added:?}"
            );
            assert!(dropped[0].contains(&*home.role) && dropped[0].contains(&*home.entity_id));
            assert!(added[0].contains(&*role) && added[0].contains(&*home.entity_id));
        }
    }
}

pub fn set(bench: &Bench, token: &TokenId, mine: impl Fn(&Grants) -> Grants) -> SetGrants {
    let base = bench.token(token).grants.clone().unwrap();
    SetGrants {
        is_new: false,
        token: token.clone(),
        mine: mine(&base),
        base,
        resolved: BTreeMap::new(),
    }
}

#[test]
fn a_view_without_the_home_grant_is_never_written_back() {
    let world = World::switched(400, |switches| {
        switches.narrow_grants = true;
    });
    let console = world.console("Workspace Owner");
    world.load(&console);
    let writer = console.writer(&world, "Workspace Owner");
    world.host.sent.borrow_mut().clear();
    // Homed elsewhere, with a role in the caller's Workspace, which is all that is shown of them.
    let partial: Vec<Arc<Token>> = console.inventory.tokens().with_untracked(|table| {
        let rows = table.rows().iter();
        let is_partial = |token: &&Arc<Token>| {
            token.home().is_none()
                && token
                    .grants
                    .as_ref()
                    .is_some_and(|grants| !grants.is_empty())
        };
        rows.filter(is_partial).cloned().collect()
    });
    assert!(!partial.is_empty());
    for token in &partial {
        let before = shapes(&world, &token.id);
        let base = token.grants.clone().unwrap();
        let key = base.keys().next().unwrap();
        let set = SetGrants {
            is_new: false,
            token: token.id.clone(),
            mine: base.with_role(&key, "WORKSPACE_ACCESSOR".into()),
            base,
            resolved: BTreeMap::new(),
        };
        assert_eq!(
            world.run(set_grants(&writer, set)),
            GrantsOutcome::Refused(GrantsRefusal::PartialView)
        );
        let edit = Edit {
            base: token.clone(),
            sent: Default::default(),
            name: token.name.to_string(),
            description: token.description.to_string(),
            role: Some("WORKSPACE_ACCESSOR".into()),
            resolved: Default::default(),
        };
        let edited = world.run(edit_token(&writer, edit));
        assert_eq!(
            edited.role,
            RoleStep::Tried(GrantsOutcome::Refused(GrantsRefusal::PartialView))
        );
        assert_eq!(shapes(&world, &token.id), before);
    }
    let writes = world.sent(|sent| sent.method != astro_tokens::requests::Method::Get);
    assert_eq!(writes, []);
    // What such a caller sees whole need not be whole: grants on Dags of a Deployment out of its reach are hidden from it as
    // well, beside a home that is not.
    let whole = console.inventory.tokens().with_untracked(|table| {
        let rows = table.rows().iter();
        let mut whole = rows.filter(|token| matches!(token.home(), Some(Home::Workspace(_))));
        whole
            .find(|token| token.id.as_str() != world.id("Workspace Owner"))
            .cloned()
            .unwrap()
    });
    let base = whole.grants.clone().unwrap();
    let key = whole.home_grant().unwrap().key();
    let set = SetGrants {
        is_new: false,
        token: whole.id.clone(),
        mine: base.with_role(&key, "WORKSPACE_ACCESSOR".into()),
        base,
        resolved: BTreeMap::new(),
    };
    assert_eq!(
        world.run(set_grants(&writer, set)),
        GrantsOutcome::Refused(GrantsRefusal::Narrowed)
    );
    let writes = world.sent(|sent| sent.method != astro_tokens::requests::Method::Get);
    assert_eq!(writes, []);
}

#[test]
fn roles_that_were_not_told_are_not_taken_for_none() {
    let bench = Bench::new();
    let token = bench.other();
    let set = set(&bench, &token, |base| {
        base.with_role(&base.keys().next().unwrap(), "ORGANIZATION_OWNER".into())
    });
    bench.tell_without_roles(&token);
    assert_eq!(
        bench.run(set_grants(&bench.writer, set)),
        GrantsOutcome::Refused(GrantsRefusal::RolesAbsent)
    );
    assert_eq!(bench.writes(), 0);
}

#[test]
fn what_cannot_stand_is_refused_before_anything_is_sent() {
    let bench = Bench::new();
    let token = bench.other();
    let home = bench.token(&token).home_grant().unwrap().key();
    let without = set(&bench, &token, |base| base.without(&home));
    assert_eq!(
        bench.run(set_grants(&bench.writer, without)),
        GrantsOutcome::Refused(GrantsRefusal::HomeGrantRemoved)
    );
    let foreign = GrantKey {
        entity_id: "elsewhere".into(),
        ..home
    };
    let second = set(&bench, &token, |base| {
        base.iter()
            .cloned()
            .chain(
                Grants::default()
                    .with_role(&foreign, "ORGANIZATION_MEMBER".into())
                    .iter()
                    .cloned(),
            )
            .collect()
    });
    let outcome = bench.run(set_grants(&bench.writer, second));
    let GrantsOutcome::Refused(GrantsRefusal::Illegal(found)) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(
        found
            .iter()
            .any(|it| matches!(it, Illegality::SecondHomeGrant(_)))
    );
    assert_eq!(bench.writes(), 0);
}

#[test]
fn what_astro_holds_already_keeps_nothing_else_from_being_sent() {
    let bench = Bench::new();
    let token = bench.other();
    let mut body = bench
        .world
        .elsewhere("GET", &format!("/tokens/{token}"), &json!(null));
    let roles = body["roles"].as_array_mut().unwrap();
    let second = match roles[0]["role"].as_str() {
        Some("ORGANIZATION_OWNER") => "ORGANIZATION_MEMBER",
        _ => "ORGANIZATION_OWNER",
    };
    let home = json!({"entityType": "ORGANIZATION", "entityId": bench.world.organization.as_str(), "role": second});
    roles.push(home);
    bench
        .world
        .fault(&json!({"method": "GET", "path": "*/tokens/*", "status": 200, "body": body}));
    let deployment = GrantKey {
        entity_type: astro_tokens::model::EntityType::Deployment,
        entity_id: bench.deployment().as_arc().clone(),
        deployment_id: None,
    };
    let added = set(&bench, &token, |base| {
        base.with_role(&deployment, "DEPLOYMENT_ADMIN".into())
    });
    let outcome = bench.run(set_grants(&bench.writer, added));
    // The last word is Astro's.
    assert!(
        matches!(&outcome, GrantsOutcome::Refused(GrantsRefusal::Api(_))),
        "{outcome:?}"
    );
    assert_eq!(bench.writes(), 1);
}

#[test]
fn further_grants_leave_what_others_gave_meanwhile() {
    let bench = Bench::new();
    let token = bench.token(&bench.other());
    let base = token.grants.clone().unwrap();
    let key = |id: &str| GrantKey {
        entity_type: astro_tokens::model::EntityType::Deployment,
        entity_id: id.into(),
        deployment_id: None,
    };
    let home = token.home_grant().unwrap().key();
    let further = Grants::default()
        .with_role(&home, "ORGANIZATION_OWNER".into())
        .with_role(&key("free"), "DEPLOYMENT_ADMIN".into());
    let set = SetGrants::further(token.id.clone(), Some(&token), &further);
    assert_eq!(set.base, base);
    assert_eq!(
        set.mine,
        base.with_role(&key("free"), "DEPLOYMENT_ADMIN".into())
    );
    // All of it is there already, or given by others: nothing is left to be sent, and nothing conflicts.
    let nothing = SetGrants::further(token.id.clone(), Some(&token), &base);
    assert_eq!(nothing.mine, nothing.base);
    assert_eq!(
        bench.run(set_grants(&bench.writer, nothing)),
        GrantsOutcome::Unchanged
    );
}

#[test]
fn every_level_is_there_to_be_kept() {
    let bench = Bench::switched(|switches| switches.newer_contract = true);
    for (token, _) in full_tokens(&bench.world) {
        let held = bench.truth()[token.as_str()].grants.clone();
        assert!(
            held.iter()
                .any(|grant| matches!(grant.entity_type, EntityType::Newer(_)))
        );
        assert!(
            held.iter()
                .any(|grant| grant.entity_type == EntityType::DagTag)
        );
    }
}
