//! Which lines the tree has: Workspaces with their Deployments, as far as they are open and found.
//!
//! A Deployment whose Workspace is not visible stands at the top, so that none is left out.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use astro_tokens::id::{DeploymentId, WorkspaceId};
use astro_tokens::model::{Deployment, EntityType, Workspace};
use astro_tokens::token::Token;

use crate::inventory::{Coverage, List, Progress, Stage};

/// What a line leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    Workspace(WorkspaceId),
    Deployment(DeploymentId),
}

/// A Workspace or Deployment, ready to be searched.
#[derive(Clone, Debug)]
struct Entry<Id> {
    id: Id,
    name: Arc<str>,
    folded: String,
}

impl<Id> Entry<Id> {
    fn new(id: Id, name: &Arc<str>) -> Self {
        Self {
            id,
            name: name.clone(),
            folded: name.to_lowercase(),
        }
    }

    fn by_name(&self, other: &Self) -> Ordering
    where
        Id: Ord,
    {
        (&self.folded, &self.id).cmp(&(&other.folded, &other.id))
    }

    fn is_found(&self, id: &str, needle: &str) -> bool {
        self.folded.contains(needle) || id.to_lowercase().contains(needle)
    }
}

/// All Workspaces and Deployments that are visible, by name.
#[derive(Clone, Debug, Default)]
pub struct Places {
    workspaces: Vec<(Entry<WorkspaceId>, Vec<Entry<DeploymentId>>)>,
    /// Deployments of Workspaces that are not visible.
    strays: Vec<Entry<DeploymentId>>,
}

impl Places {
    pub fn new(workspaces: &[Workspace], deployments: &[Deployment]) -> Self {
        let mut below: HashMap<&WorkspaceId, Vec<Entry<DeploymentId>>> = HashMap::new();
        for deployment in deployments {
            let entry = Entry::new(deployment.id.clone(), &deployment.name);
            below
                .entry(&deployment.workspace_id)
                .or_default()
                .push(entry);
        }
        let mut listed: Vec<_> = workspaces
            .iter()
            .map(|workspace| {
                let mut inside = below.remove(&workspace.id).unwrap_or_default();
                inside.sort_by(Entry::by_name);
                (Entry::new(workspace.id.clone(), &workspace.name), inside)
            })
            .collect();
        listed.sort_by(|(this, _), (other, _)| this.by_name(other));
        let mut strays: Vec<_> = below.into_values().flatten().collect();
        strays.sort_by(Entry::by_name);
        Self {
            workspaces: listed,
            strays,
        }
    }

    pub fn workspace_count(&self) -> usize {
        self.workspaces.len()
    }

    pub fn is_empty(&self) -> bool {
        self.workspaces.is_empty() && self.strays.is_empty()
    }

    /// The Workspace whose line is, or is above, this one.
    fn workspace_of(&self, node: &Node) -> Option<&WorkspaceId> {
        let found = self
            .workspaces
            .iter()
            .find(|(workspace, inside)| match node {
                Node::Workspace(id) => workspace.id == *id,
                Node::Deployment(id) => inside.iter().any(|deployment| deployment.id == *id),
            });
        found.map(|(workspace, _)| &workspace.id)
    }
}

/// What a person did to a Workspace's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Twist {
    Opened,
    /// Closed while this was the current line. Moving on to another line in it opens it again.
    Closed(Option<Node>),
}

/// How the tree is looked at.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Lower case; empty: everything.
    pub needle: String,
    pub current: Option<Node>,
    pub twists: HashMap<WorkspaceId, Twist>,
}

/// One line, without what only a browser knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub node: Node,
    pub name: Arc<str>,
    pub level: usize,
    pub set_size: usize,
    pub position: usize,
    pub expanded: Option<bool>,
}

/// The lines from top to bottom.
pub fn lines(places: &Places, look: &Look) -> Vec<Line> {
    let needle = look.needle.as_str();
    let current_workspace = look
        .current
        .as_ref()
        .and_then(|node| places.workspace_of(node));
    let mut tops: Vec<(Line, Vec<Line>)> = Vec::new();
    for (workspace, inside) in &places.workspaces {
        let is_found = needle.is_empty() || workspace.is_found(workspace.id.as_str(), needle);
        let found: Vec<&Entry<DeploymentId>> = inside
            .iter()
            .filter(|deployment| {
                !needle.is_empty() && deployment.is_found(deployment.id.as_str(), needle)
            })
            .collect();
        if !is_found && found.is_empty() {
            continue;
        }
        let is_open = match look.twists.get(&workspace.id) {
            Some(Twist::Opened) => true,
            Some(Twist::Closed(at)) => {
                current_workspace == Some(&workspace.id) && look.current != *at
            }
            None => !found.is_empty() || current_workspace == Some(&workspace.id),
        };
        // A Workspace found by its own name shows everything in it.
        let shown: Vec<&Entry<DeploymentId>> = if is_found {
            inside.iter().collect()
        } else {
            found
        };
        let size = shown.len();
        let below = shown
            .into_iter()
            .filter(|_| is_open)
            .enumerate()
            .map(|(index, deployment)| leaf(deployment, 2, index, size));
        let line = Line {
            node: Node::Workspace(workspace.id.clone()),
            name: workspace.name.clone(),
            level: 1,
            set_size: 0,
            position: 0,
            expanded: (size > 0).then_some(is_open),
        };
        tops.push((line, below.collect()));
    }
    let strays = places
        .strays
        .iter()
        .filter(|stray| needle.is_empty() || stray.is_found(stray.id.as_str(), needle));
    tops.extend(strays.map(|stray| (leaf(stray, 1, 0, 0), Vec::new())));
    let set_size = tops.len();
    tops.into_iter()
        .enumerate()
        .flat_map(|(index, (line, below))| {
            std::iter::once(Line {
                set_size,
                position: index + 1,
                ..line
            })
            .chain(below)
        })
        .collect()
}

