//! What the journal says of an edit.

use astro_tokens::grants::diff;
use astro_tokens::names::Names;
use astro_tokens::timestamp::Timestamp;

use super::{DetailsFound, DetailsStep, Edit, Edited, RoleStep};
use crate::api::ApiError;
use crate::commands::journal::{Action, Entry, Outcome, in_words};
use crate::commands::set_grants;

fn said(step: &DetailsStep) -> (Outcome, &'static str, Option<&ApiError>) {
    match step {
        DetailsStep::Unchanged => (Outcome::Done, "details stood as wanted already", None),
        DetailsStep::Saved => (Outcome::Done, "details saved", None),
        DetailsStep::NotTried => (Outcome::NotDone, "details not tried", None),
        DetailsStep::Invalid(_) => (Outcome::NotDone, "details not written: not valid", None),
        DetailsStep::Conflicts(_) => (
            Outcome::NotDone,
            "details not written: someone else changed the same meanwhile",
            None,
        ),
        DetailsStep::Gone => (
            Outcome::NotDone,
            "details not saved: the token no longer exists",
            None,
        ),
        DetailsStep::Refused(error) => (Outcome::NotDone, "details not saved", Some(error)),
        DetailsStep::Unanswered { error, found } => {
            let (outcome, detail) = match found {
                DetailsFound::Saved => (Outcome::Done, "details saved, as a look at them shows"),
                DetailsFound::NotSaved => (Outcome::NotDone, "details not saved so far"),
                DetailsFound::Changed { .. } => (
                    Outcome::Unknown,
                    "someone else changed the details meanwhile",
                ),
                DetailsFound::Unknown(_) => (
                    Outcome::Unknown,
                    "details: no certain answer, and looking failed as well",
                ),
            };
            (outcome, detail, Some(error))
        }
    }
}

pub(super) fn entry(edit: &Edit, at: Timestamp, edited: &Edited, names: &Names) -> Entry {
    let (details, mut text, mut error) = {
        let (outcome, text, error) = said(&edited.details);
        (outcome, text.to_owned(), error)
    };
    let role = match &edited.role {
        RoleStep::NotAsked => None,
        RoleStep::NotTried => Some((Outcome::NotDone, "role not tried".to_owned(), None)),
        RoleStep::Tried(outcome) => Some(set_grants::said(outcome, names)),
    };
    let mut outcome = details;
    if let Some((of_role, detail, role_error)) = role {
        let has_details = edit.asks_details();
        if has_details {
            text.push_str("; ");
            text.push_str(&detail);
        } else {
            text = detail;
        }
        error = error.or(role_error);
        outcome = match (has_details, details == of_role) {
            (false, _) | (true, true) => of_role,
            (true, false) if details == Outcome::Unknown || of_role == Outcome::Unknown => {
                Outcome::Unknown
            }
            (true, false) => Outcome::Partly,
        };
    }
    let entry = Entry {
        at,
        action: Action::Edit,
        token_id: Some(edit.base.id.clone()),
        name: edit.base.name.clone(),
        changes: changes(edit, names),
        outcome,
        detail: text,
        request_id: None,
    };
    match error {
        Some(error) => entry.with_error(error),
        None => entry,
    }
}

fn changes(edit: &Edit, names: &Names) -> Vec<String> {
    let mut changes = Vec::new();
    if *edit.name != *edit.base.name {
        changes.push(["name: ", &edit.base.name, " to ", &edit.name].concat());
    }
    if *edit.description != *edit.base.description {
        let what = match edit.description.is_empty() {
            true => "description cleared",
            false => "description changed",
        };
        changes.push(what.to_owned());
    }
    if let Some(set) = edit.grants() {
        let roles = diff(&set.base, &set.mine);
        changes.extend(roles.iter().map(|change| in_words(change, names)));
    }
    changes
}
