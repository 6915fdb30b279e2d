//! The table of rights, row by row.

use http::Method;
use proptest::prelude::*;
use serde_json::json;

use crate::{
    client::{Client, within},
    fixture::{id, now, state, token},
};
use astro_emulator::{
    Switches,
    state::{EntityType, Grant, Scope},
};

fn of_workspace(name: &str) -> String {
    format!("/tokens?workspaceId={}", id(name))
}

fn of_deployment(name: &str) -> String {
    format!("/tokens?deploymentId={}", id(name))
}

#[test]
fn the_unfiltered_list_is_for_organization_owners_unless_the_switch_narrows_it() {
    let callers = [
        "member",
        "fowner",
        "fmember",
        "faccessor",
        "ladmin",
        "lrelease",
        "wide",
    ];
    let mut client = Client::new();
    assert_eq!(client.get("owner", "/tokens").status, 200);
    for caller in callers {
        assert_eq!(client.get(caller, "/tokens").status, 403, "{caller}");
        assert_eq!(
            client.get(caller, "/tokens?dagId=billing_daily").status,
            403,
            "{caller}"
        );
    }
    let mut client = Client::switched(|switches| switches.narrow_unfiltered_list = true);
    let mut names = |caller: &str| client.get(caller, "/tokens").names().join(" ");
    assert_eq!(names("member"), "");
    assert_eq!(
        names("fowner"),
        "fowner fmember faccessor ladmin lrelease wide helper early"
    );
    assert_eq!(names("fmember"), "fowner fmember faccessor wide helper");
    assert_eq!(names("ladmin"), "ladmin lrelease early");
    assert_eq!(names("cadmin"), "cadmin wide");
}

#[test]
fn filters_reach_as_far_as_the_callers_roles() {
    let mut client = Client::new();
    for (caller, path, status) in [
        ("fowner", of_workspace("finance"), 200),
        ("fowner", of_workspace("marketing"), 403),
        ("fowner", of_deployment("ledger"), 200),
        ("fowner", of_deployment("campaigns"), 403),
        ("fmember", of_workspace("finance"), 200),
        ("fmember", of_deployment("ledger"), 403),
        ("faccessor", of_workspace("finance"), 200),
        ("ladmin", of_deployment("ledger"), 200),
        ("ladmin", of_workspace("finance"), 403),
        ("ladmin", of_deployment("billing"), 403),
        ("lrelease", of_deployment("ledger"), 200),
        ("member", of_workspace("finance"), 403),
        ("wide", of_workspace("finance"), 200),
        ("wide", of_deployment("campaigns"), 200),
    ] {
        assert_eq!(client.get(caller, &path).status, status, "{caller} {path}");
    }
}

#[test]
fn one_token_is_read_by_id_where_it_can_be_read_at_all() {
    let mut client = Client::new();
    for (caller, target, status) in [
        ("fowner", "wide", 200),
        ("fowner", "ladmin", 200),
        ("fowner", "mowner", 403),
        ("fowner", "owner", 403),
        ("fmember", "ladmin", 403),
        ("lrelease", "ladmin", 200),
        ("member", "member", 403),
        ("owner", "nobody", 404),
        ("fowner", "nobody", 404),
        ("owner", "foreigner", 404),
    ] {
        assert_eq!(
            client
                .get(caller, &format!("/tokens/{}", id(target)))
                .status,
            status,
            "{caller} {target}"
        );
    }
}

#[test]
fn other_organizations_are_closed_and_unknown_ones_not_found() {
    let mut client = Client::new();
    let value = client.value("owner");
    for (organization, status) in [("other", 403), ("nowhere", 404), ("org", 200)] {
        let path = format!("/v1/organizations/{}", id(organization));
        assert_eq!(client.send(&value, Method::GET, &path, None).status, status);
        assert_eq!(
            client
                .send(&value, Method::GET, &format!("{path}/tokens"), None)
                .status,
            status
        );
        assert_eq!(
            client
                .send(&value, Method::GET, &format!("{path}/roles"), None)
                .status,
            status
        );
    }
    let session = client.emulator.session_value(&id("ada")).unwrap();
    let there = format!("/v1/organizations/{}", id("other"));
    assert_eq!(client.send(&session, Method::GET, &there, None).status, 200);
    assert_eq!(
        client
            .send(&session, Method::GET, &format!("{there}/tokens"), None)
            .status,
        403,
        "a member there"
    );
    assert_eq!(
        client
            .send(&session, Method::GET, &within("/tokens"), None)
            .status,
        200,
        "an owner here"
    );
}

