//! The journal of this session's own changes: what, when, and what came of it. It never holds a secret value, nor the
//! text of a description.

use std::collections::BTreeSet;
use std::sync::Arc;

use astro_tokens::grants::{Change, GrantKey};
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::EntityType;
use astro_tokens::names::Names;
use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;
use serde::Serialize;

use super::set_grants::Deviation;
use crate::api::ApiError;

/// What was to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    Create,
    Edit,
    ChangeRoles,
    Rotate,
    Delete,
    CreateAgentToken,
    DeleteAgentToken,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    Done,
    /// Some of it stands, some does not.
    Partly,
    NotDone,
    /// No certain answer, and looking did not tell.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When it was ordered.
    pub at: Timestamp,
    pub action: Action,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_id: Option<TokenId>,
    /// Of the token, at that time.
    pub name: Arc<str>,
    /// What was to change, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
    pub outcome: Outcome,
    /// The outcome in words.
    pub detail: String,
    /// What Astro's support asks for; answers to what succeeded carry none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Arc<str>>,
}

impl Entry {
    /// Something done to one token, with nothing of it changed in words.
    pub(super) fn of_token(
        (action, at): (Action, Timestamp),
        token: &TokenId,
        name: &Arc<str>,
        outcome: Outcome,
        detail: &str,
    ) -> Self {
        Self {
            at,
            action,
            token_id: Some(token.clone()),
            name: name.clone(),
            changes: Vec::new(),
            outcome,
            detail: detail.to_owned(),
            request_id: None,
        }
    }

    pub(super) fn with_error(mut self, error: &ApiError) -> Self {
        self.detail.push_str(&cause(error));
        self.request_id = error.request_id.clone();
        self
    }
}

/// The entries, oldest first. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Journal(RwSignal<Vec<Entry>>);

impl Journal {
    /// Lives as long as the current reactive owner.
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    pub fn entries(&self) -> ReadSignal<Vec<Entry>> {
        self.0.read_only()
    }

    pub(super) fn add(&self, entry: Entry) {
        self.0.try_update(|entries| entries.push(entry));
    }

    /// For export.
    pub fn to_json(&self) -> String {
        // Text, numbers and lists of them: writing that as JSON can't fail.
        self.0
            .with_untracked(serde_json::to_string_pretty)
            .unwrap_or_default()
    }
}

impl Default for Journal {
    fn default() -> Self {
        Self::new()
    }
}

/// Why an exchange failed, to be put behind what it means.
fn cause(error: &ApiError) -> String {
    let mut text = match error.status {
        Some(status) => [" (answered ", &status.to_string()].concat(),
        None => " (no answer".to_owned(),
    };
    if let Some(message) = &error.message {
        text.push_str(": ");
        text.push_str(message);
    }
    text.push(')');
    text
}

/// “role on WORKSPACE Finance marts (id): A to B”, with the names of roles.
pub(super) fn in_words(change: &Change, names: &Names) -> String {
    let (before, after) = (roles(&change.before), roles(&change.after));
    [&place(&change.key, names), ": ", &before, " to ", &after].concat()
}

/// What stands at a place instead of what was sent.
pub(super) fn as_it_stands(deviation: &Deviation, names: &Names) -> String {
    let (sent, stands) = (roles(&deviation.sent), roles(&deviation.stands));
    [
        &place(&deviation.key, names),
        ": sent ",
        &sent,
        ", stands ",
        &stands,
    ]
    .concat()
}

fn place(key: &GrantKey, names: &Names) -> String {
    let id = &key.entity_id;
    let name = match key.entity_type {
        EntityType::Organization => names.organization(id),
        EntityType::Workspace => names.workspace(id),
        EntityType::Deployment => names.deployment(id),
        EntityType::Dag | EntityType::DagTag | EntityType::Unknown(_) => None,
    };
    let mut place = ["role on ", key.entity_type.as_str(), " ", &named(name, id)].concat();
    if let Some(deployment) = &key.deployment_id {
        place.push_str(" of DEPLOYMENT ");
        place.push_str(&named_deployment(deployment, names));
    }
    place
}

/// Its name at that time, where it is known, and its id.
pub(super) fn named_deployment(id: &DeploymentId, names: &Names) -> String {
    named(names.deployment(id.as_str()), id.as_str())
}

fn named(name: Option<&Arc<str>>, id: &str) -> String {
    name.map_or_else(|| id.to_owned(), |name| [name, " (", id, ")"].concat())
}

fn roles(set: &BTreeSet<Arc<str>>) -> String {
    if set.is_empty() {
        return "none".to_owned();
    }
    let roles: Vec<&str> = set.iter().map(|role| &**role).collect();
    roles.join(", ")
}

#[cfg(test)]
mod tests {
    use astro_tokens::grants::Place;
    use astro_tokens::id::{DagId, WorkspaceId};
    use astro_tokens::model::Deployment;

    use super::*;

    #[test]
    fn places_are_named_beside_their_ids() {
        let (deployment, workspace) = (DeploymentId::new("d1"), WorkspaceId::new("w1"));
        let mut names = Names::default();
        names.add_deployment(&Deployment {
            id: deployment.clone(),
            name: Arc::from("etl"),
            description: None,
            workspace_id: workspace.clone(),
            workspace_name: Some(Arc::from("Finance marts")),
            status: None,
            astro_runtime_version: None,
            remote_execution: None,
        });
        let on = |place: Place| super::place(&place.key(), &names);
        assert_eq!(
            on(Place::Workspace(workspace)),
            "role on WORKSPACE Finance marts (w1)"
        );
        let dag = Place::Dag {
            id: DagId::new("hourly"),
            deployment: Some(deployment),
        };
        assert_eq!(on(dag), "role on DAG hourly of DEPLOYMENT etl (d1)");
        let unknown = Place::Deployment(DeploymentId::new("d9"));
        assert_eq!(on(unknown), "role on DEPLOYMENT d9");
    }
}
