//! Organizations, Workspaces, Deployments and the calling person: the fields that are used here.

use crate::id::{DeploymentId, OrganizationId, UserId, WorkspaceId};
use crate::text::{open_enum, or_default};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    pub id: OrganizationId,
    pub name: Arc<str>,
    /// At least one range is configured, so that calls from other addresses are refused.
    #[serde(default, deserialize_with = "or_default")]
    pub has_allowed_ip_address_ranges: bool,
}

/// One page of a list of Organizations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationsPage {
    #[serde(default, deserialize_with = "or_default")]
    pub organizations: Vec<Organization>,
    pub total_count: u64,
    pub limit: u64,
    pub offset: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workspace {
    pub id: WorkspaceId,
    pub name: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
}

/// One page of a list of Workspaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkspacesPage {
    #[serde(default, deserialize_with = "or_default")]
    pub workspaces: Vec<Workspace>,
    pub total_count: u64,
    pub limit: u64,
    pub offset: u64,
}

open_enum! {
    pub enum DeploymentStatus {
        Creating = "CREATING",
        Deploying = "DEPLOYING",
        Healthy = "HEALTHY",
        Unhealthy = "UNHEALTHY",
        NotKnown = "UNKNOWN",
        Hibernating = "HIBERNATING",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    pub id: DeploymentId,
    pub name: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    pub workspace_id: WorkspaceId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_name: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<DeploymentStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub astro_runtime_version: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_execution: Option<RemoteExecution>,
}

impl Deployment {
    /// Remote execution is on, so that agent tokens exist for it.
    pub fn has_agents(&self) -> bool {
        self.remote_execution
            .as_ref()
            .is_some_and(|remote| remote.enabled)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteExecution {
    #[serde(default, deserialize_with = "or_default")]
    pub enabled: bool,
}

/// One page of a list of Deployments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentsPage {
    #[serde(default, deserialize_with = "or_default")]
    pub deployments: Vec<Deployment>,
    pub total_count: u64,
    pub limit: u64,
    pub offset: u64,
}

/// The person whose session token makes the calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfUser {
    pub id: UserId,
    #[serde(default, deserialize_with = "or_default")]
    pub username: Arc<str>,
    #[serde(default, deserialize_with = "or_default")]
    pub full_name: Arc<str>,
    /// The Organization that is theirs first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<OrganizationId>,
}
