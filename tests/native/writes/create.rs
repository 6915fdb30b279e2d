//! Create: once, and what may have come of it is found.

use std::cell::Cell;
use std::collections::BTreeSet;

use astro_token_console::api::{ApiEvent, ErrorKind};
use astro_token_console::commands::{
    Beside, Creation, CreationFound, Deletion, Outcome, create_token, delete_token, look_beside,
    look_for_created,
};
use astro_token_console::components::outcomes;
use astro_tokens::id::TokenId;
use leptos::prelude::{GetUntracked, WithUntracked};
use serde_json::{Value, json};

use super::bench::{Bench, NEW, OWNER, added, new_token, unanswered};
use crate::fixture::call;

#[test]
fn what_is_created_is_in_the_inventory_with_its_value_in_the_outcome_alone() {
    let bench = Bench::new();
    let before = bench.truth();
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let Creation::Created {
        id: Some(id),
        secret,
        ..
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

/// Someone creates a token of that name, once, when so many exchanges whose target contains `at` have arrived.
fn meanwhile(bench: &Bench, value: String, at: &'static str, skip: u32) {
    let path = format!("/v1/organizations/{}/tokens", bench.world.organization);
    let left = Cell::new(Some(skip));
    bench.world.host.meanwhile(move |emulator, target| {
        if !target.contains(at) {
            return;
        }
        match left.take() {
            Some(0) => {
                call(emulator, &value, "POST", &path, &body());
            }
            Some(skip) => left.set(Some(skip - 1)),
            None => {}
        }
    });
}

fn body() -> Value {
    json!({"name": NEW, "scope": "ORGANIZATION", "role": "ORGANIZATION_MEMBER"})
}

#[test]
fn two_of_that_name_are_both_shown_and_those_there_before_are_not() {
    // Nothing of what is there was loaded.
    let bench = Bench::new();
    let known = bench.world.elsewhere("POST", "/tokens", &body());
    let before = bench.truth();
    bench
        .world
        .fault(&json!({"method": "POST", "cut": "after"}));
    // Another program with the same token creates one of that name at the same time, after the reading before.
    meanwhile(&bench, bench.world.value(OWNER), "/tokens?", 1);
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let (error, ids, lookup) = unanswered(outcome);
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

/// Ids and values of a person and of another API token, who may both create tokens of the Organization.
fn others(bench: &Bench) -> [(String, String); 2] {
    const PERSON: &str = "Personal session";
    let body = json!({"name": "another", "scope": "ORGANIZATION", "role": "ORGANIZATION_OWNER"});
    let token = bench.world.elsewhere("POST", "/tokens", &body);
    let of_token = |key: &str| token[key].as_str().unwrap().to_owned();
    [
        (bench.world.id(PERSON), bench.world.value(PERSON)),
        (of_token("id"), of_token("token")),
    ]
}

#[test]
fn what_another_creates_of_that_name_is_not_taken_for_ones_own() {
    for (cut, which) in [("before", 0), ("before", 1), ("after", 0), ("after", 1)] {
        let bench = Bench::new();
        let (theirs, value) = others(&bench)[which].clone();
        let before = bench.truth();
        bench.world.fault(&json!({"method": "POST", "cut": cut}));
        meanwhile(&bench, value, "/tokens?", 1);
        let outcome = bench.run(create_token(&bench.writer, &new_token()));
        let Creation::Unanswered { found, .. } = outcome else {
            panic!("{outcome:?}");
        };
        let emulator = bench.world.host.emulator.borrow();
        let mine: Vec<TokenId> = emulator
            .state()
            .tokens
            .iter()
            .filter(|token| {
                let by = token.created_by.as_ref().map(|by| by.id.to_string());
                let is_here = *token.organization_id == *bench.world.organization.as_str();
                is_here && !before.contains_key(&*token.id) && by != Some(theirs.clone())
            })
            .map(|token| TokenId::new(token.id.to_string()))
            .collect();
        let expected = match mine.is_empty() {
            true => CreationFound::Nothing,
            false => CreationFound::Tokens(mine),
        };
        assert_eq!(found, expected, "{cut}");
    }
}

#[test]
fn nothing_is_sent_before_it_is_known_what_there_is() {
    let bench = Bench::new();
    bench
        .world
        .fault(&json!({"method": "GET", "path": "*/tokens", "status": 500}));
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    assert!(matches!(&outcome, Creation::NotSent(error) if error.kind == ErrorKind::ServerError));
    assert_eq!(bench.writes(), 0);
    let entries = bench.writer.journal.entries().get_untracked();
    assert_eq!(entries[0].outcome, Outcome::NotDone);
}

#[test]
fn a_twin_that_the_browser_made_is_found_once_the_value_is_there() {
    let bench = Bench::new();
    let before = bench.truth();
    bench
        .world
        .fault(&json!({"method": "POST", "cut": "after"}));
    bench.world.host.repeats.set(true);
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let Creation::Created {
        id: Some(id),
        lookup,
        ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(bench.writes(), 1, "the page sends it once");
    let mut twins = added(&before, &bench.truth());
    assert!(twins.remove(id.as_str()));
    assert_eq!(twins.len(), 1);
    let twin = TokenId::new(twins.first().unwrap().as_str());
    // Nothing is asked before the value is handed on.
    assert_eq!(bench.world.sent(|_| true).len(), 2);
    let (same, beside) = bench.run(look_beside(&bench.writer, &lookup, Some(&id)));
    assert_eq!(same, Some(id));
    assert_eq!(beside, Beside::Twins(vec![twin.clone()]));
    assert_eq!(bench.token(&twin).name.as_ref(), NEW);
    let entries = bench.writer.journal.entries().get_untracked();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[1].token_id, Some(twin.clone()));
    assert!(entries[1].detail.contains("sent the request twice"));
    // It can be deleted from there.
    let deleted = bench.run(delete_token(&bench.writer, &twin, None));
    assert!(matches!(deleted, Deletion::Deleted { is_own: false }));
}

#[test]
fn what_another_creates_at_the_same_time_is_no_twin() {
    let bench = Bench::new();
    let [(_, value), _] = others(&bench);
    // As the request arrives.
    meanwhile(&bench, value, "/tokens", 1);
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let Creation::Created {
        id: Some(id),
        lookup,
        ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    let (_, beside) = bench.run(look_beside(&bench.writer, &lookup, Some(&id)));
    assert_eq!(beside, Beside::Nothing);
    let count = |name: &str| bench.truth().values().filter(|it| it.name == name).count();
    assert_eq!(count(NEW), 2, "theirs is there, too");
    assert_eq!(bench.writer.journal.entries().get_untracked().len(), 1);
}

#[test]
fn a_token_whose_answer_is_damaged_is_in_the_list_right_after() {
    // The whole value is there.
    let fault = json!({"method": "POST", "shortBy": 2});
    for is_repeated in [false, true] {
        let bench = Bench::new();
        let before = bench.truth();
        if is_repeated {
            bench
                .world
                .fault(&json!({"method": "POST", "cut": "after"}));
            bench.world.host.repeats.set(true);
        }
        bench.world.fault(&fault);
        let outcome = bench.run(create_token(&bench.writer, &new_token()));
        let Creation::Created { secret, lookup, .. } = outcome else {
            panic!("{outcome:?}");
        };
        let new = added(&before, &bench.truth());
        assert!(bench.console.ids().is_disjoint(&new));
        // As if its claims told nothing.
        let (id, beside) = bench.run(look_beside(&bench.writer, &lookup, None));
        assert!(bench.console.ids().is_superset(&new));
        let ids = new.iter().map(|id| TokenId::new(id.as_str()));
        if is_repeated {
            // Which of the two it is of can't be told.
            assert_eq!(id, None);
            let Beside::Among(among) = beside else {
                panic!("{beside:?}");
            };
            assert_eq!(among.into_iter().collect::<BTreeSet<_>>(), ids.collect());
        } else {
            let id = id.unwrap();
            assert_eq!(bench.truth()[id.as_str()].value, secret.expose());
            assert_eq!(beside, Beside::Nothing);
        }
    }
}

#[test]
fn a_refused_look_is_told_before_it_ends_the_session() {
    let bench = Bench::new();
    let own = bench.own();
    bench
        .world
        .fault(&json!({"method": "POST", "status": 500, "after": true}));
    // Someone rotates the token in use right after the write.
    let value = bench.world.value(OWNER);
    let path = format!(
        "/v1/organizations/{}/tokens/{own}/rotate",
        bench.world.organization
    );
    let seen = Cell::new(0);
    bench.world.host.meanwhile(move |emulator, target| {
        seen.set(seen.get() + usize::from(target.contains("/tokens?")));
        if seen.get() == 2 {
            seen.set(3);
            call(emulator, &value, "POST", &path, &json!(null));
        }
    });
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let Creation::Unanswered {
        found: CreationFound::Unknown(second),
        ..
    } = &outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(second.kind, ErrorKind::Unauthorized);
    // It is told to the page, whose rules let the outcome be read first.
    let refused = bench.world.events(|event| *event == ApiEvent::TokenRefused);
    assert_eq!(refused.len(), 1);
    let told = outcomes::creation(&outcome, NEW);
    assert!(told.text.contains("does not accept the token"), "{told:?}");
    let entries = bench.writer.journal.entries().get_untracked();
    assert_eq!(entries[0].outcome, Outcome::Unknown);
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
    let late = bench.world.elsewhere("POST", "/tokens", &body());
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
