//! From which Astro Runtime on roles on Dags work.

use astro_tokens::runtime::{DagRoles, dag_roles};
use proptest::prelude::*;

#[test]
fn the_edge_and_both_ways_of_counting() {
    for version in [
        "3.1-12",
        "3.1-13",
        "3.1-100",
        "3.2-1",
        "3.10-1",
        "4.0-1",
        "3.1-12-base",
    ] {
        assert_eq!(dag_roles(Some(version)), DagRoles::Supported, "{version}");
    }
    for version in [
        "3.1-11",
        "3.1-2",
        "3.0-99",
        "2.11-40",
        "12.4.0",
        "13.4.0",
        "99.0.0",
        "12.4",
        "12.4.0-base",
        "3.1-9-base",
    ] {
        assert_eq!(dag_roles(Some(version)), DagRoles::TooOld, "{version}");
    }
    for version in [
        "",
        "latest",
        "3",
        "3-12",
        "3.1-",
        "3.1-beta",
        "3.1.0-12",
        "-",
        "3.-1",
        "+3.1-12",
        "3.1-99999999999999999999",
    ] {
        assert_eq!(dag_roles(Some(version)), DagRoles::Unknown, "{version}");
    }
    assert_eq!(dag_roles(None), DagRoles::Unknown);
}

proptest! {
    #[test]
    fn builds_are_compared_as_numbers(major in 0..9u64, minor in 0..30u64, build in 0..40u64) {
        let expected = major > 3 || major == 3 && (minor > 1 || minor == 1 && build >= 12);
        let found = dag_roles(Some(&format!("{major}.{minor}-{build}")));
        prop_assert_eq!(found, if expected { DagRoles::Supported } else { DagRoles::TooOld });
    }

    #[test]
    fn dotted_versions_are_older(numbers in proptest::collection::vec(0..200u32, 2..5)) {
        let version: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        prop_assert_eq!(dag_roles(Some(&version.join("."))), DagRoles::TooOld);
    }

    #[test]
    fn no_text_is_too_much(text in any::<String>()) {
        let _ = dag_roles(Some(&text));
    }
}
