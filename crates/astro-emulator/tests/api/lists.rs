//! Pages, sort keys and filters of the token list.

use proptest::prelude::*;
use serde_json::json;

use crate::{
    client::Client,
    fixture::{id, now, state, token},
};
use astro_emulator::{
    Switches,
    state::{Grant, Scope},
};

#[test]
fn a_list_without_parameters_has_twenty_in_order_of_creation() {
    let mut state = state();
    for at in 0..30 {
        let grants = vec![Grant::organization(id("org"), "ORGANIZATION_MEMBER")];
        // Newest first into the state: order must not come from arrival.
        state.tokens.insert(token(
            &format!("n{:02}", 29 - at),
            Scope::Organization,
            now().plus_days(-200 - at),
            grants,
        ));
    }
    let mut client = Client::with(state, Switches::default());
    let page = client.get("owner", "/tokens");
    assert_eq!(page.names().len(), 20);
    assert_eq!(page.names()[..3], ["n00", "n01", "n02"]);
    assert_eq!(
        (
            &page.body["limit"],
            &page.body["offset"],
            &page.body["totalCount"]
        ),
        (&json!(20), &json!(0), &json!(43))
    );
    assert_eq!(
        client
            .get("owner", "/tokens?offset=42&limit=1000")
            .names()
            .len(),
        1
    );
    assert_eq!(client.get("owner", "/tokens?offset=43").names().len(), 0);
    assert_eq!(client.get("owner", "/tokens?limit=0").names().len(), 0);
    assert_eq!(
        client.get("owner", "/tokens?limit=1001").field_errors(),
        [("max", "limit")]
    );
    assert_eq!(
        client.get("owner", "/tokens?offset=-1").field_errors(),
        [("min", "offset")]
    );
}

#[test]
fn the_filters_mean_roles_not_scopes() {
    let mut client = Client::new();
    let mut names = |query: &str| -> Vec<String> {
        client
            .get("owner", &format!("/tokens?{query}"))
            .names()
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        names(&format!("workspaceId={}", id("finance"))),
        ["fowner", "fmember", "faccessor", "wide", "helper"]
    );
    assert_eq!(
        names(&format!("deploymentId={}", id("campaigns"))),
        ["cadmin", "wide"]
    );
    assert_eq!(
        names(&format!("deploymentId={}", id("ledger"))),
        ["ladmin", "lrelease", "early"]
    );
    assert_eq!(
        names("includeOnlyOrganizationTokens=true"),
        ["owner", "member", "wide", "expired"]
    );
    assert_eq!(names("kind=DIRECT_ACCESS"), ["early"]);
    assert_eq!(names("dagId=billing_daily"), ["wide"]);
    assert_eq!(names("dagTags=sales&dagTags=finance"), ["wide"]);
    assert_eq!(names("dagTags=sales").len(), 0);
    assert_eq!(
        names("workspaceId=&deploymentId=&limit=1000").len(),
        13,
        "empty means absent"
    );
    let both = format!(
        "includeOnlyOrganizationTokens=true&workspaceId={}",
        id("finance")
    );
    assert_eq!(names(&both), ["wide"]);
}

#[test]
fn filters_that_make_no_sense_are_refused() {
    let mut client = Client::new();
    assert_eq!(
        client.get("owner", "/tokens?kind=OTHER").field_errors(),
        [("oneof", "kind")]
    );
    assert_eq!(
        client
            .get(
                "owner",
                "/tokens?includeOnlyOrganizationTokens=1&sorts=scope:asc"
            )
            .field_errors(),
        [
            ("oneof", "sorts"),
            ("boolean", "includeOnlyOrganizationTokens")
        ]
    );
    assert_eq!(
        client
            .get("owner", &format!("/tokens?workspaceId={}", id("nowhere")))
            .status,
        404
    );
    assert_eq!(
        client
            .get("owner", &format!("/tokens?workspaceId={}", id("foreign")))
            .status,
        404
    );
    assert_eq!(
        client
            .get("owner", &format!("/tokens?deploymentId={}", id("abroad")))
            .status,
        404
    );
}

#[test]
fn sort_keys_repeat_and_ties_fall_by_id() {
    let mut state = state();
    for (name, created) in [("twin1", -9), ("twin2", -8)] {
        let mut twin = token(
            name,
            Scope::Organization,
            now().plus_days(created),
            vec![Grant::organization(id("org"), "ORGANIZATION_MEMBER")],
        );
        twin.name = "aaa".to_owned();
        state.tokens.insert(twin);
    }
    let mut client = Client::with(state, Switches::default());
    let mut ids = |query: &str| -> Vec<String> {
        let page = client
            .get("owner", &format!("/tokens?limit=2&{query}"))
            .ok();
        page["tokens"]
            .as_array()
            .unwrap()
            .iter()
            .map(|token| token["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids("sorts=name:asc&sorts=createdAt:desc"),
        [id("twin2"), id("twin1")]
    );
    assert_eq!(
        ids("sorts=name%3Aasc&sorts=createdAt%3Aasc"),
        [id("twin1"), id("twin2")]
    );
    assert_eq!(ids("sorts=name:desc"), [id("wide"), id("owner")]);
    assert_eq!(ids("sorts=tokenStartAt:desc"), [id("early"), id("twin2")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever the page size, pages put side by side are the whole list, each token once.
    #[test]
    fn pages_put_side_by_side_are_the_whole_list(limit in 1_usize..9, descending: bool) {
        let mut client = Client::new();
        let sort = if descending { "name:desc" } else { "name:asc" };
        let whole = client.get("owner", &format!("/tokens?limit=1000&sorts={sort}")).ok();
        let mut joined = Vec::new();
        while joined.len() < usize::try_from(whole["totalCount"].as_u64().unwrap()).unwrap() {
            let page = client.get("owner", &format!("/tokens?limit={limit}&offset={}&sorts={sort}", joined.len())).ok();
            joined.extend(page["tokens"].as_array().unwrap().iter().map(|token| token["id"].clone()));
        }
        let all: Vec<_> = whole["tokens"].as_array().unwrap().iter().map(|token| token["id"].clone()).collect();
        prop_assert_eq!(joined, all);
    }
}
