//! Grants that others change meanwhile: what they changed elsewhere is kept, what they changed here is asked, and a race
//! that can be seen is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_token_console::commands::{
    Answer, Deviation, GrantsOutcome, ReadBack, SetGrants, set_grants,
};
use astro_tokens::grants::{GrantKey, Grants, Side, diff};
use astro_tokens::model::EntityType;
use leptos::prelude::GetUntracked;
use serde_json::json;

use super::bench::Bench;
use super::grants::{set, stored};

/// A Workspace on which the token holds nothing.
fn elsewhere(bench: &Bench, base: &Grants) -> GrantKey {
    let emulator = bench.world.host.emulator.borrow();
    let found = emulator.state().workspaces.values().find(|it| {
        *it.organization_id == *bench.world.organization.as_str()
            && base.iter().all(|grant| *grant.entity_id != *it.id)
    });
    GrantKey {
        entity_type: EntityType::Workspace,
        entity_id: found.unwrap().id.to_string().into(),
        deployment_id: None,
    }
}

#[test]
fn what_others_changed_elsewhere_is_kept_and_what_they_changed_here_is_asked() {
    let bench = Bench::new();
    let token = bench.other();
    let home = bench.token(&token).home_grant().unwrap().key();
    let (mine, theirs): (Arc<str>, Arc<str>) = (
        bench.other_role(&token),
        "ORGANIZATION_OBSERVE_MEMBER".into(),
    );
    let set = set(&bench, &token, |base| base.with_role(&home, mine.clone()));
    // They change the same role, and add one elsewhere.
    let added = elsewhere(&bench, &set.base);
    let their_set = set
        .base
        .with_role(&home, theirs.clone())
        .with_role(&added, "WORKSPACE_MEMBER".into());
    let path = format!("/tokens/{token}/roles");
    let body = json!({"roles": their_set.to_wire()});
    bench.world.elsewhere("POST", &path, &body);
    let outcome = bench.run(set_grants(&bench.writer, set.clone()));
    let GrantsOutcome::Conflicts(conflicts) = &outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].theirs, BTreeSet::from([theirs.clone()]));
    assert_eq!(conflicts[0].mine, BTreeSet::from([mine.clone()]));
    assert_eq!(bench.writes(), 0);

    let answered = |side, shown: &str| {
        let theirs = BTreeSet::from([shown.into()]);
        SetGrants {
            is_new: false,
            resolved: BTreeMap::from([(home.clone(), Answer { side, theirs })]),
            ..set.clone()
        }
    };
    // An answer holds only against what was shown.
    let stale = answered(Side::Mine, "ORGANIZATION_BILLING_ADMIN");
    let outcome = bench.run(set_grants(&bench.writer, stale));
    assert!(
        matches!(outcome, GrantsOutcome::Conflicts(_)),
        "{outcome:?}"
    );
    assert_eq!(bench.writes(), 0);
    let outcome = bench.run(set_grants(&bench.writer, answered(Side::Theirs, &theirs)));
    assert_eq!(outcome, GrantsOutcome::Unchanged);
    assert_eq!(bench.writes(), 0);
    let outcome = bench.run(set_grants(&bench.writer, answered(Side::Mine, &theirs)));
    let GrantsOutcome::Saved { after, .. } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(after, their_set.with_role(&home, mine));
    assert_eq!(after, stored(&bench.truth()[token.as_str()].grants));
}

/// Others write `theirs` right before or after that call for the token; the outcome tells what the last reading saw.
fn race(
    (method, path, when): (&str, &str, &str),
    theirs: impl Fn(&Bench, &SetGrants, &GrantKey) -> Grants,
) -> (GrantsOutcome, Grants, SetGrants) {
    let bench = Bench::new();
    let token = bench.other();
    let home = bench.token(&token).home_grant().unwrap().key();
    let set = set(&bench, &token, |base| {
        base.with_role(&home, bench.other_role(&token))
    });
    let theirs = theirs(&bench, &set, &home);
    let of_token = format!("/tokens/{token}");
    let roles = format!("{of_token}/roles");
    let write = ("POST", roles.as_str(), json!({"roles": theirs.to_wire()}));
    let call = format!("{of_token}{path}");
    bench.world.meanwhile(when, (method, &call), write);
    let outcome = bench.run(set_grants(&bench.writer, set.clone()));
    (outcome, stored(&bench.truth()[token.as_str()].grants), set)
}

