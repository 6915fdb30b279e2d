//! Creating a token, or an agent token of a Deployment. What there is of that home is read right before, so that what is new
//! afterwards can be told. The value in the answer is handed on before anything else is asked; without a certain answer the
//! tokens that may have come of it are looked for. After a certain one, too: a browser repeats a request by itself whose
//! connection closed without an answer, and then there are two.

mod lookup;
mod predecessor;

use std::sync::Arc;

use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::{CreateAgentTokenRequest, CreateApiTokenRequest, Scope};
use astro_tokens::names::Names;
use astro_tokens::secret::Secret;
use astro_tokens::timestamp::Timestamp;

use super::journal::{Action, Entry, Outcome, named_deployment};
use super::{Certainty, Writer, certainty};
use crate::api::{ApiError, Issued};

pub use lookup::Lookup;
pub use predecessor::{Predecessor, read_predecessor};

#[derive(Debug)]
pub enum Creation {
    Created {
        /// `None` where the answer is damaged, and its value does not say the id.
        id: Option<TokenId>,
        secret: Secret,
        /// For [`look_beside`], which is due once the value is shown.
        lookup: Lookup,
    },
    /// Reading what there is failed, which comes before: nothing was sent.
    NotSent(ApiError),
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
    /// Tokens of that name that were not there before and that nobody else is known to have made, now in the inventory.
    /// Several: others may have created one, too, or the browser has sent the request again. Their values can't be had.
    Tokens(Vec<TokenId>),
    /// Nothing, so far.
    Nothing,
    /// Looking failed as well.
    Unknown(ApiError),
}

/// What a look after a creation found besides the new token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    Nothing,
    /// Tokens of that name that were not there before, now in the inventory. Their values never arrived.
    Twins(Vec<TokenId>),
    /// The new token is one of these: a damaged answer does not tell which.
    Among(Vec<TokenId>),
    /// Looking failed.
    Unknown(ApiError),
}

/// What is to be created.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    Token(&'a CreateApiTokenRequest),
    AgentToken(&'a DeploymentId, &'a CreateAgentTokenRequest),
}

/// Asks once, ever: sent twice it makes two tokens.
pub async fn create_token(writer: &Writer, request: &CreateApiTokenRequest) -> Creation {
    create(writer, Wanted::Token(request)).await
}

/// The same of an agent token.
pub async fn create_agent_token(
    writer: &Writer,
    deployment: &DeploymentId,
    request: &CreateAgentTokenRequest,
) -> Creation {
    create(writer, Wanted::AgentToken(deployment, request)).await
}

async fn create(writer: &Writer, wanted: Wanted<'_>) -> Creation {
    let at = writer.api.now();
    let outcome = match Lookup::before(writer, wanted).await {
        Ok(lookup) => send(writer, wanted, lookup).await,
        Err(error) => Creation::NotSent(error),
    };
    let entry = entry(wanted, at, &outcome, &writer.names());
    writer.journal.add(entry);
    outcome
}

async fn send(writer: &Writer, wanted: Wanted<'_>, mut lookup: Lookup) -> Creation {
    match wanted.ask(writer).await {
        Ok(issued) => {
            if let Some(token) = issued.token {
                lookup.is_made_by(token.created_by.as_ref());
                lookup.enter(writer, token, writer.inventory.asked());
            }
            Creation::Created {
                id: issued.id,
                secret: issued.secret,
                lookup,
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
    }
}

impl Wanted<'_> {
    async fn ask(self, writer: &Writer) -> Result<Issued, ApiError> {
        let organization = writer.organization();
        match self {
            Self::Token(request) => writer.api.create_token(&organization, request).await,
            Self::AgentToken(deployment, request) => {
                let api = &writer.api;
                api.create_agent_token(&organization, deployment, request)
                    .await
            }
        }
    }

    fn name(self) -> Arc<str> {
        match self {
            Self::Token(request) => request.name.as_str().into(),
            Self::AgentToken(_, request) => request.name.as_str().into(),
        }
    }

    const fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Token(request) => Some(&request.scope),
            Self::AgentToken(..) => None,
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Token(_) => Action::Create,
            Self::AgentToken(..) => Action::CreateAgentToken,
        }
    }

    /// For the journal.
    fn in_words(self, names: &Names) -> Vec<String> {
        let (mut words, days) = match self {
            Self::Token(request) => (
                vec![
                    ["scope ", request.scope.as_str()].concat(),
                    ["role ", &request.role].concat(),
                ],
                request.token_expiry_period_in_days,
            ),
            Self::AgentToken(deployment, request) => (
                vec![["of Deployment ", &named_deployment(deployment, names)].concat()],
                request.token_expiry_period_in_days,
            ),
        };
        words.push(match days {
            Some(days) => ["lifetime: ", &days.to_string(), " days"].concat(),
            None => "lifetime: never expires".to_owned(),
        });
        words
    }
}

