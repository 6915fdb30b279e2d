//! The list of a place: which role counts there, who holds one on each Deployment, and what its caller may write.

use crate::generate::{names, now, plain_token, role_of, tokens, wire_role};
use astro_tokens::grants::{Grants, Place};
use astro_tokens::holders::{Holders, holders};
use astro_tokens::id::{DeploymentId, OrganizationId, WorkspaceId};
use astro_tokens::model::{EntityType, Scope};
use astro_tokens::query::{Column, Filter, Matcher, Query, Sort};
use astro_tokens::rights::Rights;
use astro_tokens::roles;
use astro_tokens::token::{Interner, Token};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn workspace(id: u8) -> Place {
    Place::Workspace(WorkspaceId::new(format!("w{id}")))
}

fn deployment(id: u8) -> Place {
    Place::Deployment(DeploymentId::new(format!("d{id}")))
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![(0..4u8).prop_map(workspace), (0..6u8).prop_map(deployment)]
}

fn any_place() -> impl Strategy<Value = Place> {
    let grant = wire_role().prop_map(|role| {
        let grants = Interner::default().grants(vec![role]);
        grants.iter().next().unwrap().place()
    });
    prop_oneof![place(), grant]
}

fn held(token: &Token, place: &Place) -> BTreeSet<Arc<str>> {
    let grants = token.grants.iter().flatten();
    let here = grants.filter(|grant| grant.place() == *place);
    here.map(|grant| grant.role.clone()).collect()
}

fn is(grants: &Grants, level: &EntityType, id: Option<&str>, role: &str) -> bool {
    grants.iter().any(|grant| {
        grant.entity_type == *level
            && id.is_none_or(|id| *grant.entity_id == *id)
            && *grant.role == *role
    })
}

/// The table, read as it stands.
fn may_write(grants: &Grants, place: &Place) -> bool {
    let owns = |id: &str| is(grants, &EntityType::Workspace, Some(id), "WORKSPACE_OWNER");
    let administers = |id: &DeploymentId| {
        let parent = match id.as_str() {
            "d0" | "d1" => Some("w0"),
            "d2" | "d3" => Some("w1"),
            "d4" => Some("w2"),
            _ => None,
        };
        is(
            grants,
            &EntityType::Deployment,
            Some(id.as_str()),
            "DEPLOYMENT_ADMIN",
        ) || match parent {
            Some(parent) => owns(parent),
            // Which Workspace holds it is not known: it may be one that is owned.
            None => is(grants, &EntityType::Workspace, None, "WORKSPACE_OWNER"),
        }
    };
    is(
        grants,
        &EntityType::Organization,
        None,
        "ORGANIZATION_OWNER",
    ) || match place {
        Place::Workspace(id) => owns(id.as_str()),
        Place::Deployment(id) => administers(id),
        Place::Dag { deployment, .. } | Place::DagTag { deployment, .. } => {
            deployment.as_ref().is_some_and(administers)
        }
        Place::Organization(_) | Place::Unknown { .. } => false,
    }
}

proptest! {
    #[test]
    fn what_is_predicted_is_the_table_of_rights(
        roles in proptest::collection::vec(wire_role(), 0..6),
        place in any_place(),
    ) {
        let grants = Interner::default().grants(roles);
        let expected = may_write(&grants, &place);
        prop_assert_eq!(Rights::Held(grants).may_write(&place, &names()), expected);
        prop_assert!(Rights::Unknown.may_write(&place, &names()));
        prop_assert_eq!(
            Rights::BelowOwner.may_write(&place, &names()),
            !matches!(place, Place::Organization(_))
        );
    }

    #[test]
    fn a_role_in_the_list_of_a_place_is_one_that_is_held_there(tokens in tokens(), place in place()) {
        let key = place.key();
        let roles: BTreeSet<Arc<str>> = tokens.iter().flat_map(|token| held(token, &place)).collect();
        for role in roles {
            let query = Query { filters: BTreeSet::from([Filter::Role(role.clone())]), ..Query::default() };
            let mut matcher = Matcher::new(&query, &names(), now()).here(Some(key.clone()));
            for token in &tokens {
                prop_assert_eq!(matcher.matches(token), held(token, &place).contains(&role));
            }
        }
    }

    #[test]
    fn the_list_of_a_place_goes_by_the_most_senior_role_there(tokens in tokens(), place in place()) {
        let key = place.key();
        let sort = Sort { column: Column::Role, descending: false };
        let senior = |token: &Token| {
            let held = held(token, &place);
            let order = held.iter().map(|role| roles::order(role).0).min();
            order.unwrap_or(usize::MAX)
        };
        for one in &tokens {
            for other in &tokens {
                if senior(one) < senior(other) {
                    let here = Some(&key);
                    prop_assert!(sort.key_here(one, &names(), here) < sort.key_here(other, &names(), here));
                }
            }
        }
    }

    #[test]
    fn each_token_is_counted_once_on_each_deployment(tokens in tokens()) {
        let home = WorkspaceId::new("w0");
        let ids = [DeploymentId::new("d0"), DeploymentId::new("d1")];
        let found = holders(&ids, &home, &tokens);
        prop_assert_eq!(found.len(), ids.len());
        for id in &ids {
            let place = Place::Deployment(id.clone());
            let mut expected = Holders::default();
            for token in &tokens {
                let on_it = !held(token, &place).is_empty();
                let implied = token.grants.as_ref().is_some_and(|grants| {
                    let implied = grants.implied(&place, &names());
                    implied.iter().any(|implied| implied.through.entity_type == EntityType::Workspace)
                });
                match (on_it, token.is_at_home(&place)) {
                    (true, true) => expected.own += 1,
                    (true, false) => expected.assigned += 1,
                    (false, _) => expected.through_workspace += usize::from(implied),
                }
            }
            prop_assert_eq!(found.get(id), Some(&expected));
        }
    }
}

#[test]
fn a_home_is_the_place_itself_and_no_other() {
    let mut token = plain_token();
    assert!(token.is_at_home(&Place::Organization(OrganizationId::new("org"))));
    token.scope = Scope::Workspace;
    token.grants = Some(Interner::default().grants(vec![
        role_of(EntityType::Workspace, "w0", "WORKSPACE_MEMBER", None),
        role_of(EntityType::Deployment, "d0", "DEPLOYMENT_ADMIN", None),
    ]));
    assert!(token.is_at_home(&workspace(0)));
    assert!(!token.is_at_home(&workspace(1)));
    assert!(!token.is_at_home(&deployment(0)));
}
