//! Whole-set replacement of roles: shape, references, the answer, and what a newer contract adds.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    client::{Client, Got},
    fixture::{id, state},
};
use astro_emulator::{
    Switches,
    state::{EntityType, Grant},
};

fn save(client: &mut Client, token: &str, roles: Value) -> Got {
    client.post(
        "owner",
        &format!("/tokens/{}/roles", id(token)),
        json!({"roles": roles}),
    )
}

fn grant(level: &str, entity: &str, role: &str) -> Value {
    json!({"entityType": level, "entityId": id(entity), "role": role})
}

fn on_dag(level: &str, deployment: &str, role: &str) -> Value {
    json!({"entityType": level, "entityId": "daily", "role": role, "deploymentId": id(deployment)})
}

#[test]
fn the_set_is_replaced_and_answered_as_subject_roles() {
    let mut client = Client::new();
    let roles = json!([
        grant("DEPLOYMENT", "campaigns", "Marketing_Only"),
        grant("WORKSPACE", "marketing", "WORKSPACE_ACCESSOR"),
        grant("ORGANIZATION", "org", "ORGANIZATION_BILLING_ADMIN"),
        on_dag("DAG", "ledger", "DAG_VIEWER"),
        on_dag("DAG_TAG", "ledger", "Dag_Runner"),
    ]);
    let answer = save(&mut client, "wide", roles.clone()).ok();
    assert_eq!(
        answer,
        json!({
            "organizationRole": "ORGANIZATION_BILLING_ADMIN",
            "workspaceRoles": [{"workspaceId": id("marketing"), "role": "WORKSPACE_ACCESSOR"}],
            "deploymentRoles": [{"deploymentId": id("campaigns"), "role": "Marketing_Only"}],
            "dagRoles": [
                {"deploymentId": id("ledger"), "role": "DAG_VIEWER", "dagId": "daily"},
                {"deploymentId": id("ledger"), "role": "Dag_Runner", "dagTag": "daily"},
            ],
        })
    );
    let read = client.get("owner", &format!("/tokens/{}", id("wide"))).ok();
    assert_eq!(read["roles"], roles);
    client.no_violations();
}

#[test]
fn malformed_sets_are_refused_with_the_place() {
    let mut client = Client::new();
    let home = grant("ORGANIZATION", "org", "ORGANIZATION_MEMBER");
    for (roles, expected) in [
        (json!([]), vec![("min", "roles")]),
        (json!({}), vec![("array", "roles")]),
        (json!([1]), vec![("object", "roles[0]")]),
        (
            json!([home, {"entityType": "DAG"}]),
            vec![
                ("required", "roles[1].entityId"),
                ("required", "roles[1].role"),
            ],
        ),
        (
            json!([home, on_dag("TAG", "ledger", "DAG_VIEWER")]),
            vec![("oneof", "roles[1].entityType")],
        ),
        (
            json!([{"entityType": "ORGANIZATION", "entityId": id("org"), "role": "ORGANIZATION_MEMBER", "via": "x"}]),
            vec![("unknown", "roles[0].via")],
        ),
        (
            json!([home, grant("DAG", "d", "DAG_VIEWER")]),
            vec![("required", "roles[1].deploymentId")],
        ),
        (
            json!([home, {"entityType": "WORKSPACE", "entityId": id("finance"), "role": "WORKSPACE_OWNER", "deploymentId": id("ledger")}]),
            vec![("excluded", "roles[1].deploymentId")],
        ),
        (
            json!([home, home]),
            vec![("max", "roles[1].entityType"), ("unique", "roles[1].role")],
        ),
    ] {
        let got = save(&mut client, "wide", roles.clone());
        assert_eq!((got.status, got.field_errors()), (400, expected), "{roles}");
    }
    let path = format!("/tokens/{}/roles", id("wide"));
    assert_eq!(
        client.post("owner", &path, json!({})).field_errors(),
        [("required", "roles")]
    );
}

