//! The lines of a token's grants, from the Organization down. No grant is left out, whatever is known of its entity.

use std::collections::HashMap;
use std::sync::Arc;

use astro_tokens::grants::{Branch, Grant, Grants, Place};
use astro_tokens::id::OrganizationId;
use astro_tokens::names::Names;
use astro_tokens::roles;

use crate::components::scope_badge::{place_id, place_name};

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

/// One line: a grant, or an entity without one that has grants below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// 1 at the top.
    pub level: usize,
    pub place: Place,
    pub known: Known,
    pub grant: Option<Grant>,
    /// Where the role comes from.
    pub why: String,
    /// What grants elsewhere give here besides: "Author, through Finance marts".
    pub besides: Option<String>,
}

/// What tells one line from another.
pub type RowKey = (Place, Option<Grant>);

pub fn key(row: &GrantRow) -> RowKey {
    (row.place.clone(), row.grant.clone())
}

/// Every line. Siblings stand by level, then name, then id.
pub fn rows(
    grants: &Grants,
    home: Option<&Grant>,
    organization: &OrganizationId,
    names: &Names,
    sight: Sight,
) -> Vec<GrantRow> {
    let mut rows = Vec::new();
    for branch in by_name(grants.tree(organization, names), names) {
        let known = sight.of(&branch.place, names);
        let implied = implied(grants, &branch.place, names);
        let row = |grant: Option<Grant>, why: String| GrantRow {
            level: branch.level,
            place: branch.place.clone(),
            known: known.clone(),
            grant,
            why,
            besides: implied.clone(),
        };
        if branch.grants.is_empty() {
            rows.push(row(None, "No grant here, but further down".to_owned()));
        }
        for grant in &branch.grants {
            rows.push(row(Some(grant.clone()), reason(grant, home == Some(grant))));
        }
    }
    rows
}

fn reason(grant: &Grant, is_home: bool) -> String {
    let mut why = match grant.place() {
        _ if is_home => "Home scope",
        Place::Dag { .. } => "Granted here, by Dag ID",
        Place::DagTag { .. } => "Granted here, by Dag tag",
        _ => "Granted here",
    }
    .to_owned();
    if grant.has_further_fields {
        why.push_str(", with more than this version of the console can read");
    }
    why
}

/// "Author, through Finance marts": the roles that grants elsewhere give here.
fn implied(grants: &Grants, place: &Place, names: &Names) -> Option<String> {
    let mut texts: Vec<String> = grants
        .implied(place, names)
        .into_iter()
        .map(|implied| {
            let through = implied.through.place();
            let name = place_name(&through, names).unwrap_or_else(|| place_id(&through));
            format!("{}, through {name}", roles::label(implied.role))
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
        .map(|(role, count)| (role.to_owned(), count))
        .collect();
    roles.sort_by(|(this, count), (other, others)| others.cmp(count).then_with(|| this.cmp(other)));
    Held {
        entities: places.len(),
        roles,
    }
}
