//! A writing of grants in the journal's words.

use std::sync::Arc;

use astro_tokens::grants::{Change, Side, diff};
use astro_tokens::names::Names;
use astro_tokens::timestamp::Timestamp;

use super::{GrantsFound, GrantsOutcome, GrantsRefusal, ReadBack, SetGrants};
use crate::api::ApiError;
use crate::commands::journal::{Action, Entry, Outcome, as_it_stands, in_words};

pub(in crate::commands) fn said<'a>(
    outcome: &'a GrantsOutcome,
    names: &Names,
) -> (Outcome, String, Option<&'a ApiError>) {
    let (outcome, text, deviating, error) = match outcome {
        GrantsOutcome::Unchanged => (Outcome::Done, "roles stood as wanted already", None, None),
        GrantsOutcome::Saved { read_back, .. } => match read_back {
            ReadBack::Stands { others } if others.is_empty() => {
                (Outcome::Done, "roles saved", None, None)
            }
            ReadBack::Stands { others } => (
                Outcome::Done,
                "roles saved; someone else changed others after it",
                Some(others),
                None,
            ),
            ReadBack::Failed(error) => (
                Outcome::Done,
                "roles saved; reading them back failed",
                None,
                Some(error),
            ),
        },
        GrantsOutcome::Conflicts(_) => (
            Outcome::NotDone,
            "roles not written: someone else changed the same ones meanwhile",
            None,
            None,
        ),
        GrantsOutcome::Refused(refusal) => {
            let (detail, error) = refused(refusal);
            (Outcome::NotDone, detail, None, error)
        }
        GrantsOutcome::Lost { lost, .. } => (
            Outcome::Partly,
            "roles written, then changed by someone else: not all stand",
            Some(lost),
            None,
        ),
        GrantsOutcome::Unanswered { error, found } => {
            let (outcome, detail, deviating) = match found {
                GrantsFound::Saved { others, .. } => (
                    Outcome::Done,
                    "roles saved, as a look at them shows",
                    Some(others),
                ),
                GrantsFound::NotSaved => (Outcome::NotDone, "roles not saved so far", None),
                GrantsFound::Changed { lost, .. } => (
                    Outcome::Unknown,
                    "someone else changed the roles meanwhile",
                    Some(lost),
                ),
                GrantsFound::Unknown(_) => (
                    Outcome::Unknown,
                    "roles: no certain answer, and looking failed as well",
                    None,
                ),
            };
            (outcome, detail, deviating, Some(error))
        }
    };
    let mut text = text.to_owned();
    for deviation in deviating.into_iter().flatten() {
        text.push_str("; ");
        text.push_str(&as_it_stands(deviation, names));
    }
    (outcome, text, error)
}

const fn refused(refusal: &GrantsRefusal) -> (&'static str, Option<&ApiError>) {
    match refusal {
        GrantsRefusal::RolesAbsent => ("roles not written: Astro did not tell them", None),
        GrantsRefusal::PartialView => (
            "roles not written: some of the token's roles can't be seen",
            None,
        ),
        GrantsRefusal::Narrowed => (
            "roles not written: some roles are hidden from this session",
            None,
        ),
        GrantsRefusal::Unproven => (
            "roles not written: nothing tells whether some roles are hidden from this session",
            None,
        ),
        GrantsRefusal::Illegal(_) => ("roles not written: they can't stand together", None),
        GrantsRefusal::HomeGrantRemoved => {
            ("roles not written: the role at home can't be removed", None)
        }
        GrantsRefusal::Gone => ("roles not written: the token no longer exists", None),
        GrantsRefusal::Api(error) => ("roles not saved", Some(error)),
    }
}

/// Without those that were left as someone else set them.
fn wanted_changes(set: &SetGrants) -> Vec<Change> {
    let mut changes = diff(&set.base, &set.mine);
    changes.retain(|change| {
        let answer = set.resolved.get(&change.key);
        answer.is_none_or(|answer| answer.side == Side::Mine)
    });
    changes
}

pub(super) fn entry(
    set: &SetGrants,
    name: Arc<str>,
    at: Timestamp,
    outcome: &GrantsOutcome,
    names: &Names,
) -> Entry {
    let (result, detail, error) = said(outcome, names);
    let changes = wanted_changes(set);
    let entry = Entry {
        at,
        action: Action::ChangeRoles,
        token_id: Some(set.token.clone()),
        name,
        changes: changes.iter().map(|it| in_words(it, names)).collect(),
        outcome: result,
        detail,
        request_id: None,
    };
    match error {
        Some(error) => entry.with_error(error),
        None => entry,
    }
}
