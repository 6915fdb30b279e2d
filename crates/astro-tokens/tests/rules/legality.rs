//! Which sets of grants are legal, held against the table of the API reference row by row.

use crate::generate::{organization, role_of, scope, wire_role};
use astro_tokens::grants::{Grants, Illegality};
use astro_tokens::model::{ApiTokenRole, EntityType, Scope};
use astro_tokens::token::Interner;
use proptest::prelude::*;

const LEVELS: [EntityType; 5] = [
    EntityType::Organization,
    EntityType::Workspace,
    EntityType::Deployment,
    EntityType::Dag,
    EntityType::DagTag,
];

fn grants(roles: Vec<ApiTokenRole>) -> Grants {
    Interner::default().grants(roles)
}

fn one(level: &EntityType, id: &str) -> ApiTokenRole {
    let deployment = matches!(level, EntityType::Dag | EntityType::DagTag).then_some("d0");
    role_of(level.clone(), id, "any role", deployment)
}

fn home(level: &EntityType) -> ApiTokenRole {
    one(
        level,
        if *level == EntityType::Organization {
            "org"
        } else {
            "home"
        },
    )
}

fn is_legal(scope: &Scope, roles: Vec<ApiTokenRole>) -> bool {
    grants(roles)
        .illegalities(scope, &organization())
        .is_empty()
}

/// Scope, the level it must have once, and the levels it may have besides.
fn table() -> [(Scope, EntityType, Vec<EntityType>); 3] {
    use EntityType::{Dag, DagTag, Deployment, Organization, Workspace};
    [
        (
            Scope::Organization,
            Organization,
            vec![Workspace, Deployment, Dag, DagTag],
        ),
        (Scope::Workspace, Workspace, vec![Deployment, Dag, DagTag]),
        (Scope::Deployment, Deployment, vec![Dag, DagTag]),
    ]
}

#[test]
fn the_table() {
    for (scope, must, may) in table() {
        assert!(is_legal(&scope, vec![home(&must)]), "{scope} alone");
        assert!(!is_legal(&scope, vec![]), "{scope} with nothing");
        for level in &LEVELS {
            let beside = is_legal(&scope, vec![home(&must), one(level, "x"), one(level, "y")]);
            assert_eq!(beside, may.contains(level), "{scope} with two of {level}");
            let without = grants(vec![one(level, "x")]).illegalities(&scope, &organization());
            assert_eq!(
                without.contains(&Illegality::NoHomeGrant),
                *level != must,
                "{scope} with {level} alone"
            );
        }
        let unknown = role_of(EntityType::from("CLUSTER"), "c", "r", None);
        assert!(is_legal(&scope, vec![home(&must), unknown]));
    }
}

#[test]
fn reasons() {
    let second = one(&EntityType::Workspace, "w1");
    let found = grants(vec![one(&EntityType::Workspace, "w0"), second.clone()])
        .illegalities(&Scope::Workspace, &organization());
    assert!(
        matches!(&found[..], [Illegality::SecondHomeGrant(grant)] if grant.to_wire() == second)
    );

    let foreign = one(&EntityType::Organization, "another");
    let found = grants(vec![foreign.clone()]).illegalities(&Scope::Organization, &organization());
    assert!(
        matches!(&found[..], [Illegality::ForeignOrganization(grant)] if grant.to_wire() == foreign)
    );

    for level in [EntityType::Dag, EntityType::DagTag] {
        let homeless = role_of(level, "a", "DAG_VIEWER", None);
        let found = grants(vec![home(&EntityType::Deployment), homeless.clone()])
            .illegalities(&Scope::Deployment, &organization());
        assert!(
            matches!(&found[..], [Illegality::NoDeployment(grant)] if grant.to_wire() == homeless)
        );
    }
}

proptest! {
    #[test]
    fn a_legal_set_has_exactly_one_home_grant_and_nothing_above(
        scope in scope(), roles in proptest::collection::vec(wire_role(), 0..6),
    ) {
        let set = grants(roles);
        let count = |level: &EntityType| set.iter().filter(|grant| grant.entity_type == *level).count();
        let dags_have_deployments = set.iter().all(|grant| {
            !matches!(grant.entity_type, EntityType::Dag | EntityType::DagTag) || grant.deployment_id.is_some()
        });
        let expected = dags_have_deployments && match table().into_iter().find(|row| row.0 == scope) {
            None => true,
            Some((_, must, may)) => {
                count(&must) == 1
                    && LEVELS.iter().all(|level| *level == must || may.contains(level) || count(level) == 0)
            }
        };
        prop_assert_eq!(set.illegalities(&scope, &organization()).is_empty(), expected);
    }
}
