//! Grants that others change meanwhile: what they changed elsewhere is kept, what they changed here is asked, and a race
//! that can be seen is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_token_console::commands::{Answer, GrantsOutcome, SetGrants, set_grants};
use astro_tokens::grants::{Grants, Side};
use serde_json::json;

use super::bench::Bench;
use super::grants::{set, stored};

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
    let workspace = {
        let emulator = bench.world.host.emulator.borrow();
        let found = emulator.state().workspaces.values().find(|it| {
            *it.organization_id == *bench.world.organization.as_str()
                && set.base.iter().all(|grant| *grant.entity_id != *it.id)
        });
        found.unwrap().id.to_string()
    };
    // They change the same role, and add one elsewhere.
    let added = astro_tokens::grants::GrantKey {
        entity_type: astro_tokens::model::EntityType::Workspace,
        entity_id: workspace.into(),
        deployment_id: None,
    };
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

/// Others write right before or after that call for the token; the outcome tells what the last reading saw.
fn race(method: &str, path: &str, when: &str) -> (GrantsOutcome, Grants, SetGrants) {
    let bench = Bench::new();
    let token = bench.other();
    let home = bench.token(&token).home_grant().unwrap().key();
    let set = set(&bench, &token, |base| {
        base.with_role(&home, bench.other_role(&token))
    });
    let theirs = set
        .base
        .with_role(&home, "ORGANIZATION_OBSERVE_MEMBER".into());
    let of_token = format!("/tokens/{token}");
    let roles = format!("{of_token}/roles");
    let write = ("POST", roles.as_str(), json!({"roles": theirs.to_wire()}));
    let call = format!("{of_token}{path}");
    bench.world.meanwhile(when, (method, &call), write);
    let outcome = bench.run(set_grants(&bench.writer, set.clone()));
    (outcome, stored(&bench.truth()[token.as_str()].grants), set)
}

#[test]
fn a_race_that_can_be_seen_is_told() {
    // Before the reading it is a conflict.
    let (outcome, _, _) = race("GET", "", "before");
    assert!(
        matches!(outcome, GrantsOutcome::Conflicts(_)),
        "{outcome:?}"
    );
    // Between reading and writing nothing tells: theirs is overwritten, and what is said is what stands.
    let (outcome, held, set) = race("POST", "/roles", "before");
    assert_eq!(
        outcome,
        GrantsOutcome::Saved {
            before: set.base,
            after: held
        }
    );
    // Between writing and reading back, mine is lost, by name.
    let (outcome, held, set) = race("POST", "/roles", "after");
    let GrantsOutcome::Lost { lost, after } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(after, held);
    assert_eq!(lost, astro_tokens::grants::diff(&set.base, &set.mine));
}
