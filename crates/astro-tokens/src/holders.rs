//! How many tokens have a role on each Deployment of a Workspace, told apart by where the role comes from.

use crate::grants::Place;
use crate::id::{DeploymentId, WorkspaceId};
use crate::model::EntityType;
use crate::token::Token;
use std::collections::HashMap;

/// Numbers of tokens; each counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holders {
    /// Created on the Deployment.
    pub own: usize,
    /// Created elsewhere, with a role on the Deployment itself.
    pub assigned: usize,
    /// Without a role on it, but with one in its Workspace that reaches it.
    pub through_workspace: usize,
}

impl Holders {
    /// With a role on the Deployment itself: what its own list has.
    pub const fn on_it(self) -> usize {
        self.own + self.assigned
    }
}

/// Of each Deployment that is named. What reaches it from the Organization alone is not counted.
pub fn holders<'a, 'b>(
    deployments: impl IntoIterator<Item = &'a DeploymentId>,
    workspace: &WorkspaceId,
    tokens: impl IntoIterator<Item = &'b Token>,
) -> HashMap<DeploymentId, Holders> {
    let mut found: HashMap<DeploymentId, Holders> = deployments
        .into_iter()
        .map(|id| (id.clone(), Holders::default()))
        .collect();
    let mut through = 0;
    // Tokens that would count twice.
    let mut both: HashMap<DeploymentId, usize> = HashMap::new();
    for token in tokens {
        let Some(grants) = &token.grants else {
            continue;
        };
        let reaches = grants.reaches_deployments_of(workspace);
        through += usize::from(reaches);
        for key in grants.keys() {
            if key.entity_type != EntityType::Deployment {
                continue;
            }
            let id = DeploymentId::new(key.entity_id.clone());
            let Some(holders) = found.get_mut(&id) else {
                continue;
            };
            if token.is_at_home(&Place::Deployment(id.clone())) {
                holders.own += 1;
            } else {
                holders.assigned += 1;
            }
            if reaches {
                *both.entry(id).or_default() += 1;
            }
        }
    }
    for (id, holders) in &mut found {
        holders.through_workspace = through - both.get(id).copied().unwrap_or_default();
    }
    found
}
