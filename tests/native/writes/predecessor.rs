//! The reading of the old token before its successor is created: what is said of it is what the emulator holds, and nothing is
//! written.

use astro_token_console::commands::{Predecessor, read_predecessor};
use astro_token_console::components::outcomes;
use serde_json::json;

use super::bench::Bench;
use super::faults::classes;

fn read(bench: &Bench) -> Predecessor {
    let shown = bench.token(&bench.other());
    bench.run(read_predecessor(&bench.writer, &shown))
}

#[test]
fn as_long_as_nothing_is_certain_there_is_no_successor() {
    for class in classes() {
        // A repetition is of writes; and nobody can tell that a token exists of which Astro says that it does not.
        if !class.is_of_looks() || class.lies() {
            continue;
        }
        let bench = Bench::new();
        class.hit_look(&bench.world, 0);
        let found = read(&bench);
        // A 429 is waited for, and what happens behind the back of a reading leaves its answer whole.
        let is_right = match &found {
            Predecessor::AsShown => true,
            Predecessor::Unread(_) => !class.is_none(),
            _ => false,
        };
        assert!(is_right, "{}: {found:?}", class.name);
        assert_eq!(bench.writes(), 0, "{}", class.name);
    }
}

#[test]
fn what_others_changed_since_is_told_and_read() {
    let bench = Bench::new();
    let token = bench.other();
    let shown = bench.token(&token);
    let now = bench
        .world
        .elsewhere("GET", &format!("/tokens/{token}"), &json!(null));
    let mut roles = now["roles"].clone();
    roles[0]["role"] = json!(*bench.other_role(&token));
    let body = json!({"roles": roles});
    bench
        .world
        .elsewhere("POST", &format!("/tokens/{token}/roles"), &body);
    let found = bench.run(read_predecessor(&bench.writer, &shown));
    let Predecessor::Changed(now) = &found else {
        panic!("{found:?}");
    };
    assert_eq!(
        now.home_grant().unwrap().role,
        bench.token(&token).home_grant().unwrap().role
    );
    assert_ne!(now.home_grant(), shown.home_grant());
    assert!(
        outcomes::predecessor(&found)
            .unwrap()
            .text
            .contains("Nothing was sent")
    );
    assert_eq!(bench.writes(), 0);
}

#[test]
fn a_token_that_is_gone_or_told_without_its_grants_has_no_successor() {
    let bench = Bench::new();
    let token = bench.other();
    let shown = bench.token(&token);
    bench.tell_without_roles(&token);
    let found = bench.run(read_predecessor(&bench.writer, &shown));
    assert!(matches!(found, Predecessor::GrantsAbsent), "{found:?}");
    bench
        .world
        .elsewhere("DELETE", &format!("/tokens/{token}"), &json!(null));
    let found = bench.run(read_predecessor(&bench.writer, &shown));
    assert!(matches!(found, Predecessor::Gone), "{found:?}");
    assert_eq!(bench.writes(), 0);
}