#[test]
fn tokens_are_written_from_their_home_only() {
    for (caller, target, allowed) in [
        ("owner", "owner", true),
        ("owner", "helper", true),
        ("member", "member", false),
        ("fowner", "fmember", true),
        ("fowner", "ladmin", true),
        ("fowner", "wide", false),
        ("fowner", "mowner", false),
        ("fmember", "fmember", false),
        ("ladmin", "lrelease", true),
        ("ladmin", "fowner", false),
        ("lrelease", "lrelease", false),
        ("cadmin", "wide", false),
    ] {
        let mut client = Client::new();
        let path = format!("/tokens/{}", id(target));
        let status = if allowed { 200 } else { 403 };
        assert_eq!(
            client
                .post(caller, &path, json!({"name": "renamed"}))
                .status,
            status,
            "{caller} {target}"
        );
        let value = client.value(caller);
        let rotated = client.rotate(caller, &id(target));
        assert_eq!(rotated.status, status, "{caller} {target}");
        let value = if caller == target && allowed {
            rotated.body["token"].as_str().unwrap().to_owned()
        } else {
            value
        };
        let deleted = client.send(&value, Method::DELETE, &within(&path), None);
        assert_eq!(
            deleted.status,
            if allowed { 204 } else { 403 },
            "{caller} {target}"
        );
    }
}

#[test]
fn tokens_are_created_where_the_caller_may_write() {
    let mut client = Client::new();
    let organization = json!({"name": "n", "role": "ORGANIZATION_MEMBER", "scope": "ORGANIZATION"});
    let workspace = |name: &str| json!({"name": "n", "role": "WORKSPACE_OWNER", "scope": "WORKSPACE", "entityId": id(name)});
    let deployment = |name: &str| json!({"name": "n", "role": "DEPLOYMENT_ADMIN", "scope": "DEPLOYMENT", "entityId": id(name)});
    for (caller, body, status) in [
        ("owner", organization.clone(), 200),
        ("owner", workspace("marketing"), 200),
        ("fowner", organization.clone(), 403),
        ("fowner", workspace("finance"), 200),
        ("fowner", workspace("marketing"), 403),
        ("fowner", deployment("ledger"), 200),
        ("fowner", deployment("campaigns"), 403),
        ("fmember", workspace("finance"), 403),
        ("ladmin", deployment("ledger"), 200),
        ("ladmin", deployment("billing"), 403),
        ("ladmin", workspace("finance"), 403),
        ("lrelease", deployment("ledger"), 403),
        ("member", organization, 403),
    ] {
        assert_eq!(
            client.post(caller, "/tokens", body.clone()).status,
            status,
            "{caller} {body}"
        );
    }
    client.no_violations();
}

#[test]
fn a_role_update_is_judged_by_its_difference() {
    let wide = || {
        vec![
            json!({"entityType": "ORGANIZATION", "entityId": id("org"), "role": "ORGANIZATION_MEMBER"}),
            json!({"entityType": "WORKSPACE", "entityId": id("finance"), "role": "WORKSPACE_AUTHOR"}),
            json!({"entityType": "DEPLOYMENT", "entityId": id("campaigns"), "role": "DEPLOYMENT_ADMIN"}),
            json!({"entityType": "DAG", "entityId": "billing_daily", "role": "DAG_AUTHOR", "deploymentId": id("ledger")}),
            json!({"entityType": "DAG_TAG", "entityId": "finance", "role": "DAG_VIEWER", "deploymentId": id("ledger")}),
        ]
    };
    let mut client = Client::new();
    let mut save = |caller: &str, roles: Vec<serde_json::Value>| {
        client
            .post(
                caller,
                &format!("/tokens/{}/roles", id("wide")),
                json!({"roles": roles}),
            )
            .status
    };
    let with = |at: usize, role: &str| {
        let mut roles = wide();
        roles[at]["role"] = json!(role);
        roles
    };
    let without = |at: usize| {
        let mut roles = wide();
        roles.remove(at);
        roles
    };
    assert_eq!(save("fowner", wide()), 200, "nothing changed");
    assert_eq!(save("fowner", with(1, "WORKSPACE_OWNER")), 200);
    assert_eq!(save("fowner", wide()), 200);
    assert_eq!(save("fowner", with(0, "ORGANIZATION_OWNER")), 403);
    assert_eq!(
        save("fowner", without(2)),
        403,
        "campaigns lies in another Workspace"
    );
    assert_eq!(
        save("fowner", without(4)),
        200,
        "Dags of its own Deployment"
    );
    assert_eq!(save("fmember", without(3)), 403);
    assert_eq!(
        save("cadmin", wide()),
        403,
        "would give back a Dag grant of another Deployment"
    );
    assert_eq!(save("cadmin", without(4)), 200);
    assert_eq!(
        save("ladmin", without(4)),
        403,
        "cannot read it: no role on its Deployment"
    );
    assert_eq!(save("owner", with(0, "ORGANIZATION_OWNER")), 200);
}