fn leaf(deployment: &Entry<DeploymentId>, level: usize, index: usize, set_size: usize) -> Line {
    Line {
        node: Node::Deployment(deployment.id.clone()),
        name: deployment.name.clone(),
        level,
        set_size,
        position: index + 1,
        expanded: None,
    }
}

/// How many tokens have a grant on each Workspace and Deployment itself.
pub fn counts(tokens: &[Arc<Token>]) -> HashMap<Arc<str>, usize> {
    let mut counts: HashMap<Arc<str>, usize> = HashMap::new();
    for token in tokens {
        let mut before: Option<&str> = None;
        // Grants are ordered, so several roles on one entity stand side by side.
        for grant in token.grants.iter().flatten() {
            let is_place = matches!(
                grant.entity_type,
                EntityType::Workspace | EntityType::Deployment
            );
            if is_place && before != Some(&grant.entity_id) {
                match counts.get_mut(&grant.entity_id) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(grant.entity_id.clone(), 1)),
                }
                before = Some(&grant.entity_id);
            }
        }
    }
    counts
}

/// The Workspaces and Deployments whose tokens are not all known. `None` as long as that is so of the whole Organization.
pub fn uncounted(progress: &Progress, coverage: &Coverage) -> Option<Vec<Arc<str>>> {
    let failed = progress.failed.iter().map(|failed| &failed.list);
    if progress.stage != Stage::Done
        || progress.missing > 0
        || failed.clone().any(|list| *list == List::Organization)
    {
        return None;
    }
    let out_of_reach = match coverage {
        Coverage::Partial { out_of_reach, .. } => out_of_reach.as_slice(),
        Coverage::Full | Coverage::Unknown => &[],
    };
    let id = |list: &List| match list {
        List::Organization => None,
        List::Workspace(id) => Some(id.as_arc().clone()),
        List::Deployment(id) => Some(id.as_arc().clone()),
    };
    Some(failed.chain(out_of_reach).filter_map(id).collect())
}

#[cfg(test)]
mod tests {
    use astro_tokens::model::ApiToken;
    use astro_tokens::token::Interner;
    use proptest::prelude::*;

    use super::*;
    use crate::api::{ApiError, ErrorKind};
    use crate::inventory::FailedPage;

    fn places(workspaces: &[(&str, &str)], deployments: &[(&str, &str, &str)]) -> Places {
        let workspaces: Vec<Workspace> = workspaces
            .iter()
            .map(|(id, name)| {
                serde_json::from_value(serde_json::json!({"id": id, "name": name})).unwrap()
            })
            .collect();
        let deployments: Vec<Deployment> = deployments
            .iter()
            .map(|(id, name, workspace)| {
                serde_json::from_value(
                    serde_json::json!({"id": id, "name": name, "workspaceId": workspace}),
                )
                .unwrap()
            })
            .collect();
        Places::new(&workspaces, &deployments)
    }

    fn world() -> Places {
        places(
            &[("w1", "Risk"), ("w2", "analytics")],
            &[
                ("d1", "prod", "w1"),
                ("d2", "Dev", "w1"),
                ("d3", "web", "w2"),
                ("d4", "stray", "w9"),
            ],
        )
    }

    fn shown(places: &Places, look: &Look) -> Vec<String> {
        lines(places, look)
            .iter()
            .map(|line| format!("{}{}", "-".repeat(line.level), line.name))
            .collect()
    }

    fn current(node: Node) -> Look {
        Look {
            current: Some(node),
            ..Look::default()
        }
    }

    #[test]
    fn closed_at_first_with_strays_at_the_end() {
        assert_eq!(
            shown(&world(), &Look::default()),
            ["-analytics", "-Risk", "-stray"]
        );
        let sizes: Vec<_> = lines(&world(), &Look::default())
            .iter()
            .map(|line| (line.position, line.set_size))
            .collect();
        assert_eq!(sizes, [(1, 3), (2, 3), (3, 3)]);
    }

