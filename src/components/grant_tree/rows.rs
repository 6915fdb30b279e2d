//! The lines of a token's grants, from the Organization down. No grant is left out, whatever is known of its entity.

use std::collections::HashMap;
use std::sync::Arc;

use astro_tokens::grants::{Branch, Grant, GrantKey, Grants, Pending, Place, Slot};
use astro_tokens::id::OrganizationId;
use astro_tokens::model::RoleScopeType;
use astro_tokens::names::Names;
use astro_tokens::roles;

use crate::components::grants_save::role_names;
use crate::components::names::legible;
use crate::components::scope_badge::{place_id, place_name, place_words};

/// What is known of the entity behind an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    Name(Arc<str>),
    /// There are no names for this kind of entity.
    IdOnly,
    /// It is not known yet.
    Loading,
    /// The caller does not see it. It may exist.
    NotVisible,
    /// The caller sees everything, and it is not there.
    Gone,
}

impl GrantRow {
    pub fn is_gone(&self) -> bool {
        self.known == Known::Gone
    }
}

/// How much of the Organization the caller sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// The lists of Workspaces and Deployments are still on their way.
    pub is_loading: bool,
    /// The caller sees every Workspace and Deployment, and both lists were read.
    pub is_full: bool,
}

impl Sight {
    fn of(self, place: &Place, names: &Names) -> Known {
        if let Some(name) = place_name(place, names) {
            return Known::Name(name);
        }
        match place {
            Place::Workspace(_) | Place::Deployment(_) if self.is_loading => Known::Loading,
            Place::Workspace(_) | Place::Deployment(_) if self.is_full => Known::Gone,
            Place::Workspace(_) | Place::Deployment(_) => Known::NotVisible,
            Place::Organization(_)
            | Place::Dag { .. }
            | Place::DagTag { .. }
            | Place::Unknown { .. } => Known::IdOnly,
        }
    }
}

/// What tells one line of a place from another, for as long as the place is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// The entity itself, without a grant.
    Entity,
    /// The role that was held there.
    Held(Arc<str>),
    /// One of the roles that are to be added there.
    Added(usize),
}

/// One line: a grant that is held or wanted, or an entity without one that has grants below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// 1 at the top.
    pub level: usize,
    pub place: Place,
    pub known: Known,
    /// What tells its controls from those of other lines: “Deployment prod-etl in Finance marts”.
    pub called: String,
    pub line: Line,
    /// `None` where nothing is held or wanted.
    pub slot: Option<Slot>,
    /// What says so, since something may be hidden there.
    pub none: &'static str,
    pub key: Option<GrantKey>,
    /// The token was created in this entity.
    pub is_home: bool,
    /// It is the only role that is wanted there.
    pub is_only: bool,
    /// Where the role comes from.
    pub why: String,
    /// The roles here now, where they were changed since a change was wanted, by whomever.
    pub moved: Option<String>,
    /// How many grants are wanted further down, but for the one at home.
    pub below: usize,
}

/// What tells one line from another.
pub type RowKey = (Place, Option<GrantKey>, Line);

pub fn key(row: &GrantRow) -> RowKey {
    (row.place.clone(), row.key.clone(), row.line.clone())
}

/// What the lines are made of.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What Astro holds.
    pub now: &'a Grants,
    pub pending: &'a Pending,
    pub home: Option<&'a Grant>,
    pub organization: &'a OrganizationId,
    pub names: &'a Names,
    pub sight: Sight,
    /// Astro may not show every grant.
    pub may_hide: bool,
    /// The token was created in the Organization itself.
    pub is_of_organization: bool,
}

