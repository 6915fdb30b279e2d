//! Custom and built-in roles on the wire.

use crate::id::{RoleId, WorkspaceId};
use crate::model::read::{
    Fields, Read, Unexpected, deserialize_by_reading, read_enums, read_pages,
};
use crate::text::open_enum;
use serde::Serialize;
use serde_json_borrow::Value;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    pub id: RoleId,
    /// What a grant stores.
    pub name: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    pub scope_type: RoleScopeType,
    /// Workspaces in which the role may be used; empty means all.
    pub restricted_workspace_ids: Vec<WorkspaceId>,
}

/// A custom role with what it allows, as it is answered alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleWithPermissions {
    #[serde(flatten)]
    pub role: Role,
    pub permissions: Vec<Arc<str>>,
}

/// A built-in role as the API describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DefaultRole {
    pub name: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    pub scope_type: RoleScopeType,
    pub permissions: Vec<Arc<str>>,
}

/// One page of a list of custom roles, with the built-in ones when they were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RolesPage {
    pub roles: Vec<Role>,
    /// Not counted in `total_count`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_roles: Vec<DefaultRole>,
    pub total_count: u64,
    pub limit: u64,
    pub offset: u64,
}

impl Read for Role {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            id: fields.required("id")?,
            name: fields.required("name")?,
            description: fields.maybe("description")?,
            scope_type: fields.required("scopeType")?,
            restricted_workspace_ids: fields.or_default("restrictedWorkspaceIds")?,
        })
    }
}

impl Read for RoleWithPermissions {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        Ok(Self {
            role: Role::read(value)?,
            permissions: Fields::of(value)?.or_default("permissions")?,
        })
    }
}

impl Read for DefaultRole {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            name: fields.required("name")?,
            description: fields.maybe("description")?,
            scope_type: fields.required("scopeType")?,
            permissions: fields.or_default("permissions")?,
        })
    }
}

read_enums!(RoleScopeType);
read_pages!(RolesPage {
    roles: "roles",
    default_roles: "defaultRoles"
});
deserialize_by_reading!(Role, RoleWithPermissions, DefaultRole, RolesPage);
