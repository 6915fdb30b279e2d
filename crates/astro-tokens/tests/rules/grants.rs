//! Implied roles against the table, and the tree.

use crate::generate::{names, organization, role_of, wire_role};
use astro_tokens::grants::{Change, Grants, Place};
use astro_tokens::id::{DagId, DeploymentId, OrganizationId, WorkspaceId};
use astro_tokens::model::EntityType::{self, Dag, DagTag, Deployment, Organization, Workspace};
use astro_tokens::roles::{self, BUILT_IN};
use astro_tokens::token::Interner;
use proptest::prelude::*;
use std::sync::Arc;

fn workspace(id: &str) -> Place {
    Place::Workspace(WorkspaceId::new(id))
}

fn deployment(id: &str) -> Place {
    Place::Deployment(DeploymentId::new(id))
}

fn dag(deployment: &str) -> Place {
    Place::Dag {
        deployment: Some(DeploymentId::new(deployment)),
        id: DagId::new("a"),
    }
}

fn tag(deployment: &str) -> Place {
    Place::DagTag {
        deployment: Some(DeploymentId::new(deployment)),
        tag: Arc::from("pii"),
    }
}

fn one(level: EntityType, id: &str, role: &str) -> Grants {
    let held_by = matches!(level, Dag | DagTag).then_some("d0");
    Interner::default().grants(vec![role_of(level, id, role, held_by)])
}

fn implied(grants: &Grants, place: &Place) -> Option<String> {
    let found = grants.implied(place, &names());
    assert!(found.len() <= 1);
    found.first().map(|implied| {
        assert_eq!(Some(implied.through), grants.iter().next());
        implied.role.to_owned()
    })
}

#[test]
fn an_organization_owner_owns_everything_below() {
    let owner = one(Organization, "org", "ORGANIZATION_OWNER");
    for id in ["w0", "w9"] {
        assert_eq!(
            implied(&owner, &workspace(id)).as_deref(),
            Some("WORKSPACE_OWNER")
        );
    }
    for id in ["d0", "d5"] {
        assert_eq!(
            implied(&owner, &deployment(id)).as_deref(),
            Some("DEPLOYMENT_ADMIN")
        );
        assert_eq!(implied(&owner, &dag(id)).as_deref(), Some("DAG_AUTHOR"));
        assert_eq!(implied(&owner, &tag(id)).as_deref(), Some("DAG_AUTHOR"));
    }
    assert_eq!(implied(&owner, &Place::Organization(organization())), None);
}

#[test]
fn a_workspace_role_reaches_its_own_deployments() {
    let expected = [
        (
            "WORKSPACE_OWNER",
            Some("DEPLOYMENT_ADMIN"),
            Some("DAG_AUTHOR"),
        ),
        ("WORKSPACE_OPERATOR", Some("WORKSPACE_OPERATOR"), None),
        ("WORKSPACE_AUTHOR", Some("WORKSPACE_AUTHOR"), None),
        ("WORKSPACE_MEMBER", Some("WORKSPACE_MEMBER"), None),
        ("WORKSPACE_ACCESSOR", None, None),
        ("a custom role", None, None),
    ];
    for (role, on_deployment, on_dag) in expected {
        let grants = one(Workspace, "w0", role);
        for id in ["d0", "d1"] {
            assert_eq!(
                implied(&grants, &deployment(id)).as_deref(),
                on_deployment,
                "{role}"
            );
            assert_eq!(implied(&grants, &dag(id)).as_deref(), on_dag, "{role}");
            assert_eq!(implied(&grants, &tag(id)).as_deref(), on_dag, "{role}");
        }
        // In another Workspace, and of unknown Workspace.
        for id in ["d2", "d5"] {
            assert_eq!(implied(&grants, &deployment(id)), None, "{role}");
            assert_eq!(implied(&grants, &dag(id)), None, "{role}");
        }
        for id in ["w0", "w1"] {
            assert_eq!(implied(&grants, &workspace(id)), None, "{role}");
        }
    }
}

#[test]
fn a_deployment_admin_is_author_of_its_dags() {
    let admin = one(Deployment, "d5", "DEPLOYMENT_ADMIN");
    assert_eq!(implied(&admin, &dag("d5")).as_deref(), Some("DAG_AUTHOR"));
    assert_eq!(implied(&admin, &tag("d5")).as_deref(), Some("DAG_AUTHOR"));
    assert_eq!(implied(&admin, &dag("d0")), None);
    assert_eq!(implied(&admin, &deployment("d5")), None);
    assert_eq!(
        implied(&one(Deployment, "d0", "queue-reader"), &dag("d0")),
        None
    );
}

