//! The control API: reports, clock, switches, values, log.

use http::Method;
use serde_json::json;

use crate::{
    client::{Client, within},
    fixture::{NOW, id, now},
};

#[test]
fn the_report_holds_tokens_with_grants_and_no_value() {
    let mut client = Client::new();
    client.rotate("owner", &id("wide"));
    let report = client.control(Method::GET, "/state", None).ok();
    assert_eq!(report["now"], NOW);
    assert_eq!(
        report["counts"],
        json!({
            "organizations": 2, "workspaces": 3, "deployments": 4, "customRoles": 3, "users": 1, "tokens": 14, "agentTokens": 3,
        })
    );
    let wide = report["tokens"]
        .as_array()
        .unwrap()
        .iter()
        .find(|token| token["id"] == id("wide"))
        .unwrap();
    assert_eq!(wide["roles"].as_array().unwrap().len(), 5);
    assert_eq!(wide["generation"], 1);
    assert!(!report.to_string().contains("eyJ"));
}

#[test]
fn the_clock_is_set_and_moved() {
    let mut client = Client::new();
    assert_eq!(
        client
            .control(Method::POST, "/clock", Some(json!({"advanceSeconds": 90})))
            .ok()["now"],
        now().plus_seconds(90).to_rfc3339()
    );
    assert_eq!(
        client
            .control(
                Method::POST,
                "/clock",
                Some(json!({"set": "2027-01-01T00:00:00Z"}))
            )
            .ok()["now"],
        "2027-01-01T00:00:00Z"
    );
    client.emulator.set_now(now().plus_seconds(60));
    assert_eq!(
        client.control(Method::GET, "/clock", None).ok()["now"],
        "2027-01-01T00:01:00Z",
        "goes on from there"
    );
    assert_eq!(
        client
            .control(Method::POST, "/clock", Some(json!({"set": "tomorrow"})))
            .status,
        400
    );
}

