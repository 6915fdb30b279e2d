//! What changes from one set of grants to another, line by line: the grants themselves, and the roles that they give on
//! Deployments without a grant there.

use std::collections::{BTreeMap, BTreeSet};

use astro_tokens::grants::{ChangeKind, Grants, Place, diff};
use astro_tokens::names::Names;
use astro_tokens::roles;
use leptos::prelude::*;

use super::context::Console;
use super::grants_save::role_names;
use super::names::isolated;
use super::scope_badge::{place_id, place_name};

/// At most so many Deployments are named in one line.
const NAMED: usize = 3;

/// One line, “Growth analytics: Workspace Operator”.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    kind: ChangeKind,
    text: String,
}

fn name(place: &Place, names: &Names) -> String {
    let own =
        |place: &Place| isolated(&place_name(place, names).unwrap_or_else(|| place_id(place)));
    match place {
        Place::Dag {
            deployment: Some(id),
            ..
        }
        | Place::DagTag {
            deployment: Some(id),
            ..
        } => format!("{} on {}", own(place), own(&Place::Deployment(id.clone()))),
        place => own(place),
    }
}

fn line(what: &str, before: &str, after: &str) -> Line {
    let (kind, roles) = match (before, after) {
        ("", after) => (ChangeKind::Added, after.to_owned()),
        (before, "") => (ChangeKind::Removed, before.to_owned()),
        (before, after) => (ChangeKind::Changed, format!("{before} to {after}")),
    };
    Line {
        kind,
        text: format!("{what}: {roles}"),
    }
}

/// Roles that a place has from elsewhere, in words; empty for none.
fn inherited(grants: &Grants, place: &Place, names: &Names) -> String {
    let roles: BTreeSet<&str> = grants
        .implied(place, names)
        .into_iter()
        .map(|implied| roles::label(implied.role))
        .collect();
    roles.into_iter().collect::<Vec<_>>().join(" and ")
}

fn lines(before: &Grants, after: &Grants, names: &Names) -> Vec<Line> {
    let mut lines: Vec<Line> = diff(before, after)
        .iter()
        .map(|change| {
            let roles = |roles: &_| match change.kind() {
                ChangeKind::Changed => role_names(roles),
                _ if roles.is_empty() => String::new(),
                _ => role_names(roles),
            };
            let what = name(&change.key.place(), names);
            line(&what, &roles(&change.before), &roles(&change.after))
        })
        .collect();
    let mut by_roles: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for id in names.deployments() {
        let place = Place::Deployment(id.clone());
        let roles = (
            inherited(before, &place, names),
            inherited(after, &place, names),
        );
        if roles.0 != roles.1 {
            by_roles.entry(roles).or_default().push(name(&place, names));
        }
    }
    for ((before, after), mut places) in by_roles {
        places.sort();
        let more = places.len().saturating_sub(NAMED);
        places.truncate(NAMED);
        if more > 0 {
            places.push(format!("{more} more"));
        }
        let words = |roles: String| match roles.is_empty() {
            true => roles,
            false => format!("inherited {roles}"),
        };
        lines.push(line(&places.join(", "), &words(before), &words(after)));
    }
    lines
}

/// The lines; nothing as long as nothing changes. Reactive.
#[component]
pub fn WhatChanges(
    console: Console,
    #[prop(into)] before: Signal<Option<Grants>>,
    #[prop(into)] after: Signal<Option<Grants>>,
) -> impl IntoView {
    let names = console.inventory.names();
    let lines = Memo::new(move |_| {
        let (Some(before), Some(after)) = (before.get(), after.get()) else {
            return Vec::new();
        };
        names.with(|names| lines(&before, &after, names))
    });
    let one = |line: Line| {
        let (op, word) = match line.kind {
            ChangeKind::Added => ("+", "Added: "),
            ChangeKind::Changed => ("~", "Changed: "),
            ChangeKind::Removed => ("-", "Removed: "),
        };
        view! { <li data-op=op><span><span class="vh">{word}</span>{line.text}</span></li> }
    };
    (move || {
        let lines = lines.get();
        (!lines.is_empty()).then(|| {
            view! {
                <section class="stack stack--sm">
                    <h3>"What changes"</h3>
                    <ul class="diff mono">{lines.into_iter().map(one).collect_view()}</ul>
                </section>
            }
        })
    })
    .into_any()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use astro_tokens::id::{DeploymentId, WorkspaceId};
    use astro_tokens::model::Deployment;

    use super::*;

    fn names() -> Names {
        let mut names = Names::default();
        for id in ["d1", "d2", "d3", "d4", "d5"] {
            names.add_deployment(&Deployment {
                workspace_name: Some(Arc::from("Growth")),
                ..deployment(id, id)
            });
        }
        names
    }

    fn deployment(id: &str, name: &str) -> Deployment {
        Deployment {
            id: DeploymentId::new(id),
            name: Arc::from(name),
            description: None,
            workspace_id: WorkspaceId::new("w"),
            workspace_name: None,
            status: None,
            astro_runtime_version: None,
            remote_execution: None,
        }
    }

    fn at(id: &str, role: &str) -> (Place, Arc<str>) {
        let place = match id {
            "w" => Place::Workspace(WorkspaceId::new(id)),
            id => Place::Deployment(DeploymentId::new(id)),
        };
        (place, Arc::from(role))
    }

    fn grants(roles: &[(Place, Arc<str>)]) -> Grants {
        roles
            .iter()
            .fold(Grants::default(), |grants, (place, role)| {
                grants.with_role(&place.key(), role.clone())
            })
    }

    fn said(before: &Grants, after: &Grants) -> Vec<(ChangeKind, String)> {
        let lines = lines(before, after, &names());
        lines
            .into_iter()
            .map(|line| (line.kind, line.text))
            .collect()
    }

    #[test]
    fn what_goes_with_a_workspace_role_is_said_as_well() {
        let author = grants(&[at("w", "WORKSPACE_AUTHOR"), at("d5", "queue-reader")]);
        assert_eq!(
            said(&author, &Grants::default()),
            [
                (ChangeKind::Removed, "Growth: Workspace Author".to_owned()),
                (ChangeKind::Removed, "d5: queue-reader".to_owned()),
                (
                    ChangeKind::Removed,
                    "d1, d2, d3, 2 more: inherited Author".to_owned()
                ),
            ]
        );
        let owner = grants(&[at("w", "WORKSPACE_OWNER"), at("d5", "queue-reader")]);
        assert_eq!(
            said(&author, &owner),
            [
                (
                    ChangeKind::Changed,
                    "Growth: Workspace Author to Workspace Owner".to_owned()
                ),
                (
                    ChangeKind::Changed,
                    "d1, d2, d3, 2 more: inherited Author to inherited Admin".to_owned()
                ),
            ]
        );
        assert_eq!(said(&author, &author), []);
    }

    #[test]
    fn names_that_are_written_from_right_to_left_are_kept_from_each_other() {
        let mut names = Names::default();
        for (id, name) in [("d1", "מכירות"), ("d2", "שיווק"), ("d3", "plain")] {
            names.add_deployment(&deployment(id, name));
        }
        let owner = grants(&[at("w", "WORKSPACE_OWNER")]);
        let texts: Vec<String> = lines(&Grants::default(), &owner, &names)
            .into_iter()
            .map(|line| line.text)
            .collect();
        assert_eq!(
            texts,
            [
                "w: Workspace Owner",
                "plain, \u{2068}מכירות\u{2069}, \u{2068}שיווק\u{2069}: inherited Admin"
            ]
        );
    }
}
