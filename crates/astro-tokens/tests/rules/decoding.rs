//! Wire types: what is written reads back the same, and nothing that is sent can break reading.

use crate::generate::{at, wire_role, wire_token};
use astro_tokens::model::{
    ApiToken, ApiTokenRole, ApiTokensPage, DefaultRole, Deployment, DeploymentsPage, EntityType,
    ErrorBody, Kind, Organization, OrganizationsPage, Role, RoleScopeType, RoleWithPermissions,
    RolesPage, Scope, SelfUser, Workspace, WorkspacesPage,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn decode<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(body)
}

fn encode<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        _ => false,
    }
}

/// Every decoder of the crate that takes an answer.
fn decode_as_everything(body: &[u8]) {
    let _ = decode::<ApiToken>(body);
    let _ = decode::<ApiTokensPage>(body);
    let _ = decode::<ApiTokenRole>(body);
    let _ = decode::<OrganizationsPage>(body);
    let _ = decode::<WorkspacesPage>(body);
    let _ = decode::<DeploymentsPage>(body);
    let _ = decode::<RolesPage>(body);
    let _ = decode::<RoleWithPermissions>(body);
    let _ = decode::<SelfUser>(body);
    let _ = decode::<ErrorBody>(body);
}

fn any_json() -> impl Strategy<Value = Value> {
    let keys = proptest::sample::select(
        &[
            "id",
            "name",
            "tokens",
            "roles",
            "entityType",
            "entityId",
            "role",
            "deploymentId",
            "scope",
            "kind",
            "startAt",
            "createdAt",
            "updatedAt",
            "createdBy",
            "totalCount",
            "limit",
            "offset",
            "message",
            "fieldErrors",
            "remoteExecution",
            "enabled",
            "other",
        ][..],
    );
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!("ORGANIZATION")),
        Just(json!("2026-03-02T09:30:00Z")),
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((keys.clone(), inner), 0..10)
                .prop_map(|fields| fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn a_token_reads_back_as_it_was_written(token in wire_token()) {
        prop_assert_eq!(&decode::<ApiToken>(&encode(&token)).unwrap(), &token);
        let page = ApiTokensPage { tokens: vec![token], total_count: 7, limit: 1, offset: 6 };
        prop_assert_eq!(decode::<ApiTokensPage>(&encode(&page)).unwrap(), page);
    }

    #[test]
    fn nothing_is_ever_written_as_null(token in wire_token()) {
        prop_assert!(!has_null(&serde_json::to_value(&token).unwrap()));
    }

    #[test]
    fn a_null_reads_as_absent(token in wire_token()) {
        let mut value = serde_json::to_value(&token).unwrap();
        for key in ["endAt", "expiryPeriodInDays", "lastUsedAt", "lastRotatedAt", "token", "roles", "createdBy", "updatedBy"] {
            value.as_object_mut().unwrap().entry(key).or_insert(Value::Null);
        }
        for role in value["roles"].as_array_mut().into_iter().flatten() {
            role.as_object_mut().unwrap().entry("deploymentId").or_insert(Value::Null);
        }
        prop_assert_eq!(decode::<ApiToken>(&encode(&value)).unwrap(), token);
    }

    #[test]
    fn unknown_fields_are_ignored_but_told_of_a_grant(role in wire_role(), further in any_json()) {
        let mut value = serde_json::to_value(&role).unwrap();
        value["condition"] = further;
        let read: ApiTokenRole = decode(&encode(&value)).unwrap();
        prop_assert!(read.has_further_fields);
        prop_assert_eq!(ApiTokenRole { has_further_fields: false, ..read.clone() }, role.clone());
        prop_assert_eq!(encode(&read), encode(&role));
    }

    #[test]
    fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..256)) {
        decode_as_everything(&body);
    }

    #[test]
    fn no_json_panics(value in any_json()) {
        decode_as_everything(&encode(&value));
    }

    #[test]
    fn no_damaged_token_panics(token in wire_token(), cut in any::<prop::sample::Index>(), flip in any::<(prop::sample::Index, u8)>()) {
        let mut body = encode(&token);
        let (at, byte) = flip;
        let index = at.index(body.len());
        body[index] = byte;
        decode_as_everything(&body);
        body.truncate(cut.index(body.len()));
        decode_as_everything(&body);
    }

    #[test]
    fn errors_never_quote_the_body(secret in "[A-Za-z0-9]{12,30}", key in "startAt|expiryPeriodInDays|roles|createdBy|id|token") {
        let mut value = serde_json::to_value(crate::generate::role_of(EntityType::Dag, "a", "b", None)).unwrap();
        value[&key] = json!([secret.clone()]);
        let error = decode::<ApiToken>(&encode(&value)).unwrap_err();
        let told = format!("{error} {error:?}");
        prop_assert!(!told.contains(&secret), "{}", told);
    }
}

