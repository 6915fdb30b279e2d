//! Tokens and their grants on the wire.

use crate::id::{DeploymentId, TokenId};
use crate::model::read::{
    Fields, Read, Unexpected, deserialize_by_reading, read_enums, read_pages,
};
use crate::secret::Secret;
use crate::text::open_enum;
use crate::timestamp::Timestamp;
use serde::Serialize;
use serde_json_borrow::Value;
use std::sync::Arc;

open_enum! {
    /// The level at which a token was created (its home scope); it never changes.
    pub enum Scope {
        Organization = "ORGANIZATION",
        Workspace = "WORKSPACE",
        Deployment = "DEPLOYMENT",
    }
}

open_enum! {
    pub enum Kind {
        Standard = "STANDARD",
        /// Reaches the Airflow API of a Deployment without the control plane.
        DirectAccess = "DIRECT_ACCESS",
        /// Of a remote execution agent. Astro lists these apart, on their Deployment, and names no such kind: it is given to
        /// them when they are read.
        Agent = "AGENT",
    }
}

impl Default for Kind {
    /// What the API takes when none is named.
    fn default() -> Self {
        Self::Standard
    }
}

open_enum! {
    /// The level to which a grant applies.
    pub enum EntityType {
        Organization = "ORGANIZATION",
        Workspace = "WORKSPACE",
        Deployment = "DEPLOYMENT",
        Dag = "DAG",
        DagTag = "DAG_TAG",
    }
}

open_enum! {
    pub enum SubjectType {
        /// A person.
        User = "USER",
        /// An API token.
        ServiceKey = "SERVICEKEY",
    }
}

/// A token as Astro sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    pub id: TokenId,
    /// Not unique, not even within a scope.
    pub name: Arc<str>,
    /// Empty when unset.
    pub description: Arc<str>,
    pub kind: Kind,
    pub scope: Scope,
    /// A fragment for recognising the token; not secret.
    pub short_token: Arc<str>,
    pub start_at: Timestamp,
    /// Absent when the token never expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_at: Option<Timestamp>,
    /// Lifetime chosen at creation; absent when the token never expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_period_in_days: Option<i64>,
    /// Absent when the token was never used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// Absent when the token was never rotated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_rotated_at: Option<Timestamp>,
    /// The secret value, in the answers to create and rotate only. It is read, never written.
    #[serde(skip_serializing)]
    pub token: Option<Secret>,
    /// Absent is not empty: the grants are then unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<ApiTokenRole>>,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<BasicSubjectProfile>,
    pub updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<BasicSubjectProfile>,
}

/// One page of a token list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiTokensPage {
    pub tokens: Vec<ApiToken>,
    pub total_count: u64,
    pub limit: u64,
    pub offset: u64,
}

/// One grant of a token. Written with its four known keys only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiTokenRole {
    pub entity_type: EntityType,
    /// Id of the Organization, Workspace, Deployment or Dag, or the text of a Dag tag.
    pub entity_id: Arc<str>,
    /// A role's name: a built-in one, or that of a custom role.
    pub role: Arc<str>,
    /// The Deployment that holds the Dag; with Dags and Dag tags only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<DeploymentId>,
    /// The answer had keys that this version does not know and can't send back.
    #[serde(skip)]
    pub has_further_fields: bool,
}

/// Who did something. Everything but the id may be absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BasicSubjectProfile {
    pub id: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_type: Option<SubjectType>,
    /// People only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_name: Option<Arc<str>>,
    /// People only: the e-mail address they sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<Arc<str>>,
    /// Tokens only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_token_name: Option<Arc<str>>,
}

impl Read for ApiToken {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            id: fields.required("id")?,
            name: fields.required("name")?,
            description: fields.or_default("description")?,
            kind: fields.or_default("kind")?,
            scope: fields.required("scope")?,
            short_token: fields.or_default("shortToken")?,
            start_at: fields.required("startAt")?,
            end_at: fields.maybe("endAt")?,
            expiry_period_in_days: fields.maybe("expiryPeriodInDays")?,
            last_used_at: fields.maybe("lastUsedAt")?,
            last_rotated_at: fields.maybe("lastRotatedAt")?,
            token: fields.maybe("token")?,
            roles: fields.maybe("roles")?,
            created_at: fields.required("createdAt")?,
            created_by: fields.maybe("createdBy")?,
            updated_at: fields.required("updatedAt")?,
            updated_by: fields.maybe("updatedBy")?,
        })
    }
}

impl Read for ApiTokenRole {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            entity_type: fields.required("entityType")?,
            entity_id: fields.required("entityId")?,
            role: fields.required("role")?,
            deployment_id: fields.maybe("deploymentId")?,
            has_further_fields: fields.has_other_than(&[
                "entityType",
                "entityId",
                "role",
                "deploymentId",
            ]),
        })
    }
}

impl Read for BasicSubjectProfile {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let fields = Fields::of(value)?;
        Ok(Self {
            id: fields.required("id")?,
            subject_type: fields.maybe("subjectType")?,
            full_name: fields.maybe("fullName")?,
            username: fields.maybe("username")?,
            api_token_name: fields.maybe("apiTokenName")?,
        })
    }
}

read_enums!(Scope, Kind, EntityType, SubjectType);
read_pages!(ApiTokensPage { tokens: "tokens" });
deserialize_by_reading!(ApiToken, ApiTokensPage, ApiTokenRole);
