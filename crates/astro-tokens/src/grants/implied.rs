//! What one grant gives elsewhere: an owner's role reaches down the tree, custom roles imply nothing.

use super::{Grant, Grants, Place};
use crate::id::{DeploymentId, WorkspaceId};
use crate::model::EntityType;
use crate::names::Names;
use crate::roles::{
    DAG_AUTHOR, DEPLOYMENT_ADMIN, ORGANIZATION_OWNER, WORKSPACE_ACCESSOR, WORKSPACE_OWNER, built_in,
};
use std::collections::BTreeSet;

/// A role that a token has at a place without a grant on that very place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Implied<'a> {
    pub role: &'a str,
    /// The grant that implies it.
    pub through: &'a Grant,
}

impl Grants {
    /// Roles that grants elsewhere give at this place. `names` knows which Workspace holds a
    /// Deployment; where it doesn't, the grants of that Workspace are not found.
    pub fn implied(&self, place: &Place, names: &Names) -> Vec<Implied<'_>> {
        self.iter()
            .filter_map(|grant| {
                let role = implied_role(grant, place, names)?;
                Some(Implied {
                    role,
                    through: grant,
                })
            })
            .collect()
    }
}

impl Grants {
    /// Whether there is a role at this place, held there or implied.
    pub fn reaches(&self, place: &Place, names: &Names) -> bool {
        self.iter()
            .any(|grant| grant.place() == *place || implied_role(grant, place, names).is_some())
    }

    /// Whether a role in this Workspace reaches the Deployments in it.
    pub fn reaches_deployments_of(&self, workspace: &WorkspaceId) -> bool {
        self.on(&EntityType::Workspace, workspace.as_str())
            .any(|grant| reaches_down(&grant.role))
    }

    /// Places that these grants reach and `after` does not, in order: those with a grant, and every known Workspace and
    /// Deployment.
    pub fn lost_places(&self, after: &Self, names: &Names) -> Vec<Place> {
        let held = self.keys().map(|key| key.place());
        let workspaces = names.workspaces().cloned().map(Place::Workspace);
        let deployments = names.deployments().cloned().map(Place::Deployment);
        let places: BTreeSet<Place> = held.chain(workspaces).chain(deployments).collect();
        places
            .into_iter()
            .filter(|place| self.reaches(place, names) && !after.reaches(place, names))
            .collect()
    }
}

fn implied_role<'a>(grant: &'a Grant, place: &Place, names: &Names) -> Option<&'a str> {
    match place {
        Place::Workspace(_) => on_workspace(grant),
        Place::Deployment(id) => on_deployment(grant, names.workspace_of(id.as_str())),
        Place::Dag { deployment, .. } | Place::DagTag { deployment, .. } => {
            let deployment = deployment.as_ref()?;
            on_dag(grant, deployment, names.workspace_of(deployment.as_str()))
        }
        Place::Organization(_) | Place::Unknown { .. } => None,
    }
}

fn on_workspace(grant: &Grant) -> Option<&'static str> {
    (grant.entity_type == EntityType::Organization && *grant.role == *ORGANIZATION_OWNER)
        .then_some(WORKSPACE_OWNER)
}

fn on_deployment<'a>(grant: &'a Grant, workspace: Option<&WorkspaceId>) -> Option<&'a str> {
    if on_workspace(grant).is_some() {
        return Some(DEPLOYMENT_ADMIN);
    }
    let is_above = grant.entity_type == EntityType::Workspace
        && workspace.is_some_and(|id| *id.as_str() == *grant.entity_id);
    match &*grant.role {
        WORKSPACE_OWNER if is_above => Some(DEPLOYMENT_ADMIN),
        role if is_above && reaches_down(role) => Some(role),
        _ => None,
    }
}

/// Whether a role in a Workspace is one on its Deployments, too.
fn reaches_down(role: &str) -> bool {
    role != WORKSPACE_ACCESSOR && built_in(role).is_some()
}

fn on_dag<'a>(
    grant: &'a Grant,
    deployment: &DeploymentId,
    workspace: Option<&WorkspaceId>,
) -> Option<&'a str> {
    let is_admin = on_deployment(grant, workspace) == Some(DEPLOYMENT_ADMIN)
        || grant.entity_type == EntityType::Deployment
            && *grant.entity_id == *deployment.as_str()
            && *grant.role == *DEPLOYMENT_ADMIN;
    is_admin.then_some(DAG_AUTHOR)
}
