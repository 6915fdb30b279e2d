//! Custom and built-in roles on the wire.

use crate::id::{RoleId, WorkspaceId};
use crate::text::{open_enum, or_default};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

open_enum! {
    /// The level at which a role can be granted.
    pub enum RoleScopeType {
        Organization = "ORGANIZATION",
        Workspace = "WORKSPACE",
        Deployment = "DEPLOYMENT",
        Dag = "DAG",
        /// Astro's own; never granted to a token.
        System = "SYSTEM",
    }
}

/// A custom role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    pub id: RoleId,
    /// What a grant stores.
    pub name: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    pub scope_type: RoleScopeType,
    /// Workspaces in which the role may be used; empty means all.
    #[serde(default, deserialize_with = "or_default")]
    pub restricted_workspace_ids: Vec<WorkspaceId>,
}

/// A built-in role as the API describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DefaultRole {
    pub name: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    pub scope_type: RoleScopeType,
    #[serde(default, deserialize_with = "or_default")]
    pub permissions: Vec<Arc<str>>,
}

/// One page of a list of custom roles, with the built-in ones when they were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RolesPage {
    #[serde(default, deserialize_with = "or_default")]
    pub roles: Vec<Role>,
    /// Not counted in `total_count`.
    #[serde(
        default,
        deserialize_with = "or_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub default_roles: Vec<DefaultRole>,
    pub total_count: u64,
    pub limit: u64,
    pub offset: u64,
}
