//! Grants as a tree. Every grant is on exactly one branch: what has no known parent stands at the top.

use super::{Grant, Grants, Place};
use crate::id::{DeploymentId, OrganizationId, WorkspaceId};
use crate::names::Names;
use std::collections::BTreeMap;

/// One entity of the tree, in the order in which a tree grid shows its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// 1 at the top.
    pub level: usize,
    pub place: Place,
    /// Empty where only something further down has a grant.
    pub grants: Vec<Grant>,
}

#[derive(Default)]
struct Node {
    grants: Vec<Grant>,
    children: BTreeMap<Place, Node>,
}

impl Grants {
    /// The tree below the Organization. `names` knows which Workspace holds a Deployment.
    pub fn tree(&self, organization: &OrganizationId, names: &Names) -> Vec<Branch> {
        let mut top = Node::default();
        let root = Place::Organization(organization.clone());
        top.children.entry(root.clone()).or_default();
        for grant in self {
            let place = grant.place();
            let mut node = &mut top;
            for ancestor in ancestors(&place, &root, names) {
                node = node.children.entry(ancestor).or_default();
            }
            node.children
                .entry(place)
                .or_default()
                .grants
                .push(grant.clone());
        }
        let mut branches = Vec::new();
        flatten(top.children, 1, &mut branches);
        branches
    }
}

/// From the top down to the parent; empty for what stands at the top.
pub(super) fn ancestors(place: &Place, root: &Place, names: &Names) -> Vec<Place> {
    let above_deployment = |id: &DeploymentId| match names.workspace_of(id.as_str()) {
        Some(workspace) => vec![
            root.clone(),
            Place::Workspace(WorkspaceId::clone(workspace)),
        ],
        None => Vec::new(),
    };
    match place {
        Place::Workspace(_) => vec![root.clone()],
        Place::Deployment(id) => above_deployment(id),
        Place::Dag {
            deployment: Some(id),
            ..
        }
        | Place::DagTag {
            deployment: Some(id),
            ..
        } => {
            let mut above = above_deployment(id);
            above.push(Place::Deployment(id.clone()));
            above
        }
        Place::Organization(_)
        | Place::Dag { .. }
        | Place::DagTag { .. }
        | Place::Unknown { .. } => Vec::new(),
    }
}

fn flatten(children: BTreeMap<Place, Node>, level: usize, branches: &mut Vec<Branch>) {
    for (place, node) in children {
        branches.push(Branch {
            level,
            place,
            grants: node.grants,
        });
        flatten(node.children, level + 1, branches);
    }
}
