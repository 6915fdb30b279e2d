//! Creating a token. The value in the answer is handed on before anything else is asked; without a certain answer the
//! tokens that may have come of it are looked for.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use astro_tokens::id::{DeploymentId, TokenId, WorkspaceId};
use astro_tokens::model::{ApiToken, CreateApiTokenRequest, Scope};
use astro_tokens::requests::ListTokens;
use astro_tokens::secret::Secret;
use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use super::journal::{Action, Entry, Outcome};
use super::{Certainty, Writer, certainty};
use crate::api::ApiError;

/// Astro's clock and this one may differ by that much.
pub(super) const CLOCKS_DIFFER: Duration = Duration::from_secs(3600);
/// Rows of one page: what was just created stands on the first.
const PAGE: u64 = 100;

#[derive(Debug)]
pub enum Creation {
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
        lookup: Lookup,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreationFound {
    /// Tokens of that name that were not known before, now in the inventory. Several: others may have created one, too, or
    /// the browser has sent the request again. Their values can't be had.
    Tokens(Vec<TokenId>),
    /// Nothing, so far.
    Nothing,
    /// Looking failed as well.
    Unknown(ApiError),
}

/// What to look for.
#[derive(Clone, Debug)]
pub struct Lookup(Box<Wanted>);

#[derive(Clone, Debug)]
struct Wanted {
    name: Arc<str>,
    list: ListTokens,
    known: HashSet<TokenId>,
    since: Timestamp,
}

impl Lookup {
    fn before(writer: &Writer, request: &CreateApiTokenRequest) -> Self {
        let name: Arc<str> = request.name.as_str().into();
        let known = writer.inventory.tokens().try_with_untracked(|table| {
            let of_that_name = table.rows().iter().filter(|token| token.name == name);
            of_that_name.map(|token| token.id.clone()).collect()
        });
        let entity = request.entity_id.clone();
        Self(Box::new(Wanted {
            list: ListTokens {
                workspace_id: entity
                    .clone()
                    .filter(|_| request.scope == Scope::Workspace)
                    .map(WorkspaceId::new),
                deployment_id: entity
                    .filter(|_| request.scope == Scope::Deployment)
                    .map(DeploymentId::new),
                limit: PAGE,
                sorts: vec!["createdAt:desc"],
                ..ListTokens::default()
            },
            name,
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
pub async fn create_token(writer: &Writer, request: &CreateApiTokenRequest) -> Creation {
    let lookup = Lookup::before(writer, request);
    let at = writer.api.now();
    let answer = writer
        .api
        .create_token(&writer.organization(), request)
        .await;
    let outcome = match answer {
        Ok(issued) => {
            if let Some(token) = issued.token {
                writer.inventory.enter(token);
            }
            Creation::Created {
                id: issued.id,
                secret: issued.secret,
            }
        }
        Err(error) => match certainty(&error) {
            Certainty::NotDone => Creation::Refused(error),
            Certainty::Unknown => Creation::Unanswered {
                found: look(writer, &lookup).await,
                error,
                lookup,
            },
        },
    };
    writer.journal.add(entry(request, at, &outcome));
    outcome
}

/// Looks again for what may have come of it. Writes nothing.
pub async fn look_for_created(writer: &Writer, lookup: &Lookup) -> CreationFound {
    let at = writer.api.now();
    let found = look(writer, lookup).await;
    let (outcome, detail) = found.said();
    let entry = Entry {
        at,
        action: Action::Create,
        token_id: found.only(),
        name: lookup.0.name.clone(),
        changes: Vec::new(),
        outcome,
        detail: ["looked again: ", detail].concat(),
        request_id: None,
    };
    writer.journal.add(entry);
    found
}

async fn look(writer: &Writer, Lookup(wanted): &Lookup) -> CreationFound {
    let organization = writer.organization();
    let mut list = wanted.list.clone();
    let mut found = Vec::new();
    loop {
        let page = match writer.api.list_tokens(&organization, &list).await {
            Ok(page) => page,
            Err(error) => return CreationFound::Unknown(error),
        };
        list.offset += page.tokens.len() as u64;
        let is_end = list.offset >= page.total_count
            || page
                .tokens
                .last()
                .is_none_or(|last| last.created_at < wanted.since);
        found.extend(page.tokens.into_iter().filter(|token| wanted.fits(token)));
        if is_end {
            break;
        }
    }
    let mut ids: Vec<TokenId> = Vec::new();
    for token in found {
        // What is created meanwhile moves rows to the next page, where they come a second time.
        if !ids.contains(&token.id) {
            ids.push(token.id.clone());
            writer.inventory.enter(token);
        }
    }
    if ids.is_empty() {
        CreationFound::Nothing
    } else {
        CreationFound::Tokens(ids)
    }
}

impl CreationFound {
    /// The one that was found; `None` where several were.
    pub(super) fn only(&self) -> Option<TokenId> {
        match self {
            Self::Tokens(ids) => match ids.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            },
            Self::Nothing | Self::Unknown(_) => None,
        }
    }

    /// For the journal.
    pub(super) const fn said(&self) -> (Outcome, &'static str) {
        match self {
            Self::Tokens(_) => (
                Outcome::Done,
                "found; the value never arrived and can't be had again",
            ),
            Self::Nothing => (Outcome::Unknown, "nothing of that name was found so far"),
            Self::Unknown(_) => (Outcome::Unknown, "looking for it failed as well"),
        }
    }
}

fn entry(request: &CreateApiTokenRequest, at: Timestamp, outcome: &Creation) -> Entry {
    let lifetime = match request.token_expiry_period_in_days {
        Some(days) => [&days.to_string(), " days"].concat(),
        None => "never expires".to_owned(),
    };
    let entry = |token_id, outcome, detail: &str| Entry {
        at,
        action: Action::Create,
        token_id,
        name: request.name.as_str().into(),
        changes: vec![
            ["scope ", request.scope.as_str()].concat(),
            ["role ", &request.role].concat(),
            ["lifetime: ", &lifetime].concat(),
        ],
        outcome,
        detail: detail.to_owned(),
        request_id: None,
    };
    match outcome {
        Creation::Created { id, .. } => entry(id.clone(), Outcome::Done, "created"),
        Creation::Refused(error) => entry(None, Outcome::NotDone, "refused").with_error(error),
        Creation::Unanswered { error, found, .. } => {
            let (outcome, detail) = found.said();
            entry(found.only(), outcome, detail).with_error(error)
        }
    }
}
