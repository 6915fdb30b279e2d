//! Changes by Workspace.

use crate::generate::{names, organization, role_of, wire_role};
use astro_tokens::grants::{Change, ChangesOf, Grants, diff, grouped};
use astro_tokens::id::WorkspaceId;
use astro_tokens::model::EntityType::{self, Dag, DagTag, Deployment, Organization, Workspace};
use astro_tokens::names::Names;
use astro_tokens::token::Interner;
use proptest::prelude::*;

fn grants() -> impl Strategy<Value = Grants> {
    proptest::collection::vec(wire_role(), 0..12)
        .prop_map(|roles| Interner::default().grants(roles))
}

fn workspace(id: &str) -> ChangesOf {
    ChangesOf::Workspace(WorkspaceId::new(id))
}

#[test]
fn by_workspace_then_deployment() {
    let to = Interner::default().grants(vec![
        role_of(Organization, "org", "ORGANIZATION_MEMBER", None),
        role_of(Workspace, "w1", "WORKSPACE_AUTHOR", None),
        role_of(Workspace, "w2", "WORKSPACE_AUTHOR", None),
        role_of(Deployment, "d0", "DEPLOYMENT_ADMIN", None),
        role_of(Deployment, "d1", "DEPLOYMENT_ADMIN", None),
        role_of(Deployment, "d5", "DEPLOYMENT_ADMIN", None),
        role_of(Dag, "b", "DAG_VIEWER", Some("d1")),
        role_of(DagTag, "a", "DAG_VIEWER", Some("d0")),
        role_of(Dag, "lost", "DAG_VIEWER", None),
        role_of(EntityType::from("CLUSTER"), "c", "CLUSTER_ADMIN", None),
    ]);
    let groups = grouped(diff(&Grants::default(), &to), &names());
    let shown: Vec<(ChangesOf, Vec<&str>)> = groups
        .iter()
        .map(|group| {
            let ids = group.changes.iter().map(|change| &*change.key.entity_id);
            (group.of.clone(), ids.collect())
        })
        .collect();
    assert_eq!(
        shown,
        [
            (ChangesOf::Organization(organization()), vec!["org"]),
            // Finance marts, with prod-etl before staging-etl.
            (workspace("w0"), vec!["d0", "a", "d1", "b"]),
            // Growth ANALYTICS, then Ärzte.
            (workspace("w1"), vec!["w1"]),
            (workspace("w2"), vec!["w2"]),
            (ChangesOf::Elsewhere, vec!["lost", "c", "d5"]),
        ]
    );
}

proptest! {
    #[test]
    fn each_change_is_in_one_group_and_no_group_is_empty(from in grants(), to in grants(), seed in any::<u64>()) {
        let changes = diff(&from, &to);
        let groups = grouped(changes.clone(), &names());
        prop_assert!(groups.iter().all(|group| !group.changes.is_empty()));
        for (at, group) in groups.iter().enumerate() {
            prop_assert!(groups.iter().skip(at + 1).all(|other| other.of != group.of));
        }
        let mut all: Vec<Change> = groups.iter().flat_map(|group| group.changes.clone()).collect();
        all.sort_by(|this, other| this.key.cmp(&other.key));
        prop_assert_eq!(&all, &changes);
        // The order in which changes come does not matter.
        let mut turned = changes;
        let by = seed as usize % turned.len().max(1);
        turned.rotate_left(by);
        prop_assert_eq!(grouped(turned.clone(), &names()), groups);
        let without_names = grouped(turned, &Names::default());
        prop_assert_eq!(without_names.iter().map(|group| group.changes.len()).sum::<usize>(), all.len());
    }
}
