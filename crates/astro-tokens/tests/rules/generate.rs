//! Generated input that the tests share. Ids come from small sets, so that they meet.

use astro_tokens::id::{DeploymentId, OrganizationId, TokenId, WorkspaceId};
use astro_tokens::model::{
    ApiToken, ApiTokenRole, BasicSubjectProfile, Deployment, EntityType, Kind, Organization, Scope,
    SubjectType, Workspace,
};
use astro_tokens::names::Names;
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::{Interner, Token};
use proptest::prelude::*;
use std::sync::Arc;

pub const DAY: i64 = 24 * 60 * 60;

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

pub fn now() -> Timestamp {
    at("2026-11-22T09:00:00Z")
}

/// Moved by seconds, to the past when negative.
pub fn shifted(instant: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_unix_micros(instant.unix_micros() + seconds * 1_000_000)
}

pub fn organization() -> OrganizationId {
    OrganizationId::new("org")
}

/// Workspaces w0 to w2; Deployments d0 to d5, of which d0 and d1 are in w0, d2 and d3 in w1, d4 in
/// w2, and nothing is known of d5.
pub fn names() -> Names {
    let mut names = Names::default();
    names.add_organization(&Organization {
        id: organization(),
        name: Arc::from("Northwind Data"),
        has_allowed_ip_address_ranges: false,
    });
    for (id, name) in [
        ("w0", "Finance marts"),
        ("w1", "Growth ANALYTICS"),
        ("w2", "Ärzte"),
    ] {
        names.add_workspace(&Workspace {
            id: WorkspaceId::new(id),
            name: Arc::from(name),
            description: None,
        });
    }
    for (id, name, workspace) in [
        ("d0", "prod-etl", "w0"),
        ("d1", "staging-etl", "w0"),
        ("d2", "attribution", "w1"),
        ("d3", "web-events", "w1"),
        ("d4", "prod-etl", "w2"),
    ] {
        names.add_deployment(&Deployment {
            id: DeploymentId::new(id),
            name: Arc::from(name),
            description: None,
            workspace_id: WorkspaceId::new(workspace),
            workspace_name: None,
            status: None,
            astro_runtime_version: None,
            remote_execution: None,
        });
    }
    names
}

pub fn any_timestamp() -> impl Strategy<Value = Timestamp> {
    (Timestamp::MIN.unix_micros()..=Timestamp::MAX.unix_micros())
        .prop_map(Timestamp::from_unix_micros)
}

/// Around [`now`], often exactly on an edge of lifecycle or use, or a second beside it.
pub fn near_timestamp() -> impl Strategy<Value = Timestamp> {
    (
        prop_oneof![
            Just(0),
            Just(30),
            Just(-30),
            Just(90),
            Just(-90),
            -400..400i64
        ],
        -1..=1i64,
    )
        .prop_map(|(days, seconds)| shifted(now(), days * DAY + seconds))
}

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 _:\"\\\\-]{0,12}",
        "\\PC{0,12}",
        any::<String>(),
        Just("ΟΔΟΣ İstanbul ß".to_owned()),
    ]
}

pub fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        4 => Just(Scope::Organization),
        4 => Just(Scope::Workspace),
        4 => Just(Scope::Deployment),
        1 => Just(Scope::from("CLUSTER")),
    ]
}

pub fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Standard),
        Just(Kind::DirectAccess),
        Just(Kind::Agent),
        Just(Kind::from("something else")),
    ]
}

pub fn role_name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(&astro_tokens::roles::BUILT_IN)
            .prop_map(|role| role.name.to_owned()),
        1 => Just("release manager: \"nightly\" \\ eu".to_owned()),
        1 => Just("queue-reader".to_owned()),
    ]
}