#[test]
fn nothing_else_implies_anything() {
    let places = [
        Place::Organization(organization()),
        workspace("w0"),
        deployment("d0"),
        dag("d0"),
        tag("d0"),
    ];
    for role in &BUILT_IN {
        if role.level.as_str() == "ORGANIZATION" && role.name != roles::ORGANIZATION_OWNER {
            let grants = one(Organization, "org", role.name);
            assert!(places.iter().all(|place| implied(&grants, place).is_none()));
        }
        // A role's name means nothing at another level, nor on an entity of an unknown type.
        for (level, id) in [
            (Dag, "a"),
            (DagTag, "pii"),
            (EntityType::from("CLUSTER"), "w0"),
        ] {
            let grants = one(level, id, role.name);
            assert!(places.iter().all(|place| implied(&grants, place).is_none()));
        }
    }
}

#[test]
fn the_tree() {
    let grants = Interner::default().grants(vec![
        role_of(Dag, "invoice", "DAG_VIEWER", Some("d0")),
        role_of(DagTag, "pii", "DAG_VIEWER", Some("d0")),
        role_of(Workspace, "w1", "WORKSPACE_AUTHOR", None),
        role_of(Organization, "org", "ORGANIZATION_MEMBER", None),
        role_of(Deployment, "d5", "DEPLOYMENT_ADMIN", None),
        role_of(Dag, "lost", "DAG_VIEWER", None),
        role_of(EntityType::from("CLUSTER"), "c", "CLUSTER_ADMIN", None),
        role_of(Organization, "another", "ORGANIZATION_MEMBER", None),
    ]);
    let rows: Vec<(usize, Place, usize)> = grants
        .tree(&organization(), &names())
        .into_iter()
        .map(|branch| (branch.level, branch.place, branch.grants.len()))
        .collect();
    let lost = Place::Dag {
        deployment: None,
        id: DagId::new("lost"),
    };
    let invoice = Place::Dag {
        deployment: Some(DeploymentId::new("d0")),
        id: DagId::new("invoice"),
    };
    let cluster = Place::Unknown {
        entity_type: Arc::from("CLUSTER"),
        entity_id: Arc::from("c"),
        deployment: None,
    };
    assert_eq!(
        rows,
        vec![
            (1, Place::Organization(OrganizationId::new("another")), 1),
            (1, Place::Organization(organization()), 1),
            (2, workspace("w0"), 0),
            (3, deployment("d0"), 0),
            (4, invoice, 1),
            (4, tag("d0"), 1),
            (2, workspace("w1"), 1),
            (1, deployment("d5"), 1),
            (1, lost, 1),
            (1, cluster, 1),
        ]
    );
}

proptest! {
    #[test]
    fn every_grant_stands_in_the_tree_once(roles in proptest::collection::vec(wire_role(), 0..12)) {
        let grants = Interner::default().grants(roles);
        let tree = grants.tree(&organization(), &names());
        let shown: Grants = tree.iter().flat_map(|branch| branch.grants.clone()).collect();
        let count: usize = tree.iter().map(|branch| branch.grants.len()).sum();
        prop_assert_eq!(count, grants.len());
        prop_assert_eq!(shown, grants);
        let mut level = 0;
        for branch in &tree {
            prop_assert!(branch.level >= 1 && branch.level <= level + 1, "a level was skipped");
            level = branch.level;
            prop_assert!(branch.grants.iter().all(|grant| grant.place() == branch.place));
        }
    }
    #[test]
    fn below_a_place_is_what_hangs_on_its_branch(roles in proptest::collection::vec(wire_role(), 0..16)) {
        let grants = Interner::default().grants(roles);
        let tree = grants.tree(&organization(), &names());
        for (at, branch) in tree.iter().enumerate() {
            let hanging: Vec<&Place> = tree
                .iter()
                .skip(at + 1)
                .take_while(|other| other.level > branch.level)
                .filter(|other| !other.grants.is_empty())
                .map(|other| &other.place)
                .collect();
            let below: Vec<Place> = grants.below(&branch.place, &names()).iter().map(|key| key.place()).collect();
            prop_assert_eq!(below.len(), hanging.len());
            prop_assert!(below.iter().all(|place| hanging.contains(&place)));
            let kept = grants.without_branch(&branch.place, &names());
            for grant in &grants {
                let goes = grant.place() == branch.place || hanging.contains(&&grant.place());
                prop_assert_eq!(kept.iter().any(|other| other == grant), !goes, "{:?}", grant);
            }
            prop_assert!(kept.len() <= grants.len());
        }
    }

    #[test]
    fn a_place_is_lost_once_no_role_is_left_there(
        before in proptest::collection::vec(wire_role(), 0..10),
        kept in proptest::collection::vec(any::<bool>(), 10),
    ) {
        let grants = Interner::default().grants(before);
        let after: Grants = grants.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(grant, _)| grant.clone()).collect();
        let names = names();
        let lost = grants.lost_places(&after, &names);
        let has = |grants: &Grants, place: &Place| {
            grants.iter().any(|grant| grant.place() == *place) || !grants.implied(place, &names).is_empty()
        };
        let known = (0..5).map(|at| deployment(&format!("d{at}")));
        let known = known.chain(names.workspaces().cloned().map(Place::Workspace));
        let all: std::collections::BTreeSet<Place> = grants.iter().map(|grant| grant.place()).chain(known).collect();
        let expected: Vec<Place> = all.into_iter().filter(|place| has(&grants, place) && !has(&after, place)).collect();
        prop_assert_eq!(lost, expected);
        prop_assert_eq!(grants.lost_places(&grants, &names), vec![]);
    }

    #[test]
    fn what_is_not_known_goes_with_nothing(roles in proptest::collection::vec(wire_role(), 0..16)) {
        let grants = Interner::default().grants(roles);
        let rootless = |place: &Place| match place {
            Place::Unknown { .. } => true,
            Place::Deployment(id) => id.as_str() == "d5",
            Place::Organization(_) | Place::Workspace(_) | Place::Dag { .. } | Place::DagTag { .. } => false,
        };
        for above in [Place::Organization(organization()), workspace("w0"), workspace("w1"), deployment("d0")] {
            let kept = grants.without_branch(&above, &names());
            for grant in grants.iter().filter(|grant| rootless(&grant.place())) {
                prop_assert!(kept.iter().any(|other| other == grant));
            }
        }
    }
}

