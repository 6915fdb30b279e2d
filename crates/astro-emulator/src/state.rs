//! Everything the emulated service knows, as plain data: the sample generator fills it, the operations read and change it.
//! Nothing here decides; rules live in `rights`, `legality` and the operations.

mod tokens;

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

pub use tokens::Tokens;

use crate::instant::Instant;

/// An id of cuid shape (`c` and 24 lower-case letters or digits), or free text where Astro allows it (Dags, tags).
pub type Id = Arc<str>;

#[derive(Clone, Debug)]
pub struct State {
    /// The clock at the start; see `Emulator::set_now` for how it moves.
    pub now: Instant,
    pub organizations: BTreeMap<Id, Organization>,
    pub workspaces: BTreeMap<Id, Workspace>,
    pub deployments: BTreeMap<Id, Deployment>,
    pub custom_roles: BTreeMap<Id, CustomRole>,
    pub users: BTreeMap<Id, User>,
    pub tokens: Tokens,
    /// Listed on their Deployments alone.
    pub agent_tokens: BTreeMap<Id, AgentToken>,
}

impl State {
    pub fn empty(now: Instant) -> Self {
        Self {
            now,
            organizations: BTreeMap::new(),
            workspaces: BTreeMap::new(),
            deployments: BTreeMap::new(),
            custom_roles: BTreeMap::new(),
            users: BTreeMap::new(),
            tokens: Tokens::default(),
            agent_tokens: BTreeMap::new(),
        }
    }
}

/// Who did something, as the service remembered it then. Everything but the id may be unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub id: Id,
    pub subject_type: Option<SubjectType>,
    pub full_name: Option<String>,
    pub username: Option<String>,
    pub avatar_url: Option<String>,
    pub api_token_name: Option<String>,
}

impl Profile {
    /// A subject of which only the id is left.
    pub fn bare(id: Id) -> Self {
        Self {
            id,
            subject_type: None,
            full_name: None,
            username: None,
            avatar_url: None,
            api_token_name: None,
        }
    }

    pub fn of_user(user: &User) -> Self {
        Self {
            subject_type: Some(SubjectType::User),
            full_name: Some(user.full_name.clone()),
            username: Some(user.username.clone()),
            avatar_url: Some(user.avatar_url.clone()),
            ..Self::bare(user.id.clone())
        }
    }