    #[test]
    fn the_current_place_is_in_sight() {
        let look = current(Node::Deployment(DeploymentId::new("d1")));
        assert_eq!(
            shown(&world(), &look),
            ["-analytics", "-Risk", "--Dev", "--prod", "-stray"]
        );
        let look = current(Node::Workspace(WorkspaceId::new("w2")));
        assert_eq!(
            shown(&world(), &look),
            ["-analytics", "--web", "-Risk", "-stray"]
        );
    }

    #[test]
    fn what_was_closed_opens_again_when_another_place_in_it_is_gone_to() {
        let mut look = current(Node::Deployment(DeploymentId::new("d1")));
        look.twists
            .insert(WorkspaceId::new("w1"), Twist::Closed(look.current.clone()));
        assert_eq!(shown(&world(), &look), ["-analytics", "-Risk", "-stray"]);
        look.current = Some(Node::Deployment(DeploymentId::new("d2")));
        assert_eq!(shown(&world(), &look).len(), 5);
    }

    #[test]
    fn find_goes_by_name_and_id_of_both() {
        let find = |needle: &str| {
            shown(
                &world(),
                &Look {
                    needle: needle.to_owned(),
                    ..Look::default()
                },
            )
        };
        assert_eq!(find("dev"), ["-Risk", "--Dev"]);
        assert_eq!(find("d3"), ["-analytics", "--web"]);
        assert_eq!(find("risk"), ["-Risk"]);
        assert_eq!(find("stray"), ["-stray"]);
        assert!(find("nothing").is_empty());
    }

    #[test]
    fn a_token_counts_once_where_it_has_several_roles() {
        let token: ApiToken = serde_json::from_value(serde_json::json!({
            "id": "t", "name": "n", "scope": "WORKSPACE", "startAt": "2026-01-01T00:00:00Z",
            "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
            "roles": [
                {"entityType": "WORKSPACE", "entityId": "w1", "role": "WORKSPACE_MEMBER"},
                {"entityType": "WORKSPACE", "entityId": "w1", "role": "custom"},
                {"entityType": "DEPLOYMENT", "entityId": "d1", "role": "custom"},
                {"entityType": "DAG", "entityId": "d1", "role": "DAG_VIEWER", "deploymentId": "d2"},
            ],
        }))
        .unwrap();
        let counts = counts(&[Arc::new(Interner::default().token(token))]);
        assert_eq!(
            (counts.get("w1"), counts.get("d1"), counts.get("d2")),
            (Some(&1), Some(&1), None)
        );
    }

    #[test]
    fn only_what_is_known_is_counted() {
        let workspace = |id: &str| List::Workspace(WorkspaceId::new(id));
        let failed = |list: List| FailedPage {
            list,
            page: 0,
            error: ApiError::of(ErrorKind::ServerError),
        };
        let done = Progress {
            stage: Stage::Done,
            ..Progress::default()
        };
        let partial = Coverage::Partial {
            lists: 3,
            out_of_reach: vec![List::Deployment(DeploymentId::new("d1"))],
        };
        assert_eq!(uncounted(&done, &Coverage::Full), Some(Vec::new()));
        assert_eq!(uncounted(&done, &partial), Some(vec!["d1".into()]));
        let one_failed = Progress {
            failed: vec![failed(workspace("w1"))],
            ..done.clone()
        };
        assert_eq!(
            uncounted(&one_failed, &partial),
            Some(vec!["w1".into(), "d1".into()])
        );
        let running = Progress::default();
        let restless = Progress {
            missing: 1,
            ..done.clone()
        };
        let whole_failed = Progress {
            failed: vec![failed(List::Organization)],
            ..done
        };
        for progress in [running, restless, whole_failed] {
            assert_eq!(uncounted(&progress, &Coverage::Full), None);
        }
    }

    proptest! {
        #[test]
        fn everything_is_listed_once_when_all_is_open(
            workspaces in proptest::collection::btree_set(0_u8..12, 0..12),
            deployments in proptest::collection::btree_map(0_u8..40, 0_u8..14, 0..40),
        ) {
            let own = |id: &u8| (format!("w{id}"), format!("name {}", id % 3));
            let listed: Vec<(String, String)> = workspaces.iter().map(own).collect();
            let inside: Vec<(String, String, String)> =
                deployments.iter().map(|(id, workspace)| (format!("d{id}"), format!("name {}", id % 5), format!("w{workspace}"))).collect();
            let places = places(
                &listed.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect::<Vec<_>>(),
                &inside.iter().map(|(id, name, workspace)| (id.as_str(), name.as_str(), workspace.as_str())).collect::<Vec<_>>(),
            );
            let twists = listed.iter().map(|(id, _)| (WorkspaceId::new(id.as_str()), Twist::Opened)).collect();
            let lines = lines(&places, &Look { twists, ..Look::default() });
            prop_assert_eq!(lines.len(), listed.len() + inside.len());
            let nodes: std::collections::HashSet<&Node> = lines.iter().map(|line| &line.node).collect();
            prop_assert_eq!(nodes.len(), lines.len());
            for line in &lines {
                prop_assert!(line.position >= 1 && line.position <= line.set_size);
            }
        }
    }
}