/// Every line. Siblings stand by level, then name, then id.
pub fn rows(shown: Shown<'_>) -> Vec<GrantRow> {
    let Shown { now, pending, .. } = shown;
    let none = match shown.may_hide {
        true => "No role in sight",
        false => "No direct role",
    };
    let mine = pending.mine(now);
    let all: Grants = now.iter().chain(&mine).cloned().collect();
    let mut rows = Vec::new();
    for branch in by_name(all.tree(shown.organization, shown.names), shown.names) {
        let row = GrantRow {
            level: branch.level,
            known: shown.sight.of(&branch.place, shown.names),
            called: called(&branch.place, shown.names),
            line: Line::Entity,
            slot: None,
            none,
            key: None,
            is_home: false,
            is_only: false,
            why: without_grant(shown, &branch.place).to_owned(),
            moved: None,
            below: 0,
            place: branch.place,
        };
        // One, unless the set says of one entity what can't be said of it.
        let mut keys: Vec<GrantKey> = branch.grants.iter().map(Grant::key).collect();
        keys.dedup();
        let is_empty = keys.is_empty();
        for key in keys {
            lines_at(shown, &key, &row, &mut rows);
        }
        if is_empty {
            rows.push(row);
        }
    }
    count_below(&mut rows);
    rows
}

/// The lines of one place, made from what they have in common.
fn lines_at(shown: Shown<'_>, key: &GrantKey, common: &GrantRow, rows: &mut Vec<GrantRow>) {
    let Shown { now, pending, .. } = shown;
    let moved = pending
        .is_moved(now, key)
        .then(|| role_names(&now.role_set(key)));
    let is_home = shown.home.is_some_and(|home| home.key() == *key);
    let slots = pending.slots(now, key);
    let is_only = slots.iter().filter(|slot| slot.is.is_some()).count() == 1;
    let is_shared = slots.len() > 1;
    let mut added = 0;
    for slot in slots {
        let line = match &slot.was {
            Some(role) => Line::Held(role.clone()),
            None => {
                added += 1;
                Line::Added(added)
            }
        };
        let marked = now
            .with_further_fields()
            .find(|grant| grant.key() == *key && Some(&grant.role) == slot.was.as_ref());
        let called = match &slot.is {
            Some(role) if is_shared => {
                [&common.called, ", ", &legible(roles::full_label(role))].concat()
            }
            _ => common.called.clone(),
        };
        rows.push(GrantRow {
            called,
            line,
            slot: Some(slot),
            key: Some(key.clone()),
            is_home,
            is_only,
            why: reason(&common.place, is_home, marked.is_some()),
            moved: moved.clone(),
            ..common.clone()
        });
    }
}

fn called(place: &Place, names: &Names) -> String {
    let deployment = match place {
        Place::Deployment(id) => Some(id),
        Place::Dag { deployment, .. } | Place::DagTag { deployment, .. } => deployment.as_ref(),
        Place::Organization(_) | Place::Workspace(_) | Place::Unknown { .. } => None,
    };
    let workspace = deployment
        .and_then(|id| names.workspace_of(id.as_str()))
        .and_then(|id| names.workspace(id.as_str()));
    let words = place_words(place, names);
    match workspace {
        Some(name) => [&words, " in ", &legible(name)].concat(),
        None => words,
    }
}

/// Says of each line how many grants are wanted on what stands below its place.
fn count_below(rows: &mut [GrantRow]) {
    // The lines of the places above, from the top down.
    let mut above: Vec<(usize, usize, Place)> = Vec::new();
    for at in 0..rows.len() {
        let Some(row) = rows.get(at) else { continue };
        let (level, place) = (row.level, row.place.clone());
        // What can't be removed along with what stands above it does not count.
        let is_wanted = row.slot.as_ref().is_some_and(|slot| slot.is.is_some()) && !row.is_home;
        above.retain(|(_, other, of)| *other < level || *of == place);
        for (line, _, of) in above.iter().filter(|_| is_wanted) {
            if let Some(row) = rows.get_mut(*line).filter(|_| *of != place) {
                row.below += 1;
            }
        }
        above.push((at, level, place));
    }
}