    pub fn of_token(token: &Token) -> Self {
        Self {
            subject_type: Some(SubjectType::ServiceKey),
            api_token_name: Some(token.name.clone()),
            ..Self::bare(token.id.clone())
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum SubjectType {
    #[serde(rename = "USER")]
    User,
    #[serde(rename = "SERVICEKEY")]
    ServiceKey,
}

#[derive(Clone, Debug)]
pub struct Organization {
    pub id: Id,
    pub name: String,
    /// One of the contract's productPlanName values, for example `ENTERPRISE_V2`.
    pub plan: String,
    pub has_allowed_ip_address_ranges: bool,
    pub created_at: Instant,
    pub created_by: Arc<Profile>,
    pub updated_at: Instant,
    pub updated_by: Arc<Profile>,
}

#[derive(Clone, Debug)]
pub struct Workspace {
    pub id: Id,
    pub organization_id: Id,
    pub name: String,
    pub description: Option<String>,
    pub cicd_enforced_default: bool,
    pub created_at: Instant,
    pub created_by: Option<Arc<Profile>>,
    pub updated_at: Instant,
    pub updated_by: Option<Arc<Profile>>,
}

#[derive(Clone, Debug)]
pub struct Deployment {
    pub id: Id,
    pub organization_id: Id,
    pub workspace_id: Id,
    pub name: String,
    pub description: Option<String>,
    pub status: DeploymentStatus,
    /// For example `AWS`, `AZURE`, `GCP`.
    pub cloud_provider: String,
    pub region: String,
    /// For example `13.2.0` or `3.1-12`.
    pub astro_runtime_version: String,
    pub airflow_version: String,
    pub is_high_availability: bool,
    pub is_development_mode: bool,
    pub is_cicd_enforced: bool,
    /// Remote execution is on: agent tokens apply to such Deployments.
    pub remote_execution: bool,
    pub created_at: Instant,
    pub created_by: Arc<Profile>,
    pub updated_at: Instant,
    pub updated_by: Arc<Profile>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum DeploymentStatus {
    Creating,
    Deploying,
    Healthy,
    Unhealthy,
    Unknown,
    Hibernating,
}

#[derive(Clone, Debug)]
pub struct CustomRole {
    pub id: Id,
    pub organization_id: Id,
    /// What a grant stores.
    pub name: String,
    pub description: Option<String>,
    pub scope: RoleScope,
    /// Empty: usable in every Workspace.
    pub restricted_workspace_ids: Vec<Id>,
    pub permissions: Vec<String>,
    pub created_at: Instant,
    pub created_by: Arc<Profile>,
    pub updated_at: Instant,
    pub updated_by: Arc<Profile>,
}

/// A person; here for `createdBy`, personal sessions and `users/self`.
#[derive(Clone, Debug)]
pub struct User {
    pub id: Id,
    /// Login e-mail.
    pub username: String,
    pub full_name: String,
    pub avatar_url: String,
    /// Primary Organization.
    pub organization_id: Id,
    /// Grants over all Organizations; an ORGANIZATION grant makes the person a member of that one.
    pub grants: Vec<Grant>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

#[derive(Clone, Debug)]
pub struct Token {
    pub id: Id,
    pub organization_id: Id,
    /// 1 to 256 Unicode characters; not unique.
    pub name: String,
    /// At most 500 Unicode characters; empty when unset.
    pub description: String,
    pub kind: Kind,
    pub scope: Scope,
    pub short_token: String,
    pub start_at: Instant,
    /// Absent: never expires.
    pub end_at: Option<Instant>,
    pub expiry_period_in_days: Option<u32>,
    pub last_used_at: Option<Instant>,
    pub last_rotated_at: Option<Instant>,
    /// How often the value was rotated; only the value of the present generation opens anything.
    pub generation: u32,
    pub grants: Vec<Grant>,
    pub created_at: Instant,
    pub created_by: Option<Arc<Profile>>,
    pub updated_at: Instant,
    pub updated_by: Option<Arc<Profile>>,
}

/// The token of a remote execution agent. It holds no grant, and its value does not open this API.
#[derive(Clone, Debug)]
pub struct AgentToken {
    /// Where it is listed.
    pub deployment_id: Id,
    pub token: Token,
}

/// One role on one entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub entity_type: EntityType,
    pub entity_id: Id,
    pub role: Arc<str>,
    /// The Deployment that holds the Dag; set for DAG and DAG_TAG only.
    pub deployment_id: Option<Id>,
    /// Fields that a newer minor version of the contract adds; shown under the switch `newerContract` only.
    pub further: Option<Arc<serde_json::Map<String, serde_json::Value>>>,
}

impl Grant {
    pub fn new(
        entity_type: EntityType,
        entity_id: impl Into<Id>,
        role: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            entity_type,
            entity_id: entity_id.into(),
            role: role.into(),
            deployment_id: None,
            further: None,
        }
    }

    pub fn organization(id: impl Into<Id>, role: impl Into<Arc<str>>) -> Self {
        Self::new(EntityType::Organization, id, role)
    }

    pub fn workspace(id: impl Into<Id>, role: impl Into<Arc<str>>) -> Self {
        Self::new(EntityType::Workspace, id, role)
    }

    pub fn deployment(id: impl Into<Id>, role: impl Into<Arc<str>>) -> Self {
        Self::new(EntityType::Deployment, id, role)
    }

    pub fn dag(
        deployment_id: impl Into<Id>,
        dag_id: impl Into<Id>,
        role: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            deployment_id: Some(deployment_id.into()),
            ..Self::new(EntityType::Dag, dag_id, role)
        }
    }

    pub fn dag_tag(
        deployment_id: impl Into<Id>,
        tag: impl Into<Id>,
        role: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            deployment_id: Some(deployment_id.into()),
            ..Self::new(EntityType::DagTag, tag, role)
        }
    }
}

/// The level a grant applies to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntityType {
    Organization,
    Workspace,
    Deployment,
    Dag,
    DagTag,
    /// A level that only a newer minor version of the contract knows.
    Newer(Arc<str>),
}

impl EntityType {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Organization => "ORGANIZATION",
            Self::Workspace => "WORKSPACE",
            Self::Deployment => "DEPLOYMENT",
            Self::Dag => "DAG",
            Self::DagTag => "DAG_TAG",
            Self::Newer(name) => name,
        }
    }

    pub fn parse(text: &str) -> Self {
        match text {
            "ORGANIZATION" => Self::Organization,
            "WORKSPACE" => Self::Workspace,
            "DEPLOYMENT" => Self::Deployment,
            "DAG" => Self::Dag,
            "DAG_TAG" => Self::DagTag,
            other => Self::Newer(other.into()),
        }
    }
}

/// The level at which a token was created; it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Scope {
    Organization,
    Workspace,
    Deployment,
}

impl Scope {
    pub const fn entity_type(self) -> EntityType {
        match self {
            Self::Organization => EntityType::Organization,
            Self::Workspace => EntityType::Workspace,
            Self::Deployment => EntityType::Deployment,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Standard,
    DirectAccess,
}

/// The level a role belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RoleScope {
    Organization,
    Workspace,
    Deployment,
    Dag,
}
