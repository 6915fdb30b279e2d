//! Which grants stand at or below an entity: what loses its ground when a token is removed from there.
//!
//! The same rule as the tree's. What has no known parent is below nothing, so it is never taken away along with something.

use super::tree::ancestors;
use super::{GrantKey, Grants, Place};
use crate::id::OrganizationId;
use crate::names::Names;

impl Place {
    /// Whether it is somewhere below `place`, not that place itself. `names` knows which Workspace holds a Deployment.
    pub fn is_below(&self, place: &Self, names: &Names) -> bool {
        let root = match place {
            Self::Organization(id) => Self::Organization(id.clone()),
            _ => Self::Organization(OrganizationId::new("")),
        };
        ancestors(self, &root, names).contains(place)
    }
}

impl Grants {
    /// Where grants are held below `place`, in order.
    pub fn below(&self, place: &Place, names: &Names) -> Vec<GrantKey> {
        self.keys()
            .filter(|key| key.place().is_below(place, names))
            .collect()
    }

    /// Without the grants on `place` and below it.
    pub fn without_branch(&self, place: &Place, names: &Names) -> Self {
        self.iter()
            .filter(|grant| {
                let own = grant.place();
                own != *place && !own.is_below(place, names)
            })
            .cloned()
            .collect()
    }
}
