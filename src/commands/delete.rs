//! Deleting a token. A 404 counts as gone only when reading it says so, too.

use std::sync::Arc;

use astro_tokens::id::TokenId;
use astro_tokens::timestamp::Timestamp;

use super::journal::{Action, Entry, Outcome};
use super::read::{OwnToken, read, read_own};
use super::{Certainty, Writer, certainty};
use crate::api::{Api, ApiError, ErrorKind};

#[derive(Debug)]
pub enum Deletion {
    Deleted {
        /// It was the token in use: the session ends with it.
        is_own: bool,
    },
    /// Astro knows no such token any more: deleted by this request, which the browser may have sent twice, or by someone
    /// else before.
    Gone,
    /// It is still there.
    Refused(ApiError),
    /// It may have been deleted: what was found.
    Unanswered {
        error: ApiError,
        found: DeletionFound,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeletionFound {
    /// There is no such token any more.
    Gone,
    /// One's own token, which Astro does not accept any more: deleted, unless someone else rotated it. What asks next ends
    /// the session.
    NotAccepted,
    /// It is still there, so far.
    StillThere,
    /// Looking failed as well.
    Unknown(ApiError),
}

impl Deletion {
    /// Whether there is no such token any more.
    pub const fn is_gone(&self) -> bool {
        matches!(
            self,
            Self::Deleted { .. }
                | Self::Gone
                | Self::Unanswered {
                    found: DeletionFound::Gone,
                    ..
                }
        )
    }
}

/// Asks once.
pub async fn delete_token(writer: &Writer, token: &TokenId) -> Deletion {
    let at = writer.api.now();
    let name = writer
        .held(token)
        .map_or_else(|| token.as_arc().clone(), |held| held.name.clone());
    let outcome = if writer.is_own(token) {
        // Whatever else is under way is refused from now on, which must not end the session before this is told.
        let alone = writer.api.alone().await;
        delete(writer, alone.api(), token, true).await
    } else {
        delete(writer, &writer.api, token, false).await
    };
    writer.journal.add(entry(token, &name, at, &outcome));
    outcome
}

async fn delete(writer: &Writer, api: &Api, token: &TokenId, is_own: bool) -> Deletion {
    let error = match api.delete_token(&writer.organization(), token).await {
        Ok(()) => {
            writer.inventory.remove(token);
            return Deletion::Deleted { is_own };
        }
        Err(error) => error,
    };
    match certainty(&error) {
        Certainty::NotDone if error.kind == ErrorKind::NotFound => {
            match look(writer, api, token, is_own).await {
                DeletionFound::Gone => Deletion::Gone,
                DeletionFound::NotAccepted
                | DeletionFound::StillThere
                | DeletionFound::Unknown(_) => Deletion::Refused(error),
            }
        }
        // A browser repeats a request whose connection closed without an answer: then it is the second one that is refused.
        Certainty::NotDone if is_own && error.kind == ErrorKind::Unauthorized => {
            match look(writer, api, token, is_own).await {
                found @ (DeletionFound::NotAccepted
                | DeletionFound::Gone
                | DeletionFound::Unknown(_)) => Deletion::Unanswered { error, found },
                DeletionFound::StillThere => Deletion::Refused(error),
            }
        }
        Certainty::NotDone => Deletion::Refused(error),
        Certainty::Unknown => Deletion::Unanswered {
            found: look(writer, api, token, is_own).await,
            error,
        },
    }
}

/// Looks again whether it is still there. Writes nothing.
pub async fn look_after_deletion(writer: &Writer, token: &TokenId) -> DeletionFound {
    let at = writer.api.now();
    let name = writer
        .held(token)
        .map_or_else(|| token.as_arc().clone(), |held| held.name.clone());
    let found = if writer.is_own(token) {
        let alone = writer.api.alone().await;
        look(writer, alone.api(), token, true).await
    } else {
        look(writer, &writer.api, token, false).await
    };
    let (outcome, detail) = found.said();
    let detail = ["looked again: ", detail].concat();
    let what = (Action::Delete, at);
    writer
        .journal
        .add(Entry::of_token(what, token, &name, outcome, &detail));
    found
}

async fn look(writer: &Writer, api: &Api, token: &TokenId, is_own: bool) -> DeletionFound {
    let read = if is_own {
        match read_own(writer, api, token).await {
            OwnToken::Read(_) => Ok(()),
            OwnToken::Refused => {
                return DeletionFound::NotAccepted;
            }
            OwnToken::Failed(error) => Err(error),
        }
    } else {
        read(writer, api, token).await.map(drop)
    };
    match read {
        Ok(()) => DeletionFound::StillThere,
        Err(error) if error.kind == ErrorKind::NotFound => DeletionFound::Gone,
        Err(error) => DeletionFound::Unknown(error),
    }
}

impl DeletionFound {
    /// For the journal.
    pub(super) const fn said(&self) -> (Outcome, &'static str) {
        match self {
            Self::Gone => (Outcome::Done, "gone, as a look at it shows"),
            Self::NotAccepted => (
                Outcome::Done,
                "Astro does not accept the value in use any more",
            ),
            Self::StillThere => (Outcome::NotDone, "still there so far"),
            Self::Unknown(_) => (Outcome::Unknown, "looking for it failed as well"),
        }
    }
}

fn entry(token: &TokenId, name: &Arc<str>, at: Timestamp, outcome: &Deletion) -> Entry {
    let entry =
        |outcome, detail: &str| Entry::of_token((Action::Delete, at), token, name, outcome, detail);
    match outcome {
        Deletion::Deleted { .. } => entry(Outcome::Done, "deleted"),
        Deletion::Gone => entry(
            Outcome::Done,
            "it no longer exists: deleted by this request, or by someone else before",
        ),
        Deletion::Refused(error) => entry(Outcome::NotDone, "refused").with_error(error),
        Deletion::Unanswered { error, found } => {
            let (outcome, detail) = found.said();
            entry(outcome, detail).with_error(error)
        }
    }
}
