//! Tokens and their grants on the wire.

use crate::id::{DeploymentId, TokenId};
use crate::secret::Secret;
use crate::text::{open_enum, or_default, shared};
use crate::timestamp::Timestamp;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    pub id: TokenId,
    /// Not unique, not even within a scope.
    #[serde(deserialize_with = "shared")]
    pub name: Arc<str>,
    /// Empty when unset.
    #[serde(default, deserialize_with = "or_default")]
    pub description: Arc<str>,
    #[serde(default, deserialize_with = "or_default")]
    pub kind: Kind,
    pub scope: Scope,
    /// A fragment for recognising the token; not secret.
    #[serde(default, deserialize_with = "or_default")]
    pub short_token: Arc<str>,
    pub start_at: Timestamp,
    /// Absent when the token never expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_at: Option<Timestamp>,
    /// Lifetime chosen at creation; absent when the token never expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_period_in_days: Option<i64>,
    /// Absent when the token was never used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// Absent when the token was never rotated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_rotated_at: Option<Timestamp>,
    /// The secret value, in the answers to create and rotate only. It is read, never written.
    #[serde(default, skip_serializing)]
    pub token: Option<Secret>,
    /// Absent is not empty: the grants are then unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<ApiTokenRole>>,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<BasicSubjectProfile>,
    pub updated_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<BasicSubjectProfile>,
}

/// One page of a token list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiTokensPage {
    #[serde(default, deserialize_with = "or_default")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BasicSubjectProfile {
    #[serde(deserialize_with = "shared")]
    pub id: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_type: Option<SubjectType>,
    /// People only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<Arc<str>>,
    /// People only: the e-mail address they sign in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<Arc<str>>,
    /// Tokens only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_token_name: Option<Arc<str>>,
}

/// Written by hand because serde can't say "there was something else" without `flatten`, which
/// buffers every value of the busiest type there is.
impl<'de> Deserialize<'de> for ApiTokenRole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RoleVisitor)
    }
}

enum Key {
    EntityType,
    EntityId,
    Role,
    DeploymentId,
    Further,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
        Ok(match key {
            "entityType" => Key::EntityType,
            "entityId" => Key::EntityId,
            "role" => Key::Role,
            "deploymentId" => Key::DeploymentId,
            _ => Key::Further,
        })
    }
}

struct RoleVisitor;

impl<'de> Visitor<'de> for RoleVisitor {
    type Value = ApiTokenRole;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a grant")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ApiTokenRole, A::Error> {
        let mut entity_type: Option<EntityType> = None;
        let mut entity_id: Option<SharedText> = None;
        let mut role: Option<SharedText> = None;
        let mut deployment_id = None;
        let mut has_further_fields = false;
        while let Some(key) = map.next_key()? {
            match key {
                Key::EntityType => entity_type = Some(map.next_value()?),
                Key::EntityId => entity_id = Some(map.next_value()?),
                Key::Role => role = Some(map.next_value()?),
                Key::DeploymentId => deployment_id = map.next_value()?,
                Key::Further => {
                    has_further_fields = true;
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(ApiTokenRole {
            entity_type: entity_type.ok_or_else(|| A::Error::missing_field("entityType"))?,
            entity_id: entity_id
                .ok_or_else(|| A::Error::missing_field("entityId"))?
                .0,
            role: role.ok_or_else(|| A::Error::missing_field("role"))?.0,
            deployment_id,
            has_further_fields,
        })
    }
}

struct SharedText(Arc<str>);

impl<'de> Deserialize<'de> for SharedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        shared(deserializer).map(Self)
    }
}
