//! Paths, methods, CORS, rate limits, the IP allow list: what comes before any operation.

use std::time::Duration;

use http::{HeaderMap, Method, Request};
use serde_json::json;

use crate::{
    client::{Client, within},
    fixture::{id, now},
};

const ORIGIN: &str = "http://localhost:8888";

fn headers(client: &mut Client, method: Method, extra: &[(&str, &str)]) -> (u16, HeaderMap) {
    let value = client.value("owner");
    let mut request = Request::builder()
        .method(&method)
        .uri(within(""))
        .header("origin", ORIGIN);
    if method != Method::OPTIONS {
        request = request.header("authorization", format!("Bearer {value}"));
    }
    for (name, text) in extra {
        request = request.header(*name, *text);
    }
    let response = client
        .emulator
        .handle(&request.body(Vec::new()).unwrap())
        .response;
    (response.status().as_u16(), response.headers().clone())
}

#[test]
fn unknown_paths_are_404_and_unknown_methods_405_as_json() {
    let mut client = Client::new();
    let value = client.value("owner");
    for path in [
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v1/organizations/",
        "/v1/users",
        "/v2/organizations",
        "/",
    ] {
        let got = client.send(&value, Method::GET, path, None);
        assert_eq!(
            (got.status, &got.body["statusCode"]),
            (404, &json!(404)),
            "{path}"
        );
    }
    for method in [Method::PUT, Method::PATCH, Method::HEAD] {
        let answer = client.answer(&value, method, &within("/tokens"), None);
        assert_eq!(answer.response.status(), 405);
        assert_eq!(answer.response.headers()["allow"], "GET, POST");
    }
}

#[test]
fn ids_in_paths_are_decoded() {
    let mut client = Client::new();
    assert_eq!(
        client
            .get("owner", &format!("/tokens/%63{}", &id("wide")[1..]))
            .status,
        200
    );
    let got = client.get("owner", "/tokens/a%2Fb%20c");
    assert_eq!(
        (got.status, got.body["message"].as_str()),
        (404, Some("API token a/b c not found"))
    );
}

#[test]
fn other_origins_are_let_in_as_the_switches_say() {
    let asks = [
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "authorization"),
    ];
    let mut client = Client::new();
    let (status, preflight) = headers(&mut client, Method::OPTIONS, &asks);
    assert_eq!(status, 204);
    assert_eq!(preflight["access-control-allow-origin"], ORIGIN);
    assert_eq!(
        preflight["access-control-allow-headers"],
        "Authorization, Content-Type, Accept"
    );
    assert_eq!(
        preflight["access-control-allow-methods"],
        "GET, POST, DELETE"
    );
    let (status, plain) = headers(&mut client, Method::GET, &[]);
    assert_eq!(
        (status, &plain["access-control-allow-origin"]),
        (200, &http::HeaderValue::from_static(ORIGIN))
    );
    assert!(!plain.contains_key("access-control-expose-headers"));
    assert_eq!(plain["date"], "Mon, 02 Mar 2026 09:30:00 GMT");
    client
        .control(
            Method::POST,
            "/switches",
            Some(json!({"exposeHeaders": true})),
        )
        .ok();
    assert_eq!(
        headers(&mut client, Method::GET, &[]).1["access-control-expose-headers"],
        "Retry-After, Date"
    );
    client
        .control(
            Method::POST,
            "/switches",
            Some(json!({"corsAllowed": false})),
        )
        .ok();
    for (method, extra) in [(Method::OPTIONS, &asks[..]), (Method::GET, &[])] {
        let (_, closed) = headers(&mut client, method, extra);
        assert!(
            closed
                .keys()
                .all(|name| !name.as_str().starts_with("access-control"))
        );
    }
}

#[test]
fn rate_limits_hold_per_token_and_method_and_pass_with_time() {
    let mut client = Client::switched(|switches| switches.rate_limits = true);
    let statuses = |client: &mut Client, count: usize| -> Vec<u16> {
        (0..count).map(|_| client.get("owner", "").status).collect()
    };
    let first = statuses(&mut client, 30);
    assert_eq!(first.iter().filter(|status| **status == 200).count(), 25);
    assert_eq!(first[29], 429);
    let (_, limited) = headers(&mut client, Method::GET, &[]);
    assert_eq!(limited["retry-after"], "1");
    assert_eq!(client.get("member", "").status, 200, "another token");
    assert_eq!(
        client
            .post(
                "owner",
                &format!("/tokens/{}", id("wide")),
                json!({"name": "n"})
            )
            .status,
        200,
        "another method"
    );
    client.emulator.set_now(now().plus_seconds(1));
    assert_eq!(
        client.get("owner", "").status,
        200,
        "by the emulator's clock"
    );
    let mut client = Client::switched(|switches| switches.rate_limits = true);
    client.emulator.set_elapsed(Duration::from_secs(10));
    assert_eq!(statuses(&mut client, 26)[25], 429);
    client.emulator.set_elapsed(Duration::from_secs(11));
    assert_eq!(
        statuses(&mut client, 26)[..25],
        [200; 25],
        "by the server's, under a fixed clock"
    );
}

#[test]
fn a_refused_call_counts_but_changes_nothing() {
    let mut client = Client::switched(|switches| switches.rate_limits = true);
    let made: Vec<u16> = (0..12)
        .map(|_| {
            client
                .post(
                    "owner",
                    "/tokens",
                    json!({"name": "n", "role": "ORGANIZATION_MEMBER", "scope": "ORGANIZATION"}),
                )
                .status
        })
        .collect();
    assert_eq!(made.iter().filter(|status| **status == 429).count(), 2);
    let report = client
        .control(Method::GET, "/state?tokens=false", None)
        .ok();
    assert_eq!(report["counts"]["tokens"], 14 + 10);
}

#[test]
fn the_ip_allow_list_has_a_message_of_its_own() {
    let mut client = Client::switched(|switches| switches.ip_blocked = true);
    let got = client.get("owner", "");
    assert_eq!(got.status, 403);
    assert!(
        got.body["message"]
            .as_str()
            .unwrap()
            .contains("IP allow list")
    );
    assert_eq!(
        client
            .send("nonsense", Method::GET, &within(""), None)
            .status,
        401,
        "who calls comes first"
    );
}
