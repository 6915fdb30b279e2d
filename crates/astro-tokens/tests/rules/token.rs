//! The domain type: sharing of text, the home entity, creators.

use crate::generate::{plain_token, role_of, wire_role, wire_token};
use astro_tokens::id::{DeploymentId, OrganizationId, WorkspaceId};
use astro_tokens::model::{BasicSubjectProfile, EntityType, Kind, Scope};
use astro_tokens::token::{Creator, Home, Interner, Token};
use proptest::prelude::*;
use std::sync::Arc;

fn with(scope: Scope, roles: &[(EntityType, &str, &str)]) -> Token {
    let mut token = plain_token();
    token.scope = scope;
    token.grants = Some(
        Interner::default().grants(
            roles
                .iter()
                .map(|(level, id, role)| role_of(level.clone(), id, role, None))
                .collect(),
        ),
    );
    token
}

proptest! {
    #[test]
    fn no_grant_is_lost_on_the_way_in_and_out(roles in proptest::collection::vec(wire_role(), 0..12)) {
        let written = Interner::default().grants(roles.clone()).to_wire();
        for role in &roles {
            prop_assert!(written.contains(role), "{:?}", role);
        }
        for (index, role) in written.iter().enumerate() {
            prop_assert!(roles.contains(role));
            prop_assert!(!written[..index].contains(role), "sent twice");
        }
    }

    #[test]
    fn every_fact_survives(wire in wire_token()) {
        let token = Interner::default().token(wire.clone());
        prop_assert_eq!(&token.id, &wire.id);
        prop_assert_eq!(&token.name, &wire.name);
        prop_assert_eq!(&token.description, &wire.description);
        prop_assert_eq!(&token.short_token, &wire.short_token);
        prop_assert_eq!((token.kind, token.scope), (wire.kind, wire.scope));
        prop_assert_eq!((token.start_at, token.end_at), (wire.start_at, wire.end_at));
        prop_assert_eq!(token.expiry_period_in_days, wire.expiry_period_in_days);
        prop_assert_eq!((token.last_used_at, token.last_rotated_at), (wire.last_used_at, wire.last_rotated_at));
        prop_assert_eq!((token.created_at, token.updated_at), (wire.created_at, wire.updated_at));
        prop_assert_eq!(token.grants.is_none(), wire.roles.is_none());
        for (read, sent) in [(token.created_by, wire.created_by), (token.updated_by, wire.updated_by)] {
            prop_assert_eq!(read.is_some(), sent.is_some());
            if let (Some(read), Some(sent)) = (read, sent) {
                prop_assert_eq!(read.as_ref(), &Creator {
                    id: sent.id, subject_type: sent.subject_type, full_name: sent.full_name,
                    username: sent.username, api_token_name: sent.api_token_name,
                });
            }
        }
    }

    #[test]
    fn the_home_is_the_only_entity_at_the_level_of_the_scope(wire in wire_token()) {
        let level = match wire.scope {
            Scope::Organization => Some(EntityType::Organization),
            Scope::Workspace => Some(EntityType::Workspace),
            Scope::Deployment => Some(EntityType::Deployment),
            Scope::Unknown(_) => None,
        };
        let mut entities: Vec<Arc<str>> = wire.roles.iter().flatten()
            .filter(|role| Some(&role.entity_type) == level.as_ref())
            .map(|role| role.entity_id.clone())
            .collect();
        entities.sort();
        entities.dedup();
        let is_told = wire.roles.is_some();
        let token = Interner::default().token(wire);
        prop_assert_eq!(token.hides_home(), is_told && level.is_some() && entities.is_empty());
        let home = token.home().map(|home| match home {
            Home::Organization(id) => id.as_arc().clone(),
            Home::Workspace(id) => id.as_arc().clone(),
            Home::Deployment(id) => id.as_arc().clone(),
        });
        let only = if entities.len() == 1 { entities.pop() } else { None };
        prop_assert_eq!(home.clone(), only);
        let all = token.grants.as_ref().map_or(0, |grants| grants.len());
        prop_assert_eq!(token.other_grants().count() + usize::from(home.is_some()), all);
    }
}

