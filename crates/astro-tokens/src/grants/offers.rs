//! What may be added to a token besides its home grant: only what is legal for its home is offered, and Astro has the
//! last word.

use super::{GrantKey, legality::may_have, level_of};
use crate::id::{DeploymentId, WorkspaceId};
use crate::model::{EntityType, Scope};
use crate::names::Names;
use crate::token::Home;
use std::sync::Arc;

/// The levels that can be offered, from the top down.
const LEVELS: [EntityType; 4] = [
    EntityType::Workspace,
    EntityType::Deployment,
    EntityType::Dag,
    EntityType::DagTag,
];

impl Home {
    pub fn scope(&self) -> Scope {
        match self {
            Self::Organization(_) => Scope::Organization,
            Self::Workspace(_) => Scope::Workspace,
            Self::Deployment(_) => Scope::Deployment,
        }
    }

    /// The levels at which roles can be added, from the top down.
    pub fn addable_levels(&self) -> impl Iterator<Item = &'static EntityType> {
        let scope = self.scope();
        LEVELS.iter().filter(move |level| {
            level_of(&scope).as_ref() != Some(level) && may_have(&scope, level)
        })
    }

    /// Whether roles can be added on a Deployment of that Workspace, or on its Dags. Of a Deployment whose Workspace is
    /// not known, Astro decides.
    pub fn reaches(&self, deployment: &DeploymentId, workspace: Option<&WorkspaceId>) -> bool {
        match self {
            Self::Organization(_) => true,
            Self::Workspace(home) => workspace.is_none_or(|workspace| workspace == home),
            Self::Deployment(home) => deployment == home,
        }
    }

    /// Whether a role can be added there. Places of entity types that this version does not know are never offered.
    pub fn may_add(&self, key: &GrantKey, names: &Names) -> bool {
        let is_level = self.addable_levels().any(|level| *level == key.entity_type);
        let reaches = |id: &DeploymentId| self.reaches(id, names.workspace_of(id.as_str()));
        is_level
            && match (&key.entity_type, &key.deployment_id) {
                (EntityType::Workspace, None) => true,
                (EntityType::Deployment, None) => {
                    reaches(&DeploymentId::new(key.entity_id.clone()))
                }
                (EntityType::Dag | EntityType::DagTag, Some(deployment)) => {
                    !key.entity_id.is_empty() && reaches(deployment)
                }
                _ => false,
            }
    }
}

/// What parts the ids that are typed into one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parted {
    /// Dag IDs: no comma can be in one.
    ByLineOrComma,
    /// Dag tags: a comma may be part of one.
    ByLine,
}

/// The ids in a text, in order, each once and without the blanks around it.
pub fn typed_ids(text: &str, parted: Parted) -> Vec<Arc<str>> {
    let mut ids: Vec<Arc<str>> = Vec::new();
    let is_end = |c| matches!(c, '\n' | '\r') || c == ',' && parted == Parted::ByLineOrComma;
    for id in text.split(is_end).map(str::trim) {
        if !id.is_empty() && ids.iter().all(|known| **known != *id) {
            ids.push(Arc::from(id));
        }
    }
    ids
}
