//! What an outcome says of the emulator's state: one function for each write. `None` where it says that nobody knows.

use astro_token_console::commands::{
    Beside, Creation, CreationFound, Deletion, DeletionFound, DetailsFound, DetailsStep,
    GrantsFound, GrantsOutcome, GrantsRefusal, RoleStep, Rotation, RotationFound,
};
use astro_tokens::grants::Grants;
use astro_tokens::id::TokenId;

/// Ids of the tokens that were created. `beside`: what the look after a certain answer found.
pub fn created(
    outcome: &Creation,
    beside: Option<&(Option<TokenId>, Beside)>,
) -> Option<Vec<TokenId>> {
    match outcome {
        Creation::Created { id, .. } => match beside {
            None => Some(id.iter().cloned().collect()),
            Some((id, beside)) => match beside {
                Beside::Nothing => Some(id.iter().cloned().collect()),
                Beside::Twins(ids) | Beside::Among(ids) => {
                    Some(id.iter().chain(ids).cloned().collect())
                }
                Beside::Unknown(_) => None,
            },
        },
        Creation::NotSent(_) | Creation::Refused(_) => Some(Vec::new()),
        Creation::Unanswered { found, .. } => found_tokens(found),
    }
}

fn found_tokens(found: &CreationFound) -> Option<Vec<TokenId>> {
    match found {
        CreationFound::Tokens(ids) => Some(ids.clone()),
        CreationFound::Nothing => Some(Vec::new()),
        CreationFound::Unknown(_) => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    AsBefore,
    Another,
    /// No token, no value.
    Gone,
}

/// What became of the value.
pub fn rotated(outcome: &Rotation) -> Option<Value> {
    match outcome {
        Rotation::Rotated { .. } => Some(Value::Another),
        Rotation::Gone(_) => Some(Value::Gone),
        Rotation::NotSent(_) | Rotation::Refused(_) => Some(Value::AsBefore),
        Rotation::Unanswered { found, .. } => match found {
            RotationFound::Rotated | RotationFound::LockedOut => Some(Value::Another),
            RotationFound::NotRotated => Some(Value::AsBefore),
            RotationFound::Gone => Some(Value::Gone),
            RotationFound::Unknown(_) => None,
        },
    }
}

/// Whether the token is still there.
pub fn exists(outcome: &Deletion) -> Option<bool> {
    match outcome {
        Deletion::Deleted { .. } | Deletion::Gone => Some(false),
        Deletion::Refused(_) => Some(true),
        Deletion::Unanswered { found, .. } => match found {
            DeletionFound::Gone | DeletionFound::NotAccepted => Some(false),
            DeletionFound::StillThere => Some(true),
            DeletionFound::Unknown(_) => None,
        },
    }
}

/// Name and description, as (name, description).
pub type Details = (String, String);

/// What stands of name and description, which were `before` and were to become `wanted`. `Err` where the token is gone.
pub fn details(
    step: &DetailsStep,
    before: &Details,
    wanted: &Details,
) -> Option<Result<Details, ()>> {
    let stands = match step {
        DetailsStep::Gone => return Some(Err(())),
        DetailsStep::Saved => Some(wanted.clone()),
        DetailsStep::Unchanged
        | DetailsStep::NotTried
        | DetailsStep::Invalid(_)
        | DetailsStep::Conflicts(_)
        | DetailsStep::Refused(_) => Some(before.clone()),
        DetailsStep::Unanswered { found, .. } => match found {
            DetailsFound::Saved => Some(wanted.clone()),
            DetailsFound::NotSaved => Some(before.clone()),
            DetailsFound::Changed { name, description } => {
                Some((name.to_string(), description.to_string()))
            }
            DetailsFound::Unknown(_) => None,
        },
    };
    stands.map(Ok)
}

/// What stands of the grants, which were `before`. `Err` where the token is gone.
pub fn role(step: &RoleStep, before: &Grants) -> Option<Result<Grants, ()>> {
    match step {
        RoleStep::NotAsked | RoleStep::NotTried => Some(Ok(before.clone())),
        RoleStep::Tried(outcome) => grants(outcome, before),
    }
}

pub fn grants(outcome: &GrantsOutcome, before: &Grants) -> Option<Result<Grants, ()>> {
    match outcome {
        GrantsOutcome::Saved { after, .. } | GrantsOutcome::Lost { after, .. } => {
            Some(Ok(after.clone()))
        }
        GrantsOutcome::Unchanged | GrantsOutcome::Conflicts(_) => Some(Ok(before.clone())),
        GrantsOutcome::Refused(refusal) => match refusal {
            GrantsRefusal::RolesAbsent
            | GrantsRefusal::PartialView
            | GrantsRefusal::Narrowed
            | GrantsRefusal::Unproven
            | GrantsRefusal::Illegal(_)
            | GrantsRefusal::HomeGrantRemoved
            | GrantsRefusal::Api(_) => Some(Ok(before.clone())),
            GrantsRefusal::Gone => Some(Err(())),
        },
        GrantsOutcome::Unanswered { found, .. } => match found {
            GrantsFound::Saved { after, .. } | GrantsFound::Changed { after, .. } => {
                Some(Ok(after.clone()))
            }
            GrantsFound::NotSaved => Some(Ok(before.clone())),
            GrantsFound::Unknown(_) => None,
        },
    }
}
