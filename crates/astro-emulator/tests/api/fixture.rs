//! A small Organization in which every rule has something to bite on, and a second one beside it.

use std::sync::Arc;

use astro_emulator::{
    Instant, State,
    state::{
        AgentToken, CustomRole, Deployment, DeploymentStatus, Grant, Id, Kind, Organization,
        Profile, RoleScope, Scope, Token, User, Workspace,
    },
};

pub const NOW: &str = "2026-03-02T09:30:00Z";

/// An id of cuid shape that can be read.
pub fn id(name: &str) -> String {
    format!("c{name:0<24}")
}

pub fn now() -> Instant {
    Instant::parse(NOW).unwrap()
}

pub fn by() -> Arc<Profile> {
    Arc::new(Profile {
        full_name: Some("Ada Example".to_owned()),
        username: Some("ada@example.test".to_owned()),
        ..Profile::bare(id("ada").into())
    })
}

pub fn state() -> State {
    let mut state = State::empty(now());
    for name in ["org", "other"] {
        organization(&mut state, name);
    }
    for (name, organization) in [
        ("finance", "org"),
        ("marketing", "org"),
        ("foreign", "other"),
    ] {
        workspace(&mut state, name, organization);
    }
    for (name, workspace, organization) in [
        ("ledger", "finance", "org"),
        ("billing", "finance", "org"),
        ("campaigns", "marketing", "org"),
        ("abroad", "foreign", "other"),
    ] {
        deployment(&mut state, name, workspace, organization);
    }
    custom_role(&mut state, "Release_Manager", RoleScope::Deployment, &[]);
    custom_role(
        &mut state,
        "Marketing_Only",
        RoleScope::Deployment,
        &["marketing"],
    );
    custom_role(&mut state, "Dag_Runner", RoleScope::Dag, &[]);
    let person = User {
        id: id("ada").into(),
        username: "ada@example.test".to_owned(),
        full_name: "Ada Example".to_owned(),
        avatar_url: "https://avatars.example.test/ada.png".to_owned(),
        organization_id: id("org").into(),
        grants: vec![
            Grant::organization(id("org"), "ORGANIZATION_OWNER"),
            Grant::organization(id("other"), "ORGANIZATION_MEMBER"),
        ],
        created_at: now().plus_days(-900),
        updated_at: now().plus_days(-900),
    };
    state.users.insert(person.id.clone(), person);
    tokens(&mut state);
    agent_tokens(&mut state);
    state
}

fn tokens(state: &mut State) {
    let organization = |role: &str| Grant::organization(id("org"), role);
    let workspace = |name: &str, role: &str| Grant::workspace(id(name), role);
    let deployment = |name: &str, role: &str| Grant::deployment(id(name), role);
    let rows = [
        (
            "owner",
            Scope::Organization,
            vec![organization("ORGANIZATION_OWNER")],
        ),
        (
            "member",
            Scope::Organization,
            vec![organization("ORGANIZATION_MEMBER")],
        ),
        (
            "fowner",
            Scope::Workspace,
            vec![workspace("finance", "WORKSPACE_OWNER")],
        ),
        (
            "fmember",
            Scope::Workspace,
            vec![workspace("finance", "WORKSPACE_MEMBER")],
        ),
        (
            "faccessor",
            Scope::Workspace,
            vec![workspace("finance", "WORKSPACE_ACCESSOR")],
        ),
        (
            "mowner",
            Scope::Workspace,
            vec![workspace("marketing", "WORKSPACE_OWNER")],
        ),
        (
            "ladmin",
            Scope::Deployment,
            vec![deployment("ledger", "DEPLOYMENT_ADMIN")],
        ),
        (
            "lrelease",
            Scope::Deployment,
            vec![deployment("ledger", "Release_Manager")],
        ),
        (
            "cadmin",
            Scope::Deployment,
            vec![deployment("campaigns", "DEPLOYMENT_ADMIN")],
        ),
        (
            "wide",
            Scope::Organization,
            vec![
                organization("ORGANIZATION_MEMBER"),
                workspace("finance", "WORKSPACE_AUTHOR"),
                deployment("campaigns", "DEPLOYMENT_ADMIN"),
                Grant::dag(id("ledger"), "billing_daily", "DAG_AUTHOR"),
                Grant::dag_tag(id("ledger"), "finance", "DAG_VIEWER"),
            ],
        ),
        (
            "helper",
            Scope::Workspace,
            vec![
                workspace("finance", "WORKSPACE_MEMBER"),
                deployment("billing", "DEPLOYMENT_ADMIN"),
            ],
        ),
    ];
    for (at, (name, scope, grants)) in rows.into_iter().enumerate() {
        let created = now().plus_days(-100 + i64::try_from(at).unwrap());
        state.tokens.insert(token(name, scope, created, grants));
    }
    state.tokens.insert(Token {
        end_at: Some(now().plus_days(-1)),
        expiry_period_in_days: Some(29),
        ..token(
            "expired",
            Scope::Organization,
            now().plus_days(-30),
            vec![organization("ORGANIZATION_OWNER")],
        )
    });
    state.tokens.insert(Token {
        start_at: now().plus_days(1),
        kind: Kind::DirectAccess,
        ..token(
            "early",
            Scope::Deployment,
            now().plus_days(-2),
            vec![deployment("ledger", "DEPLOYMENT_ADMIN")],
        )
    });
    state.tokens.insert(Token {
        organization_id: id("other").into(),
        ..token(
            "foreigner",
            Scope::Organization,
            now().plus_days(-5),
            vec![Grant::organization(id("other"), "ORGANIZATION_OWNER")],
        )
    });
}

