//! Organizations, Workspaces, Deployments and the calling person: the fields that are used here.

use crate::id::{DeploymentId, OrganizationId, UserId, WorkspaceId};
use crate::model::read::{
    Fields, Read, Unexpected, deserialize_by_reading, read_enums, read_pages,
};
use crate::text::open_enum;
use serde::Serialize;
use serde_json_borrow::Value;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    pub id: OrganizationId,
    pub name: Arc<str>,
    /// At least one range is configured, so that calls from other addresses are refused.
    pub has_allowed_ip_address_ranges: bool,
}

/// One page of a list of Organizations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationsPage {
    pub organizations: Vec<Organization>,
    pub total_count: u64,
    pub limit: u64,
    pub offset: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workspace {
    pub id: WorkspaceId,
    pub name: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
}

/// One page of a list of Workspaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkspacesPage {
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    pub id: DeploymentId,
    pub name: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    pub workspace_id: WorkspaceId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_name: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<DeploymentStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub astro_runtime_version: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemoteExecution {
    pub enabled: bool,
}

/// One page of a list of Deployments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentsPage {
    pub deployments: Vec<Deployment>,
    pub total_count: u64,
    pub limit: u64,
    pub offset: u64,
}

/// The person whose session token makes the calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfUser {
    pub id: UserId,
    pub username: Arc<str>,
    pub full_name: Arc<str>,
    /// The Organization that is theirs first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<OrganizationId>,
}

impl Read for Organization {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            id: fields.required("id")?,
            name: fields.required("name")?,
            has_allowed_ip_address_ranges: fields.or_default("hasAllowedIpAddressRanges")?,
        })
    }
}

impl Read for Workspace {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            id: fields.required("id")?,
            name: fields.required("name")?,
            description: fields.maybe("description")?,
        })
    }
}

impl Read for Deployment {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            id: fields.required("id")?,
            name: fields.required("name")?,
            description: fields.maybe("description")?,
            workspace_id: fields.required("workspaceId")?,
            workspace_name: fields.maybe("workspaceName")?,
            status: fields.maybe("status")?,
            astro_runtime_version: fields.maybe("astroRuntimeVersion")?,
            remote_execution: fields.maybe("remoteExecution")?,
        })
    }
}

impl Read for RemoteExecution {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            enabled: fields.or_default("enabled")?,
        })
    }
}

impl Read for SelfUser {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            id: fields.required("id")?,
            username: fields.or_default("username")?,
            full_name: fields.or_default("fullName")?,
            organization_id: fields.maybe("organizationId")?,
        })
    }
}

read_enums!(DeploymentStatus);
read_pages!(
    OrganizationsPage {
        organizations: "organizations"
    },
    WorkspacesPage {
        workspaces: "workspaces"
    },
    DeploymentsPage {
        deployments: "deployments"
    }
);
deserialize_by_reading!(
    Organization,
    OrganizationsPage,
    Workspace,
    WorkspacesPage,
    Deployment,
    DeploymentsPage,
    SelfUser
);
