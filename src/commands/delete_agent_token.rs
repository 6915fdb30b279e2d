//! Deleting an agent token of a Deployment. A 404 counts as gone only when reading it says so, too. Nobody signs in with one, so
//! that no session ends with it.

use std::sync::Arc;

use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::timestamp::Timestamp;

use super::delete::{Deletion, DeletionFound};
use super::journal::{Action, Entry, Outcome};
use super::{Certainty, Writer, certainty};
use crate::api::ErrorKind;

/// Asks once.
pub async fn delete_agent_token(
    writer: &Writer,
    deployment: &DeploymentId,
    token: &TokenId,
) -> Deletion {
    let at = writer.api.now();
    let name = name(writer, token);
    let answer = writer
        .api
        .delete_agent_token(&writer.organization(), deployment, token)
        .await;
    let outcome = match answer {
        Ok(()) => {
            writer.inventory.remove(token);
            Deletion::Deleted { is_own: false }
        }
        Err(error) => match certainty(&error) {
            Certainty::NotDone if error.kind == ErrorKind::NotFound => {
                match look(writer, deployment, token).await {
                    DeletionFound::Gone => Deletion::Gone,
                    DeletionFound::StillThere => Deletion::Refused(error),
                    found @ (DeletionFound::NotAccepted | DeletionFound::Unknown(_)) => {
                        Deletion::Unanswered { error, found }
                    }
                }
            }
            Certainty::NotDone => Deletion::Refused(error),
            Certainty::Unknown => Deletion::Unanswered {
                found: look(writer, deployment, token).await,
                error,
            },
        },
    };
    writer
        .journal
        .add(entry(deployment, token, &name, at, &outcome));
    outcome
}

/// Looks again whether it is still there. Writes nothing.
pub async fn look_after_deletion_of_agent_token(
    writer: &Writer,
    deployment: &DeploymentId,
    token: &TokenId,
) -> DeletionFound {
    let at = writer.api.now();
    let name = name(writer, token);
    let found = look(writer, deployment, token).await;
    let (outcome, detail) = found.said();
    let detail = ["looked again: ", detail].concat();
    let what = (Action::DeleteAgentToken, at);
    writer
        .journal
        .add(Entry::of_token(what, token, &name, outcome, &detail));
    found
}

fn name(writer: &Writer, token: &TokenId) -> Arc<str> {
    writer
        .held(token)
        .map_or_else(|| token.as_arc().clone(), |held| held.name.clone())
}

async fn look(writer: &Writer, deployment: &DeploymentId, token: &TokenId) -> DeletionFound {
    let organization = writer.organization();
    let read = writer
        .api
        .get_agent_token(&organization, deployment, token)
        .await;
    match read {
        Ok(read) => {
            writer.inventory.enter_agent(deployment, read);
            DeletionFound::StillThere
        }
        Err(error) if error.kind == ErrorKind::NotFound => {
            writer.inventory.remove(token);
            DeletionFound::Gone
        }
        Err(error) => DeletionFound::Unknown(error),
    }
}

fn entry(
    deployment: &DeploymentId,
    token: &TokenId,
    name: &Arc<str>,
    at: Timestamp,
    outcome: &Deletion,
) -> Entry {
    let entry = |outcome, detail: &str| {
        let what = (Action::DeleteAgentToken, at);
        let mut entry = Entry::of_token(what, token, name, outcome, detail);
        entry.changes = vec![["of Deployment ", deployment.as_str()].concat()];
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
