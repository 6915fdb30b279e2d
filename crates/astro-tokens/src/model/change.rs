//! What is sent to create or change a token. Absent, never null.

use super::{ApiTokenRole, Kind, Scope};
use serde::Serialize;
use std::sync::Arc;

/// A token to be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateApiTokenRequest {
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    pub kind: Kind,
    pub scope: Scope,
    /// Id of the Workspace or Deployment; absent at Organization scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_id: Option<Arc<str>>,
    /// The one role at the level of `scope`.
    pub role: Arc<str>,
    /// 1 to 3650 days; absent for a token that never expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_expiry_period_in_days: Option<u16>,
}

/// An agent token to be created. It has no role, no kind and no scope to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateAgentTokenRequest {
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// 1 to 3650 days; absent for a token that never expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_expiry_period_in_days: Option<u16>,
}

/// The new name and description of a token. Both are always sent: what the API does with an absent description is not
/// documented, and an empty one clears it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UpdateApiTokenRequest {
    /// 1 to 256 characters.
    pub name: String,
    /// At most 500 characters.
    pub description: String,
}

/// The whole new set of grants: whatever is left out is revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UpdateApiTokenRolesRequest {
    pub roles: Vec<ApiTokenRole>,
}
