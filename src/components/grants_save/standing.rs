//! What stands after a writing of grants, as far as its outcome tells.

use astro_tokens::grants::{Change, GrantKey, Grants, Place, diff};
use astro_tokens::names::Names;

use crate::api::{ApiError, ErrorKind};
use crate::commands::{GrantsFound, GrantsOutcome, ReadBack, SetGrants};

/// Whether the save took the token out of the session's own reach.
pub const fn is_out_of_reach(outcome: &GrantsOutcome) -> bool {
    matches!(
        outcome,
        GrantsOutcome::Saved {
            read_back: ReadBack::Failed(ApiError {
                kind: ErrorKind::Forbidden | ErrorKind::NotFound,
                ..
            }),
            ..
        }
    )
}

/// What stands where someone else wrote over a part of what was written.
pub const fn overwritten(outcome: &GrantsOutcome) -> Option<&Grants> {
    match outcome {
        GrantsOutcome::Lost { after, .. }
        | GrantsOutcome::Unanswered {
            found: GrantsFound::Changed { after, .. },
            ..
        } => Some(after),
        GrantsOutcome::Unchanged
        | GrantsOutcome::Saved { .. }
        | GrantsOutcome::Conflicts(_)
        | GrantsOutcome::Refused(_)
        | GrantsOutcome::Unanswered { .. } => None,
    }
}

/// What stands once nothing is left to be saved: before and after, `None` where nothing had to be written.
pub const fn whole(outcome: &GrantsOutcome) -> Option<Option<(&Grants, &Grants)>> {
    match outcome {
        GrantsOutcome::Unchanged => Some(None),
        GrantsOutcome::Saved { before, after, .. }
        | GrantsOutcome::Unanswered {
            found: GrantsFound::Saved { before, after, .. },
            ..
        } => Some(Some((before, after))),
        GrantsOutcome::Conflicts(_)
        | GrantsOutcome::Refused(_)
        | GrantsOutcome::Lost { .. }
        | GrantsOutcome::Unanswered { .. } => None,
    }
}

/// Roles that someone else gave below a place from which `set` takes all, and that stand: what was meant to go with it, had it been known.
pub fn added_below(set: &SetGrants, after: &Grants, names: &Names) -> Vec<Change> {
    let is_taken = |key: &GrantKey| {
        set.base.roles_at(key).next().is_some() && set.mine.roles_at(key).next().is_none()
    };
    let taken: Vec<Place> = set
        .base
        .keys()
        .filter(is_taken)
        .map(|key| key.place())
        .collect();
    let is_below = |key: &GrantKey| {
        let mut over = taken
            .iter()
            .filter(|place| key.place().is_below(place, names));
        over.any(|place| set.mine.below(place, names).is_empty())
    };
    let mut added = diff(&set.base, after);
    added.retain(|change| change.before.is_empty() && is_below(&change.key));
    added
}

/// The changes of `set` that stand now by this writing.
pub fn stands(set: &SetGrants, outcome: &GrantsOutcome) -> Vec<Change> {
    let wanted = diff(&set.base, &set.mine);
    // What stands otherwise there is someone else's, be it left to them or changed since.
    let is_wanted = |change: &Change| {
        let mut wanted = wanted.iter();
        wanted.any(|wanted| wanted.key == change.key && wanted.after == change.after)
    };
    if let Some(Some((before, after))) = whole(outcome) {
        let mut changes = diff(before, after);
        changes.retain(is_wanted);
        return changes;
    }
    let Some(after) = overwritten(outcome) else {
        return Vec::new();
    };
    let mut changes = wanted;
    for change in &mut changes {
        if let Some(answer) = set.resolved.get(&change.key) {
            change.before = answer.theirs.clone();
        }
    }
    changes.retain(|change| {
        after.role_set(&change.key) == change.after && change.before != change.after
    });
    changes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use astro_tokens::grants::{GrantKey, Side};
    use astro_tokens::id::TokenId;
    use astro_tokens::model::EntityType;

    use super::super::Roles;
    use super::*;
    use crate::commands::Answer;

    fn grants_of(roles: &[(&str, &str)]) -> Grants {
        roles.iter().fold(Grants::default(), |grants, (id, role)| {
            grants.with_role(&at(id), Arc::from(*role))
        })
    }

    fn at(id: &str) -> GrantKey {
        GrantKey {
            entity_type: EntityType::Workspace,
            entity_id: Arc::from(id),
            deployment_id: None,
        }
    }

    fn set(base: &[(&str, &str)], mine: &[(&str, &str)]) -> SetGrants {
        SetGrants {
            token: TokenId::new("t"),
            base: grants_of(base),
            mine: grants_of(mine),
            is_new: false,
            resolved: BTreeMap::new(),
        }
    }

    #[test]
    fn what_others_changed_is_not_taken_back() {
        let set = set(&[("w1", "A"), ("w2", "A")], &[("w1", "B"), ("w2", "A")]);
        let saved = GrantsOutcome::Saved {
            before: grants_of(&[("w1", "A"), ("w2", "X")]),
            after: grants_of(&[("w1", "B"), ("w2", "Y"), ("w3", "Z")]),
            read_back: ReadBack::Stands { others: Vec::new() },
        };
        let stands = stands(&set, &saved);
        assert_eq!(stands, diff(&set.base, &set.mine));
    }

    #[test]
    fn what_was_left_to_others_is_theirs_whatever_they_made_of_it_since() {
        let mut set = set(&[("w1", "A"), ("w2", "A")], &[("w1", "B"), ("w2", "B")]);
        let answer = Answer {
            side: Side::Theirs,
            theirs: Roles::from([Arc::from("T")]),
        };
        set.resolved.insert(at("w2"), answer);
        let saved = GrantsOutcome::Saved {
            before: grants_of(&[("w1", "A"), ("w2", "T")]),
            after: grants_of(&[("w1", "B"), ("w2", "U")]),
            read_back: ReadBack::Stands { others: Vec::new() },
        };
        let keys: Vec<GrantKey> = stands(&set, &saved)
            .into_iter()
            .map(|change| change.key)
            .collect();
        assert_eq!(keys, [at("w1")]);
    }

    #[test]
    fn of_a_lost_race_only_what_stands_is_taken_back() {
        let mut set = set(&[("w1", "A"), ("w2", "A")], &[("w1", "B"), ("w2", "B")]);
        let answer = Answer {
            side: Side::Mine,
            theirs: Roles::from([Arc::from("T")]),
        };
        set.resolved.insert(at("w1"), answer);
        let lost = GrantsOutcome::Lost {
            lost: Vec::new(),
            others: Vec::new(),
            after: grants_of(&[("w1", "B"), ("w2", "X")]),
        };
        let stands = stands(&set, &lost);
        assert_eq!(stands.len(), 1);
        assert!(
            stands
                .iter()
                .all(|change| change.key == at("w1")
                    && change.before == Roles::from([Arc::from("T")]))
        );
    }
}
