//! Rotating a token. With one's own token the session goes over to the new value before anything else is asked.

use std::sync::Arc;

use astro_tokens::id::TokenId;
use astro_tokens::secret::Secret;
use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use super::journal::{Action, Entry, Outcome};
use super::read::{OwnToken, read, read_own};
use super::{Certainty, Writer, certainty};
use crate::api::{Api, ApiError, ErrorKind, Issued};
use crate::session::PastedToken;

#[derive(Debug)]
pub enum Rotation {
    Rotated {
        secret: Secret,
        /// It is the token in use: the session went over to the new value.
        is_own: bool,
        /// The inventory has the token as it is now. A damaged answer did not tell it: then `read_back` is due.
        is_entered: bool,
    },
    /// Reading when it was rotated last failed, which comes before: nothing was sent.
    NotSent(ApiError),
    /// There is no such token any more, as reading it says.
    Gone(ApiError),
    /// The old value still holds.
    Refused(ApiError),
    /// It may have been rotated: what was found, and how to look again.
    Unanswered {
        error: ApiError,
        found: RotationFound,
        lookup: RotationLookup,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RotationFound {
    /// The old value is dead, and the new one can't be had: rotate again.
    Rotated,
    /// The old value still holds, so far.
    NotRotated,
    /// One's own token, whose value Astro does not accept any more: what asks next ends the session.
    LockedOut,
    /// There is no such token any more.
    Gone,
    /// Looking failed as well.
    Unknown(ApiError),
}

/// What to look for.
#[derive(Clone, Debug)]
pub struct RotationLookup {
    token: TokenId,
    name: Arc<str>,
    /// When it had been rotated last, before.
    before: Option<Timestamp>,
}

/// Asks once, ever: sent twice it ends the value that the first answer carried.
pub async fn rotate_token(writer: &Writer, token: &TokenId) -> Rotation {
    let at = writer.api.now();
    let outcome = if writer.is_own(token) {
        let alone = writer.api.alone().await;
        rotate(writer, alone.api(), token, true).await
    } else {
        rotate(writer, &writer.api, token, false).await
    };
    let name = writer
        .held(token)
        .map_or_else(|| token.as_arc().clone(), |held| held.name.clone());
    writer.journal.add(entry(token, &name, at, &outcome));
    outcome
}

async fn rotate(writer: &Writer, api: &Api, token: &TokenId, is_own: bool) -> Rotation {
    // Not from the inventory: what someone else rotated since that was read would be taken for what is done here.
    let before = match read(writer, api, token).await {
        Ok(read) => read,
        Err(error) if error.kind == ErrorKind::NotFound => return Rotation::Gone(error),
        Err(error) => return Rotation::NotSent(error),
    };
    let lookup = RotationLookup {
        token: token.clone(),
        name: before.name.clone(),
        before: before.last_rotated_at,
    };
    let error = match api.rotate_token(&writer.organization(), token).await {
        Ok(issued) => {
            let goes_on = is_own && go_over(writer, &issued.secret);
            return rotated(writer, issued, goes_on);
        }
        Err(error) => error,
    };
    match certainty(&error) {
        // A browser repeats a request whose connection closed without an answer: then it is the second one, with the old
        // value, that is refused.
        Certainty::NotDone if is_own && error.kind == ErrorKind::Unauthorized => {
            match look(writer, api, &lookup, true).await {
                found @ (RotationFound::LockedOut
                | RotationFound::Gone
                | RotationFound::Unknown(_)) => Rotation::Unanswered {
                    error,
                    found,
                    lookup,
                },
                // The old value was accepted just now.
                RotationFound::Rotated | RotationFound::NotRotated => Rotation::Refused(error),
            }
        }
        Certainty::NotDone if error.kind == ErrorKind::NotFound => {
            match look(writer, api, &lookup, is_own).await {
                RotationFound::Gone => Rotation::Gone(error),
                RotationFound::NotRotated => Rotation::Refused(error),
                found @ (RotationFound::Rotated
                | RotationFound::LockedOut
                | RotationFound::Unknown(_)) => Rotation::Unanswered {
                    error,
                    found,
                    lookup,
                },
            }
        }
        Certainty::NotDone => Rotation::Refused(error),
        Certainty::Unknown => Rotation::Unanswered {
            found: look(writer, api, &lookup, is_own).await,
            error,
            lookup,
        },
    }
}

/// From now on the new value asks, and a reload goes on with it. Whether it does.
fn go_over(writer: &Writer, secret: &Secret) -> bool {
    // A value that does not decode can't be put into a session; it is shown all the same.
    let Ok(token) = PastedToken::parse(secret.expose(), writer.api.now()) else {
        return false;
    };
    writer.api.adopt(token.clone());
    writer.inventory.ask_as(writer.api.own_token());
    writer.session.try_update(|session| session.token = token);
    writer.session.try_with_untracked(writer.store);
    true
}

fn rotated(writer: &Writer, issued: Issued, is_own: bool) -> Rotation {
    let is_entered = issued.token.is_some();
    if let Some(token) = issued.token {
        writer.inventory.enter(token, writer.inventory.asked());
    }
    Rotation::Rotated {
        secret: issued.secret,
        is_own,
        is_entered,
    }
}

/// Looks again whether it was rotated. Writes nothing.
pub async fn look_after_rotation(writer: &Writer, lookup: &RotationLookup) -> RotationFound {
    let at = writer.api.now();
    let found = if writer.is_own(&lookup.token) {
        let alone = writer.api.alone().await;
        look(writer, alone.api(), lookup, true).await
    } else {
        look(writer, &writer.api, lookup, false).await
    };
    let (outcome, detail) = said(&found);
    let detail = ["looked again: ", detail].concat();
    let what = (Action::Rotate, at);
    writer.journal.add(Entry::of_token(
        what,
        &lookup.token,
        &lookup.name,
        outcome,
        &detail,
    ));
    found
}

async fn look(writer: &Writer, api: &Api, lookup: &RotationLookup, is_own: bool) -> RotationFound {
    let read = if is_own {
        match read_own(writer, api, &lookup.token).await {
            OwnToken::Read(token) => Ok(token),
            OwnToken::Refused => return RotationFound::LockedOut,
            OwnToken::Failed(error) => Err(error),
        }
    } else {
        read(writer, api, &lookup.token).await
    };
    match read {
        Ok(token) => compare(token.last_rotated_at, lookup),
        Err(error) if error.kind == ErrorKind::NotFound => RotationFound::Gone,
        Err(error) => RotationFound::Unknown(error),
    }
}

fn compare(now: Option<Timestamp>, lookup: &RotationLookup) -> RotationFound {
    if now == lookup.before {
        RotationFound::NotRotated
    } else {
        RotationFound::Rotated
    }
}

const fn said(found: &RotationFound) -> (Outcome, &'static str) {
    match found {
        RotationFound::Rotated => (
            Outcome::Done,
            "rotated; the new value never arrived and can't be had again",
        ),
        RotationFound::NotRotated => (Outcome::NotDone, "not rotated so far"),
        RotationFound::LockedOut => (
            Outcome::Done,
            "the value in use is not accepted any more, and the new one never arrived",
        ),
        RotationFound::Gone => (Outcome::NotDone, "the token no longer exists"),
        RotationFound::Unknown(_) => (Outcome::Unknown, "looking for it failed as well"),
    }
}

fn entry(token: &TokenId, name: &Arc<str>, at: Timestamp, outcome: &Rotation) -> Entry {
    let entry =
        |outcome, detail: &str| Entry::of_token((Action::Rotate, at), token, name, outcome, detail);
    match outcome {
        Rotation::Rotated { is_own: false, .. } => entry(Outcome::Done, "rotated"),
        Rotation::Rotated { is_own: true, .. } => entry(
            Outcome::Done,
            "rotated; the session goes on with the new value",
        ),
        Rotation::NotSent(error) => entry(
            Outcome::NotDone,
            "not sent: the token could not be read before",
        )
        .with_error(error),
        Rotation::Gone(error) => {
            entry(Outcome::NotDone, "the token no longer exists").with_error(error)
        }
        Rotation::Refused(error) => entry(Outcome::NotDone, "refused").with_error(error),
        Rotation::Unanswered { error, found, .. } => {
            let (outcome, detail) = said(found);
            entry(outcome, detail).with_error(error)
        }
    }
}
