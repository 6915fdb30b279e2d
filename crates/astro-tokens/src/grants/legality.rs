//! Which sets of grants are legal at which home scope (the table of the Astro API reference; where
//! clients disagree, the server decides and nothing is refused here).

use super::{Grant, Grants};
use crate::id::OrganizationId;
use crate::model::{EntityType, Scope};

/// Why a set of grants would be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Illegality {
    /// No role at the level of the home scope.
    NoHomeGrant,
    /// A second role at the level of a home scope that allows one.
    SecondHomeGrant(Grant),
    /// A role of a level above the home scope, or of a Deployment's own level beside it.
    LevelNotAllowed(Grant),
    /// A role on an Organization other than the token's own.
    ForeignOrganization(Grant),
    /// A Dag or Dag tag without its Deployment.
    NoDeployment(Grant),
}

impl Grants {
    /// Everything that makes this set illegal for a token of that scope; empty when it is legal.
    ///
    /// Grants of unknown entity types are legal everywhere, and an unknown scope allows every level.
    pub fn illegalities(&self, scope: &Scope, organization: &OrganizationId) -> Vec<Illegality> {
        let home_level = level_of(scope);
        let mut found = Vec::new();
        let mut has_home_grant = false;
        for grant in self {
            if home_level.as_ref() == Some(&grant.entity_type) {
                if has_home_grant {
                    found.push(Illegality::SecondHomeGrant(grant.clone()));
                }
                has_home_grant = true;
            } else if !may_have(scope, &grant.entity_type) {
                found.push(Illegality::LevelNotAllowed(grant.clone()));
            }
            match grant.entity_type {
                EntityType::Organization if *grant.entity_id != *organization.as_str() => {
                    found.push(Illegality::ForeignOrganization(grant.clone()));
                }
                EntityType::Dag | EntityType::DagTag if grant.deployment_id.is_none() => {
                    found.push(Illegality::NoDeployment(grant.clone()));
                }
                _ => {}
            }
        }
        if home_level.is_some() && !has_home_grant {
            found.insert(0, Illegality::NoHomeGrant);
        }
        found
    }
}

/// The level at which a token of that scope has exactly one role.
pub(crate) fn level_of(scope: &Scope) -> Option<EntityType> {
    match scope {
        Scope::Organization => Some(EntityType::Organization),
        Scope::Workspace => Some(EntityType::Workspace),
        Scope::Deployment => Some(EntityType::Deployment),
        Scope::Unknown(_) => None,
    }
}

/// Levels beside the home grant's own.
pub(super) fn may_have(scope: &Scope, level: &EntityType) -> bool {
    match (scope, level) {
        (_, EntityType::Dag | EntityType::DagTag | EntityType::Unknown(_))
        | (Scope::Unknown(_), _)
        | (Scope::Organization, EntityType::Workspace | EntityType::Deployment)
        | (Scope::Workspace, EntityType::Deployment) => true,
        (
            Scope::Organization | Scope::Workspace | Scope::Deployment,
            EntityType::Organization | EntityType::Workspace | EntityType::Deployment,
        ) => false,
    }
}
