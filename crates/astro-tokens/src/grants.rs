//! The grants of one token: an ordered set, how two differ and three merge, which sets are legal, what one
//! grant implies, and the tree Organization > Workspace > Deployment > Dag.
//!
//! Grants of entity types that this version does not know are kept and never dropped.

mod below;
mod diff;
mod grouped;
mod implied;
mod key;
mod legality;
mod merge;
mod offers;
mod pending;
mod tree;

pub use diff::{Change, ChangeKind, diff};
pub use grouped::{ChangeGroup, ChangesOf, grouped};
pub use implied::Implied;
pub use key::GrantKey;
pub use legality::Illegality;
pub(crate) use legality::level_of;
pub use merge::{Conflict, Merge, Side, merge};
pub use offers::{Parted, typed_ids};
pub use pending::{Pending, Slot};
pub use tree::Branch;

use crate::id::{DagId, DeploymentId, OrganizationId, WorkspaceId};
use crate::model::{ApiTokenRole, EntityType};
use std::sync::Arc;

/// One role on one entity. The order is by level, then entity, then role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    pub entity_type: EntityType,
    /// Id of the Organization, Workspace, Deployment or Dag, or the text of a Dag tag.
    pub entity_id: Arc<str>,
    /// The Deployment that holds the Dag; with Dags and Dag tags only.
    pub deployment_id: Option<DeploymentId>,
    /// A role's name: a built-in one, or that of a custom role.
    pub role: Arc<str>,
    /// Astro sent keys with it that this version does not know and can't send back.
    pub has_further_fields: bool,
}

/// What a grant is on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Organization(OrganizationId),
    Workspace(WorkspaceId),
    Deployment(DeploymentId),
    Dag {
        deployment: Option<DeploymentId>,
        id: DagId,
    },
    DagTag {
        deployment: Option<DeploymentId>,
        tag: Arc<str>,
    },
    /// Of an entity type that this version does not know.
    Unknown {
        entity_type: Arc<str>,
        entity_id: Arc<str>,
        deployment: Option<DeploymentId>,
    },
}

impl Grant {
    /// As this version makes it, with the four known keys.
    pub fn new(key: &GrantKey, role: Arc<str>) -> Self {
        Self {
            entity_type: key.entity_type.clone(),
            entity_id: key.entity_id.clone(),
            deployment_id: key.deployment_id.clone(),
            role,
            has_further_fields: false,
        }
    }

    pub fn place(&self) -> Place {
        self.key().place()
    }

    /// All but the mark for fields that this version does not know.
    fn same_role_as(&self, other: &Self) -> bool {
        self.entity_type == other.entity_type
            && self.entity_id == other.entity_id
            && self.deployment_id == other.deployment_id
            && self.role == other.role
    }

    /// What is sent: the four known keys.
    pub fn to_wire(&self) -> ApiTokenRole {
        ApiTokenRole {
            entity_type: self.entity_type.clone(),
            entity_id: self.entity_id.clone(),
            role: self.role.clone(),
            deployment_id: self.deployment_id.clone(),
            has_further_fields: false,
        }
    }
}

/// A set of grants, ordered; each role at each place once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Grants(Box<[Grant]>);

impl FromIterator<Grant> for Grants {
    fn from_iter<I: IntoIterator<Item = Grant>>(grants: I) -> Self {
        let mut grants: Vec<Grant> = grants.into_iter().collect();
        grants.sort();
        grants.dedup_by(|next, kept| {
            let is_repeated = next.same_role_as(kept);
            kept.has_further_fields |= is_repeated && next.has_further_fields;
            is_repeated
        });
        Self(grants.into_boxed_slice())
    }
}

impl<'a> IntoIterator for &'a Grants {
    type Item = &'a Grant;
    type IntoIter = std::slice::Iter<'a, Grant>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Grants {
    pub fn iter(&self) -> std::slice::Iter<'_, Grant> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is sent: every grant, with its four known keys.
    pub fn to_wire(&self) -> Vec<ApiTokenRole> {
        self.iter().map(Grant::to_wire).collect()
    }

    /// Grants on one entity of a level; several when it has several roles.
    pub fn on<'a>(
        &'a self,
        entity_type: &'a EntityType,
        entity_id: &'a str,
    ) -> impl Iterator<Item = &'a Grant> {
        self.iter().filter(move |grant| {
            grant.entity_type == *entity_type && *grant.entity_id == *entity_id
        })
    }

    /// Whether a role is held in this Workspace itself: what the list filter `workspaceId` asks for.
    pub fn touches_workspace(&self, id: &WorkspaceId) -> bool {
        self.on(&EntityType::Workspace, id.as_str())
            .next()
            .is_some()
    }

    /// Whether a role is held on this Deployment itself: what the list filter `deploymentId` asks for.
    pub fn touches_deployment(&self, id: &DeploymentId) -> bool {
        self.on(&EntityType::Deployment, id.as_str())
            .next()
            .is_some()
    }

    /// Whether a role is held on Dags of this Deployment, by their IDs or tags.
    pub fn touches_dags_of(&self, id: &DeploymentId) -> bool {
        self.iter()
            .any(|grant| grant.deployment_id.as_ref() == Some(id))
    }
}