/// Looks again for what may have come of it. Writes nothing.
pub async fn look_for_created(writer: &Writer, lookup: &Lookup) -> CreationFound {
    let at = writer.api.now();
    let found = look(writer, lookup).await;
    let (outcome, detail) = found.said();
    let detail = ["looked again: ", detail].concat();
    writer
        .journal
        .add(looked(lookup, at, found.only(), outcome, detail));
    found
}

/// Looks for what there is besides a token that was created, and which one that is where the answer did not tell. The new
/// token is in the inventory then. Writes nothing.
pub async fn look_beside(
    writer: &Writer,
    lookup: &Lookup,
    id: Option<&TokenId>,
) -> (Option<TokenId>, Beside) {
    let at = writer.api.now();
    let (id, beside) = match lookup.look(writer).await {
        Ok(found) => told_apart(found, id),
        Err(error) => (id.cloned(), Beside::Unknown(error)),
    };
    if let Some(id) = &id
        && writer.held(id).is_none()
    {
        lookup.read_back(writer, id).await;
    }
    let enter = |id, outcome, detail: &str| looked(lookup, at, id, outcome, detail.to_owned());
    match &beside {
        Beside::Nothing => {}
        Beside::Twins(twins) => {
            for twin in twins {
                writer.journal.add(enter(
                    Some(twin.clone()),
                    Outcome::Done,
                    "one more token of that name exists: the browser may have sent the request twice; its value never \
                     arrived and can't be had",
                ));
            }
        }
        Beside::Among(_) => writer.journal.add(enter(
            None,
            Outcome::Done,
            "several new tokens of that name exist; which one the value is of is not known",
        )),
        Beside::Unknown(error) => writer.journal.add(
            enter(
                id.clone(),
                Outcome::Unknown,
                "whether the browser sent the request twice is not known: looking for a second token failed",
            )
            .with_error(error),
        ),
    }
    (id, beside)
}

/// Which of the tokens that were found is the new one, and what the others are then. A short token does not tell: Astro does
/// not document how it is made of the value.
fn told_apart(found: Vec<TokenId>, id: Option<&TokenId>) -> (Option<TokenId>, Beside) {
    let id = match (id, found.as_slice()) {
        (Some(id), _) => Some(id.clone()),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    };
    let mut others = found;
    others.retain(|other| Some(other) != id.as_ref());
    let beside = match (others.is_empty(), &id) {
        (true, _) => Beside::Nothing,
        (false, Some(_)) => Beside::Twins(others),
        (false, None) => Beside::Among(others),
    };
    (id, beside)
}

async fn look(writer: &Writer, lookup: &Lookup) -> CreationFound {
    match lookup.look(writer).await {
        Ok(found) if found.is_empty() => CreationFound::Nothing,
        Ok(found) => CreationFound::Tokens(found),
        Err(error) => CreationFound::Unknown(error),
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
            Self::Nothing => (Outcome::NotDone, "nothing of that name was found so far"),
            Self::Unknown(_) => (Outcome::Unknown, "looking for it failed as well"),
        }
    }
}

fn looked(
    lookup: &Lookup,
    at: Timestamp,
    token_id: Option<TokenId>,
    outcome: Outcome,
    detail: String,
) -> Entry {
    Entry {
        at,
        action: lookup.action(),
        token_id,
        name: lookup.name().clone(),
        changes: Vec::new(),
        outcome,
        detail,
        request_id: None,
    }
}

fn entry(wanted: Wanted<'_>, at: Timestamp, outcome: &Creation, names: &Names) -> Entry {
    let entry = |token_id, outcome, detail: &str| Entry {
        at,
        action: wanted.action(),
        token_id,
        name: wanted.name(),
        changes: wanted.in_words(names),
        outcome,
        detail: detail.to_owned(),
        request_id: None,
    };
    match outcome {
        Creation::Created { id, .. } => entry(id.clone(), Outcome::Done, "created"),
        Creation::NotSent(error) => entry(
            None,
            Outcome::NotDone,
            "not sent: what there is could not be read before",
        )
        .with_error(error),
        Creation::Refused(error) => entry(None, Outcome::NotDone, "refused").with_error(error),
        Creation::Unanswered { error, found, .. } => {
            let (outcome, detail) = found.said();
            entry(found.only(), outcome, detail).with_error(error)
        }
    }
}
