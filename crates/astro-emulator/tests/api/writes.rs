//! What create, update and rotate leave behind.

use serde_json::json;

use crate::{
    client::Client,
    fixture::{id, now},
};

#[test]
fn a_created_token_works_at_once_and_shows_its_value_once() {
    let mut client = Client::new();
    let made = client
        .post("owner", "/tokens", json!({
            "name": "nightly", "description": "", "role": "WORKSPACE_MEMBER", "scope": "WORKSPACE",
            "entityId": id("finance"), "tokenExpiryPeriodInDays": 30,
        }))
        .ok();
    let token_id = made["id"].as_str().unwrap().to_owned();
    assert_eq!(made["kind"], "STANDARD");
    assert_eq!(made["endAt"], now().plus_days(30).to_rfc3339());
    assert_eq!(made["expiryPeriodInDays"], 30);
    assert_eq!(
        made["createdBy"],
        json!({"id": id("owner"), "subjectType": "SERVICEKEY", "apiTokenName": "owner"})
    );
    assert_eq!(
        made["roles"],
        json!([{"entityType": "WORKSPACE", "entityId": id("finance"), "role": "WORKSPACE_MEMBER"}])
    );
    let value = made["token"].as_str().unwrap();
    let path = crate::client::within(&format!("/tokens?workspaceId={}", id("finance")));
    assert_eq!(
        client.send(value, http::Method::GET, &path, None).status,
        200
    );
    let read = client.get("owner", &format!("/tokens/{token_id}")).ok();
    assert!(read.get("token").is_none());
    assert!(read.get("lastRotatedAt").is_none());
    client.no_violations();
}

#[test]
fn names_need_not_be_unique_and_a_description_left_out_stays() {
    let mut client = Client::new();
    let path = format!("/tokens/{}", id("helper"));
    client.emulator.set_now(now().plus_seconds(5));
    let changed = client.post("owner", &path, json!({"name": "owner"})).ok();
    assert_eq!(
        (&changed["name"], &changed["description"]),
        (&json!("owner"), &json!("helper of the tests"))
    );
    assert_eq!(changed["updatedAt"], now().plus_seconds(5).to_rfc3339());
    assert_eq!(changed["updatedBy"]["apiTokenName"], "owner");
    assert_eq!(
        changed["roles"].as_array().unwrap().len(),
        2,
        "roles are untouched"
    );
    let cleared = client
        .post("owner", &path, json!({"name": "owner", "description": ""}))
        .ok();
    assert_eq!(cleared["description"], "");
}

#[test]
fn rotation_keeps_everything_but_the_value_and_its_traces() {
    let mut client = Client::new();
    let before = client.get("owner", &format!("/tokens/{}", id("wide"))).ok();
    client.emulator.set_now(now().plus_seconds(9));
    let after = client.rotate("owner", &id("wide")).ok();
    for field in [
        "id",
        "name",
        "description",
        "roles",
        "scope",
        "startAt",
        "createdAt",
    ] {
        assert_eq!(before[field], after[field], "{field}");
    }
    assert_eq!(after["lastRotatedAt"], now().plus_seconds(9).to_rfc3339());
    assert_ne!(before["shortToken"], after["shortToken"]);
    client.no_violations();
}

#[test]
fn rotating_an_expired_token_does_what_the_switches_say() {
    let mut client = Client::new();
    let end = now().plus_days(-1).to_rfc3339();
    assert_eq!(client.rotate("owner", &id("expired")).ok()["endAt"], end);
    assert_eq!(client.get("expired", "").status, 401);
    let mut client = Client::switched(|switches| switches.rotate_revives_expired = true);
    assert_eq!(
        client.rotate("owner", &id("expired")).ok()["endAt"],
        now().plus_days(29).to_rfc3339()
    );
    assert_eq!(client.get("expired", "").status, 200);
}

#[test]
fn rotating_a_living_token_keeps_its_end_unless_the_switch_renews_it() {
    for (keeps, days) in [(true, 10), (false, 13)] {
        let mut client = Client::switched(|switches| switches.rotate_keeps_end_at = keeps);
        let body = json!({"name": "n", "role": "ORGANIZATION_MEMBER", "scope": "ORGANIZATION", "tokenExpiryPeriodInDays": 10});
        let made = client.post("owner", "/tokens", body).ok();
        client.emulator.set_now(now().plus_days(3));
        let rotated = client.rotate("owner", made["id"].as_str().unwrap()).ok();
        assert_eq!(rotated["endAt"], now().plus_days(days).to_rfc3339());
    }
}

#[test]
fn a_caller_may_end_itself() {
    let mut client = Client::new();
    let path = format!("/tokens/{}", id("owner"));
    let value = client.value("owner");
    assert_eq!(client.delete("owner", &path).status, 204);
    let again = client.send(
        &value,
        http::Method::GET,
        &crate::client::within(&path),
        None,
    );
    assert_eq!(again.status, 401);
}
