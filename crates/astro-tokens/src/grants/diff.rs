//! What differs between two sets of grants, place by place. Applying it to the one gives the other.

use super::{GrantKey, Grants};
use crate::roles;
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

    /// Whether less may be held afterwards: all roles are gone, or the highest that is left is lower than the one before. A
    /// custom role counts as lower than each built-in one, and as lower than any other custom one: what it allows is not known here.
    pub fn takes_away(&self) -> bool {
        let highest = |roles: &BTreeSet<Arc<str>>| {
            let ranks = roles.iter().map(|role| roles::order(role).0);
            ranks.min()
        };
        match (highest(&self.before), highest(&self.after)) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(before), Some(after)) => {
                after > before || before == after && before == roles::BUILT_IN.len()
            }
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
