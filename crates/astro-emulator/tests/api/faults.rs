//! Ordered faults: which calls they hit, and whether a write took effect.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

use crate::{
    client::{Client, within},
    fixture::id,
};

fn order(client: &mut Client, fault: Value) {
    client.control(Method::POST, "/faults", Some(fault)).ok();
}

fn tokens(client: &mut Client) -> Value {
    client
        .control(Method::GET, "/state?tokens=false", None)
        .ok()["counts"]["tokens"]
        .clone()
}

fn create(client: &mut Client) -> astro_emulator::Answer {
    let value = client.value("owner");
    let body = json!({"name": "n", "role": "ORGANIZATION_MEMBER", "scope": "ORGANIZATION"});
    client.answer(&value, Method::POST, &within("/tokens"), Some(body))
}

#[test]
fn a_status_stands_in_for_the_operation() {
    let mut client = Client::new();
    order(
        &mut client,
        json!({"method": "POST", "path": "/v1/*/tokens", "status": 503}),
    );
    let answer = create(&mut client);
    assert_eq!(answer.response.status(), 503);
    let body: Value = serde_json::from_slice(answer.response.body()).unwrap();
    assert_eq!(body["statusCode"], 503);
    assert_eq!(tokens(&mut client), 14, "no effect");
    assert_eq!(create(&mut client).response.status(), 200, "once only");
}

#[test]
fn an_answer_can_be_replaced_or_cut_short_after_the_effect() {
    let mut client = Client::new();
    order(
        &mut client,
        json!({"method": "POST", "status": 502, "after": true}),
    );
    assert_eq!(create(&mut client).response.status(), 502);
    assert_eq!(tokens(&mut client), 15);
    let whole = create(&mut client).response.body().len();
    order(&mut client, json!({"method": "POST", "shortBy": 2}));
    let answer = create(&mut client);
    assert_eq!(answer.response.body().len(), whole - 2);
    assert!(serde_json::from_slice::<Value>(answer.response.body()).is_err());
}

#[test]
fn a_cut_leaves_no_answer_and_before_or_after_decides_the_effect() {
    let mut client = Client::new();
    order(&mut client, json!({"method": "POST", "cut": "before"}));
    assert!(create(&mut client).cut);
    assert_eq!(tokens(&mut client), 14);
    order(&mut client, json!({"method": "POST", "cut": "after"}));
    assert!(create(&mut client).cut);
    assert_eq!(tokens(&mut client), 15);
    assert!(!create(&mut client).cut);
}

#[test]
fn delays_are_passed_on_and_change_nothing() {
    let mut client = Client::new();
    order(&mut client, json!({"delayMs": 1500}));
    let answer = create(&mut client);
    assert_eq!(
        (answer.delay, answer.response.status().as_u16()),
        (Duration::from_millis(1500), 200)
    );
    assert_eq!(create(&mut client).delay, Duration::ZERO);
    client.no_violations();
}

#[test]
fn bodies_can_be_broken_in_every_way() {
    let mut client = Client::new();
    order(
        &mut client,
        json!([
            {"malformed": true},
            {"html": true, "status": 502},
            {"contentType": "text/plain"},
            {"status": 418, "body": "short and stout"},
            {"status": 429, "headers": {"Retry-After": "3"}},
        ]),
    );
    let value = client.value("owner");
    let mut next = || {
        client
            .answer(&value, Method::GET, &within(""), None)
            .response
    };
    let malformed = next();
    assert_eq!(malformed.status(), 200);
    assert!(serde_json::from_slice::<Value>(malformed.body()).is_err());
    let html = next();
    assert_eq!(
        (html.status().as_u16(), &html.headers()["content-type"]),
        (502, &http::HeaderValue::from_static("text/html"))
    );
    let plain = next();
    assert_eq!(plain.headers()["content-type"], "text/plain");
    assert!(serde_json::from_slice::<Value>(plain.body()).is_ok());
    assert_eq!(next().body(), b"short and stout");
    assert_eq!(next().headers()["retry-after"], "3");
    assert_eq!(next().status(), 200);
    // Ordered answers are excused from the contract; the requests were right.
    client.no_violations();
}

#[test]
fn orders_fit_by_method_path_and_query_after_skipping() {
    let mut client = Client::new();
    order(
        &mut client,
        json!({"method": "GET", "path": "*/tokens?*offset=10*", "skip": 1, "times": 2, "status": 500}),
    );
    let mut status = |query: &str| client.get("owner", &format!("/tokens?{query}")).status;
    assert_eq!(status("limit=5&offset=5"), 200);
    let hit: Vec<u16> = (0..4).map(|_| status("limit=5&offset=10")).collect();
    assert_eq!(hit, [200, 500, 500, 200]);
    order(&mut client, json!({"status": 500, "times": 99}));
    assert_eq!(
        client
            .control(Method::GET, "/faults", None)
            .ok()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    client.control(Method::DELETE, "/faults", None).ok();
    assert_eq!(
        client
            .get("owner", &format!("/tokens/{}", id("wide")))
            .status,
        200
    );
}

#[test]
fn what_cannot_be_ordered_is_refused() {
    let mut client = Client::new();
    for fault in [
        json!({"stauts": 500}),
        json!({"status": 42}),
        json!({"cut": "never"}),
        json!({"meanwhile": [{"when": "later", "method": "DELETE", "path": within("/tokens/x")}]}),
        json!("x"),
    ] {
        assert_eq!(
            client.control(Method::POST, "/faults", Some(fault)).status,
            400
        );
    }
    assert_eq!(client.control(Method::GET, "/faults", None).ok(), json!([]));
}