#[test]
fn narrow_grants_hide_and_dropping_what_is_hidden_is_not_refused() {
    let mut client = Client::switched(|switches| switches.narrow_grants = true);
    let path = format!("/tokens/{}", id("wide"));
    let seen = client.get("fowner", &path).ok();
    let levels: Vec<_> = seen["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| role["entityType"].clone())
        .collect();
    assert_eq!(levels, [json!("WORKSPACE"), json!("DAG"), json!("DAG_TAG")]);
    assert_eq!(
        client
            .post(
                "fowner",
                &format!("{path}/roles"),
                json!({"roles": seen["roles"]})
            )
            .status,
        200
    );
    let left = client.get("owner", &path).ok();
    assert_eq!(
        left["roles"].as_array().unwrap().len(),
        3,
        "the hidden ones are lost"
    );
}

fn a_grant() -> impl Strategy<Value = Grant> {
    let workspaces = prop::sample::select(vec!["finance", "marketing"]);
    let deployments = prop::sample::select(vec!["ledger", "billing", "campaigns"]);
    let roles = prop::sample::select(vec![
        "WORKSPACE_OWNER",
        "WORKSPACE_MEMBER",
        "WORKSPACE_ACCESSOR",
    ]);
    let levels = prop::sample::select(vec!["DEPLOYMENT_ADMIN", "Release_Manager"]);
    prop_oneof![
        prop::sample::select(vec!["ORGANIZATION_OWNER", "ORGANIZATION_MEMBER"])
            .prop_map(|role| Grant::organization(id("org"), role)),
        (workspaces, roles).prop_map(|(at, role)| Grant::workspace(id(at), role)),
        (deployments.clone(), levels).prop_map(|(at, role)| Grant::deployment(id(at), role)),
        deployments.prop_map(|at| Grant::dag(id(at), "d", "DAG_AUTHOR")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The list, single reads and the report worked out grant by grant agree for any caller.
    #[test]
    fn lists_reads_and_the_report_agree(grants in prop::collection::vec(a_grant(), 1..5)) {
        let mut state = state();
        state.tokens.insert(token("caller", Scope::Organization, now(), grants.clone()));
        let switches = Switches { narrow_unfiltered_list: true, ..Switches::default() };
        let mut client = Client::with(state, switches);
        let page = client.get("caller", "/tokens?limit=1000").ok();
        let ids_of = |page: &serde_json::Value| -> std::collections::BTreeSet<String> {
            page["tokens"].as_array().unwrap().iter().map(|token| token["id"].as_str().unwrap().to_owned()).collect()
        };
        let listed = ids_of(&page);
        let report = client.control(Method::GET, &format!("/readable?tokenId={}", id("caller")), None).ok();
        let reported: std::collections::BTreeSet<String> =
            report["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        prop_assert_eq!(&listed, &reported);
        let owner = grants.iter().any(|grant| &*grant.role == "ORGANIZATION_OWNER");
        prop_assert_eq!(&report["everything"], &json!(owner));
        for name in ["owner", "fowner", "ladmin", "wide", "helper", "caller"] {
            let status = client.get("caller", &format!("/tokens/{}", id(name))).status;
            prop_assert_eq!(status == 200, listed.contains(&id(name)));
        }
        // Whoever lists by every Workspace and Deployment that it sees, as the console does, finds the same tokens.
        let mut union = std::collections::BTreeSet::new();
        for (list, filter) in [("workspaces", "workspaceId"), ("deployments", "deploymentId")] {
            let places = client.get("caller", &format!("/{list}?limit=1000")).ok();
            for place in places[list].as_array().unwrap() {
                let found = client.get("caller", &format!("/tokens?limit=1000&{filter}={}", place["id"].as_str().unwrap()));
                prop_assert!(matches!(found.status, 200 | 403));
                if found.status == 200 {
                    union.extend(ids_of(&found.body));
                }
            }
        }
        if owner {
            prop_assert!(union.is_subset(&listed));
        } else {
            prop_assert_eq!(union, listed);
        }
        prop_assert!(grants.iter().all(|grant| grant.entity_type != EntityType::DagTag));
    }
}
