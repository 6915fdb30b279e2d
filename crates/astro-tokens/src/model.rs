//! The wire types of Astro's API v1: lenient on read, strict on write.
//!
//! Read: unknown fields are ignored, unknown enum values are kept as text, an optional field may be
//! absent or null, and so may an array; serde_json's errors then name a field and never quote a value.
//! Write: absent, never null. Field names and meaning are those
//! of the Astro API reference; instants are UTC.

mod change;
mod organization;
pub(crate) mod read;
mod role;
mod token;

pub use change::{CreateApiTokenRequest, UpdateApiTokenRequest, UpdateApiTokenRolesRequest};
pub use organization::{
    Deployment, DeploymentStatus, DeploymentsPage, Organization, OrganizationsPage,
    RemoteExecution, SelfUser, Workspace, WorkspacesPage,
};
pub use role::{DefaultRole, Role, RoleScopeType, RoleWithPermissions, RolesPage};
pub use token::{
    ApiToken, ApiTokenRole, ApiTokensPage, BasicSubjectProfile, EntityType, Kind, Scope,
    SubjectType,
};

use read::{Fields, Read, Unexpected, deserialize_by_reading};
use serde::Serialize;
use serde_json_borrow::Value;
use std::sync::Arc;

/// The body of every failed call. Everything may be missing when a proxy answered instead of Astro.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// Text for a person.
    pub message: Arc<str>,
    /// To be quoted to Astronomer's support.
    pub request_id: Arc<str>,
    /// A copy of the HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<i64>,
    /// One for each violated constraint of the request; with status 400 only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub field_errors: Vec<FieldError>,
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Name of the violated rule, such as `required`, `max` or `oneof`.
    pub code: Arc<str>,
    pub field: Arc<str>,
    /// Text for a person.
    pub message: Arc<str>,
}

impl Read for ErrorBody {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            message: fields.or_default("message")?,
            request_id: fields.or_default("requestId")?,
            status_code: fields.maybe("statusCode")?,
            field_errors: fields.or_default("fieldErrors")?,
        })
    }
}

impl Read for FieldError {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            code: fields.or_default("code")?,
            field: fields.or_default("field")?,
            message: fields.or_default("message")?,
        })
    }
}

deserialize_by_reading!(ErrorBody);
