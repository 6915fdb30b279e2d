//! Editing name, description and the role at home, as one save: everything is checked against the token as it is now,
//! then the details are written, then the role, and the first that does not plainly succeed stops the rest. The same
//! [`Edit`] again finishes it: what stands already as wanted is not written again.

mod entry;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_tokens::form::{self, Field, Problem};
use astro_tokens::grants::{GrantKey, Side};
use astro_tokens::model::UpdateApiTokenRequest;
use astro_tokens::token::Token;

use super::read::read;
use super::set_grants::{self, Answer, GrantsFound, GrantsOutcome, Plan, SetGrants, write_grants};
use super::{Certainty, Writer, certainty};
use crate::api::ApiError;

/// What a form was filled in with.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The token as the form began.
    pub base: Arc<Token>,
    pub name: String,
    pub description: String,
    /// At home; `None` leaves it as it is.
    pub role: Option<Arc<str>>,
    pub resolved: Resolved,
}

/// Answers to conflicts that were told before.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    pub name: Option<Answer<Arc<str>>>,
    pub description: Option<Answer<Arc<str>>>,
    pub grants: BTreeMap<GrantKey, Answer<BTreeSet<Arc<str>>>>,
}

#[derive(Clone, Debug)]
pub struct Edited {
    pub details: DetailsStep,
    pub role: RoleStep,
    /// Takes back what was saved.
    pub undo: Option<Edit>,
}

