//! One's own token: a rotation goes over to the new value while everything else is under way, a deletion ends it, and
//! neither is taken for a session that Astro refuses.

use std::cell::RefCell;

use astro_token_console::api::{ApiEvent, ErrorKind};
use astro_token_console::commands::{
    Deletion, DeletionFound, Rotation, RotationFound, Writer, delete_token, look_after_rotation,
    rotate_token,
};
use astro_token_console::inventory::{First, load};
use astro_token_console::session::SessionEntry;
use leptos::prelude::WithUntracked;
use serde_json::json;

use super::bench::{Bench, OWNER};
use crate::fixture::World;

thread_local! {
    /// Values of the Authorization header that session entries were stored with.
    static STORED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn store(entry: &SessionEntry) -> bool {
    let value = entry.token.authorization().expose().to_owned();
    STORED.with_borrow_mut(|stored| stored.push(value));
    true
}

fn refusals(world: &World) -> usize {
    world.events(|event| *event == ApiEvent::TokenRefused).len()
}

#[test]
fn the_session_goes_over_to_the_new_value_while_a_whole_list_is_read() {
    for travel in [
        vec![10],
        vec![1, 200, 30, 400, 5],
        vec![300, 2, 2, 150],
        vec![90, 10, 700, 20, 1, 1, 45],
    ] {
        for start in [0, 40, 260, 900] {
            let world = World::sample(3100);
            world.host.travel(travel.clone());
            let console = world.console(OWNER);
            let writer = Writer {
                store,
                ..console.writer(&world, OWNER)
            };
            let own = console.api.own_token().unwrap();
            STORED.with_borrow_mut(Vec::clear);
            let rotate = async {
                console
                    .api
                    .sleep(std::time::Duration::from_millis(start))
                    .await;
                rotate_token(&writer, &own).await
            };
            let loading = load(console.inventory, &console.api, First::Nothing);
            let (outcome, ()) = world.run(futures::future::join(rotate, loading));
            let Rotation::Rotated {
                secret,
                is_own: true,
                ..
            } = outcome
            else {
                panic!("{travel:?} {start}: {outcome:?}");
            };
            assert_eq!(refusals(&world), 0, "{travel:?} {start}");
            console.assert_complete();
            assert_eq!(console.ids(), world.readable(OWNER));
            let bearer = format!("Bearer {}", secret.expose());
            let of_session = writer
                .session
                .with_untracked(|session| session.token.authorization());
            assert_eq!(of_session.expose(), bearer);
            STORED.with_borrow(|stored| assert_eq!(*stored, [bearer]));
            let writes = world.sent(|sent| sent.method != astro_tokens::requests::Method::Get);
            assert_eq!(writes.len(), 1);
        }
    }
}

#[test]
fn nothing_else_leaves_while_ones_own_token_is_rotated() {
    let bench = Bench::new();
    bench.world.host.travel(vec![500]);
    let own = bench.own();
    let rotate = rotate_token(&bench.writer, &own);
    let read = async {
        bench
            .console
            .api
            .sleep(std::time::Duration::from_millis(100))
            .await;
        bench
            .console
            .api
            .get_organization(&bench.world.organization)
            .await
    };
    let (rotated, read) = bench.run(futures::future::join(rotate, read));
    assert!(matches!(rotated, Rotation::Rotated { is_own: true, .. }));
    read.unwrap();
    // When it was rotated last, the rotation, and only then anything else.
    let sent = bench.world.sent(|_| true);
    assert_eq!(sent.len(), 3);
    assert!(
        sent[2].at - sent[0].at >= 2_000_000,
        "it waits for the answers"
    );
}

#[test]
fn a_lost_answer_locks_out_and_that_is_told_before_the_session_ends() {
    let bench = Bench::new();
    bench
        .world
        .fault(&json!({"method": "POST", "cut": "after"}));
    let outcome = bench.run(rotate_token(&bench.writer, &bench.own()));
    let Rotation::Unanswered {
        found: RotationFound::LockedOut,
        lookup,
        ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(refusals(&bench.world), 0);
    assert_eq!(
        bench.run(look_after_rotation(&bench.writer, &lookup)),
        RotationFound::LockedOut
    );
    assert_eq!(refusals(&bench.world), 0);
    // What asks next ends the session as any refused token does.
    let organization = &bench.world.organization;
    bench
        .run(bench.console.api.get_organization(organization))
        .unwrap_err();
    assert_eq!(refusals(&bench.world), 1);
}

#[test]
fn a_401_to_ones_own_write_is_confirmed_before_it_is_told() {
    // The value was dead before: reading says so, and nothing is sent.
    let bench = Bench::new();
    let own = bench.own();
    bench
        .world
        .elsewhere("POST", &format!("/tokens/{own}/rotate"), &json!(null));
    let outcome = bench.run(rotate_token(&bench.writer, &own));
    let Rotation::NotSent(error) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(error.kind, ErrorKind::Unauthorized);
    assert_eq!(bench.writes(), 0);
    let outcome = bench.run(delete_token(&bench.writer, &own, None));
    assert!(
        matches!(
            &outcome,
            Deletion::Unanswered {
                found: DeletionFound::NotAccepted,
                ..
            }
        ),
        "{outcome:?}"
    );
    assert!(bench.truth().contains_key(own.as_str()));
    assert_eq!(refusals(&bench.world), 0);
    // The browser has sent the request a second time, with the value that the first one ended.
    let bench = Bench::new();
    bench
        .world
        .fault(&json!({"method": "POST", "cut": "after"}));
    bench.world.host.repeats.set(true);
    let outcome = bench.run(rotate_token(&bench.writer, &own));
    let Rotation::Unanswered { error, found, .. } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(error.kind, ErrorKind::Unauthorized);
    assert_eq!(found, RotationFound::LockedOut);
    assert_eq!(refusals(&bench.world), 0);
    // A single 401 says nothing.
    let bench = Bench::new();
    for method in ["POST", "DELETE"] {
        bench.world.fault(&json!({"method": method, "status": 401}));
    }
    let outcome = bench.run(rotate_token(&bench.writer, &own));
    assert!(matches!(outcome, Rotation::Refused(_)));
    let outcome = bench.run(delete_token(&bench.writer, &own, None));
    assert!(matches!(outcome, Deletion::Refused(_)));
    assert_eq!(refusals(&bench.world), 0);
}

#[test]
fn deleting_ones_own_token_is_told_as_done() {
    let bench = Bench::new();
    let own = bench.own();
    let outcome = bench.run(delete_token(&bench.writer, &own, None));
    assert!(matches!(outcome, Deletion::Deleted { is_own: true }));
    assert_eq!(refusals(&bench.world), 0);
    assert!(!bench.console.ids().contains(own.as_str()));

    let bench = Bench::new();
    bench
        .world
        .fault(&json!({"method": "DELETE", "cut": "after"}));
    let outcome = bench.run(delete_token(&bench.writer, &own, None));
    assert!(
        matches!(
            &outcome,
            Deletion::Unanswered {
                found: DeletionFound::NotAccepted,
                ..
            }
        ),
        "{outcome:?}"
    );
    assert_eq!(refusals(&bench.world), 0);
}

#[test]
fn a_value_that_no_session_can_go_on_with_is_shown_and_not_said_to_be_in_use() {
    let bench = Bench::new();
    STORED.with_borrow_mut(Vec::clear);
    let writer = Writer {
        store,
        ..bench.writer.clone()
    };
    let body = json!({"token": "eyJhbGciOiJub25lIn0.bm8ganNvbg.c2ln"});
    let fault = json!({"method": "POST", "status": 200, "after": true, "body": body});
    bench.world.fault(&fault);
    let own = bench.own();
    let outcome = bench.world.run(rotate_token(&writer, &own));
    let Rotation::Rotated { secret, is_own, .. } = &outcome else {
        panic!("{outcome:?}");
    };
    assert!(secret.expose().starts_with("eyJ") && !is_own, "{outcome:?}");
    STORED.with_borrow(|stored| assert!(stored.is_empty()));
}
