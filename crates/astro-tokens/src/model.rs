//! The wire types of Astro's API v1: lenient on read, strict on write.
//!
//! Read: unknown fields are ignored, unknown enum values are kept as text, an optional field may be
//! absent or null, and so may an array. Write: absent, never null. Field names and meaning are those
//! of the Astro API reference; instants are UTC.

mod organization;
mod role;
mod token;

pub use organization::{
    Deployment, DeploymentStatus, DeploymentsPage, Organization, OrganizationsPage,
    RemoteExecution, SelfUser, Workspace, WorkspacesPage,
};
pub use role::{DefaultRole, Role, RoleScopeType, RolesPage};
pub use token::{
    ApiToken, ApiTokenRole, ApiTokensPage, BasicSubjectProfile, EntityType, Kind, Scope,
    SubjectType,
};

use crate::text::or_default;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Decodes an answer's body. The error says where it broke and never quotes the body, which may
/// hold a secret.
pub fn decode<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    serde_json::from_slice(body).map_err(|error| DecodeError {
        line: error.line(),
        column: error.column(),
        is_json: error.is_data(),
    })
}

/// Where a body stopped making sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Counted from 1.
    pub line: usize,
    /// In bytes, counted from 1.
    pub column: usize,
    /// The body is JSON, but not of the expected shape.
    pub is_json: bool,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_json {
            "an unexpected value"
        } else {
            "no valid JSON"
        };
        write!(f, "{what} at line {}, column {}", self.line, self.column)
    }
}

impl std::error::Error for DecodeError {}

/// The body of every failed call. Everything may be missing when a proxy answered instead of Astro.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorBody {
    /// Text for a person.
    #[serde(deserialize_with = "or_default")]
    pub message: Arc<str>,
    /// To be quoted to Astronomer's support.
    #[serde(deserialize_with = "or_default")]
    pub request_id: Arc<str>,
    /// A copy of the HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<i64>,
    /// One for each violated constraint of the request; with status 400 only.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub field_errors: Vec<FieldError>,
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldError {
    /// Name of the violated rule, such as `required`, `max` or `oneof`.
    #[serde(deserialize_with = "or_default")]
    pub code: Arc<str>,
    #[serde(deserialize_with = "or_default")]
    pub field: Arc<str>,
    /// Text for a person.
    #[serde(deserialize_with = "or_default")]
    pub message: Arc<str>,
}
