//! Writes of others between two calls: when they happen, who makes them, and that one that is refused is told.

use http::Method;
use serde_json::{Value, json};

use crate::{
    client::{Client, Got, within},
    fixture::id,
};

fn order(client: &mut Client, order: Value) {
    client.control(Method::POST, "/faults", Some(order)).ok();
}

fn wide() -> String {
    within(&format!("/tokens/{}", id("wide")))
}

fn read(client: &mut Client) -> Got {
    client.get("owner", &format!("/tokens/{}", id("wide")))
}

fn rename(when: &str, name: &str) -> Value {
    json!({"when": when, "method": "POST", "path": wide(), "body": {"name": name}})
}

#[test]
fn before_is_seen_by_the_call_and_after_by_the_next() {
    let mut client = Client::new();
    let orders = [rename("before", "early"), rename("after", "late")];
    order(
        &mut client,
        json!({"method": "GET", "path": wide(), "skip": 1, "meanwhile": orders}),
    );
    let names: Vec<Value> = (0..3)
        .map(|_| read(&mut client).ok()["name"].clone())
        .collect();
    assert_eq!(names, ["wide", "early", "late"]);
    let log = client.control(Method::GET, "/exchanges", None).ok();
    assert_eq!(log["count"], 3, "no call of a client");
    client.no_violations();
}

#[test]
fn a_person_who_owns_the_organization_writes_unless_another_is_named() {
    let mut client = Client::new();
    let by = json!({"when": "before", "method": "POST", "path": within(&format!("/tokens/{}", id("helper"))),
        "body": {"name": "theirs"}, "by": id("fowner")});
    order(
        &mut client,
        json!({"meanwhile": [rename("before", "mine"), by]}),
    );
    let wide = read(&mut client).ok();
    assert_eq!(wide["updatedBy"]["id"], id("ada"));
    let helper = client.get("owner", &format!("/tokens/{}", id("helper")));
    assert_eq!(helper.ok()["updatedBy"]["id"], id("fowner"));
    let owner = client.get("owner", &format!("/tokens/{}", id("fowner")));
    assert!(owner.ok().get("lastUsedAt").is_none());
    client.no_violations();
}

#[test]
fn what_makes_the_caller_stranger_hits_the_call_itself_before_and_not_after() {
    let mut client = Client::new();
    let gone = |when: &str| json!({"when": when, "method": "DELETE", "path": within(&format!("/tokens/{}", id("mowner")))});
    let value = client.value("mowner");
    let status = |client: &mut Client| client.send(&value, Method::GET, &within(""), None).status;
    order(&mut client, json!({"meanwhile": [gone("after")]}));
    assert_eq!((status(&mut client), status(&mut client)), (200, 401));
    client.control(Method::POST, "/reset", None).ok();
    order(&mut client, json!({"meanwhile": [gone("before")]}));
    assert_eq!(status(&mut client), 401);
    client.no_violations();
}

#[test]
fn it_goes_together_with_a_fault_and_happens_as_often_as_that() {
    let mut client = Client::new();
    let create = json!({"when": "before", "method": "POST", "path": within("/tokens"),
        "body": {"name": "twin", "role": "ORGANIZATION_MEMBER", "scope": "ORGANIZATION"}});
    order(
        &mut client,
        json!({"method": "POST", "cut": "before", "times": 2, "meanwhile": [create]}),
    );
    let body = json!({"name": "mine", "role": "ORGANIZATION_MEMBER", "scope": "ORGANIZATION"});
    let value = client.value("owner");
    for _ in 0..2 {
        let answer = client.answer(&value, Method::POST, &within("/tokens"), Some(body.clone()));
        assert!(answer.cut);
    }
    let listed = client.get("owner", "/tokens?limit=1000");
    let twins = listed.names().into_iter().filter(|name| *name == "twin");
    assert_eq!(twins.count(), 2);
    assert!(!listed.names().contains(&"mine"));
    client.no_violations();
}

#[test]
fn a_write_that_is_refused_is_listed_among_the_violations() {
    for (write, said) in [
        (
            json!({"when": "after", "method": "DELETE", "path": within("/tokens/nobody")}),
            "404",
        ),
        (
            json!({"when": "after", "method": "DELETE", "path": wide(), "by": id("fmember")}),
            "403",
        ),
        (
            json!({"when": "after", "method": "DELETE", "path": wide(), "by": "nobody"}),
            "nobody has the id",
        ),
        (
            json!({"when": "before", "method": "POST", "path": within("/workspaces")}),
            "405",
        ),
    ] {
        let mut client = Client::new();
        order(&mut client, json!({"meanwhile": [write]}));
        assert_eq!(read(&mut client).status, 200);
        let listed = client.control(Method::GET, "/violations", None).ok();
        let told = listed
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["side"] == "order");
        let told = told.unwrap_or_else(|| panic!("{listed}"));
        assert_eq!(told["exchange"], 1);
        assert!(told["message"].as_str().unwrap().contains(said), "{told}");
        assert_eq!(read(&mut client).status, 200);
    }
}
