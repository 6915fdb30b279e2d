//! What a caller may write, predicted from what is known of its own grants. Astro decides: what is not known is never
//! predicted to be refused.

use crate::grants::{Grants, Place};
use crate::id::{DeploymentId, WorkspaceId};
use crate::model::EntityType;
use crate::names::Names;
use crate::roles::{DEPLOYMENT_ADMIN, ORGANIZATION_OWNER, WORKSPACE_OWNER};

/// What is known of the caller's own grants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Rights {
    /// Nothing.
    #[default]
    Unknown,
    /// It may not list the Organization, so it is no Organization Owner. What else it may do is not known: a person's session, or
    /// a token whose own home is hidden.
    BelowOwner,
    /// All of them.
    Held(Grants),
}

impl Rights {
    /// Whether grants on this place may be written; as a home, whether tokens may be created, edited, rotated and deleted there.
    pub fn may_write(&self, place: &Place, names: &Names) -> bool {
        match self {
            Self::Unknown => true,
            Self::BelowOwner => !matches!(place, Place::Organization(_)),
            Self::Held(grants) => grants.may_write(place, names),
        }
    }

    /// The same for a Deployment, or a place on one, of which it is known that it is in no Workspace that the caller owns.
    pub fn may_write_unseen(&self, place: &Place) -> bool {
        match self {
            Self::Unknown | Self::BelowOwner => true,
            Self::Held(grants) => grants.may_write_among(place, |_| false),
        }
    }
}

impl Grants {
    /// Whether something of what these let be written is not within `now` any more.
    pub fn lose_rights(&self, now: &Self, names: &Names) -> bool {
        let writes =
            |role: &str| [ORGANIZATION_OWNER, WORKSPACE_OWNER, DEPLOYMENT_ADMIN].contains(&role);
        let mut writing = self.iter().filter(|grant| writes(&grant.role));
        writing.any(|grant| !now.may_write(&grant.place(), names))
    }

    fn may_write(&self, place: &Place, names: &Names) -> bool {
        self.may_write_among(place, |deployment| {
            match names.workspace_of(deployment.as_str()) {
                Some(workspace) => self.owns(workspace),
                // It may be any that is owned.
                None => self.holds(&EntityType::Workspace, WORKSPACE_OWNER, |_| true),
            }
        })
    }

    /// `is_owned`: whether the Workspace of a Deployment is owned.
    fn may_write_among(&self, place: &Place, is_owned: impl FnOnce(&DeploymentId) -> bool) -> bool {
        if self.holds(&EntityType::Organization, ORGANIZATION_OWNER, |_| true) {
            return true;
        }
        match place {
            Place::Workspace(id) => self.owns(id),
            Place::Deployment(id)
            | Place::Dag {
                deployment: Some(id),
                ..
            }
            | Place::DagTag {
                deployment: Some(id),
                ..
            } => self.administers(id) || is_owned(id),
            Place::Organization(_)
            | Place::Dag {
                deployment: None, ..
            }
            | Place::DagTag {
                deployment: None, ..
            }
            | Place::Unknown { .. } => false,
        }
    }

    fn owns(&self, workspace: &WorkspaceId) -> bool {
        self.holds(&EntityType::Workspace, WORKSPACE_OWNER, |id| {
            *id == *workspace.as_str()
        })
    }

    fn administers(&self, deployment: &DeploymentId) -> bool {
        self.holds(&EntityType::Deployment, DEPLOYMENT_ADMIN, |id| {
            *id == *deployment.as_str()
        })
    }

    fn holds(&self, level: &EntityType, role: &str, is_there: impl Fn(&str) -> bool) -> bool {
        self.iter().any(|grant| {
            grant.entity_type == *level && *grant.role == *role && is_there(&grant.entity_id)
        })
    }
}
