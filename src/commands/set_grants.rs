//! The one way to write grants: read, merge, check, write, read back, compare.
//!
//! A view that lacks the home grant is never written back as the whole set, nor is any other of a session from which grants
//! are hidden elsewhere, or may be ([`GrantSight`]). Without an entity tag a true race can't be won: what someone else writes between this reading and
//! this writing is overwritten unseen, what they write after it is noticed here.

mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_tokens::grants::{Conflict, Grant, GrantKey, Grants, Illegality, Side, diff, merge};
use astro_tokens::id::TokenId;
use astro_tokens::token::Token;

use self::told::entry;
pub(super) use self::told::said;
use super::read::{read, read_to_replace, read_to_write};
use super::{Certainty, Writer, certainty};
use crate::api::{ApiError, ErrorKind};
use crate::inventory::GrantSight;

/// The grants that a token shall have.
#[derive(Clone, Debug)]
pub struct SetGrants {
    pub token: TokenId,
    /// What `mine` began with.
    pub base: Grants,
    pub mine: Grants,
    /// This page has just created it, with its home grant alone: Astro hides nothing of it.
    pub is_new: bool,
    /// Answers to conflicts that were told before.
    pub resolved: BTreeMap<GrantKey, Answer<BTreeSet<Arc<str>>>>,
}

impl SetGrants {
    /// Further grants of a token that this page creates, first tried right then. Where someone else gave it roles meanwhile, those stay.
    /// `new`: as far as it could be read.
    pub fn further(token: TokenId, new: Option<&Token>, further: &Grants) -> Self {
        // Without its grants in sight the command refuses, and says so.
        let base = new.and_then(|new| new.grants.clone()).unwrap_or_default();
        let is_free = |grant: &&Grant| base.roles_at(&grant.key()).next().is_none();
        let free = further.iter().filter(is_free);
        Self {
            token,
            mine: base.iter().chain(free).cloned().collect(),
            base,
            is_new: true,
            resolved: BTreeMap::new(),
        }
    }
}

/// The answer to a conflict. It holds against what was shown and nothing else: what others changed since is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    pub side: Side,
    /// What stood at Astro when the conflict was told.
    pub theirs: T,
}

