//! What may be added at which home, held against what is legal; and which roles are offered at which level.

use crate::generate::{names, organization, role_of, wire_role};
use astro_tokens::grants::{Grant, Grants, Parted, typed_ids};
use astro_tokens::id::{DeploymentId, OrganizationId, RoleId, WorkspaceId};
use astro_tokens::model::EntityType::{self, Dag, DagTag, Deployment, Organization, Workspace};
use astro_tokens::model::{Role, RoleScopeType, Scope};
use astro_tokens::roles;
use astro_tokens::token::{Home, Interner};
use proptest::prelude::*;
use std::sync::Arc;

fn homes() -> [(Home, Scope, Grant); 3] {
    let one = |level, id: &str, role| {
        let grants = Interner::default().grants(vec![role_of(level, id, role, None)]);
        grants.iter().next().unwrap().clone()
    };
    [
        (
            Home::Organization(OrganizationId::new("org")),
            Scope::Organization,
            one(Organization, "org", "ORGANIZATION_MEMBER"),
        ),
        (
            Home::Workspace(WorkspaceId::new("w0")),
            Scope::Workspace,
            one(Workspace, "w0", "WORKSPACE_MEMBER"),
        ),
        (
            Home::Deployment(DeploymentId::new("d0")),
            Scope::Deployment,
            one(Deployment, "d0", "DEPLOYMENT_ADMIN"),
        ),
    ]
}

#[test]
fn levels_by_home() {
    let expected: [&[EntityType]; 3] = [
        &[Workspace, Deployment, Dag, DagTag],
        &[Deployment, Dag, DagTag],
        &[Dag, DagTag],
    ];
    for ((home, ..), expected) in homes().iter().zip(expected) {
        assert_eq!(home.addable_levels().cloned().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_workspace_token_reaches_its_own_deployments_and_a_deployment_token_its_own_dags() {
    let may = |home: usize, level: EntityType, id: &str, deployment: Option<&str>| {
        let grants = Interner::default().grants(vec![role_of(level, id, "any", deployment)]);
        let key = grants.keys().next().unwrap();
        homes()[home].0.may_add(&key, &names())
    };
    assert!(
        may(0, Deployment, "d2", None)
            && may(0, Dag, "a", Some("d2"))
            && may(0, Workspace, "w9", None)
    );
    for id in ["d0", "d1", "d5"] {
        assert!(
            may(1, Deployment, id, None) && may(1, DagTag, "a", Some(id)),
            "{id}: in w0, or not known"
        );
    }
    for id in ["d2", "d4"] {
        assert!(
            !may(1, Deployment, id, None) && !may(1, Dag, "a", Some(id)),
            "{id}"
        );
    }
    assert!(
        may(2, Dag, "a", Some("d0"))
            && !may(2, Dag, "a", Some("d1"))
            && !may(2, Deployment, "d0", None)
    );
    assert!(!may(0, Dag, "a", None) && !may(0, Dag, "", Some("d0")));
    assert!(!may(0, EntityType::from("CLUSTER"), "c", None));
}

fn custom(name: &str, level: RoleScopeType, restricted: &[&str]) -> Role {
    Role {
        id: RoleId::new(name),
        name: Arc::from(name),
        description: None,
        scope_type: level,
        restricted_workspace_ids: restricted.iter().map(|id| WorkspaceId::new(*id)).collect(),
    }
}

#[test]
fn roles_by_level_and_workspace() {
    let all = [
        custom("queue-reader", RoleScopeType::Deployment, &[]),
        custom("backfill-only", RoleScopeType::Dag, &[]),
        custom("deployer", RoleScopeType::Deployment, &["w1"]),
        // Stands for the built-in one, which is offered once.
        custom("DEPLOYMENT_ADMIN", RoleScopeType::Deployment, &[]),
    ];
    let offered = |level, workspace: Option<&str>| {
        let workspace = workspace.map(WorkspaceId::new);
        roles::offered(&level, &all, workspace.as_ref())
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        offered(RoleScopeType::Deployment, Some("w0")),
        ["DEPLOYMENT_ADMIN", "queue-reader"]
    );
    assert_eq!(
        offered(RoleScopeType::Deployment, Some("w1")),
        ["DEPLOYMENT_ADMIN", "deployer", "queue-reader"]
    );
    assert_eq!(
        offered(RoleScopeType::Deployment, None),
        ["DEPLOYMENT_ADMIN", "deployer", "queue-reader"]
    );
    assert_eq!(
        offered(RoleScopeType::Dag, Some("w1")),
        ["DAG_AUTHOR", "DAG_VIEWER", "backfill-only"]
    );
    assert_eq!(offered(RoleScopeType::Workspace, Some("w0")).len(), 5);
    assert_eq!(offered(RoleScopeType::Organization, None).len(), 5);
    assert_eq!(roles::level_on(&DagTag), Some(RoleScopeType::Dag));
    assert_eq!(roles::level_on(&EntityType::from("CLUSTER")), None);
}

#[test]
fn typed_ids_are_parted_by_lines_and_where_that_is_safe_by_commas() {
    let typed = " a b/c%20 ,<b>x</b>\r\n\n\u{5d0}\u{5d1}, a b/c%20\n";
    let ids = |parted| {
        typed_ids(typed, parted)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(Parted::ByLineOrComma),
        ["a b/c%20", "<b>x</b>", "\u{5d0}\u{5d1}"]
    );
    assert_eq!(
        ids(Parted::ByLine),
        ["a b/c%20 ,<b>x</b>", "\u{5d0}\u{5d1}, a b/c%20"]
    );
}

proptest! {
    #[test]
    fn typed_ids_come_back_as_they_were(text in any::<String>()) {
        for parted in [Parted::ByLine, Parted::ByLineOrComma] {
            let ids = typed_ids(&text, parted);
            prop_assert!(ids.iter().all(|id| !id.is_empty() && id.trim() == &**id && text.contains(&**id)));
            let lines: Vec<&str> = ids.iter().map(|id| &**id).collect();
            prop_assert_eq!(typed_ids(&lines.join("\n"), parted), ids);
        }
    }


    #[test]
    fn what_is_offered_is_legal_and_what_is_legal_at_a_known_level_is_offered(role in wire_role()) {
        let added = Interner::default().grants(vec![role]).iter().next().unwrap().clone();
        for (home, scope, at_home) in homes() {
            let set: Grants = [at_home, added.clone()].into_iter().collect();
            let is_legal = set.illegalities(&scope, &organization()).is_empty() && set.len() == 2;
            let is_offered = home.may_add(&added.key(), &names());
            prop_assert!(!is_offered || is_legal, "{:?} at {:?}", added, home);
            let is_known = !matches!(added.entity_type, EntityType::Unknown(_));
            if matches!(home, Home::Organization(_)) && is_known {
                prop_assert_eq!(is_offered, is_legal);
            }
        }
    }
}
