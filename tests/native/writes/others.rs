//! What others did to a token before: it is not taken for what was done here.

use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{
    Deletion, Rotation, RotationFound, delete_token, read_back, rotate_token,
};
use serde_json::json;

use super::bench::Bench;

#[test]
fn an_earlier_rotation_by_someone_else_is_not_taken_for_ones_own() {
    for cut in ["before", "after"] {
        let bench = Bench::new();
        let token = bench.other();
        // The inventory does not know of it.
        bench
            .world
            .elsewhere("POST", &format!("/tokens/{token}/rotate"), &json!(null));
        let before = bench.truth()[token.as_str()].value.clone();
        bench.world.fault(&json!({"method": "POST", "cut": cut}));
        let outcome = bench.run(rotate_token(&bench.writer, &token));
        let Rotation::Unanswered { found, .. } = outcome else {
            panic!("{outcome:?}");
        };
        let expected = match bench.truth()[token.as_str()].value == before {
            true => RotationFound::NotRotated,
            false => RotationFound::Rotated,
        };
        assert_eq!(found, expected, "{cut}");
    }
}

#[test]
fn nothing_is_rotated_before_it_is_known_when_it_was_last() {
    let bench = Bench::new();
    let token = bench.other();
    bench
        .world
        .fault(&json!({"method": "GET", "path": "*/tokens/*", "status": 503}));
    let outcome = bench.run(rotate_token(&bench.writer, &token));
    assert!(matches!(&outcome, Rotation::NotSent(error) if error.kind == ErrorKind::ServerError));
    assert_eq!(bench.writes(), 0);
}

#[test]
fn a_rotation_whose_answer_is_damaged_is_in_the_list_right_after() {
    let bench = Bench::new();
    let token = bench.other();
    let before = bench.token(&token).last_rotated_at;
    bench.world.fault(&json!({"method": "POST", "shortBy": 2}));
    let outcome = bench.run(rotate_token(&bench.writer, &token));
    let Rotation::Rotated {
        is_entered: false, ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    bench.run(read_back(&bench.writer, &token));
    assert_ne!(bench.token(&token).last_rotated_at, before);
}

#[test]
fn a_deletion_that_the_browser_repeats_is_not_put_down_to_someone_else() {
    let bench = Bench::new();
    let token = bench.other();
    bench
        .world
        .fault(&json!({"method": "DELETE", "cut": "after"}));
    bench.world.host.repeats.set(true);
    let outcome = bench.run(delete_token(&bench.writer, &token, None));
    assert!(matches!(outcome, Deletion::Gone), "{outcome:?}");
    assert!(!bench.truth().contains_key(token.as_str()));
}
