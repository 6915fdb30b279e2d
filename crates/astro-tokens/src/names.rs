//! Names beside ids, and which Workspace holds a Deployment: what was loaded besides the tokens.

use crate::id::{DeploymentId, OrganizationId, WorkspaceId};
use crate::model::{Deployment, Organization, Workspace};
use std::collections::HashMap;
use std::sync::Arc;

/// What is known of the Organization's entities. An id that is missing here may still exist: the
/// caller may not be allowed to see it.
#[derive(Clone, Debug, Default)]
pub struct Names {
    organizations: HashMap<OrganizationId, Arc<str>>,
    workspaces: HashMap<WorkspaceId, Arc<str>>,
    deployments: HashMap<DeploymentId, (Arc<str>, WorkspaceId)>,
}

impl Names {
    pub fn add_organization(&mut self, organization: &Organization) {
        self.organizations
            .insert(organization.id.clone(), organization.name.clone());
    }

    pub fn add_workspace(&mut self, workspace: &Workspace) {
        self.workspaces
            .insert(workspace.id.clone(), workspace.name.clone());
    }

    /// A Deployment also tells the name of its Workspace, which the caller may not see by itself.
    pub fn add_deployment(&mut self, deployment: &Deployment) {
        if let Some(name) = &deployment.workspace_name {
            self.workspaces
                .entry(deployment.workspace_id.clone())
                .or_insert_with(|| name.clone());
        }
        self.deployments.insert(
            deployment.id.clone(),
            (deployment.name.clone(), deployment.workspace_id.clone()),
        );
    }

    pub fn organization(&self, id: &str) -> Option<&Arc<str>> {
        self.organizations.get(id)
    }

    pub fn workspace(&self, id: &str) -> Option<&Arc<str>> {
        self.workspaces.get(id)
    }

    pub fn deployment(&self, id: &str) -> Option<&Arc<str>> {
        self.deployments.get(id).map(|(name, _)| name)
    }

    pub fn workspace_of(&self, deployment: &str) -> Option<&WorkspaceId> {
        self.deployments
            .get(deployment)
            .map(|(_, workspace)| workspace)
    }

    pub fn workspaces(&self) -> impl Iterator<Item = &WorkspaceId> {
        self.workspaces.keys()
    }

    /// Those whose Workspace is known.
    pub fn deployments(&self) -> impl Iterator<Item = &DeploymentId> {
        self.deployments.keys()
    }

    /// Ids and names of all entities.
    pub fn all(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        let organizations = self
            .organizations
            .iter()
            .map(|(id, name)| (id.as_arc(), name));
        let workspaces = self.workspaces.iter().map(|(id, name)| (id.as_arc(), name));
        let deployments = self
            .deployments
            .iter()
            .map(|(id, (name, _))| (id.as_arc(), name));
        organizations.chain(workspaces).chain(deployments)
    }
}
