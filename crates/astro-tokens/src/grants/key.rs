//! Where a grant is, without its role: what grants are compared, merged and changed by.

use super::{Grant, Grants, Place};
use crate::id::{DagId, DeploymentId, OrganizationId, WorkspaceId};
use crate::model::EntityType;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The entity that a grant is on. Ordered as grants are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantKey {
    pub entity_type: EntityType,
    /// Id of the Organization, Workspace, Deployment or Dag, or the text of a Dag tag.
    pub entity_id: Arc<str>,
    /// The Deployment that holds the Dag; with Dags and Dag tags only.
    pub deployment_id: Option<DeploymentId>,
}

impl GrantKey {
    pub fn place(&self) -> Place {
        let id = self.entity_id.clone();
        let deployment = self.deployment_id.clone();
        match &self.entity_type {
            EntityType::Organization => Place::Organization(OrganizationId::new(id)),
            EntityType::Workspace => Place::Workspace(WorkspaceId::new(id)),
            EntityType::Deployment => Place::Deployment(DeploymentId::new(id)),
            EntityType::Dag => Place::Dag {
                deployment,
                id: DagId::new(id),
            },
            EntityType::DagTag => Place::DagTag {
                deployment,
                tag: id,
            },
            EntityType::Unknown(entity_type) => Place::Unknown {
                entity_type: entity_type.clone(),
                entity_id: id,
                deployment,
            },
        }
    }

    fn order(&self, grant: &Grant) -> Ordering {
        self.entity_type
            .cmp(&grant.entity_type)
            .then_with(|| self.entity_id.cmp(&grant.entity_id))
            .then_with(|| self.deployment_id.cmp(&grant.deployment_id))
    }
}

impl Place {
    /// What grants on it have in common.
    pub fn key(&self) -> GrantKey {
        let (entity_type, entity_id, deployment_id) = match self {
            Self::Organization(id) => (EntityType::Organization, id.as_arc(), None),
            Self::Workspace(id) => (EntityType::Workspace, id.as_arc(), None),
            Self::Deployment(id) => (EntityType::Deployment, id.as_arc(), None),
            Self::Dag { deployment, id } => (EntityType::Dag, id.as_arc(), deployment.clone()),
            Self::DagTag { deployment, tag } => (EntityType::DagTag, tag, deployment.clone()),
            Self::Unknown {
                entity_type,
                entity_id,
                deployment,
            } => (
                EntityType::Unknown(entity_type.clone()),
                entity_id,
                deployment.clone(),
            ),
        };
        GrantKey {
            entity_type,
            entity_id: entity_id.clone(),
            deployment_id,
        }
    }
}

impl Grant {
    pub fn key(&self) -> GrantKey {
        GrantKey {
            entity_type: self.entity_type.clone(),
            entity_id: self.entity_id.clone(),
            deployment_id: self.deployment_id.clone(),
        }
    }
}

impl Grants {
    /// Where grants are held, each place once, in order.
    pub fn keys(&self) -> impl Iterator<Item = GrantKey> {
        let mut last = None;
        self.iter().filter_map(move |grant| {
            let key = grant.key();
            if last.as_ref() == Some(&key) {
                return None;
            }
            last = Some(key.clone());
            Some(key)
        })
    }

    /// The grants with that key; several when several roles are held there.
    pub(super) fn at(&self, key: &GrantKey) -> &[Grant] {
        let start = self
            .0
            .partition_point(|grant| key.order(grant) == Ordering::Greater);
        let end = self
            .0
            .partition_point(|grant| key.order(grant) != Ordering::Less);
        self.0.get(start..end).unwrap_or_default()
    }

    pub fn roles_at<'a>(&'a self, key: &GrantKey) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        self.at(key).iter().map(|grant| &grant.role)
    }

    /// The roles there, as a set.
    pub fn role_set(&self, key: &GrantKey) -> BTreeSet<Arc<str>> {
        self.roles_at(key).cloned().collect()
    }

    /// With this role there, in place of whatever is held there now.
    pub fn with_role(&self, key: &GrantKey, role: Arc<str>) -> Self {
        self.with_roles(key, &BTreeSet::from([role]))
    }

    /// With these roles there, in place of whatever is held there now. What stands keeps its mark.
    pub fn with_roles(&self, key: &GrantKey, roles: &BTreeSet<Arc<str>>) -> Self {
        let granted = roles.iter().map(|role| {
            let kept = self.at(key).iter().find(|grant| grant.role == *role);
            kept.cloned()
                .unwrap_or_else(|| Grant::new(key, role.clone()))
        });
        self.elsewhere(key).chain(granted).collect()
    }

    /// Without any role there.
    pub fn without(&self, key: &GrantKey) -> Self {
        self.elsewhere(key).collect()
    }

    fn elsewhere(&self, key: &GrantKey) -> impl Iterator<Item = Grant> {
        self.iter()
            .filter(|grant| key.order(grant) != Ordering::Equal)
            .cloned()
    }

    /// Grants that lose something when they are sent back: Astro sent keys with them that this version does not know.
    pub fn with_further_fields(&self) -> impl Iterator<Item = &Grant> {
        self.iter().filter(|grant| grant.has_further_fields)
    }
}
