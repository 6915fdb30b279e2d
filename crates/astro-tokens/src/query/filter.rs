//! The filters, and how each is written as `field:value`.

use crate::id::{DeploymentId, WorkspaceId};
use crate::lifecycle::Lifecycle;
use crate::model::{Kind, Scope};
use crate::timestamp::Timestamp;
use crate::token::Token;
use std::borrow::Cow;
use std::sync::Arc;

/// One condition. Known values of Astro's enums are written in lower case with hyphens, unknown
/// ones as they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filter {
    /// `scope:organization`
    Scope(Scope),
    /// `status:expired`, `expiring`, `active` or `not-yet-valid`
    Status(Lifecycle),
    /// `use:never`
    NeverUsed,
    /// `use:unused`
    Unused,
    /// `expires:never`
    NeverExpires,
    /// `kind:standard`, `direct-access` or `agent`
    Kind(Kind),
    /// `role:WORKSPACE_OWNER`, or the name of a custom role: held anywhere
    Role(Arc<str>),
    /// `workspace:<id>`: a role in this Workspace itself, as Astro's own list filter has it
    Workspace(WorkspaceId),
    /// `deployment:<id>`: a role on this Deployment itself
    Deployment(DeploymentId),
    /// `dags:<id>`: a role on Dags of this Deployment, by their IDs or tags
    Dags(DeploymentId),
}

impl Filter {
    /// `None` when there is no such field or it has no such value.
    pub(super) fn parse(field: &str, value: &str) -> Option<Self> {
        Some(match (field, value) {
            ("scope", value) => Self::Scope(match Scope::from(&*wire_value(value)) {
                Scope::Unknown(_) => Scope::Unknown(Arc::from(value)),
                known => known,
            }),
            ("status", "not-yet-valid") => Self::Status(Lifecycle::NotYetValid),
            ("status", "active") => Self::Status(Lifecycle::Active),
            ("status", "expiring") => Self::Status(Lifecycle::Expiring),
            ("status", "expired") => Self::Status(Lifecycle::Expired),
            ("use", "never") => Self::NeverUsed,
            ("use", "unused") => Self::Unused,
            ("expires", "never") => Self::NeverExpires,
            ("kind", value) => Self::Kind(match Kind::from(&*wire_value(value)) {
                Kind::Unknown(_) => Kind::Unknown(Arc::from(value)),
                known => known,
            }),
            ("role", value) => Self::Role(Arc::from(value)),
            ("workspace", value) => Self::Workspace(WorkspaceId::new(value)),
            ("deployment", value) => Self::Deployment(DeploymentId::new(value)),
            ("dags", value) => Self::Dags(DeploymentId::new(value)),
            _ => return None,
        })
    }

    /// Filters with the same field widen each other.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Scope(_) => "scope",
            Self::Status(_) => "status",
            Self::NeverUsed | Self::Unused => "use",
            Self::NeverExpires => "expires",
            Self::Kind(_) => "kind",
            Self::Role(_) => "role",
            Self::Workspace(_) => "workspace",
            Self::Deployment(_) => "deployment",
            Self::Dags(_) => "dags",
        }
    }

    pub(super) fn value(&self) -> Cow<'_, str> {
        match self {
            Self::Scope(Scope::Unknown(text)) | Self::Kind(Kind::Unknown(text)) => {
                Cow::Borrowed(text)
            }
            Self::Scope(scope) => Cow::Owned(url_value(scope.as_str())),
            Self::Status(Lifecycle::NotYetValid) => Cow::Borrowed("not-yet-valid"),
            Self::Status(Lifecycle::Active) => Cow::Borrowed("active"),
            Self::Status(Lifecycle::Expiring) => Cow::Borrowed("expiring"),
            Self::Status(Lifecycle::Expired) => Cow::Borrowed("expired"),
            Self::NeverUsed | Self::NeverExpires => Cow::Borrowed("never"),
            Self::Unused => Cow::Borrowed("unused"),
            Self::Kind(kind) => Cow::Owned(url_value(kind.as_str())),
            Self::Role(role) => Cow::Borrowed(role),
            Self::Workspace(id) => Cow::Borrowed(id.as_str()),
            Self::Deployment(id) | Self::Dags(id) => Cow::Borrowed(id.as_str()),
        }
    }

    pub fn matches(&self, token: &Token, now: Timestamp) -> bool {
        match self {
            Self::Scope(scope) => token.scope == *scope,
            // The states overlap here: what is not yet valid may expire soon as well.
            Self::Status(Lifecycle::Expiring) => token.expires_soon(now),
            Self::Status(status) => token.lifecycle(now) == *status,
            Self::NeverUsed => token.is_never_used(now),
            Self::Unused => token.is_unused(now),
            Self::NeverExpires => token.end_at.is_none(),
            Self::Kind(kind) => token.kind == *kind,
            Self::Role(role) => token
                .grants
                .iter()
                .flatten()
                .any(|grant| grant.role == *role),
            Self::Workspace(id) => token
                .grants
                .as_ref()
                .is_some_and(|grants| grants.touches_workspace(id)),
            Self::Deployment(id) => token
                .grants
                .as_ref()
                .is_some_and(|grants| grants.touches_deployment(id)),
            Self::Dags(id) => token
                .grants
                .as_ref()
                .is_some_and(|grants| grants.touches_dags_of(id)),
        }
    }
}

fn url_value(wire: &str) -> String {
    wire.to_ascii_lowercase().replace('_', "-")
}

fn wire_value(value: &str) -> String {
    value.to_ascii_uppercase().replace('-', "_")
}