/// Why a place is shown where no grant is.
fn without_grant(shown: Shown<'_>, place: &Place) -> &'static str {
    let is_home = shown.is_of_organization && matches!(place, Place::Organization(_));
    match shown.may_hide {
        true if is_home && shown.home.is_none() => "Home scope: its role is hidden from you",
        true => "What is in sight is further down",
        false => "No grant here, but further down",
    }
}

fn reason(place: &Place, is_home: bool, has_further_fields: bool) -> String {
    let mut why = match place {
        _ if is_home => "Home scope",
        Place::Dag { .. } => "Granted here, by Dag ID",
        Place::DagTag { .. } => "Granted here, by Dag tag",
        _ => "Granted here",
    }
    .to_owned();
    if has_further_fields {
        why.push_str(", with more than this version of the console can read");
    }
    why
}

/// By place, what grants elsewhere give there besides. Apart from the lines, since one role may change it on all of them.
pub type Besides = HashMap<Place, String>;

pub fn besides(mine: &Grants, rows: &[GrantRow], names: &Names) -> Besides {
    // Roles on Dags give nothing elsewhere, and there may be hundreds of them.
    let reaching: Grants = mine
        .iter()
        .filter(|grant| roles::level_on(&grant.entity_type) != Some(RoleScopeType::Dag))
        .cloned()
        .collect();
    rows.iter()
        .filter_map(|row| Some((row.place.clone(), implied(&reaching, &row.place, names)?)))
        .collect()
}

/// "Author, through Finance marts": the roles that grants elsewhere give here.
fn implied(grants: &Grants, place: &Place, names: &Names) -> Option<String> {
    let mut texts: Vec<String> = grants
        .implied(place, names)
        .into_iter()
        .map(|implied| {
            let through = implied.through.place();
            let name = place_name(&through, names).unwrap_or_else(|| place_id(&through));
            format!("{}, through {}", roles::label(implied.role), legible(&name))
        })
        .collect();
    texts.dedup();
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// Where a branch stands among its siblings: kind of entity, name in lower case, and what tells equal names apart.
type Step = (u8, String, Place);

/// Siblings by name instead of by id, each with everything below it.
fn by_name(branches: Vec<Branch>, names: &Names) -> Vec<Branch> {
    let level = |place: &Place| match place {
        Place::Organization(_) => 0_u8,
        Place::Workspace(_) => 1,
        Place::Deployment(_) => 2,
        Place::Dag { .. } => 3,
        Place::DagTag { .. } => 4,
        Place::Unknown { .. } => 5,
    };
    let mut path: Vec<Step> = Vec::new();
    let mut keyed: Vec<(Vec<Step>, Branch)> = branches
        .into_iter()
        .map(|branch| {
            path.truncate(branch.level.saturating_sub(1));
            let name = place_name(&branch.place, names).unwrap_or_else(|| place_id(&branch.place));
            path.push((
                level(&branch.place),
                name.to_lowercase(),
                branch.place.clone(),
            ));
            (path.clone(), branch)
        })
        .collect();
    keyed.sort_by(|(this, _), (other, _)| this.cmp(other));
    keyed.into_iter().map(|(_, branch)| branch).collect()
}

/// How many entities of each kind a token has a role in, as icons and words show them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Different entities.
    pub entities: usize,
    /// Labels of the roles there, with how often each is held; the most frequent first.
    pub roles: Vec<(String, usize)>,
}

/// Counts the grants whose place `wanted` accepts.
pub fn held(grants: &Grants, wanted: fn(&Place) -> bool) -> Held {
    let mut places: Vec<Place> = Vec::new();
    let mut roles_held: HashMap<&str, usize> = HashMap::new();
    for grant in grants {
        let place = grant.place();
        if wanted(&place) {
            *roles_held.entry(roles::label(&grant.role)).or_default() += 1;
            places.push(place);
        }
    }
    places.sort();
    places.dedup();
    let mut roles: Vec<(String, usize)> = roles_held
        .into_iter()
        .map(|(role, count)| (legible(role), count))
        .collect();
    roles.sort_by(|(this, count), (other, others)| others.cmp(count).then_with(|| this.cmp(other)));
    Held {
        entities: places.len(),
        roles,
    }
}
