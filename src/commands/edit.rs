//! Editing name, description and the role at home, as one save: everything is checked against the token as it is now,
//! then the details are written, then the role, and the first that does not plainly succeed stops the rest. The same
//! [`Edit`] again finishes it: what stands already as wanted is not written again. A further edit from the same form begins
//! with what stands by then, and takes its own earlier tries for no one else's.

mod details;
mod entry;
mod next;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_tokens::form::{Field, Problem};
use astro_tokens::grants::GrantKey;
use astro_tokens::token::Token;

use self::details::{DetailsPlan, plan_details, write_details};
pub use self::next::Sent;
use self::next::{Tried, after, unread};
use super::Writer;
use super::read::{confirm_sight, read_to_replace, read_to_write};
use super::set_grants::{self, Answer, GrantsFound, GrantsOutcome, Plan, SetGrants, write_grants};
use crate::api::ApiError;

/// What a form was filled in with.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The token as the form began, or as it stood after what was saved from it: [`Edited::stands`].
    pub base: Arc<Token>,
    /// [`Edited::sent`] of the try before.
    pub sent: Sent,
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
    /// What a further try begins with: each part that is saved as it stands, every other one as this try began.
    pub stands: Arc<Token>,
    /// What of this try and those before it nobody knows of.
    pub sent: Sent,
    /// Takes back what was saved.
    pub undo: Option<Edit>,
}

impl Edited {
    /// Whether name and description stand as wanted.
    pub const fn has_details(&self) -> bool {
        matches!(
            self.details,
            DetailsStep::Unchanged
                | DetailsStep::Saved
                | DetailsStep::Unanswered {
                    found: DetailsFound::Saved,
                    ..
                }
        )
    }

    /// Whether the role stands as wanted.
    pub const fn has_role(&self) -> bool {
        matches!(
            self.role,
            RoleStep::NotAsked
                | RoleStep::Tried(
                    GrantsOutcome::Unchanged
                        | GrantsOutcome::Saved { .. }
                        | GrantsOutcome::Unanswered {
                            found: GrantsFound::Saved { .. },
                            ..
                        }
                )
        )
    }
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
    /// Nothing was written: the token no longer exists, as reading it says.
    Gone,
    /// Nothing was written.
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
    /// Whether anything of the details is to be saved, or may be saved otherwise than is wanted.
    fn asks_details(&self) -> bool {
        *self.name != *self.base.name
            || *self.description != *self.base.description
            || self.sent.has_details()
    }

    fn asks_role(&self) -> bool {
        self.grants().is_some() || (self.role.is_some() && self.sent.has_role())
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
            is_new: false,
            resolved: self.resolved.grants.clone(),
        })
    }
}

pub async fn edit_token(writer: &Writer, edit: Edit) -> Edited {
    let at = writer.api.now();
    let _turn = writer.turns.of(&edit.base.id).await;
    let read = match edit.asks_role() {
        true => read_to_replace(writer, &edit.base.id).await,
        false => read_to_write(writer, &edit.base.id).await,
    };
    let (edit, edited) = match read {
        Err(error) => {
            let edited = unread(&edit, error);
            (edit, edited)
        }
        Ok(before) => save(writer, &edit, &before).await,
    };
    let entry = entry::entry(&edit, at, &edited, &writer.names());
    writer.journal.add(entry);
    edited
}

/// Everything but the first reading, which gave `before`; beside what came of it, the edit as it was then begun.
async fn save(writer: &Writer, asked: &Edit, before: &Token) -> (Edit, Edited) {
    let edit = asked.begun(before);
    let set = edit.grants();
    let waiting = || match &set {
        Some(_) => RoleStep::NotTried,
        None => RoleStep::NotAsked,
    };
    let plan = plan_details(&edit, before);
    let stopped = set
        .as_ref()
        .and_then(|set| match set_grants::plan(writer, before, set) {
            Plan::Write { .. } | Plan::Nothing(GrantsOutcome::Unchanged) => None,
            Plan::Nothing(outcome) => Some(outcome),
        });
    let mut tried = Tried {
        wanted: None,
        details: DetailsStep::Unchanged,
        role: RoleStep::NotAsked,
        now: Ok(Arc::new(before.clone())),
    };
    match (plan, stopped) {
        (DetailsPlan::Stopped(step), stopped) => {
            tried.details = step;
            tried.role = stopped.map_or_else(waiting, RoleStep::Tried);
        }
        (plan, Some(outcome)) => {
            if let DetailsPlan::Write(_) = plan {
                tried.details = DetailsStep::NotTried;
            }
            tried.role = RoleStep::Tried(outcome);
        }
        (plan, None) => {
            let waits = writer.api.waits();
            let writes_details = matches!(plan, DetailsPlan::Write(_));
            if let DetailsPlan::Write(wanted) = plan {
                (tried.details, tried.now) = write_details(writer, before, &wanted).await;
                tried.wanted = Some(wanted);
            }
            let goes_on = matches!(tried.details, DetailsStep::Unchanged | DetailsStep::Saved);
            tried.role = match &set {
                None => RoleStep::NotAsked,
                Some(_) if !goes_on => RoleStep::NotTried,
                Some(set) => {
                    if let Ok(now) = &tried.now {
                        if writer.api.is_held() || writer.api.waits() != waits {
                            tried.now = read_to_replace(writer, &set.token).await;
                        } else if writes_details
                            && let Err(error) = confirm_sight(writer, now).await
                        {
                            tried.now = Err(error);
                        }
                    }
                    RoleStep::Tried(match &tried.now {
                        Ok(now) => write_grants(writer, now, set).await,
                        Err(error) => GrantsOutcome::Refused(set_grants::unread(error.clone())),
                    })
                }
            };
        }
    }
    let edited = after(asked, &edit, before, tried);
    (edit, edited)
}