impl<T: PartialEq> Answer<T> {
    /// What was chosen, if `shown` is what was answered.
    pub fn to(&self, shown: &T) -> Option<Side> {
        (self.theirs == *shown).then_some(self.side)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum GrantsOutcome {
    /// What was wanted stands already. Nothing was written.
    Unchanged,
    /// Astro answered that it is written.
    Saved {
        before: Grants,
        /// What stands; what was sent, where reading it back failed.
        after: Grants,
        read_back: ReadBack,
    },
    /// Someone else changed the same places meanwhile. Nothing was written; `resolved` answers.
    Conflicts(Vec<Conflict>),
    /// Nothing was written.
    Refused(GrantsRefusal),
    /// It was written, and someone else wrote after it: of what was wanted, `lost` does not stand.
    Lost {
        lost: Vec<Deviation>,
        /// What else they changed.
        others: Vec<Deviation>,
        after: Grants,
    },
    Unanswered {
        error: ApiError,
        found: GrantsFound,
    },
}

/// What reading back showed of a set that Astro says it has.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadBack {
    /// Everything that was wanted stands. `others`: what someone else changed besides, after it was written.
    Stands { others: Vec<Deviation> },
    /// It failed: that the set is saved is Astro's answer, and nobody looked.
    Failed(ApiError),
}

/// A place whose roles are not those that were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    pub key: GrantKey,
    pub sent: BTreeSet<Arc<str>>,
    pub stands: BTreeSet<Arc<str>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum GrantsRefusal {
    /// Astro answered without the roles, which is not the same as having none.
    RolesAbsent,
    /// The home grant is not among the roles just read: others may be hidden, too, and would be revoked.
    PartialView,
    /// The home grant is there, but that of another token is not: Astro hides grants from this session, some of this token
    /// perhaps, which would be revoked.
    Narrowed,
    /// Nothing that was read tells whether Astro hides grants from this session. [`crate::inventory::Inventory::trust_sight`] answers for it.
    Unproven,
    /// After the merge.
    Illegal(Vec<Illegality>),
    HomeGrantRemoved,
    /// The token no longer exists.
    Gone,
    /// Reading failed, or Astro refused to write.
    Api(ApiError),
}

/// What stands after a writing without a certain answer.
#[derive(Clone, Debug, PartialEq)]
pub enum GrantsFound {
    /// What was wanted stands. `others`: what someone else changed besides.
    Saved {
        before: Grants,
        after: Grants,
        others: Vec<Deviation>,
    },
    /// As before, so far.
    NotSaved,
    /// Neither: someone else changed them meanwhile, and of what was wanted `lost` does not stand.
    Changed { lost: Vec<Deviation>, after: Grants },
    /// Looking failed as well.
    Unknown(ApiError),
}

pub async fn set_grants(writer: &Writer, set: SetGrants) -> GrantsOutcome {
    let at = writer.api.now();
    let name = writer
        .held(&set.token)
        .map_or_else(|| set.token.as_arc().clone(), |held| held.name.clone());
    let _turn = writer.turns.of(&set.token).await;
    let read = match set.is_new {
        true => read_to_write(writer, &set.token).await,
        false => read_to_replace(writer, &set.token).await,
    };
    let outcome = match read {
        Ok(now) => write_grants(writer, &now, &set).await,
        Err(error) => GrantsOutcome::Refused(unread(error)),
    };
    let entry = entry(&set, name, at, &outcome, &writer.names());
    writer.journal.add(entry);
    outcome
}

pub(super) fn unread(error: ApiError) -> GrantsRefusal {
    if error.kind == ErrorKind::NotFound {
        GrantsRefusal::Gone
    } else {
        GrantsRefusal::Api(error)
    }
}

/// What is to be written over a token as it was just read.
#[derive(Debug)]
pub(super) enum Plan {
    Write {
        theirs: Grants,
        merged: Grants,
    },
    /// Nothing, and why.
    Nothing(GrantsOutcome),
}

pub(super) fn plan(writer: &Writer, now: &Token, set: &SetGrants) -> Plan {
    let refused = |refusal| Plan::Nothing(GrantsOutcome::Refused(refusal));
    let Some(theirs) = &now.grants else {
        return refused(GrantsRefusal::RolesAbsent);
    };
    let Some(home) = now.home_grant() else {
        return refused(GrantsRefusal::PartialView);
    };
    if !set.is_new {
        match writer.grant_sight() {
            GrantSight::Whole => {}
            GrantSight::Narrowed => return refused(GrantsRefusal::Narrowed),
            GrantSight::Unproven => return refused(GrantsRefusal::Unproven),
        }
    }
    let resolved = set
        .resolved
        .iter()
        .filter_map(|(key, answer)| {
            let stands = theirs.roles_at(key).cloned().collect();
            Some((key.clone(), answer.to(&stands)?))
        })
        .collect();
    let merged = merge(&set.base, theirs, &set.mine, &resolved);
    if !merged.conflicts.is_empty() {
        return Plan::Nothing(GrantsOutcome::Conflicts(merged.conflicts));
    }
    let merged = merged.grants;
    if diff(theirs, &merged).is_empty() {
        return Plan::Nothing(GrantsOutcome::Unchanged);
    }
    if merged.roles_at(&home.key()).next().is_none() {
        return refused(GrantsRefusal::HomeGrantRemoved);
    }
    let organization = writer.organization();
    let mut illegalities = merged.illegalities(&now.scope, &organization);
    // What Astro itself holds is for Astro to judge.
    let held = theirs.illegalities(&now.scope, &organization);
    illegalities.retain(|illegality| !held.contains(illegality));
    if !illegalities.is_empty() {
        return refused(GrantsRefusal::Illegal(illegalities));
    }
    Plan::Write {
        theirs: theirs.clone(),
        merged,
    }
}

/// Everything but the first reading, which gave `now`.
pub(super) async fn write_grants(writer: &Writer, now: &Token, set: &SetGrants) -> GrantsOutcome {
    let organization = writer.organization();
    let (theirs, merged) = match plan(writer, now, set) {
        Plan::Write { theirs, merged } => (theirs, merged),
        Plan::Nothing(outcome) => return outcome,
    };
    let answer = writer
        .api
        .update_token_roles(&organization, &set.token, &merged)
        .await;
    let error = match answer {
        Ok(()) => return read_back(writer, &set.token, theirs, merged).await,
        Err(error) => error,
    };
    let refused = |error| GrantsOutcome::Refused(GrantsRefusal::Api(error));
    match (certainty(&error), &error.kind) {
        // What a browser sends twice can take the token, or the right to write it, out of reach by itself, and the second
        // answer is all that comes.
        (Certainty::NotDone, ErrorKind::NotFound | ErrorKind::Forbidden) => {
            match look(writer, &set.token, theirs, &merged).await {
                GrantsFound::Unknown(again) if is_gone(&error, &again) => {
                    GrantsOutcome::Refused(GrantsRefusal::Gone)
                }
                GrantsFound::NotSaved | GrantsFound::Changed { .. } => refused(error),
                found => GrantsOutcome::Unanswered { error, found },
            }
        }
        (Certainty::NotDone, _) => refused(error),
        (Certainty::Unknown, _) => GrantsOutcome::Unanswered {
            found: look(writer, &set.token, theirs, &merged).await,
            error,
        },
    }
}

/// Whether two answers one after the other say that it no longer exists.
fn is_gone(error: &ApiError, again: &ApiError) -> bool {
    [error, again].map(|error| &error.kind) == [&ErrorKind::NotFound; 2]
}

/// What stands of `merged`, which was written over `theirs`.
async fn read_back(
    writer: &Writer,
    token: &TokenId,
    theirs: Grants,
    merged: Grants,
) -> GrantsOutcome {
    let after = match read_grants(writer, token).await {
        Ok(after) => after,
        Err(error) => {
            writer.inventory.note_grants(token, &merged);
            return GrantsOutcome::Saved {
                before: theirs,
                after: merged,
                read_back: ReadBack::Failed(error),
            };
        }
    };
    let (lost, others) = deviations(&theirs, &merged, &after);
    if lost.is_empty() {
        GrantsOutcome::Saved {
            before: theirs,
            after,
            read_back: ReadBack::Stands { others },
        }
    } else {
        GrantsOutcome::Lost {
            lost,
            others,
            after,
        }
    }
}

async fn read_grants(writer: &Writer, token: &TokenId) -> Result<Grants, ApiError> {
    let token = read(writer, &writer.api, token).await?;
    // Not told is not the same as none.
    token
        .grants
        .clone()
        .ok_or_else(|| ApiError::of(ErrorKind::Unreadable))
}

async fn look(writer: &Writer, token: &TokenId, theirs: Grants, merged: &Grants) -> GrantsFound {
    let after = match read_grants(writer, token).await {
        Ok(after) => after,
        Err(error) => return GrantsFound::Unknown(error),
    };
    let (lost, others) = deviations(&theirs, merged, &after);
    if lost.is_empty() {
        GrantsFound::Saved {
            before: theirs,
            after,
            others,
        }
    } else if diff(&theirs, &after).is_empty() {
        GrantsFound::NotSaved
    } else {
        GrantsFound::Changed { lost, after }
    }
}

/// How `after` differs from `merged`, which was sent over `theirs`: where the sender changed something, and elsewhere.
fn deviations(
    theirs: &Grants,
    merged: &Grants,
    after: &Grants,
) -> (Vec<Deviation>, Vec<Deviation>) {
    let wanted: BTreeSet<GrantKey> = diff(theirs, merged)
        .into_iter()
        .map(|change| change.key)
        .collect();
    diff(merged, after)
        .into_iter()
        .map(|change| Deviation {
            key: change.key,
            sent: change.before,
            stands: change.after,
        })
        .partition(|deviation| wanted.contains(&deviation.key))
}
