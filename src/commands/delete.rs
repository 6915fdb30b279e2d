//! Deleting a token, or an agent token of a Deployment. A 404 counts as gone only when reading it says so, too.

use std::sync::Arc;

use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::timestamp::Timestamp;

use super::journal::{Action, Entry, Outcome};
use super::read::{OwnToken, read, read_agent, read_own};
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

/// What is to be deleted, and how it is addressed.
#[derive(Clone, Copy)]
struct Target<'a> {
    token: &'a TokenId,
    agent_of: Option<&'a DeploymentId>,
    /// It is the token in use.
    is_own: bool,
}

/// Asks once. `agent_of`: the Deployment whose agent token it is.
pub async fn delete_token(
    writer: &Writer,
    token: &TokenId,
    agent_of: Option<&DeploymentId>,
) -> Deletion {
    let (at, target) = (writer.api.now(), Target::of(writer, token, agent_of));
    let name = target.name(writer);
    let outcome = if target.is_own {
        // Whatever else is under way is refused from now on, which must not end the session before this is told.
        let alone = writer.api.alone().await;
        delete(writer, alone.api(), target).await
    } else {
        delete(writer, &writer.api, target).await
    };
    writer.journal.add(entry(target, &name, at, &outcome));
    outcome
}

async fn delete(writer: &Writer, api: &Api, target: Target<'_>) -> Deletion {
    let error = match target.ask(writer, api).await {
        Ok(()) => {
            writer.inventory.remove(target.token);
            return Deletion::Deleted {
                is_own: target.is_own,
            };
        }
        Err(error) => error,
    };
    match certainty(&error) {
        Certainty::NotDone if error.kind == ErrorKind::NotFound => {
            match look(writer, api, target).await {
                DeletionFound::Gone => Deletion::Gone,
                DeletionFound::StillThere => Deletion::Refused(error),
                found @ (DeletionFound::NotAccepted | DeletionFound::Unknown(_)) => {
                    Deletion::Unanswered { error, found }
                }
            }
        }
        // A browser repeats a request whose connection closed without an answer: then it is the second one that is refused.
        Certainty::NotDone if target.is_own && error.kind == ErrorKind::Unauthorized => {
            match look(writer, api, target).await {
                found @ (DeletionFound::NotAccepted
                | DeletionFound::Gone
                | DeletionFound::Unknown(_)) => Deletion::Unanswered { error, found },
                DeletionFound::StillThere => Deletion::Refused(error),
            }
        }
        Certainty::NotDone => Deletion::Refused(error),
        Certainty::Unknown => Deletion::Unanswered {
            found: look(writer, api, target).await,
            error,
        },
    }
}

/// Looks again whether it is still there. Writes nothing.
pub async fn look_after_deletion(
    writer: &Writer,
    token: &TokenId,
    agent_of: Option<&DeploymentId>,
) -> DeletionFound {
    let (at, target) = (writer.api.now(), Target::of(writer, token, agent_of));
    let name = target.name(writer);
    let found = if target.is_own {
        let alone = writer.api.alone().await;
        look(writer, alone.api(), target).await
    } else {
        look(writer, &writer.api, target).await
    };
    let (outcome, detail) = found.said();
    let detail = ["looked again: ", detail].concat();
    let what = (target.action(), at);
    writer
        .journal
        .add(Entry::of_token(what, token, &name, outcome, &detail));
    found
}

async fn look(writer: &Writer, api: &Api, target: Target<'_>) -> DeletionFound {
    let read = match target.agent_of {
        Some(deployment) => read_agent(writer, deployment, target.token).await,
        None if target.is_own => match read_own(writer, api, target.token).await {
            OwnToken::Read(_) => Ok(()),
            OwnToken::Refused => {
                return DeletionFound::NotAccepted;
            }
            OwnToken::Failed(error) => Err(error),
        },
        None => read(writer, api, target.token).await.map(drop),
    };
    match read {
        Ok(()) => DeletionFound::StillThere,
        Err(error) if error.kind == ErrorKind::NotFound => DeletionFound::Gone,
        Err(error) => DeletionFound::Unknown(error),
    }
}

impl<'a> Target<'a> {
    fn of(writer: &Writer, token: &'a TokenId, agent_of: Option<&'a DeploymentId>) -> Self {
        Self {
            token,
            agent_of,
            is_own: writer.is_own(token),
        }
    }

    async fn ask(self, writer: &Writer, api: &Api) -> Result<(), ApiError> {
        let organization = writer.organization();
        match self.agent_of {
            Some(deployment) => {
                api.delete_agent_token(&organization, deployment, self.token)
                    .await
            }
            None => api.delete_token(&organization, self.token).await,
        }
    }

    fn name(self, writer: &Writer) -> Arc<str> {
        writer
            .held(self.token)
            .map_or_else(|| self.token.as_arc().clone(), |held| held.name.clone())
    }

    const fn action(self) -> Action {
        match self.agent_of {
            Some(_) => Action::DeleteAgentToken,
            None => Action::Delete,
        }
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

fn entry(target: Target<'_>, name: &Arc<str>, at: Timestamp, outcome: &Deletion) -> Entry {
    let entry = |outcome, detail: &str| {
        let what = (target.action(), at);
        let mut entry = Entry::of_token(what, target.token, name, outcome, detail);
        let deployment = target.agent_of.into_iter();
        let words = deployment.map(|id| ["of Deployment ", id.as_str()].concat());
        entry.changes = words.collect();
        entry
    };
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
