//! Agent tokens: what a Deployment with remote execution has besides its API tokens.

use http::Method;
use serde_json::{Value, json};

use crate::{
    client::{Client, within},
    fixture::{NOW, id, now},
};

fn of(deployment: &str) -> String {
    format!("/deployments/{}/agent-tokens", id(deployment))
}

fn one(deployment: &str, name: &str) -> String {
    format!("{}/{}", of(deployment), id(name))
}

#[test]
fn they_are_listed_where_they_belong_and_nowhere_else() {
    let mut client = Client::new();
    let page = client.get("owner", &of("ledger"));
    assert_eq!(page.names(), ["agenta", "agentb"]);
    assert_eq!(
        (&page.body["totalCount"], &page.body["limit"]),
        (&json!(2), &json!(20))
    );
    let first = &page.body["tokens"][0];
    assert_eq!(
        (&first["kind"], &first["scope"]),
        (&json!("STANDARD"), &json!("DEPLOYMENT"))
    );
    assert!(first.get("roles").is_none());
    let sorted = format!(
        "{}?sorts=createdById:asc&sorts=name:desc&limit=1",
        of("ledger")
    );
    assert_eq!(client.get("owner", &sorted).names(), ["agentb"]);
    assert_eq!(client.get("owner", &of("billing")).names(), ["agentc"]);
    assert!(client.get("owner", &of("campaigns")).names().is_empty());
    assert_eq!(client.get("owner", &of("nowhere")).status, 404);
    assert_eq!(client.get("owner", &of("abroad")).status, 404);
    let every = client.get("owner", "/tokens?limit=1000");
    assert!(every.names().iter().all(|name| !name.starts_with("agent")));
    for (path, status) in [
        (one("ledger", "agenta"), 200),
        (one("billing", "agenta"), 404),
        (one("ledger", "ladmin"), 404),
        (format!("/tokens/{}", id("agenta")), 404),
    ] {
        assert_eq!(client.get("owner", &path).status, status, "{path}");
    }
    client.no_violations();
}

#[test]
fn a_created_one_shows_its_value_once_and_the_value_does_not_open_this_api() {
    let mut client = Client::new();
    let body = json!({"name": "edge", "description": "d", "tokenExpiryPeriodInDays": 30});
    let made = client.post("owner", &of("ledger"), body).ok();
    let value = made["token"].as_str().unwrap().to_owned();
    assert_eq!(
        (&made["createdAt"], &made["endAt"]),
        (&json!(NOW), &json!(now().plus_days(30).to_rfc3339()))
    );
    assert_eq!(made["createdBy"]["apiTokenName"], json!("owner"), "{made}");
    let made_id = made["id"].as_str().unwrap();
    assert_eq!(client.emulator.token_value(made_id), Some(value.clone()));
    let read = client
        .get("owner", &format!("{}/{made_id}", of("ledger")))
        .ok();
    assert!(read.get("token").is_none());
    assert_eq!(read["shortToken"], made["shortToken"]);
    let refused = client.send(&value, Method::GET, &within(""), None);
    assert_eq!(refused.status, 401);
    client.no_violations();
}

#[test]
fn what_is_wrong_with_a_new_one_is_named() {
    let mut client = Client::new();
    let mut errors = |deployment: &str, body: Value| {
        let got = client.post("owner", &of(deployment), body);
        assert_eq!(got.status, 400, "{}", got.body);
        let errors = got.field_errors();
        errors
            .iter()
            .map(|(code, field)| format!("{code} {field}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert_eq!(errors("ledger", json!({})), "required name");
    assert_eq!(
        errors(
            "ledger",
            json!({"name": "x".repeat(257), "description": "y".repeat(501), "tokenExpiryPeriodInDays": 0})
        ),
        "max name, max description, min tokenExpiryPeriodInDays"
    );
    assert_eq!(
        errors("ledger", json!({"name": "n", "role": "DEPLOYMENT_ADMIN"})),
        "unknown role"
    );
    assert_eq!(
        errors("campaigns", json!({"name": "n"})),
        "remoteexecution deploymentId"
    );
}

#[test]
fn rights_follow_the_deployment() {
    for (caller, read, write) in [
        ("owner", 200, 200),
        ("fowner", 200, 200),
        ("ladmin", 200, 200),
        ("lrelease", 200, 403),
        ("fmember", 403, 403),
        ("faccessor", 403, 403),
        ("mowner", 403, 403),
        ("cadmin", 403, 403),
        ("member", 403, 403),
    ] {
        let mut client = Client::new();
        assert_eq!(client.get(caller, &of("ledger")).status, read, "{caller}");
        assert_eq!(
            client.get(caller, &one("ledger", "agenta")).status,
            read,
            "{caller}"
        );
        let created = client.post(caller, &of("ledger"), json!({"name": "n"}));
        assert_eq!(created.status, write, "{caller}");
        let deleted = client.delete(caller, &one("ledger", "agenta")).status;
        assert_eq!(deleted, if write == 200 { 204 } else { 403 }, "{caller}");
        let report = client
            .control(Method::GET, &format!("/readable?name={caller}"), None)
            .ok();
        let reads = report["agentTokenIds"].as_array().unwrap();
        assert_eq!(!reads.is_empty(), read == 200, "{caller}");
    }
}

#[test]
fn a_deleted_one_is_gone_and_nothing_else_can_be_done_to_one() {
    let mut client = Client::new();
    let path = one("ledger", "agenta");
    for (method, below, status) in [
        (Method::POST, "", 405),
        (Method::POST, "/rotate", 404),
        (Method::POST, "/roles", 404),
    ] {
        let value = client.value("owner");
        let whole = within(&format!("{path}{below}"));
        assert_eq!(client.send(&value, method, &whole, None).status, status);
    }
    assert_eq!(
        client.delete("owner", &one("billing", "agenta")).status,
        404
    );
    assert_eq!(client.delete("owner", &path).status, 204);
    assert_eq!(client.delete("owner", &path).status, 404);
    assert_eq!(client.get("owner", &of("ledger")).names(), ["agentb"]);
    let report = client.control(Method::GET, "/state", None).ok();
    let left = report["agentTokens"].as_array().unwrap();
    let homes: Vec<_> = left.iter().map(|agent| &agent["deploymentId"]).collect();
    assert_eq!(homes, [&json!(id("ledger")), &json!(id("billing"))]);
    assert!(!report.to_string().contains("eyJ"));
}