#[test]
fn unknown_enum_values_are_kept_as_text() {
    let body =
        br#"{"id":"t","name":"n","scope":"CLUSTER","kind":"AGENT","startAt":"2026-03-02T09:30:00Z",
        "createdAt":"2026-03-02T09:30:00Z","updatedAt":"2026-03-02T09:30:00Z",
        "roles":[{"entityType":"CLUSTER","entityId":"c","role":"CLUSTER_ADMIN"}]}"#;
    let token: ApiToken = decode(body).unwrap();
    assert_eq!(token.scope, Scope::Unknown("CLUSTER".into()));
    assert_eq!(token.kind, Kind::Unknown("AGENT".into()));
    let role = &token.roles.as_ref().unwrap()[0];
    assert_eq!(role.entity_type, EntityType::Unknown("CLUSTER".into()));
    let written = serde_json::to_value(&token).unwrap();
    assert_eq!(written["scope"], "CLUSTER");
    assert_eq!(written["kind"], "AGENT");
    assert_eq!(
        written["roles"],
        json!([{"entityType": "CLUSTER", "entityId": "c", "role": "CLUSTER_ADMIN"}])
    );
}

#[test]
fn the_least_that_makes_a_token() {
    let body = br#"{"id":"t","name":"n","scope":"ORGANIZATION","startAt":"2026-03-02T09:30:00Z",
        "createdAt":"2026-03-02T10:30:00+01:00","updatedAt":"2026-03-02T09:30:00.000000000Z"}"#;
    let token: ApiToken = decode(body).unwrap();
    assert_eq!(token.kind, Kind::Standard);
    assert_eq!(token.roles, None);
    assert_eq!(token.created_at, at("2026-03-02T09:30:00Z"));
    assert_eq!(token.updated_at, token.start_at);
}

#[test]
fn a_secret_is_read_but_never_written_nor_shown() {
    let body = br#"{"id":"t","name":"n","scope":"ORGANIZATION","startAt":"2026-03-02T09:30:00Z",
        "createdAt":"2026-03-02T09:30:00Z","updatedAt":"2026-03-02T09:30:00Z","token":"eyJhbGciOi.s3cr3t.x"}"#;
    let token: ApiToken = decode(body).unwrap();
    assert_eq!(
        token.token.as_ref().map(|secret| secret.expose()),
        Some("eyJhbGciOi.s3cr3t.x")
    );
    assert!(!format!("{token:?}").contains("s3cr3t"));
    assert!(
        !String::from_utf8(encode(&token))
            .unwrap()
            .contains("s3cr3t")
    );
}

#[test]
fn a_nil_slice_of_the_server_reads_as_an_empty_list() {
    let page: ApiTokensPage =
        decode(br#"{"tokens":null,"totalCount":0,"limit":20,"offset":0}"#).unwrap();
    assert!(page.tokens.is_empty());
    let page: RolesPage =
        decode(br#"{"roles":null,"totalCount":0,"limit":20,"offset":0,"defaultRoles":null}"#)
            .unwrap();
    assert!(page.roles.is_empty() && page.default_roles.is_empty());
}

#[test]
fn other_types_read_back_as_they_were_written() {
    fn check<T>(body: Value) -> T
    where
        T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        let value: T = decode(&encode(&body)).unwrap();
        let written = serde_json::to_value(&value).unwrap();
        assert!(!has_null(&written));
        assert_eq!(decode::<T>(&encode(&written)).unwrap(), value);
        value
    }
    let organization: Organization = check(json!({
        "id": "o", "name": "Northwind", "hasAllowedIpAddressRanges": true, "createdBy": {"id": "u"}
    }));
    assert!(organization.has_allowed_ip_address_ranges);
    check::<Workspace>(json!({"id": "w", "name": "Finance", "description": null}));
    let deployment: Deployment = check(json!({
        "id": "d", "name": "prod", "workspaceId": "w", "status": "ASLEEP",
        "remoteExecution": {"enabled": true, "remoteApiUrl": "x"}
    }));
    assert!(deployment.has_agents());
    assert_eq!(deployment.status.unwrap().as_str(), "ASLEEP");
    let role: Role = check(json!({
        "id": "r", "name": "dag-runner", "scopeType": "DAG", "restrictedWorkspaceIds": ["w"]
    }));
    assert_eq!(role.scope_type, RoleScopeType::Dag);
    let role: RoleWithPermissions = check(json!({
        "id": "r", "name": "dag-runner", "scopeType": "DAG", "restrictedWorkspaceIds": [], "permissions": ["dag.get"]
    }));
    assert_eq!(&*role.permissions, ["dag.get".into()]);
    check::<DefaultRole>(json!({"name": "X", "scopeType": "SYSTEM", "permissions": ["a.b.c"]}));
    check::<SelfUser>(
        json!({"id": "u", "username": "a@b", "fullName": "A", "organizationId": null}),
    );
    let error: ErrorBody = check(json!({
        "message": "no", "requestId": "r", "statusCode": 400,
        "fieldErrors": [{"code": "max", "field": "name", "message": "too long"}]
    }));
    assert_eq!(&*error.field_errors[0].field, "name");
    assert_eq!(check::<ErrorBody>(json!({})), ErrorBody::default());
    check::<ErrorBody>(
        json!({"message": null, "requestId": null, "statusCode": null, "fieldErrors": null}),
    );
}
