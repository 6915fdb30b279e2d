//! The journal of this session's own changes: what, when, and what came of it. It never holds a secret value, nor the
//! text of a description.

use std::collections::BTreeSet;
use std::sync::Arc;

use astro_tokens::grants::{Change, GrantKey};
use astro_tokens::id::TokenId;
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

/// “role on WORKSPACE id: A to B”, with the ids of places and the names of roles.
pub(super) fn in_words(change: &Change) -> String {
    let (before, after) = (roles(&change.before), roles(&change.after));
    [&place(&change.key), ": ", &before, " to ", &after].concat()
}

/// What stands at a place instead of what was sent.
pub(super) fn as_it_stands(deviation: &Deviation) -> String {
    let (sent, stands) = (roles(&deviation.sent), roles(&deviation.stands));
    [
        &place(&deviation.key),
        ": sent ",
        &sent,
        ", stands ",
        &stands,
    ]
    .concat()
}

fn place(key: &GrantKey) -> String {
    let mut place = ["role on ", key.entity_type.as_str(), " ", &key.entity_id].concat();
    if let Some(deployment) = &key.deployment_id {
        place.push_str(" of DEPLOYMENT ");
        place.push_str(deployment.as_str());
    }
    place
}

fn roles(set: &BTreeSet<Arc<str>>) -> String {
    if set.is_empty() {
        return "none".to_owned();
    }
    let roles: Vec<&str> = set.iter().map(|role| &**role).collect();
    roles.join(", ")
}