/// Two of ledger, and one that was left on billing when its remote execution was switched off.
fn agent_tokens(state: &mut State) {
    for (name, deployment) in [
        ("agenta", "ledger"),
        ("agentb", "ledger"),
        ("agentc", "billing"),
    ] {
        let agent = AgentToken {
            deployment_id: id(deployment).into(),
            token: token(name, Scope::Deployment, now().plus_days(-9), Vec::new()),
        };
        state.agent_tokens.insert(agent.token.id.clone(), agent);
    }
}

pub fn token(name: &str, scope: Scope, created_at: Instant, grants: Vec<Grant>) -> Token {
    Token {
        id: id(name).into(),
        organization_id: id("org").into(),
        name: name.to_owned(),
        description: format!("{name} of the tests"),
        kind: Kind::Standard,
        scope,
        short_token: "b879e40".to_owned(),
        start_at: created_at,
        end_at: None,
        expiry_period_in_days: None,
        last_used_at: None,
        last_rotated_at: None,
        generation: 0,
        grants,
        created_at,
        created_by: Some(by()),
        updated_at: created_at,
        updated_by: Some(by()),
    }
}

fn organization(state: &mut State, name: &str) {
    let found = Organization {
        id: id(name).into(),
        name: name.to_owned(),
        plan: "ENTERPRISE_V2".to_owned(),
        has_allowed_ip_address_ranges: false,
        created_at: now().plus_days(-1000),
        created_by: by(),
        updated_at: now().plus_days(-1000),
        updated_by: by(),
    };
    state.organizations.insert(found.id.clone(), found);
}

fn workspace(state: &mut State, name: &str, organization: &str) {
    let found = Workspace {
        id: id(name).into(),
        organization_id: id(organization).into(),
        name: name.to_owned(),
        description: None,
        cicd_enforced_default: false,
        created_at: now().plus_days(-900),
        created_by: Some(by()),
        updated_at: now().plus_days(-900),
        updated_by: None,
    };
    state.workspaces.insert(found.id.clone(), found);
}

fn deployment(state: &mut State, name: &str, workspace: &str, organization: &str) {
    let found = Deployment {
        id: id(name).into(),
        organization_id: id(organization).into(),
        workspace_id: id(workspace).into(),
        name: name.to_owned(),
        description: None,
        status: DeploymentStatus::Healthy,
        cloud_provider: "AWS".to_owned(),
        region: "us-east-1".to_owned(),
        astro_runtime_version: "13.2.0".to_owned(),
        airflow_version: "2.11.0".to_owned(),
        is_high_availability: false,
        is_development_mode: true,
        is_cicd_enforced: false,
        remote_execution: name == "ledger",
        created_at: now().plus_days(-800),
        created_by: by(),
        updated_at: now().plus_days(-800),
        updated_by: by(),
    };
    state.deployments.insert(found.id.clone(), found);
}

fn custom_role(state: &mut State, name: &str, scope: RoleScope, workspaces: &[&str]) {
    let key: Id = id(&name.to_lowercase().replace('_', "")).into();
    let found = CustomRole {
        id: key.clone(),
        organization_id: id("org").into(),
        name: name.to_owned(),
        description: Some(format!("{name} of the tests")),
        scope,
        restricted_workspace_ids: workspaces.iter().map(|name| id(name).into()).collect(),
        permissions: vec!["deployment.get".to_owned()],
        created_at: now().plus_days(-700),
        created_by: by(),
        updated_at: now().plus_days(-700),
        updated_by: by(),
    };
    state.custom_roles.insert(key, found);
}
