//! Workspaces, Deployments and roles: who sees which, and how they are listed.

use serde_json::json;

use crate::{client::Client, fixture::id};

#[test]
fn everyone_sees_their_own_places() {
    let mut client = Client::new();
    for (caller, workspaces, deployments) in [
        (
            "owner",
            vec!["finance", "marketing"],
            vec!["billing", "campaigns", "ledger"],
        ),
        ("member", vec![], vec![]),
        ("fowner", vec!["finance"], vec!["billing", "ledger"]),
        ("fmember", vec!["finance"], vec!["billing", "ledger"]),
        ("faccessor", vec!["finance"], vec![]),
        ("ladmin", vec!["finance"], vec!["ledger"]),
        ("lrelease", vec!["finance"], vec!["ledger"]),
        (
            "wide",
            vec!["finance", "marketing"],
            vec!["billing", "campaigns", "ledger"],
        ),
    ] {
        for (list, expected) in [("workspaces", workspaces), ("deployments", deployments)] {
            let page = client.get(caller, &format!("/{list}?sorts=name:asc")).ok();
            let names: Vec<_> = page[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|place| place["name"].as_str().unwrap())
                .collect();
            assert_eq!(names, expected, "{caller}");
            assert_eq!(page["totalCount"], expected.len());
        }
    }
    client.no_violations();
}

#[test]
fn places_out_of_reach_are_forbidden_and_unknown_ones_not_found() {
    let mut client = Client::new();
    for (caller, path, status) in [
        ("ladmin", "/workspaces/finance", 200),
        ("ladmin", "/workspaces/marketing", 403),
        ("ladmin", "/deployments/billing", 403),
        ("faccessor", "/deployments/ledger", 403),
        ("fmember", "/deployments/ledger", 200),
        ("owner", "/workspaces/nowhere", 404),
        ("owner", "/workspaces/foreign", 404),
        ("owner", "/deployments/abroad", 404),
    ] {
        let (list, name) = path.rsplit_once('/').unwrap();
        assert_eq!(
            client.get(caller, &format!("{list}/{}", id(name))).status,
            status,
            "{caller} {path}"
        );
    }
}

#[test]
fn lists_of_places_are_filtered_and_paged() {
    let mut client = Client::new();
    let some = client
        .get(
            "owner",
            &format!(
                "/deployments?workspaceIds={}&workspaceIds={}",
                id("finance"),
                id("x")
            ),
        )
        .ok();
    assert_eq!(some["totalCount"], 2);
    let named = client
        .get(
            "owner",
            "/deployments?names=ledger&names=campaigns&limit=1&sorts=name:desc",
        )
        .ok();
    assert_eq!(
        (&named["totalCount"], &named["deployments"][0]["name"]),
        (&json!(2), &json!("ledger"))
    );
    assert_eq!(named["deployments"][0]["workspaceName"], "finance");
    assert_eq!(named["deployments"][0]["remoteExecution"]["enabled"], true);
    let one = client
        .get(
            "owner",
            &format!("/workspaces?workspaceIds={}", id("marketing")),
        )
        .ok();
    assert_eq!(one["workspaces"][0]["name"], "marketing");
    assert_eq!(
        client.get("owner", "/deployments?limit=5000").status,
        200,
        "no upper bound is stated"
    );
    assert_eq!(client.get("owner", "/workspaces?limit=5000").status, 400);
    client
        .get("owner", &format!("/deployments/{}", id("ledger")))
        .ok();
}

#[test]
fn roles_are_for_everyone_built_in_ones_on_request() {
    let mut client = Client::new();
    let custom = client.get("fmember", "/roles?sorts=name:asc").ok();
    assert_eq!(custom["totalCount"], 3);
    assert!(custom.get("defaultRoles").is_none());
    let names: Vec<_> = custom["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| role["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Dag_Runner", "Marketing_Only", "Release_Manager"]);
    let all = client.get("member", "/roles?includeDefaultRoles=true").ok();
    assert_eq!(
        (
            &all["totalCount"],
            all["defaultRoles"].as_array().unwrap().len()
        ),
        (&json!(3), 13)
    );
    let of_dags = client
        .get("member", "/roles?includeDefaultRoles=true&scopeTypes=DAG")
        .ok();
    assert_eq!(
        (
            &of_dags["totalCount"],
            of_dags["defaultRoles"].as_array().unwrap().len()
        ),
        (&json!(1), 2)
    );
    assert_eq!(client.get("member", "/roles?scopeTypes=SYSTEM").status, 400);
    let one = client
        .get("member", &format!("/roles/{}", id("releasemanager")))
        .ok();
    assert_eq!(one["permissions"], json!(["deployment.get"]));
    assert_eq!(
        client
            .get("member", &format!("/roles/{}", id("nowhere")))
            .status,
        404
    );
}
