//! Creating an agent token of a Deployment. As with any other token, the value in the answer is handed on before anything else is
//! asked; without a certain answer the list of that Deployment says what may have come of it.

use std::collections::HashSet;
use std::sync::Arc;

use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::{ApiToken, CreateAgentTokenRequest};
use astro_tokens::requests::Page;
use astro_tokens::secret::Secret;
use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use super::create::{CLOCKS_DIFFER, CreationFound};
use super::journal::{Action, Entry, Outcome};
use super::{Certainty, Writer, certainty};
use crate::api::ApiError;

/// Rows of one page: what was just created stands on the first.
const PAGE: u64 = 100;

#[derive(Debug)]
pub enum AgentCreation {
    Created {
        /// `None` where the answer is damaged, and its value does not say the id.
        id: Option<TokenId>,
        secret: Secret,
    },
    /// Nothing was created.
    Refused(ApiError),
    /// Something may have been created: what was found, and how to look again.
    Unanswered {
        error: ApiError,
        found: CreationFound,
        lookup: AgentLookup,
    },
}

/// What to look for.
#[derive(Clone, Debug)]
pub struct AgentLookup(Box<Wanted>);

#[derive(Clone, Debug)]
struct Wanted {
    deployment: DeploymentId,
    name: Arc<str>,
    known: HashSet<TokenId>,
    since: Timestamp,
}

impl AgentLookup {
    fn before(writer: &Writer, deployment: &DeploymentId, name: &str) -> Self {
        let known = writer.inventory.tokens().try_with_untracked(|table| {
            let there = table
                .rows()
                .iter()
                .filter(|token| token.agent_of.as_ref() == Some(deployment));
            there.map(|token| token.id.clone()).collect()
        });
        Self(Box::new(Wanted {
            deployment: deployment.clone(),
            name: name.into(),
            known: known.unwrap_or_default(),
            since: writer.api.now().minus(CLOCKS_DIFFER),
        }))
    }
}

impl Wanted {
    fn fits(&self, token: &ApiToken) -> bool {
        token.name == self.name && token.created_at >= self.since && !self.known.contains(&token.id)
    }
}

/// Asks once, ever: sent twice it makes two tokens.
pub async fn create_agent_token(
    writer: &Writer,
    deployment: &DeploymentId,
    request: &CreateAgentTokenRequest,
) -> AgentCreation {
    let lookup = AgentLookup::before(writer, deployment, &request.name);
    let at = writer.api.now();
    let answer = writer
        .api
        .create_agent_token(&writer.organization(), deployment, request)
        .await;
    let outcome = match answer {
        Ok(issued) => {
            if let Some(token) = issued.token {
                writer.inventory.enter_agent(deployment, token);
            }
            AgentCreation::Created {
                id: issued.id,
                secret: issued.secret,
            }
        }
        Err(error) => match certainty(&error) {
            Certainty::NotDone => AgentCreation::Refused(error),
            Certainty::Unknown => AgentCreation::Unanswered {
                found: look(writer, &lookup).await,
                error,
                lookup,
            },
        },
    };
    writer.journal.add(entry(deployment, request, at, &outcome));
    outcome
}

/// Looks again for what may have come of it. Writes nothing.
pub async fn look_for_created_agent_token(writer: &Writer, lookup: &AgentLookup) -> CreationFound {
    let at = writer.api.now();
    let found = look(writer, lookup).await;
    let (outcome, detail) = found.said();
    writer.journal.add(Entry {
        at,
        action: Action::CreateAgentToken,
        token_id: found.only(),
        name: lookup.0.name.clone(),
        changes: Vec::new(),
        outcome,
        detail: ["looked again: ", detail].concat(),
        request_id: None,
    });
    found
}

async fn look(writer: &Writer, AgentLookup(wanted): &AgentLookup) -> CreationFound {
    let organization = writer.organization();
    let mut page = Page {
        offset: 0,
        limit: PAGE,
        sorts: vec!["createdAt:desc"],
    };
    let mut ids: Vec<TokenId> = Vec::new();
    loop {
        let read = writer
            .api
            .list_agent_tokens(&organization, &wanted.deployment, &page)
            .await;
        let read = match read {
            Ok(read) => read,
            Err(error) => return CreationFound::Unknown(error),
        };
        page.offset += read.tokens.len() as u64;
        let is_end = page.offset >= read.total_count
            || read
                .tokens
                .last()
                .is_none_or(|last| last.created_at < wanted.since);
        for token in read.tokens {
            // What is created meanwhile moves rows to the next page, where they come a second time.
            if wanted.fits(&token) && !ids.contains(&token.id) {
                ids.push(token.id.clone());
                writer.inventory.enter_agent(&wanted.deployment, token);
            }
        }
        if is_end {
            break;
        }
    }
    if ids.is_empty() {
        CreationFound::Nothing
    } else {
        CreationFound::Tokens(ids)
    }
}

fn entry(
    deployment: &DeploymentId,
    request: &CreateAgentTokenRequest,
    at: Timestamp,
    outcome: &AgentCreation,
) -> Entry {
    let lifetime = match request.token_expiry_period_in_days {
        Some(days) => [&days.to_string(), " days"].concat(),
        None => "never expires".to_owned(),
    };
    let entry = |token_id, outcome, detail: &str| Entry {
        at,
        action: Action::CreateAgentToken,
        token_id,
        name: request.name.as_str().into(),
        changes: vec![
            ["of Deployment ", deployment.as_str()].concat(),
            ["lifetime: ", &lifetime].concat(),
        ],
        outcome,
        detail: detail.to_owned(),
        request_id: None,
    };
    match outcome {
        AgentCreation::Created { id, .. } => entry(id.clone(), Outcome::Done, "created"),
        AgentCreation::Refused(error) => entry(None, Outcome::NotDone, "refused").with_error(error),
        AgentCreation::Unanswered { error, found, .. } => {
            let (outcome, detail) = found.said();
            entry(found.only(), outcome, detail).with_error(error)
        }
    }
}
