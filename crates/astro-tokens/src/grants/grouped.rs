//! Changes as a person reads them: by Workspace and in it by Deployment, the Organization before them, and what belongs to
//! no known Workspace after them.

use super::{Change, Place};
use crate::id::{DeploymentId, OrganizationId, WorkspaceId};
use crate::names::Names;
use crate::query::lower_case;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a group of changes has in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangesOf {
    Organization(OrganizationId),
    Workspace(WorkspaceId),
    /// Deployments whose Workspace is not known, their Dags, and entity types that this version does not know.
    Elsewhere,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeGroup {
    pub of: ChangesOf,
    /// The Workspace first, then each Deployment with its Dags and Dag tags.
    pub changes: Vec<Change>,
}

/// Name in lower case, then the id, which tells equal names apart.
type Called = (String, Arc<str>);

/// Every change in exactly one group, no group empty. The order depends on the changes and the names alone.
pub fn grouped(changes: Vec<Change>, names: &Names) -> Vec<ChangeGroup> {
    let mut sorted: BTreeMap<_, Change> = BTreeMap::new();
    for change in changes {
        let place = change.key.place();
        let of = group_of(&place, names);
        let called = match &of {
            ChangesOf::Organization(id) => called(id.as_arc(), names.organization(id.as_str())),
            ChangesOf::Workspace(id) => called(id.as_arc(), names.workspace(id.as_str())),
            ChangesOf::Elsewhere => Called::default(),
        };
        let rank = match of {
            ChangesOf::Organization(_) => 0_u8,
            ChangesOf::Workspace(_) => 1,
            ChangesOf::Elsewhere => 2,
        };
        let deployment = deployment_of(&place).map(|id| called_deployment(id, names));
        sorted.insert((rank, called, of, deployment, change.key.clone()), change);
    }
    let mut groups: Vec<ChangeGroup> = Vec::new();
    for ((_, _, of, _, _), change) in sorted {
        match groups.last_mut() {
            Some(group) if group.of == of => group.changes.push(change),
            _ => groups.push(ChangeGroup {
                of,
                changes: vec![change],
            }),
        }
    }
    groups
}

fn called(id: &Arc<str>, name: Option<&Arc<str>>) -> Called {
    (lower_case(name.unwrap_or(id)), id.clone())
}

fn called_deployment(id: &DeploymentId, names: &Names) -> Called {
    called(id.as_arc(), names.deployment(id.as_str()))
}

fn deployment_of(place: &Place) -> Option<&DeploymentId> {
    match place {
        Place::Deployment(id) => Some(id),
        Place::Dag { deployment, .. }
        | Place::DagTag { deployment, .. }
        | Place::Unknown { deployment, .. } => deployment.as_ref(),
        Place::Organization(_) | Place::Workspace(_) => None,
    }
}

fn group_of(place: &Place, names: &Names) -> ChangesOf {
    match place {
        Place::Organization(id) => ChangesOf::Organization(id.clone()),
        Place::Workspace(id) => ChangesOf::Workspace(id.clone()),
        Place::Unknown { .. } => ChangesOf::Elsewhere,
        Place::Deployment(_) | Place::Dag { .. } | Place::DagTag { .. } => deployment_of(place)
            .and_then(|id| names.workspace_of(id.as_str()))
            .map_or(ChangesOf::Elsewhere, |id| ChangesOf::Workspace(id.clone())),
    }
}