pub fn wire_role() -> impl Strategy<Value = ApiTokenRole> {
    let dag = |entity_type: EntityType| {
        ("[ab]", 0..6u8, role_name()).prop_map(move |(id, deployment, role)| {
            role_of(
                entity_type.clone(),
                &id,
                &role,
                Some(&format!("d{deployment}")),
            )
        })
    };
    prop_oneof![
        role_name().prop_map(|role| role_of(EntityType::Organization, "org", &role, None)),
        (0..4u8, role_name()).prop_map(|(id, role)| role_of(
            EntityType::Workspace,
            &format!("w{id}"),
            &role,
            None
        )),
        (0..6u8, role_name()).prop_map(|(id, role)| role_of(
            EntityType::Deployment,
            &format!("d{id}"),
            &role,
            None
        )),
        dag(EntityType::Dag),
        dag(EntityType::DagTag),
        (text(), text(), proptest::option::of(text())).prop_map(|(id, role, deployment)| role_of(
            EntityType::from("CLUSTER"),
            &id,
            &role,
            deployment.as_deref()
        )),
    ]
}

pub fn role_of(
    entity_type: EntityType,
    id: &str,
    role: &str,
    deployment: Option<&str>,
) -> ApiTokenRole {
    ApiTokenRole {
        entity_type,
        entity_id: Arc::from(id),
        role: Arc::from(role),
        deployment_id: deployment.map(DeploymentId::new),
        has_further_fields: false,
    }
}

pub fn profile() -> impl Strategy<Value = BasicSubjectProfile> {
    let part = || proptest::option::of(text().prop_map(Arc::from));
    (
        text(),
        proptest::option::of(prop_oneof![
            Just(SubjectType::User),
            Just(SubjectType::ServiceKey),
            Just(SubjectType::from("ROBOT")),
        ]),
        part(),
        part(),
        part(),
    )
        .prop_map(|(id, subject_type, full_name, username, api_token_name)| {
            BasicSubjectProfile {
                id: Arc::from(id),
                subject_type,
                full_name,
                username,
                api_token_name,
            }
        })
}

/// Without the secret, which is never written.
pub fn wire_token() -> impl Strategy<Value = ApiToken> {
    let maybe = || proptest::option::of(near_timestamp());
    (
        ("[a-z0-9]{1,4}", text(), text(), text()),
        (scope(), kind()),
        (near_timestamp(), maybe(), maybe(), maybe()),
        proptest::option::of(any::<i64>()),
        proptest::option::of(proptest::collection::vec(wire_role(), 0..8)),
        (near_timestamp(), proptest::option::of(profile())),
        (near_timestamp(), proptest::option::of(profile())),
    )
        .prop_map(
            |(
                (id, name, description, short_token),
                (scope, kind),
                (start_at, end_at, last_used_at, last_rotated_at),
                expiry_period_in_days,
                roles,
                (created_at, created_by),
                (updated_at, updated_by),
            )| ApiToken {
                id: TokenId::new(id),
                name: Arc::from(name),
                description: Arc::from(description),
                kind,
                scope,
                short_token: Arc::from(short_token),
                start_at,
                end_at,
                expiry_period_in_days,
                last_used_at,
                last_rotated_at,
                token: None,
                roles,
                created_at,
                created_by,
                updated_at,
                updated_by,
            },
        )
}

pub fn token() -> impl Strategy<Value = Token> {
    let agent_of = proptest::option::weighted(0.1, proptest::sample::select(&["d0", "d1", "gone"]));
    (wire_token(), agent_of).prop_map(|(wire, agent_of)| match agent_of {
        Some(id) => Interner::default().agent_token(&DeploymentId::new(id), wire),
        None => Interner::default().token(wire),
    })
}

pub fn tokens() -> impl Strategy<Value = Vec<Token>> {
    proptest::collection::vec(token(), 0..24)
}

/// A plain Standard token of an Organization, to be changed where a test needs it.
pub fn plain_token() -> Token {
    Interner::default().token(ApiToken {
        id: TokenId::new("t"),
        name: Arc::from("ci-deploy"),
        description: Arc::from(""),
        kind: Kind::Standard,
        scope: Scope::Organization,
        short_token: Arc::from("wjBTde"),
        start_at: shifted(now(), -400 * DAY),
        end_at: None,
        expiry_period_in_days: None,
        last_used_at: Some(now()),
        last_rotated_at: None,
        token: None,
        roles: Some(vec![role_of(
            EntityType::Organization,
            "org",
            "ORGANIZATION_MEMBER",
            None,
        )]),
        created_at: shifted(now(), -400 * DAY),
        created_by: None,
        updated_at: shifted(now(), -400 * DAY),
        updated_by: None,
    })
}
