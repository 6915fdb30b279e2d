//! What the astro CLI can't do is told, with its own lists of roles, instead of a command that fails.

use astro_tokens::id::{TokenId, WorkspaceId};
use astro_tokens::model::{CreateApiTokenRequest, Kind, Scope};
use astro_tokens::snippets::astro_cli::{self, Editable, NoCommand};
use astro_tokens::token::Home;
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
        NoCommand::Id,
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
