//! The emulator's rule for legal role sets and that of `astro-tokens` were written apart: they must agree on every set.

use astro_tokens::{
    grants::{Grant, Grants},
    id::OrganizationId,
    model,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{client::Client, fixture::id};

fn a_role() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(
            json!({"entityType": "ORGANIZATION", "entityId": id("org"), "role": "ORGANIZATION_MEMBER"})
        ),
        Just(
            json!({"entityType": "ORGANIZATION", "entityId": id("org"), "role": "ORGANIZATION_OWNER"})
        ),
        Just(
            json!({"entityType": "ORGANIZATION", "entityId": id("other"), "role": "ORGANIZATION_OWNER"})
        ),
        Just(
            json!({"entityType": "WORKSPACE", "entityId": id("finance"), "role": "WORKSPACE_OWNER"})
        ),
        Just(
            json!({"entityType": "WORKSPACE", "entityId": id("finance"), "role": "WORKSPACE_MEMBER"})
        ),
        Just(
            json!({"entityType": "DEPLOYMENT", "entityId": id("ledger"), "role": "DEPLOYMENT_ADMIN"})
        ),
        Just(
            json!({"entityType": "DEPLOYMENT", "entityId": id("billing"), "role": "Release_Manager"})
        ),
        Just(
            json!({"entityType": "DAG", "entityId": "d", "role": "DAG_AUTHOR", "deploymentId": id("ledger")})
        ),
        Just(json!({"entityType": "DAG", "entityId": "d", "role": "DAG_AUTHOR"})),
        Just(
            json!({"entityType": "DAG_TAG", "entityId": "t", "role": "DAG_VIEWER", "deploymentId": id("billing")})
        ),
    ]
}

fn grant(role: model::ApiTokenRole) -> Grant {
    Grant {
        entity_type: role.entity_type,
        entity_id: role.entity_id,
        deployment_id: role.deployment_id,
        role: role.role,
        has_further_fields: role.has_further_fields,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn both_rules_agree(roles in prop::collection::vec(a_role(), 1..6), target in prop::sample::select(vec![
        ("wide", model::Scope::Organization),
        ("helper", model::Scope::Workspace),
        ("ladmin", model::Scope::Deployment),
    ])) {
        let mut unique: Vec<Value> = Vec::new();
        for role in roles {
            if !unique.contains(&role) {
                unique.push(role);
            }
        }
        let wire: Vec<model::ApiTokenRole> = serde_json::from_value(json!(unique)).unwrap();
        let grants: Grants = wire.into_iter().map(grant).collect();
        let legal = grants.illegalities(&target.1, &OrganizationId::new(id("org"))).is_empty();
        let mut client = Client::new();
        let got = client.post("owner", &format!("/tokens/{}/roles", id(target.0)), json!({"roles": unique}));
        prop_assert_eq!(got.status == 200, legal, "{} {}", json!(unique), got.body);
    }
}
