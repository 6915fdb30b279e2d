//! Who is let in, and what a value says.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Method, Request};
use serde_json::{Value, json};

use crate::{
    client::{Client, within},
    fixture::{id, now},
};

fn claims(value: &str) -> Value {
    let payload = value.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[test]
fn a_value_says_what_the_vendors_cli_reads() {
    let client = Client::new();
    let owner = claims(&client.value("owner"));
    assert_eq!(
        owner["permissions"],
        json!([format!("organizationId:{}", id("org"))])
    );
    assert_eq!(owner["apiTokenId"], id("owner"));
    assert_eq!(owner["org_id"], id("org"));
    assert_eq!(owner["isAstronomerGenerated"], true);
    assert!(owner.get("exp").is_none(), "never expires");
    let of_workspace = json!([
        format!("organizationId:{}", id("org")),
        format!("workspaceId:{}", id("finance"))
    ]);
    assert_eq!(claims(&client.value("fowner"))["permissions"], of_workspace);
    assert_eq!(claims(&client.value("ladmin"))["permissions"], of_workspace);
    assert_eq!(
        claims(&client.value("expired"))["exp"],
        now().plus_days(-1).unix_seconds()
    );
    let session = claims(&client.emulator.session_value(&id("ada")).unwrap());
    assert!(session.get("permissions").is_none());
    assert!(session.get("apiTokenId").is_none());
    assert_eq!(session["exp"], now().plus_seconds(8 * 3600).unix_seconds());
}

#[test]
fn whoever_has_no_good_value_gets_401() {
    let mut client = Client::new();
    let path = within("");
    for value in ["", "abc", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"] {
        let got = client.send(value, Method::GET, &path, None);
        assert_eq!((got.status, &got.body["statusCode"]), (401, &json!(401)));
        assert!(got.body["requestId"].is_string());
    }
    for (name, why) in [
        ("expired", "Token has expired"),
        ("early", "Token is not valid yet"),
    ] {
        let got = client.get(name, "");
        assert_eq!((got.status, got.body["message"].as_str()), (401, Some(why)));
    }
    let value = client.value("owner");
    for header in [
        value.clone(),
        format!("Basic {value}"),
        format!("Bearer{value}"),
    ] {
        let request = Request::get(&path)
            .header("authorization", header)
            .body(Vec::new())
            .unwrap();
        assert_eq!(client.emulator.handle(&request).response.status(), 401);
    }
    let request = Request::get(&path)
        .header("authorization", format!("bearer {value}"))
        .body(Vec::new())
        .unwrap();
    assert_eq!(client.emulator.handle(&request).response.status(), 200);
}

#[test]
fn lifetimes_end_and_begin_to_the_second() {
    let mut client = Client::new();
    client.emulator.set_now(now().plus_days(-1));
    assert_eq!(client.get("expired", "").status, 401);
    client
        .emulator
        .set_now(now().plus_days(-1).plus_seconds(-1));
    assert_eq!(client.get("expired", "").status, 200);
    client.emulator.set_now(now().plus_days(1).plus_seconds(-1));
    assert_eq!(client.get("early", "").status, 401);
    client.emulator.set_now(now().plus_days(1));
    assert_eq!(client.get("early", "").status, 200);
}

#[test]
fn rotation_kills_the_old_value_and_deletion_all_of_them_at_once() {
    let mut client = Client::new();
    let old = client.value("fowner");
    let rotated = client.rotate("owner", &id("fowner")).ok();
    let new = rotated["token"].as_str().unwrap().to_owned();
    assert_ne!(old, new);
    let workspace = within(&format!("/workspaces/{}", id("finance")));
    assert_eq!(client.send(&old, Method::GET, &workspace, None).status, 401);
    assert_eq!(client.send(&new, Method::GET, &workspace, None).status, 200);
    assert_eq!(
        client
            .delete("owner", &format!("/tokens/{}", id("fowner")))
            .status,
        204
    );
    assert_eq!(client.send(&new, Method::GET, &workspace, None).status, 401);
}

#[test]
fn a_personal_session_is_a_person_and_an_api_token_is_not() {
    let mut client = Client::new();
    let session = client.emulator.session_value(&id("ada")).unwrap();
    let me = client
        .send(&session, Method::GET, "/v1/users/self", None)
        .ok();
    assert_eq!(
        (&me["fullName"], &me["organizationId"]),
        (&json!("Ada Example"), &json!(id("org")))
    );
    let value = client.value("owner");
    assert_eq!(
        client
            .send(&value, Method::GET, "/v1/users/self", None)
            .status,
        401
    );
    let all = client
        .send(&session, Method::GET, "/v1/organizations", None)
        .ok();
    assert_eq!(all["totalCount"], 2);
    let own = client
        .send(&value, Method::GET, "/v1/organizations", None)
        .ok();
    assert_eq!(
        (&own["totalCount"], &own["organizations"][0]["id"]),
        (&json!(1), &json!(id("org")))
    );
    assert_eq!(own["organizations"][0]["product"], "HOSTED");
    client.emulator.set_now(now().plus_seconds(8 * 3600));
    assert_eq!(
        client
            .send(&session, Method::GET, "/v1/users/self", None)
            .status,
        401
    );
    client.no_violations();
}

#[test]
fn every_call_moves_the_last_use_even_a_refused_one() {
    let mut client = Client::new();
    client.emulator.set_now(now().plus_seconds(60));
    assert_eq!(client.get("member", "/tokens").status, 403);
    let token = client
        .get("owner", &format!("/tokens/{}", id("member")))
        .ok();
    assert_eq!(token["lastUsedAt"], now().plus_seconds(60).to_rfc3339());
    assert!(
        client
            .get("owner", &format!("/tokens/{}", id("mowner")))
            .ok()
            .get("lastUsedAt")
            .is_none()
    );
}