#[test]
fn switches_change_one_by_one_and_a_reset_undoes_everything() {
    let mut client = Client::new();
    let changed = client
        .control(Method::POST, "/switches", Some(json!({"ipBlocked": true})))
        .ok();
    assert_eq!(
        (&changed["ipBlocked"], &changed["corsAllowed"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        client
            .control(Method::POST, "/switches", Some(json!({"ipblocked": true})))
            .status,
        400
    );
    assert_eq!(client.get("owner", "").status, 403);
    client
        .control(Method::POST, "/clock", Some(json!({"advanceSeconds": 9})))
        .ok();
    client
        .control(Method::POST, "/faults", Some(json!({"status": 500})))
        .ok();
    client.control(Method::POST, "/reset", None).ok();
    assert_eq!(client.get("owner", "").status, 200);
    assert_eq!(
        client
            .delete("owner", &format!("/tokens/{}", id("wide")))
            .status,
        204
    );
    let before = client.value("owner");
    client.control(Method::POST, "/reset", None).ok();
    assert_eq!(client.value("owner"), before, "printed values work on");
    assert_eq!(
        client
            .get("owner", &format!("/tokens/{}", id("wide")))
            .status,
        200
    );
    assert_eq!(
        client.control(Method::GET, "/exchanges", None).ok()["count"],
        1
    );
}

#[test]
fn values_are_signed_on_demand_with_any_end() {
    let mut client = Client::new();
    let mut value = |body| {
        client.control(Method::POST, "/sign", Some(body)).ok()["value"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let ended = value(json!({"tokenId": id("owner"), "expiresAt": "2020-01-01T00:00:00Z"}));
    let ending = value(json!({"tokenId": id("owner"), "expiresAt": "2026-03-02T09:31:00Z"}));
    let session = value(json!({"userId": id("ada")}));
    let mut status = |value: &str| client.send(value, Method::GET, &within(""), None).status;
    assert_eq!(
        (status(&ended), status(&ending), status(&session)),
        (401, 200, 200)
    );
    assert_eq!(
        client
            .control(Method::POST, "/sign", Some(json!({})))
            .status,
        400
    );
    assert_eq!(
        client
            .control(Method::POST, "/sign", Some(json!({"tokenId": "c"})))
            .status,
        404
    );
}

#[test]
fn places_and_custom_roles_are_renamed_and_grants_go_with_their_role() {
    let mut client = Client::new();
    let mut rename = |id: &str, name: &str| {
        let body = json!({"id": id, "name": name});
        client.control(Method::POST, "/rename", Some(body)).status
    };
    for (renamed, name) in [
        (id("finance"), "<b>Finance</b>"),
        (id("ledger"), "a/b %"),
        (id("releasemanager"), "Freigabe 1%"),
    ] {
        assert_eq!(rename(&renamed, name), 200);
    }
    assert_eq!(rename("c", "nobody"), 404);
    let mut read = |path: String| client.get("owner", &path).ok();
    let workspace = read(format!("/workspaces/{}", id("finance")));
    let deployment = read(format!("/deployments/{}", id("ledger")));
    assert_eq!(workspace["name"], "<b>Finance</b>");
    assert_eq!(deployment["name"], "a/b %");
    let holder = read(format!("/tokens/{}", id("lrelease")));
    assert_eq!(holder["roles"][0]["role"], "Freigabe 1%");
    let other = read(format!("/tokens/{}", id("ladmin")));
    assert_eq!(other["roles"][0]["role"], "DEPLOYMENT_ADMIN");
    client.control(Method::POST, "/reset", None).ok();
    let workspace = client.get("owner", &format!("/workspaces/{}", id("finance")));
    assert_ne!(workspace.ok()["name"], "<b>Finance</b>");
}

#[test]
fn readable_is_told_for_tokens_by_id_or_name_and_for_persons() {
    let mut client = Client::new();
    let mut report = |query: &str| {
        client
            .control(Method::GET, &format!("/readable?{query}"), None)
            .ok()
    };
    assert_eq!(report("name=owner")["count"], 13);
    assert_eq!(report("name=owner")["everything"], true);
    assert_eq!(
        report(&format!("tokenId={}", id("ladmin")))["ids"],
        json!([id("ladmin"), id("lrelease"), id("early")])
    );
    assert_eq!(report("name=member")["count"], 0);
    assert_eq!(report(&format!("userId={}", id("ada")))["count"], 13);
    assert_eq!(
        report(&format!(
            "userId={}&organizationId={}",
            id("ada"),
            id("other")
        ))["count"],
        0
    );
    assert_eq!(
        client
            .control(Method::GET, "/readable?name=nobody", None)
            .status,
        404
    );
}

#[test]
fn the_log_has_every_call_and_no_value() {
    let mut client = Client::new();
    let value = client.value("owner");
    client.get("owner", "/tokens?limit=3");
    client.send(
        &value,
        Method::GET,
        &within(&format!("/tokens/{value}?q={value}")),
        None,
    );
    client.send("eyJx.eyJy.z", Method::GET, &within(""), None);
    let log = client.control(Method::GET, "/exchanges", None).ok();
    assert_eq!(log["count"], 3);
    let first = &log["exchanges"][0];
    assert_eq!(
        (&first["status"], &first["query"], &first["caller"]),
        (&json!(200), &json!("limit=3"), &json!(id("owner")))
    );
    assert!(log["exchanges"][2].get("caller").is_none());
    assert!(!log.to_string().contains("eyJ"));
    assert_eq!(client.control(Method::GET, "/nothing", None).status, 404);
}

#[test]
fn violations_are_listed_as_they_are_recorded() {
    let mut client = Client::new();
    let violation = astro_emulator::Violation {
        exchange: 1,
        side: astro_emulator::Side::Request,
        message: "m".to_owned(),
    };
    client.emulator.record_violation(violation);
    let listed = client.control(Method::GET, "/violations", None).ok();
    assert_eq!(
        listed,
        json!([{"exchange": 1, "side": "request", "message": "m"}])
    );
}

/// Needs the contract itself, which is compiled in with the feature only.
#[cfg(feature = "contract")]
#[test]
fn a_request_against_the_contract_is_listed() {
    let mut client = Client::new();
    client.get("owner", "/tokens?limit=-1");
    let listed = client.control(Method::GET, "/violations", None).ok();
    assert_eq!(listed[0]["side"], "request");
    assert_eq!(listed[0]["exchange"], 1);
}