/// What became of name and description.
#[derive(Clone, Debug, PartialEq)]
pub enum DetailsStep {
    /// They stand as wanted already. Nothing was written.
    Unchanged,
    Saved,
    /// Something else stopped the save before.
    NotTried,
    /// Nothing was written.
    Invalid(Vec<(Field, Problem)>),
    /// Someone else changed the same meanwhile. Nothing was written; `resolved` answers.
    Conflicts(Vec<DetailConflict>),
    /// Nothing was written. [`ErrorKind::NotFound`]: the token no longer exists.
    Refused(ApiError),
    Unanswered {
        error: ApiError,
        found: DetailsFound,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailConflict {
    /// Name or description.
    pub field: Field,
    pub base: Arc<str>,
    pub theirs: Arc<str>,
    pub mine: Arc<str>,
}

/// What stands after a writing without a certain answer.
#[derive(Clone, Debug, PartialEq)]
pub enum DetailsFound {
    Saved,
    /// As before, so far.
    NotSaved,
    /// Neither: someone else changed them meanwhile.
    Changed {
        name: Arc<str>,
        description: Arc<str>,
    },
    /// Looking failed as well.
    Unknown(ApiError),
}

/// What became of the role.
#[derive(Clone, Debug, PartialEq)]
pub enum RoleStep {
    /// No other role was asked for.
    NotAsked,
    /// Something else stopped the save before.
    NotTried,
    Tried(GrantsOutcome),
}

impl Edit {
    fn asks_details(&self) -> bool {
        *self.name != *self.base.name || *self.description != *self.base.description
    }

    /// The grants that are wanted, unless the role stays as it is.
    fn grants(&self) -> Option<SetGrants> {
        let role = self.role.clone()?;
        // Without a home grant in sight the plan refuses; what is wanted does not matter then.
        let base = self.base.grants.clone().unwrap_or_default();
        let mine = match self.base.home_grant() {
            Some(home) if home.role == role => return None,
            Some(home) => base.with_role(&home.key(), role),
            None => base.clone(),
        };
        Some(SetGrants {
            token: self.base.id.clone(),
            base,
            mine,
            resolved: self.resolved.grants.clone(),
        })
    }
}

pub async fn edit_token(writer: &Writer, edit: Edit) -> Edited {
    let at = writer.api.now();
    let edited = save(writer, &edit).await;
    writer.journal.add(entry::entry(&edit, at, &edited));
    edited
}

async fn save(writer: &Writer, edit: &Edit) -> Edited {
    let set = edit.grants();
    let waiting = || match &set {
        Some(_) => RoleStep::NotTried,
        None => RoleStep::NotAsked,
    };
    let before = match read(writer, &writer.api, &edit.base.id).await {
        Ok(token) => token,
        Err(error) if edit.asks_details() => {
            return Edited {
                details: DetailsStep::Refused(error),
                role: waiting(),
                undo: None,
            };
        }
        Err(error) => {
            return Edited {
                details: DetailsStep::Unchanged,
                role: match set {
                    Some(_) => RoleStep::Tried(GrantsOutcome::Refused(set_grants::unread(error))),
                    None => RoleStep::NotAsked,
                },
                undo: None,
            };
        }
    };
    let details = plan_details(edit, &before);
    let stopped =
        set.as_ref().and_then(
            |set| match set_grants::plan(&before, set, &writer.organization()) {
                Plan::Write { .. } | Plan::Nothing(GrantsOutcome::Unchanged) => None,
                Plan::Nothing(outcome) => Some(outcome),
            },
        );
    let wanted = match (details, stopped) {
        (DetailsPlan::Stopped(step), stopped) => {
            return Edited {
                details: step,
                role: stopped.map_or_else(waiting, RoleStep::Tried),
                undo: None,
            };
        }
        (plan, Some(outcome)) => {
            return Edited {
                details: match plan {
                    DetailsPlan::Write(_) => DetailsStep::NotTried,
                    DetailsPlan::Nothing => DetailsStep::Unchanged,
                    DetailsPlan::Stopped(step) => step,
                },
                role: RoleStep::Tried(outcome),
                undo: None,
            };
        }
        (DetailsPlan::Write(wanted), None) => Some(wanted),
        (DetailsPlan::Nothing, None) => None,
    };
    let (details, now) = match &wanted {
        None => (DetailsStep::Unchanged, Ok(before.clone())),
        Some(wanted) => write_details(writer, &before, wanted).await,
    };
    let goes_on = matches!(details, DetailsStep::Unchanged | DetailsStep::Saved);
    let role = match &set {
        None => RoleStep::NotAsked,
        Some(_) if !goes_on => RoleStep::NotTried,
        Some(set) => RoleStep::Tried(match &now {
            Ok(now) => write_grants(writer, now, set).await,
            Err(error) => GrantsOutcome::Refused(set_grants::unread(error.clone())),
        }),
    };
    Edited {
        undo: undo(&before, wanted, now.ok(), &details, &role),
        details,
        role,
    }
}

/// What is to be written of name and description.
enum DetailsPlan {
    Write(UpdateApiTokenRequest),
    /// They stand as wanted already.
    Nothing,
    /// They can't be written, and why.
    Stopped(DetailsStep),
}

fn plan_details(edit: &Edit, now: &Token) -> DetailsPlan {
    let mut conflicts = Vec::new();
    let mut merged = |field,
                      base: &Arc<str>,
                      theirs: &Arc<str>,
                      mine: &str,
                      answer: &Option<Answer<Arc<str>>>| {
        if *mine == **base || *mine == **theirs {
            return theirs.to_string();
        }
        match answer.as_ref().and_then(|answer| answer.to(theirs)) {
            _ if theirs == base => mine.to_owned(),
            Some(Side::Mine) => mine.to_owned(),
            Some(Side::Theirs) => theirs.to_string(),
            None => {
                conflicts.push(DetailConflict {
                    field,
                    base: base.clone(),
                    theirs: theirs.clone(),
                    mine: mine.into(),
                });
                theirs.to_string()
            }
        }
    };
    let (base, resolved) = (&edit.base, &edit.resolved);
    let wanted = form::Details {
        name: merged(
            Field::Name,
            &base.name,
            &now.name,
            &edit.name,
            &resolved.name,
        ),
        description: merged(
            Field::Description,
            &base.description,
            &now.description,
            &edit.description,
            &resolved.description,
        ),
    };
    if !conflicts.is_empty() {
        return DetailsPlan::Stopped(DetailsStep::Conflicts(conflicts));
    }
    if *wanted.name == *now.name && *wanted.description == *now.description {
        return DetailsPlan::Nothing;
    }
    match wanted.request() {
        Ok(wanted) => DetailsPlan::Write(wanted),
        Err(problems) => DetailsPlan::Stopped(DetailsStep::Invalid(problems)),
    }
}

/// Writes, and reads back what stands then.
async fn write_details(
    writer: &Writer,
    before: &Token,
    wanted: &UpdateApiTokenRequest,
) -> (DetailsStep, Result<Arc<Token>, ApiError>) {
    let answer = writer
        .api
        .update_token(&writer.organization(), &before.id, wanted)
        .await;
    let error = match answer {
        Ok(_) => {
            return (
                DetailsStep::Saved,
                read(writer, &writer.api, &before.id).await,
            );
        }
        Err(error) => error,
    };
    if certainty(&error) == Certainty::NotDone {
        return (DetailsStep::Refused(error.clone()), Err(error));
    }
    let now = read(writer, &writer.api, &before.id).await;
    let found = match &now {
        Err(error) => DetailsFound::Unknown(error.clone()),
        Ok(now) if *now.name == *wanted.name && *now.description == *wanted.description => {
            DetailsFound::Saved
        }
        Ok(now) if now.name == before.name && now.description == before.description => {
            DetailsFound::NotSaved
        }
        Ok(now) => DetailsFound::Changed {
            name: now.name.clone(),
            description: now.description.clone(),
        },
    };
    (DetailsStep::Unanswered { error, found }, now)
}

/// Takes back what stands of this edit, and nothing else.
fn undo(
    before: &Token,
    wanted: Option<UpdateApiTokenRequest>,
    now: Option<Arc<Token>>,
    details: &DetailsStep,
    role: &RoleStep,
) -> Option<Edit> {
    let has_details = matches!(
        details,
        DetailsStep::Saved
            | DetailsStep::Unanswered {
                found: DetailsFound::Saved,
                ..
            }
    );
    let grants = match role {
        RoleStep::Tried(
            GrantsOutcome::Saved { before, after, .. }
            | GrantsOutcome::Unanswered {
                found: GrantsFound::Saved { before, after, .. },
                ..
            },
        ) => Some((before, after)),
        RoleStep::Tried(_) | RoleStep::NotAsked | RoleStep::NotTried => None,
    };
    if !has_details && grants.is_none() {
        return None;
    }
    let mut base = match (now, wanted) {
        (Some(now), _) => Token::clone(&now),
        // What was saved and could not be read back stands as it was sent.
        (None, Some(wanted)) => Token {
            name: wanted.name.into(),
            description: wanted.description.into(),
            ..before.clone()
        },
        (None, None) => before.clone(),
    };
    let role = grants.and_then(|(before, after)| {
        base.grants = Some(after.clone());
        let home = base.home_grant()?.key();
        before.roles_at(&home).next().cloned()
    });
    let (name, description) = match has_details {
        true => (before.name.to_string(), before.description.to_string()),
        false => (base.name.to_string(), base.description.to_string()),
    };
    Some(Edit {
        base: Arc::new(base),
        name,
        description,
        role,
        resolved: Resolved::default(),
    })
}
