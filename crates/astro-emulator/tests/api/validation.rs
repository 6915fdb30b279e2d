//! 400 with field errors: lengths, ranges, required, oneof, unknown fields.

use http::{Method, Request};
use serde_json::{Value, json};

use crate::{
    client::{Client, within},
    fixture::id,
};

fn create(body: Value) -> (u16, Vec<(String, String)>) {
    let mut client = Client::new();
    let got = client.post("owner", "/tokens", body);
    let errors = got
        .field_errors()
        .iter()
        .map(|(code, field)| ((*code).to_owned(), (*field).to_owned()))
        .collect();
    (got.status, errors)
}

fn base(change: &[(&str, Value)]) -> Value {
    let mut body = json!({"name": "n", "role": "WORKSPACE_OWNER", "scope": "WORKSPACE", "entityId": id("finance")});
    for (key, value) in change {
        body[*key] = value.clone();
    }
    body
}

#[track_caller]
fn refused(body: Value, expected: &[(&str, &str)]) {
    let (status, errors) = create(body);
    let expected: Vec<_> = expected
        .iter()
        .map(|(code, field)| ((*code).to_owned(), (*field).to_owned()))
        .collect();
    assert_eq!((status, errors), (400, expected));
}

#[track_caller]
fn accepted(body: Value) {
    assert_eq!(create(body), (200, Vec::new()));
}

#[test]
fn lengths_count_characters_not_bytes() {
    accepted(base(&[
        ("name", json!("é".repeat(256))),
        ("description", json!("🙂".repeat(500))),
    ]));
    refused(
        base(&[("name", json!("é".repeat(257)))]),
        &[("max", "name")],
    );
    refused(base(&[("name", json!(""))]), &[("min", "name")]);
    refused(
        base(&[("description", json!("x".repeat(501)))]),
        &[("max", "description")],
    );
}

#[test]
fn the_lifetime_is_one_to_3650_days_or_left_out() {
    for days in [json!(1), json!(3650)] {
        accepted(base(&[("tokenExpiryPeriodInDays", days)]));
    }
    for (days, code) in [
        (json!(0), "min"),
        (json!(-1), "min"),
        (json!(3651), "max"),
        (json!(99_999_999_999_i64), "max"),
        (json!(1.5), "number"),
        (json!("30"), "number"),
        (Value::Null, "number"),
    ] {
        refused(
            base(&[("tokenExpiryPeriodInDays", days)]),
            &[(code, "tokenExpiryPeriodInDays")],
        );
    }
}

#[test]
fn what_is_missing_wrong_or_unknown_is_named_all_at_once() {
    refused(
        json!({}),
        &[
            ("required", "name"),
            ("required", "role"),
            ("required", "scope"),
        ],
    );
    refused(
        json!({"name": 1, "role": "", "scope": "DAG", "kind": "AGENT", "colour": "red"}),
        &[
            ("string", "name"),
            ("required", "role"),
            ("oneof", "scope"),
            ("oneof", "kind"),
            ("unknown", "colour"),
        ],
    );
}

#[test]
fn the_home_must_exist_and_its_role_belong_there() {
    refused(
        base(&[("entityId", json!(""))]),
        &[("required", "entityId")],
    );
    refused(
        base(&[("entityId", json!(id("nowhere")))]),
        &[("exists", "entityId")],
    );
    refused(
        base(&[("entityId", json!(id("foreign")))]),
        &[("exists", "entityId")],
    );
    refused(
        base(&[("role", json!("DEPLOYMENT_ADMIN"))]),
        &[("oneof", "role")],
    );
    refused(
        base(&[("role", json!("workspace_owner"))]),
        &[("oneof", "role")],
    );
    let deployment = |at: &str, role: &str| {
        base(&[
            ("scope", json!("DEPLOYMENT")),
            ("entityId", json!(id(at))),
            ("role", json!(role)),
        ])
    };
    accepted(deployment("ledger", "Release_Manager"));
    accepted(deployment("campaigns", "Marketing_Only"));
    refused(deployment("ledger", "Marketing_Only"), &[("oneof", "role")]);
    refused(deployment("ledger", "Dag_Runner"), &[("oneof", "role")]);
    refused(
        deployment("abroad", "DEPLOYMENT_ADMIN"),
        &[("exists", "entityId")],
    );
    let organization =
        json!({"name": "n", "role": "ORGANIZATION_OBSERVE_ADMIN", "scope": "ORGANIZATION"});
    accepted(organization.clone());
    let with = |entity: &str| {
        let mut body = organization.clone();
        body["entityId"] = json!(id(entity));
        body
    };
    accepted(with("org"));
    refused(with("other"), &[("oneof", "entityId")]);
}

#[test]
fn an_update_takes_name_and_description_only() {
    let mut client = Client::new();
    let path = format!("/tokens/{}", id("helper"));
    assert_eq!(
        client
            .post("owner", &path, json!({"description": "d"}))
            .field_errors(),
        [("required", "name")]
    );
    assert_eq!(
        client
            .post("owner", &path, json!({"name": ""}))
            .field_errors(),
        [("min", "name")]
    );
    let much = client.post(
        "owner",
        &path,
        json!({"name": "x".repeat(257), "description": "x".repeat(501)}),
    );
    assert_eq!(
        much.field_errors(),
        [("max", "name"), ("max", "description")]
    );
    assert_eq!(
        client
            .post("owner", &path, json!({"name": "n", "role": "X"}))
            .field_errors(),
        [("unknown", "role")]
    );
    assert_eq!(
        client
            .post("owner", &path, json!({"name": "n", "description": null}))
            .field_errors(),
        [("string", "description")]
    );
}

#[test]
fn the_message_names_what_is_wrong_for_clients_that_print_nothing_else() {
    let mut client = Client::new();
    let got = client.post(
        "owner",
        "/tokens",
        base(&[("tokenExpiryPeriodInDays", json!(4000))]),
    );
    assert_eq!(
        got.body["message"],
        "Invalid request: tokenExpiryPeriodInDays must be 3650 or less"
    );
    assert_eq!(got.body["statusCode"], 400);
}

#[test]
fn bodies_must_be_json_objects_declared_as_such() {
    let mut client = Client::new();
    let value = client.value("owner");
    let mut status = |content_type: &str, body: &str| {
        let request = Request::builder()
            .method(Method::POST)
            .uri(within("/tokens"))
            .header("authorization", format!("Bearer {value}"))
            .header("content-type", content_type)
            .body(body.as_bytes().to_vec());
        client
            .emulator
            .handle(&request.unwrap())
            .response
            .status()
            .as_u16()
    };
    let good = r#"{"name":"n","role":"ORGANIZATION_MEMBER","scope":"ORGANIZATION"}"#;
    assert_eq!(status("application/json; charset=utf-8", good), 200);
    assert_eq!(status("text/plain", good), 400);
    for body in ["", "[]", "null", "{", "{\"name\":\"n\"} x", "\u{0}"] {
        assert_eq!(status("application/json", body), 400, "{body:?}");
    }
}