#[test]
fn references_must_exist_and_belong_together() {
    let mut client = Client::new();
    let home = grant("ORGANIZATION", "org", "ORGANIZATION_MEMBER");
    for (added, field) in [
        (grant("WORKSPACE", "nowhere", "WORKSPACE_OWNER"), "entityId"),
        (grant("WORKSPACE", "foreign", "WORKSPACE_OWNER"), "entityId"),
        (
            grant("DEPLOYMENT", "abroad", "DEPLOYMENT_ADMIN"),
            "entityId",
        ),
        (grant("DEPLOYMENT", "ledger", "Marketing_Only"), "role"),
        (grant("WORKSPACE", "finance", "ORGANIZATION_OWNER"), "role"),
        (on_dag("DAG", "abroad", "DAG_VIEWER"), "deploymentId"),
        (on_dag("DAG", "ledger", "Release_Manager"), "role"),
    ] {
        let got = save(&mut client, "wide", json!([home, added]));
        assert_eq!(got.status, 400, "{added}");
        assert_eq!(
            got.field_errors()[0].1,
            format!("roles[1].{field}"),
            "{added}"
        );
    }
    let home = grant("WORKSPACE", "finance", "WORKSPACE_MEMBER");
    let outside = save(
        &mut client,
        "helper",
        json!([home, grant("DEPLOYMENT", "campaigns", "DEPLOYMENT_ADMIN")]),
    );
    assert_eq!(outside.field_errors(), [("workspace", "roles[1].entityId")]);
    let outside = save(
        &mut client,
        "helper",
        json!([home, on_dag("DAG", "campaigns", "DAG_VIEWER")]),
    );
    assert_eq!(
        outside.field_errors(),
        [("workspace", "roles[1].deploymentId")]
    );
    assert_eq!(
        save(
            &mut client,
            "helper",
            json!([home, on_dag("DAG_TAG", "ledger", "DAG_AUTHOR")])
        )
        .status,
        200
    );
}

#[test]
fn grants_held_already_are_not_looked_up_again() {
    let mut state = state();
    let dangling = grant("WORKSPACE", "gone", "WORKSPACE_OWNER");
    state
        .tokens
        .get_mut(&id("wide"))
        .unwrap()
        .grants
        .push(Grant::workspace(id("gone"), "WORKSPACE_OWNER"));
    let mut client = Client::with(state, Switches::default());
    let home = grant("ORGANIZATION", "org", "ORGANIZATION_MEMBER");
    assert_eq!(
        save(&mut client, "wide", json!([home, dangling])).status,
        200
    );
    assert_eq!(save(&mut client, "wide", json!([home])).status, 200);
    assert_eq!(
        save(&mut client, "wide", json!([home, dangling])).status,
        400
    );
}

#[test]
fn a_newer_contract_shows_more_and_nothing_is_lost_without_it() {
    let mut state = state();
    let wide = state.tokens.get_mut(&id("wide")).unwrap();
    wide.grants.push(Grant::new(
        EntityType::Newer("OBSERVE_PRODUCT".into()),
        "c-observe",
        "OBSERVE_VIEWER",
    ));
    let further = json!({"grantedVia": "team"}).as_object().unwrap().clone();
    wide.grants[1].further = Some(Arc::new(further));
    let mut client = Client::with(state, Switches::default());
    let path = format!("/tokens/{}", id("wide"));

    let plain = client.get("owner", &path).ok();
    assert_eq!(plain["roles"].as_array().unwrap().len(), 5);
    assert_eq!(
        save(&mut client, "wide", plain["roles"].clone()).status,
        200
    );
    client.no_violations();

    client
        .control(
            http::Method::POST,
            "/switches",
            Some(json!({"newerContract": true})),
        )
        .ok();
    let newer = client.get("owner", &path).ok();
    let roles = newer["roles"].as_array().unwrap();
    assert_eq!(
        roles.len(),
        6,
        "kept through a write that could not show it"
    );
    assert_eq!(roles[1]["grantedVia"], "team");
    assert_eq!(roles[5]["entityType"], "OBSERVE_PRODUCT");
    assert_eq!(
        save(&mut client, "wide", newer["roles"].clone()).field_errors(),
        [("unknown", "roles[1].grantedVia")]
    );
    let mut known = newer["roles"].clone();
    known[1].as_object_mut().unwrap().remove("grantedVia");
    assert_eq!(save(&mut client, "wide", known).status, 200);
    let after = client.get("owner", &path).ok();
    assert!(
        after["roles"][1].get("grantedVia").is_none(),
        "what can't be sent is lost"
    );
    assert_eq!(after["roles"][5]["entityType"], "OBSERVE_PRODUCT");
}