#[test]
fn a_workspace_takes_its_deployments_and_their_dags_with_it() {
    let grants = Interner::default().grants(vec![
        role_of(Organization, "org", "ORGANIZATION_MEMBER", None),
        role_of(Workspace, "w0", "WORKSPACE_AUTHOR", None),
        role_of(Workspace, "w1", "WORKSPACE_AUTHOR", None),
        role_of(Deployment, "d0", "queue-reader", None),
        role_of(Deployment, "d2", "DEPLOYMENT_ADMIN", None),
        role_of(Dag, "invoice", "DAG_VIEWER", Some("d0")),
        role_of(DagTag, "pii", "DAG_VIEWER", Some("d1")),
        role_of(Dag, "invoice", "DAG_VIEWER", Some("d2")),
        role_of(
            EntityType::from("CLUSTER"),
            "c",
            "CLUSTER_ADMIN",
            Some("d0"),
        ),
    ]);
    let left = |place: &Place| -> Vec<String> {
        let kept = grants.without_branch(place, &names());
        kept.iter()
            .map(|grant| grant.entity_id.to_string())
            .collect()
    };
    assert_eq!(left(&workspace("w0")), ["org", "w1", "d2", "invoice", "c"]);
    assert_eq!(
        left(&deployment("d0")),
        ["org", "w0", "w1", "d2", "invoice", "pii", "c"]
    );
    // Nothing is held on d1 itself, and its Dags go all the same.
    assert_eq!(grants.below(&deployment("d1"), &names()).len(), 1);
    assert_eq!(grants.below(&workspace("w2"), &names()), vec![]);
}

#[test]
fn a_workspace_role_that_goes_takes_the_deployments_that_it_reached() {
    let before = Interner::default().grants(vec![
        role_of(Organization, "org", "ORGANIZATION_MEMBER", None),
        role_of(Workspace, "w0", "WORKSPACE_AUTHOR", None),
        role_of(Deployment, "d1", "queue-reader", None),
    ]);
    let key = before.keys().nth(1).unwrap();
    let lost = |after: &Grants| before.lost_places(after, &names());
    assert_eq!(
        lost(&before.without(&key)),
        [workspace("w0"), deployment("d0")],
        "it still has a role on d1"
    );
    assert_eq!(
        lost(&before.with_role(&key, Arc::from("WORKSPACE_ACCESSOR"))),
        [deployment("d0")]
    );
    assert_eq!(
        lost(&before.with_role(&key, Arc::from("WORKSPACE_MEMBER"))),
        []
    );
    let owner = before.with_role(
        &before.keys().next().unwrap(),
        Arc::from("ORGANIZATION_OWNER"),
    );
    assert_eq!(owner.lost_places(&owner.without(&key), &names()), []);
}

#[test]
fn lower_or_gone_takes_away_and_more_does_not() {
    let change = |before: &[&str], after: &[&str]| Change {
        key: workspace("w").key(),
        before: before.iter().map(|role| Arc::from(*role)).collect(),
        after: after.iter().map(|role| Arc::from(*role)).collect(),
    };
    for (before, after, expected) in [
        (&["WORKSPACE_MEMBER"][..], &["WORKSPACE_OWNER"][..], false),
        (&["WORKSPACE_OWNER"], &["WORKSPACE_MEMBER"], true),
        (&["WORKSPACE_OWNER"], &[], true),
        (&[], &["WORKSPACE_OWNER"], false),
        // What custom roles allow is not known here.
        (&["custom"], &["another"], true),
        (&["DEPLOYMENT_ADMIN"], &["custom"], true),
        (&["custom"], &["DEPLOYMENT_ADMIN"], false),
    ] {
        let takes_away = change(before, after).takes_away();
        assert_eq!(takes_away, expected, "{before:?} {after:?}");
    }
}