#[test]
fn homes() {
    use EntityType::{Deployment, Organization, Workspace};
    let token = with(
        Scope::Workspace,
        &[
            (Workspace, "w0", "WORKSPACE_AUTHOR"),
            (Deployment, "d0", "DEPLOYMENT_ADMIN"),
        ],
    );
    assert_eq!(token.home(), Some(Home::Workspace(WorkspaceId::new("w0"))));
    assert_eq!(
        token.home_grant().map(|grant| &*grant.role),
        Some("WORKSPACE_AUTHOR")
    );
    assert_eq!(token.other_grants().count(), 1);

    let organization = with(
        Scope::Organization,
        &[
            (Workspace, "w0", "WORKSPACE_OWNER"),
            (Organization, "org", "ORGANIZATION_OWNER"),
        ],
    );
    assert_eq!(
        organization.home(),
        Some(Home::Organization(OrganizationId::new("org")))
    );
    let deployment = with(Scope::Deployment, &[(Deployment, "d0", "DEPLOYMENT_ADMIN")]);
    assert_eq!(
        deployment.home(),
        Some(Home::Deployment(DeploymentId::new("d0")))
    );

    let hidden = with(Scope::Workspace, &[(Deployment, "d0", "DEPLOYMENT_ADMIN")]);
    assert_eq!(hidden.home(), None);
    // Which Organization that is does not rest on a grant.
    let own = OrganizationId::new("org");
    let untold = with(
        Scope::Organization,
        &[(Deployment, "d0", "DEPLOYMENT_ADMIN")],
    );
    assert_eq!(untold.home(), None);
    let at_home = Home::Organization(own.clone());
    assert_eq!(untold.home_in(&own), Some(at_home));
    assert_eq!(hidden.home_in(&own), None);
    assert_eq!(deployment.home_in(&own), deployment.home());
    let two = with(
        Scope::Workspace,
        &[
            (Workspace, "w0", "WORKSPACE_AUTHOR"),
            (Workspace, "w1", "WORKSPACE_AUTHOR"),
        ],
    );
    assert_eq!(two.home(), None);
    let mut unread = plain_token();
    unread.grants = None;
    assert_eq!(unread.home(), None);
    // Only what came without any grant at home hides it.
    assert!(hidden.hides_home() && with(Scope::Workspace, &[]).hides_home());
    assert!(![two, unread, deployment].iter().any(Token::hides_home));
}

#[test]
fn repeated_text_is_one_allocation() {
    let mut interner = Interner::default();
    let profile = BasicSubjectProfile {
        id: Arc::from("u"),
        subject_type: None,
        full_name: Some(Arc::from("Mira Okafor")),
        username: None,
        api_token_name: None,
    };
    let wire = || {
        let body =
            br#"{"id":"t","name":"n","scope":"ORGANIZATION","startAt":"2026-03-02T09:30:00Z",
            "createdAt":"2026-03-02T09:30:00Z","updatedAt":"2026-03-02T09:30:00Z",
            "roles":[{"entityType":"DAG","entityId":"a","role":"DAG_VIEWER","deploymentId":"d"}]}"#;
        let mut wire: astro_tokens::model::ApiToken = serde_json::from_slice(body).unwrap();
        wire.created_by = Some(profile.clone());
        wire.updated_by = Some(profile.clone());
        wire
    };
    let (one, two) = (interner.token(wire()), interner.token(wire()));
    assert!(Arc::ptr_eq(
        one.created_by.as_ref().unwrap(),
        two.updated_by.as_ref().unwrap()
    ));
    let grant = |token: &Token| {
        token
            .grants
            .as_ref()
            .unwrap()
            .iter()
            .next()
            .unwrap()
            .clone()
    };
    let (one, two) = (grant(&one), grant(&two));
    assert!(Arc::ptr_eq(&one.role, &two.role));
    assert!(Arc::ptr_eq(&one.entity_id, &two.entity_id));
    assert!(Arc::ptr_eq(
        one.deployment_id.as_ref().unwrap().as_arc(),
        two.deployment_id.as_ref().unwrap().as_arc()
    ));
}

#[test]
fn creators_are_called_by_the_best_name_there_is() {
    let name = |full: Option<&str>, token: Option<&str>, user: Option<&str>| {
        let text = |name: Option<&str>| name.map(Arc::from);
        Creator {
            id: Arc::from("id"),
            subject_type: None,
            full_name: text(full),
            username: text(user),
            api_token_name: text(token),
        }
        .display_name()
        .to_string()
    };
    assert_eq!(name(Some("Mira"), Some("ci"), Some("m@x")), "Mira");
    assert_eq!(name(None, Some("ci"), Some("m@x")), "ci");
    assert_eq!(name(Some(""), None, Some("m@x")), "m@x");
    assert_eq!(name(None, None, None), "id");
}

#[test]
fn tokens_can_cross_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Token>();
}

#[test]
fn an_agent_token_is_at_home_on_the_deployment_that_listed_it_and_holds_nothing() {
    let mut interner = Interner::default();
    let body = br#"{"id":"t","name":"edge","kind":"STANDARD","scope":"DEPLOYMENT","startAt":"2026-03-02T09:30:00Z",
        "createdAt":"2026-03-02T09:30:00Z","updatedAt":"2026-03-02T09:30:00Z"}"#;
    let wire: astro_tokens::model::ApiToken = serde_json::from_slice(body).unwrap();
    let token = interner.agent_token(&DeploymentId::new("d1"), wire.clone());
    assert!(token.is_agent());
    assert_eq!(
        token.home(),
        Some(Home::Deployment(DeploymentId::new("d1")))
    );
    assert_eq!(token.home_grant(), None);
    assert!(!token.hides_home());
    assert!(token.grants.as_ref().unwrap().is_empty());
    assert_eq!(token.kind, Kind::Agent);
    let other = interner.token(wire);
    assert!(!other.is_agent());
    assert_eq!((other.home(), other.grants), (None, None));
}
