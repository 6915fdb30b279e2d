//! The three-way merge of grants, place by place, each with a set of roles: unchanged by one side is
//! as the other has it, the same change is that change, everything else is a conflict to be asked about.
//!
//! Over places without a conflict, every role that neither side removed is there, and nothing that both lack.

use super::{GrantKey, Grants};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Both sides changed the roles at one place, and not to the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub key: GrantKey,
    /// What both began with.
    pub base: BTreeSet<Arc<str>>,
    pub theirs: BTreeSet<Arc<str>>,
    pub mine: BTreeSet<Arc<str>>,
}

/// Whose roles a conflict ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Theirs,
    Mine,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// A conflict that is not resolved stands as they have it.
    pub grants: Grants,
    /// Those that are not resolved.
    pub conflicts: Vec<Conflict>,
}

/// `theirs` is what Astro holds now. An answer for a place without a conflict changes nothing.
///
/// A grant of which they have fields that this version does not know keeps the mark, whichever side it comes from:
/// those fields are what sending it would drop.
pub fn merge(
    base: &Grants,
    theirs: &Grants,
    mine: &Grants,
    resolved: &BTreeMap<GrantKey, Side>,
) -> Merge {
    let keys: BTreeSet<GrantKey> = base
        .keys()
        .chain(theirs.keys())
        .chain(mine.keys())
        .collect();
    let mut grants = Vec::new();
    let mut conflicts = Vec::new();
    for key in keys {
        let roles_of = |grants: &Grants| grants.role_set(&key);
        let (in_base, in_theirs, in_mine) = (roles_of(base), roles_of(theirs), roles_of(mine));
        let side = if in_mine == in_base || in_mine == in_theirs {
            Side::Theirs
        } else if in_theirs == in_base {
            Side::Mine
        } else if let Some(side) = resolved.get(&key) {
            *side
        } else {
            conflicts.push(Conflict {
                key: key.clone(),
                base: in_base,
                theirs: in_theirs,
                mine: in_mine.clone(),
            });
            Side::Theirs
        };
        let theirs = theirs.at(&key).iter().cloned();
        match side {
            Side::Theirs => grants.extend(theirs),
            Side::Mine => {
                grants.extend(mine.at(&key).iter().cloned());
                grants.extend(theirs.filter(|grant| in_mine.contains(&grant.role)));
            }
        }
    }
    Merge {
        grants: grants.into_iter().collect(),
        conflicts,
    }
}
