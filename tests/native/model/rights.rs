//! Who may do what, written a second time: the table of `docs/emulator.md`, from a caller's grants and the places there
//! are.

use std::collections::BTreeSet;

use astro_emulator::state::{EntityType, Grant, Id, Scope, Token};

use astro_tokens::grants;
use astro_tokens::model::CreateApiTokenRequest;

use super::places::Places;
use super::view;

/// What one caller may do.
#[derive(Debug, Default)]
pub struct Rights {
    pub is_organization_owner: bool,
    /// Places where any role is held, and Deployments of Workspaces that are owned.
    reads: BTreeSet<Id>,
    /// Places whose tokens and grants may be changed.
    writes: BTreeSet<Id>,
}

impl Rights {
    pub fn of(grants: &[Grant], places: &Places) -> Self {
        let mut rights = Self::default();
        for grant in grants {
            let id = &grant.entity_id;
            match grant.entity_type {
                EntityType::Organization => {
                    rights.is_organization_owner |= &*grant.role == "ORGANIZATION_OWNER";
                }
                EntityType::Workspace if places.has_workspace(id) => {
                    rights.reads.insert(id.clone());
                    if &*grant.role == "WORKSPACE_OWNER" {
                        rights.writes.insert(id.clone());
                        for inside in places.deployments_of(id) {
                            rights.reads.insert(inside.clone());
                            rights.writes.insert(inside.clone());
                        }
                    }
                }
                EntityType::Deployment if places.workspace_of(id).is_some() => {
                    rights.reads.insert(id.clone());
                    if &*grant.role == "DEPLOYMENT_ADMIN" {
                        rights.writes.insert(id.clone());
                    }
                }
                _ => {}
            }
        }
        rights
    }

    pub fn reads(&self, token: &Token) -> bool {
        self.is_organization_owner
            || token.grants.iter().any(|grant| {
                matches!(
                    grant.entity_type,
                    EntityType::Workspace | EntityType::Deployment
                ) && self.reads.contains(&grant.entity_id)
            })
    }

    /// Places whose tokens and grants may be changed, for who does not own all.
    pub fn written(&self) -> impl Iterator<Item = &Id> {
        self.writes.iter()
    }

    pub fn permits(&self, request: &CreateApiTokenRequest) -> bool {
        let place = request.entity_id.as_ref();
        self.is_organization_owner || place.is_some_and(|place| self.writes.contains(place))
    }

    /// Whether agent tokens of this Deployment may be created and deleted.
    pub fn writes_agents(&self, deployment: &str) -> bool {
        self.is_organization_owner || self.writes.contains(deployment)
    }

    pub fn lists(&self, place: &str) -> bool {
        self.is_organization_owner || self.reads.contains(place)
    }

    pub fn writes(&self, grant: &Grant) -> bool {
        self.is_organization_owner
            || match grant.entity_type {
                EntityType::Workspace | EntityType::Deployment => {
                    self.writes.contains(&grant.entity_id)
                }
                EntityType::Dag | EntityType::DagTag => grant
                    .deployment_id
                    .as_ref()
                    .is_some_and(|id| self.writes.contains(id)),
                EntityType::Organization | EntityType::Newer(_) => false,
            }
    }

    /// Whether a place of these is one whose grants may not be changed.
    pub fn is_shown_more<'a>(&self, grants: impl IntoIterator<Item = &'a grants::Grant>) -> bool {
        grants.into_iter().any(|grant| {
            let grant = view::grant_held(grant);
            let is_place = matches!(
                grant.entity_type,
                EntityType::Organization | EntityType::Workspace | EntityType::Deployment
            );
            is_place && !self.writes(&grant)
        })
    }

    /// Whether a token of this home may be edited, rotated and deleted.
    pub fn writes_home(&self, token: &Token) -> bool {
        let level = match token.scope {
            Scope::Organization => EntityType::Organization,
            Scope::Workspace => EntityType::Workspace,
            Scope::Deployment => EntityType::Deployment,
        };
        let home = token.grants.iter().find(|grant| grant.entity_type == level);
        self.is_organization_owner || home.is_some_and(|home| self.writes(home))
    }
}
