//! What the astro CLI can't do is told, with its own lists of roles, instead of a command that fails.

use astro_tokens::grants::Place;
use astro_tokens::id::{DagId, DeploymentId, OrganizationId, TokenId, WorkspaceId};
use astro_tokens::model::{CreateApiTokenRequest, Kind, Scope};
use astro_tokens::snippets::astro_cli::{self, Editable, NoCommand};
use astro_tokens::token::{Home, Interner};
use std::sync::Arc;

/// The lists of roles in the CLI's source.
#[test]
fn roles_that_the_cli_takes() {
    let accepted = |scope: Scope| -> Vec<&str> {
        let roles = astro_tokens::roles::BUILT_IN.iter().map(|role| role.name);
        roles
            .chain(["queue-reader"])
            .filter(|role| {
                let token = CreateApiTokenRequest {
                    name: "ci".to_owned(),
                    description: String::new(),
                    kind: Kind::Standard,
                    entity_id: Some(Arc::from("id")),
                    scope: scope.clone(),
                    role: Arc::from(*role),
                    token_expiry_period_in_days: None,
                };
                astro_cli::create(&token).is_ok()
            })
            .collect()
    };
    assert_eq!(
        accepted(Scope::Organization),
        [
            "ORGANIZATION_OWNER",
            "ORGANIZATION_BILLING_ADMIN",
            "ORGANIZATION_MEMBER"
        ]
    );
    assert_eq!(
        accepted(Scope::Workspace),
        [
            "WORKSPACE_OWNER",
            "WORKSPACE_OPERATOR",
            "WORKSPACE_AUTHOR",
            "WORKSPACE_MEMBER"
        ]
    );
    assert_eq!(
        accepted(Scope::Deployment).len(),
        astro_tokens::roles::BUILT_IN.len() + 1
    );
    assert_eq!(accepted(Scope::from("CLUSTER")), Vec::<&str>::new());
}

#[test]
fn a_workspace_token_with_another_role_has_no_update() {
    let home = Home::Workspace(WorkspaceId::new("w0"));
    let id = TokenId::new("t");
    let held = |role| Editable {
        name: "old",
        description: "text",
        role: Some(role),
    };
    let renamed = |role| Editable {
        name: "new",
        ..held(role)
    };
    let update = |before, after| astro_cli::update(&home, &id, &before, &after);
    assert_eq!(
        update(held("WORKSPACE_ACCESSOR"), renamed("WORKSPACE_ACCESSOR")),
        Err(NoCommand::HeldRole(Arc::from("WORKSPACE_ACCESSOR")))
    );
    assert!(update(held("WORKSPACE_ACCESSOR"), renamed("WORKSPACE_MEMBER")).is_ok());
    let unknown = Editable {
        role: None,
        ..renamed("")
    };
    assert!(update(held("WORKSPACE_MEMBER"), unknown).is_ok());
    assert_eq!(
        update(
            held("WORKSPACE_MEMBER"),
            Editable {
                role: None,
                ..held("")
            }
        ),
        Err(NoCommand::NoChange)
    );
    let cleared = Editable {
        description: "",
        ..held("WORKSPACE_MEMBER")
    };
    assert_eq!(
        update(held("WORKSPACE_MEMBER"), cleared),
        Err(NoCommand::ClearingDescription)
    );
}

#[test]
fn every_reason_is_a_sentence() {
    let role = || Arc::from("WORKSPACE_ACCESSOR");
    for reason in [
        NoCommand::NoChange,
        NoCommand::Kind,
        NoCommand::ClearingDescription,
        NoCommand::Role(role()),
        NoCommand::HeldRole(role()),
        NoCommand::Scope,
        NoCommand::Home,
        NoCommand::Id,
        NoCommand::Place,
        NoCommand::SeveralRoles,
        NoCommand::Agent,
    ] {
        let text = reason.to_string();
        assert!(text.ends_with('.') && text.len() > 20, "{text}");
    }
    assert!(
        NoCommand::Role(role())
            .to_string()
            .contains("Workspace Accessor")
    );
}

#[test]
fn where_the_home_is_hidden_the_scope_is_not_to_blame() {
    let home_of = |scope: &str| {
        let text = format!(
            r#"{{"id":"t","name":"n","description":"","kind":"STANDARD","scope":"{scope}","shortToken":"x",
            "startAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z",
            "roles":[{{"entityType":"DEPLOYMENT","entityId":"d","role":"DEPLOYMENT_ADMIN"}}]}}"#
        );
        let token = serde_json::from_str(&text).unwrap();
        astro_cli::home_of(&Interner::default().token(token))
    };
    assert_eq!(
        home_of("DEPLOYMENT"),
        Ok(Home::Deployment(DeploymentId::new("d")))
    );
    assert_eq!(home_of("ORGANIZATION"), Err(NoCommand::Home));
    assert_eq!(home_of("WORKSPACE"), Err(NoCommand::Home));
    assert_eq!(home_of("GALAXY"), Err(NoCommand::Scope));
    let words = NoCommand::Home.to_string();
    assert!(
        !words.contains("scope") && words.contains("where this token was created"),
        "{words}"
    );
}

#[test]
fn only_what_the_cli_has_commands_for_is_assigned_and_removed() {
    let id = TokenId::new("t");
    let organization = Home::Organization(OrganizationId::new("org"));
    let workspace = Home::Workspace(WorkspaceId::new("w0"));
    let own_deployment = Home::Deployment(DeploymentId::new("d0"));
    let in_workspace = Place::Workspace(WorkspaceId::new("w1"));
    let on_deployment = Place::Deployment(DeploymentId::new("d0"));
    let dag = Place::Dag {
        deployment: Some(DeploymentId::new("d0")),
        id: DagId::new("invoice"),
    };
    let assign = |home, place| astro_cli::assign(home, &id, place, [], "role");
    for home in [&organization, &workspace] {
        assert_eq!(assign(home, &dag), Err(NoCommand::Place));
        assert!(assign(home, &on_deployment).is_ok());
    }
    assert!(assign(&organization, &in_workspace).is_ok());
    assert_eq!(assign(&workspace, &in_workspace), Err(NoCommand::Scope));
    assert_eq!(
        assign(&own_deployment, &on_deployment),
        Err(NoCommand::Scope)
    );

    let again = |held: &[&str], role| {
        astro_cli::assign(
            &organization,
            &id,
            &in_workspace,
            held.iter().copied(),
            role,
        )
    };
    assert_eq!(again(&["a"], "a"), Err(NoCommand::NoChange));
    assert!(again(&["a"], "b").is_ok());
    assert_eq!(again(&["a", "b"], "c"), Err(NoCommand::SeveralRoles));

    let remove =
        |places: &[(&Place, usize)]| astro_cli::remove(&organization, &id, places.iter().copied());
    assert_eq!(remove(&[]), Err(NoCommand::NoChange));
    assert_eq!(remove(&[(&in_workspace, 2)]), Err(NoCommand::SeveralRoles));
    assert_eq!(
        remove(&[(&in_workspace, 1), (&dag, 1)]),
        Err(NoCommand::Place),
        "half of it would not be the same"
    );
    assert_eq!(
        remove(&[(&in_workspace, 1), (&on_deployment, 1)]).unwrap(),
        "astro workspace token organization-token remove t \\\n  --workspace-id w1\n\
         astro deployment token organization-token remove t \\\n  --deployment-id d0"
    );
}