const OTHERS: &str = "ORGANIZATION_OBSERVE_MEMBER";
const AFTER_THE_WRITE: (&str, &str, &str) = ("POST", "/roles", "after");

#[test]
fn a_race_that_can_be_seen_is_told() {
    let same =
        |_: &Bench, set: &SetGrants, home: &GrantKey| set.base.with_role(home, OTHERS.into());
    // Before the reading it is a conflict.
    let (outcome, _, _) = race(("GET", "", "before"), same);
    assert!(
        matches!(outcome, GrantsOutcome::Conflicts(_)),
        "{outcome:?}"
    );
    // Between reading and writing nothing tells: theirs is overwritten, and what is said is what stands.
    let (outcome, held, set) = race(("POST", "/roles", "before"), same);
    assert_eq!(
        outcome,
        GrantsOutcome::Saved {
            before: set.base,
            after: held,
            read_back: ReadBack::Stands { others: Vec::new() },
        }
    );
    // Between writing and reading back, mine is lost, by name.
    let (outcome, held, set) = race(AFTER_THE_WRITE, same);
    let GrantsOutcome::Lost {
        lost,
        others,
        after,
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(after, held);
    let wanted = diff(&set.base, &set.mine);
    assert_eq!(
        lost,
        [Deviation {
            key: wanted[0].key.clone(),
            sent: wanted[0].after.clone(),
            stands: BTreeSet::from([OTHERS.into()]),
        }]
    );
    assert_eq!(others, []);
}

#[test]
fn what_others_wrote_after_it_elsewhere_is_told_and_not_called_lost() {
    // They keep what was just written at home, and add a role elsewhere.
    let (outcome, held, set) = race(AFTER_THE_WRITE, |bench, set, _| {
        let place = elsewhere(bench, &set.base);
        set.mine.with_role(&place, "WORKSPACE_MEMBER".into())
    });
    let GrantsOutcome::Saved {
        after,
        read_back: ReadBack::Stands { others },
        ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(after, held);
    let told: Vec<_> = others.iter().map(|it| (&it.key, &it.stands)).collect();
    let changed = diff(&set.mine, &held);
    let expected: Vec<_> = changed.iter().map(|it| (&it.key, &it.after)).collect();
    assert_eq!(told, expected);
    assert_eq!(told.len(), 1);
}

#[test]
fn what_could_not_be_read_back_is_saved_and_not_called_seen() {
    for fault in [
        json!({"method": "GET", "path": "*/tokens/*", "skip": 1, "status": 500}),
        json!({"method": "GET", "path": "*/tokens/*", "skip": 1, "malformed": true}),
    ] {
        let bench = Bench::new();
        let token = bench.other();
        let home = bench.token(&token).home_grant().unwrap().key();
        let set = set(&bench, &token, |base| {
            base.with_role(&home, bench.other_role(&token))
        });
        bench.world.fault(&fault);
        let outcome = bench.run(set_grants(&bench.writer, set.clone()));
        let GrantsOutcome::Saved {
            after,
            read_back: ReadBack::Failed(_),
            ..
        } = outcome
        else {
            panic!("{outcome:?}");
        };
        assert_eq!(after, set.mine);
        // What is shown is what was written, not what was read before.
        assert_eq!(bench.token(&token).grants.as_ref(), Some(&set.mine));
        let entries = bench.writer.journal.entries().get_untracked();
        assert!(
            entries[0].detail.contains("reading them back failed"),
            "{}",
            entries[0].detail
        );
    }
}
