//! What a save of grants must come to, written a second time: merged place by place, then checked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_token_console::commands::SetGrants;
use astro_token_console::inventory::GrantSight;
use astro_tokens::grants::{GrantKey, Grants, Side};
use astro_tokens::id::OrganizationId;
use astro_tokens::model::{EntityType, Scope};

pub type Roles = BTreeSet<Arc<str>>;
/// Roles by place; no place without a role.
pub type Set = BTreeMap<GrantKey, Roles>;

#[derive(Debug, PartialEq, Eq)]
pub enum Planned {
    PartialView,
    Narrowed,
    Unproven,
    Conflicts(BTreeSet<GrantKey>),
    Unchanged,
    HomeRemoved,
    Illegal,
    Write(Set),
}

pub fn set(grants: &Grants) -> Set {
    let mut set = Set::new();
    for grant in grants {
        set.entry(grant.key())
            .or_default()
            .insert(grant.role.clone());
    }
    set
}

/// `theirs` is what Astro shows when the save reads; `sight`: whether grants are hidden from the session, as it can tell.
pub fn planned(
    save: &SetGrants,
    (theirs, sight): (&Grants, GrantSight),
    scope: &Scope,
    organization: &OrganizationId,
) -> Planned {
    let (base, theirs, mine) = (set(&save.base), set(theirs), set(&save.mine));
    let level = match scope {
        Scope::Organization => EntityType::Organization,
        Scope::Workspace => EntityType::Workspace,
        Scope::Deployment | Scope::Unknown(_) => EntityType::Deployment,
    };
    let mut at_home = theirs.keys().filter(|key| key.entity_type == level);
    let (Some(home), None) = (at_home.next().cloned(), at_home.next()) else {
        return Planned::PartialView;
    };
    match sight {
        _ if save.is_new => {}
        GrantSight::Whole => {}
        GrantSight::Narrowed => return Planned::Narrowed,
        GrantSight::Unproven => return Planned::Unproven,
    }
    let places: BTreeSet<&GrantKey> = [&base, &theirs, &mine]
        .into_iter()
        .flat_map(|set| set.keys())
        .collect();
    let none = Roles::new();
    let mut conflicts = BTreeSet::new();
    let mut merged = Set::new();
    for place in places {
        let [b, t, m] = [&base, &theirs, &mine].map(|set| set.get(place).unwrap_or(&none));
        let answer = save
            .resolved
            .get(place)
            .filter(|answer| answer.theirs == *t);
        let roles = match answer {
            _ if m == b || m == t => t,
            _ if t == b => m,
            Some(answer) if answer.side == Side::Mine => m,
            Some(_) => t,
            None => {
                conflicts.insert(place.clone());
                t
            }
        };
        if !roles.is_empty() {
            merged.insert(place.clone(), roles.clone());
        }
    }
    if !conflicts.is_empty() {
        Planned::Conflicts(conflicts)
    } else if merged == theirs {
        Planned::Unchanged
    } else if !merged.contains_key(&home) {
        Planned::HomeRemoved
    } else if is_illegal(&merged, &level, organization) {
        Planned::Illegal
    } else {
        Planned::Write(merged)
    }
}

/// The table of the Astro API reference: one home, nothing above it, Dags with their Deployment.
fn is_illegal(merged: &Set, level: &EntityType, organization: &OrganizationId) -> bool {
    let rank = |level: &EntityType| match level {
        EntityType::Organization => 0,
        EntityType::Workspace => 1,
        EntityType::Deployment => 2,
        EntityType::Dag | EntityType::DagTag | EntityType::Unknown(_) => 3,
    };
    let at_home: usize = merged
        .iter()
        .filter(|(key, _)| key.entity_type == *level)
        .map(|(_, roles)| roles.len())
        .sum();
    at_home != 1
        || merged.keys().any(|key| {
            rank(&key.entity_type) < rank(level)
                || (key.entity_type == EntityType::Organization
                    && *key.entity_id != *organization.as_str())
                || (matches!(key.entity_type, EntityType::Dag | EntityType::DagTag)
                    && key.deployment_id.is_none())
        })
}

/// Where `after` differs from `merged`, which was written over `theirs`: at a place that was to change, and elsewhere.
pub fn deviations(theirs: &Set, merged: &Set, after: &Set) -> [BTreeSet<GrantKey>; 2] {
    let differing = |a: &Set, b: &Set| -> BTreeSet<GrantKey> {
        let keys = a.keys().chain(b.keys());
        keys.filter(|key| a.get(*key) != b.get(*key))
            .cloned()
            .collect()
    };
    let (wanted, all) = (differing(theirs, merged), differing(merged, after));
    [
        all.intersection(&wanted).cloned().collect(),
        all.difference(&wanted).cloned().collect(),
    ]
}
