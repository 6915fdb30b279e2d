//! Create: once, and what may have come of it is found.

use std::cell::Cell;

use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{Creation, CreationFound, create_token, look_for_created};
use astro_tokens::id::TokenId;
use leptos::prelude::WithUntracked;
use serde_json::json;

use super::bench::{Bench, NEW, OWNER, added, new_token};
use crate::fixture::call;

#[test]
fn what_is_created_is_in_the_inventory_with_its_value_in_the_outcome_alone() {
    let bench = Bench::new();
    let before = bench.truth();
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let Creation::Created {
        id: Some(id),
        secret,
    } = &outcome
    else {
        panic!("{outcome:?}");
    };
    let after = bench.truth();
    assert_eq!(added(&before, &after).first().unwrap(), id.as_str());
    assert_eq!(bench.token(id).name.as_ref(), NEW);
    assert!(!format!("{outcome:?}").contains(secret.expose()));
    assert!(!format!("{:?}", bench.writer).contains(secret.expose()));
    // A loading that began before goes on without dropping it.
    bench.world.load(&bench.console);
    assert!(bench.console.ids().contains(id.as_str()));
}

#[test]
fn a_write_is_never_repeated_after_a_429() {
    let bench = Bench::switched(|switches| {
        switches.rate_limits = true;
        switches.expose_headers = true;
    });
    bench
        .world
        .fault(&json!({"method": "POST", "status": 429, "headers": {"Retry-After": "1"}}));
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let Creation::Refused(error) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(
        error.kind,
        ErrorKind::RateLimited {
            retry_after: Some(1)
        }
    );
    bench.run(
        bench
            .world
            .host
            .clock
            .sleep(std::time::Duration::from_secs(120)),
    );
    assert_eq!(bench.writes(), 1);
}

#[test]
fn two_of_that_name_are_both_shown_and_those_known_before_are_not() {
    let bench = Bench::new();
    let body = json!({"name": NEW, "scope": "ORGANIZATION", "role": "ORGANIZATION_MEMBER"});
    let known = bench.world.elsewhere("POST", "/tokens", &body);
    bench.world.load(&bench.console);
    let before = bench.truth();
    bench
        .world
        .fault(&json!({"method": "POST", "cut": "after"}));
    // Someone else creates one of that name at the same time.
    let value = bench.world.value(OWNER);
    let path = format!("/v1/organizations/{}/tokens", bench.world.organization);
    let seen = Cell::new(false);
    bench.world.host.meanwhile(move |emulator, target| {
        if target.contains("/tokens?") && !seen.replace(true) {
            call(emulator, &value, "POST", &path, &body);
        }
    });
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let Creation::Unanswered {
        found: CreationFound::Tokens(ids),
        lookup,
        error,
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(error.kind, ErrorKind::NoAnswer);
    let mut found: Vec<&str> = ids.iter().map(TokenId::as_str).collect();
    found.sort_unstable();
    let new = added(&before, &bench.truth());
    assert_eq!(found, new.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(found.len(), 2);
    assert!(!found.contains(&known["id"].as_str().unwrap()));
    // Both are in the inventory, for "Rotate" and "Delete"; looking again finds the same.
    for id in &ids {
        assert_eq!(bench.token(id).name.as_ref(), NEW);
    }
    bench.world.host.quiet();
    assert_eq!(
        bench.run(look_for_created(&bench.writer, &lookup)),
        CreationFound::Tokens(ids)
    );
}

#[test]
fn looking_again_finds_what_arrived_late() {
    let bench = Bench::new();
    bench
        .world
        .fault(&json!({"method": "POST", "cut": "before"}));
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let Creation::Unanswered {
        found: CreationFound::Nothing,
        lookup,
        ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    let body = json!({"name": NEW, "scope": "ORGANIZATION", "role": "ORGANIZATION_MEMBER"});
    let late = bench.world.elsewhere("POST", "/tokens", &body);
    let found = bench.run(look_for_created(&bench.writer, &lookup));
    let id = TokenId::new(late["id"].as_str().unwrap());
    assert_eq!(found, CreationFound::Tokens(vec![id.clone()]));
    bench.console.inventory.tokens().with_untracked(|table| {
        assert!(table.get(&id).is_some());
    });
}

#[test]
fn astros_field_errors_come_with_the_refusal() {
    let bench = Bench::new();
    let mut request = new_token();
    request.name = "n".repeat(300);
    let Creation::Refused(error) = bench.run(create_token(&bench.writer, &request)) else {
        panic!("refused");
    };
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert_eq!(&*error.field_errors[0].field, "name");
}
