//! What differs between two sets of grants, place by place. Applying it to the one gives the other.

use super::{GrantKey, Grants};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The roles at one place, before and after; never the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub key: GrantKey,
    pub before: BTreeSet<Arc<str>>,
    pub after: BTreeSet<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Nothing was held there before.
    Added,
    Changed,
    /// Nothing is held there any more.
    Removed,
}

impl Change {
    /// What takes it back.
    pub fn reversed(&self) -> Self {
        Self {
            key: self.key.clone(),
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }

    pub fn kind(&self) -> ChangeKind {
        if self.before.is_empty() {
            ChangeKind::Added
        } else if self.after.is_empty() {
            ChangeKind::Removed
        } else {
            ChangeKind::Changed
        }
    }
}

/// In the order of the places. Fields that this version does not know are no difference.
pub fn diff(from: &Grants, to: &Grants) -> Vec<Change> {
    let keys: BTreeSet<GrantKey> = from.keys().chain(to.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (before, after) = (from.role_set(&key), to.role_set(&key));
            (before != after).then_some(Change { key, before, after })
        })
        .collect()
}

impl Grants {
    /// With the roles that `changes` end with, whatever is held at their places now.
    pub fn with_changes<'a>(&self, changes: impl IntoIterator<Item = &'a Change>) -> Self {
        changes.into_iter().fold(self.clone(), |grants, change| {
            grants.with_roles(&change.key, &change.after)
        })
    }
}
