//! Creating a token. What there is of that home is read right before, so that what is new afterwards can be told. The
//! value in the answer is handed on before anything else is asked; without a certain answer the tokens that may have come
//! of it are looked for. After a certain one, too: a browser repeats a request by itself whose connection closed without an
//! answer, and then there are two.

mod lookup;

use astro_tokens::id::TokenId;
use astro_tokens::model::CreateApiTokenRequest;
use astro_tokens::secret::Secret;
use astro_tokens::timestamp::Timestamp;

use super::journal::{Action, Entry, Outcome};
use super::{Certainty, Writer, certainty};
use crate::api::ApiError;

pub(super) use lookup::CLOCKS_DIFFER;
use lookup::Found;
pub use lookup::Lookup;

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

/// Asks once, ever: sent twice it makes two tokens.
pub async fn create_token(writer: &Writer, request: &CreateApiTokenRequest) -> Creation {
    let at = writer.api.now();
    let outcome = match Lookup::before(writer, request).await {
        Ok(lookup) => create(writer, request, lookup).await,
        Err(error) => Creation::NotSent(error),
    };
    writer.journal.add(entry(request, at, &outcome));
    outcome
}

async fn create(writer: &Writer, request: &CreateApiTokenRequest, mut lookup: Lookup) -> Creation {
    let answer = writer
        .api
        .create_token(&writer.organization(), request)
        .await;
    match answer {
        Ok(issued) => {
            if let Some(token) = issued.token {
                lookup.is_made_by(token.created_by.as_ref());
                writer.inventory.enter(token);
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
    secret: &Secret,
) -> (Option<TokenId>, Beside) {
    let at = writer.api.now();
    let (id, beside) = match lookup.look(writer).await {
        Ok(found) => told_apart(found, id, secret),
        Err(error) => (id.cloned(), Beside::Unknown(error)),
    };
    if let Some(id) = &id
        && writer.held(id).is_none()
    {
        super::read_back(writer, id).await;
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

/// Which of the tokens that were found is the new one, and what the others are then.
fn told_apart(
    found: Vec<Found>,
    id: Option<&TokenId>,
    secret: &Secret,
) -> (Option<TokenId>, Beside) {
    let by_ending = || {
        let mut fitting = found.iter().filter(|it| it.ends(secret));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let only = || match found.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let id = id
        .cloned()
        .or_else(|| by_ending().or_else(only).map(|it| it.id.clone()));
    let others = found.into_iter().map(|it| it.id);
    let others: Vec<TokenId> = others.filter(|other| Some(other) != id.as_ref()).collect();
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
        Ok(found) => CreationFound::Tokens(found.into_iter().map(|it| it.id).collect()),
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
            Self::Nothing => (Outcome::Unknown, "nothing of that name was found so far"),
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
        action: Action::Create,
        token_id,
        name: lookup.name().clone(),
        changes: Vec::new(),
        outcome,
        detail,
        request_id: None,
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
