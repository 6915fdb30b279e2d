//! Same seed, same state, same calls: same bytes.

use http::Method;
use serde_json::json;

use crate::{
    client::{Client, within},
    fixture::{id, now, state},
};
use astro_emulator::{Emulator, Options};

fn bytes(client: &mut Client) -> Vec<u8> {
    let owner = client.value("owner");
    let create = json!({"name": "n", "role": "ORGANIZATION_OWNER", "scope": "ORGANIZATION", "tokenExpiryPeriodInDays": 3});
    let wide = id("wide");
    let calls = [
        (Method::GET, within("/tokens"), None),
        (Method::POST, within("/tokens"), Some(create)),
        (
            Method::POST,
            within(&format!("/tokens/{wide}/rotate")),
            None,
        ),
        (Method::POST, within("/tokens"), Some(json!({}))),
        (Method::DELETE, within(&format!("/tokens/{wide}")), None),
        (Method::GET, within("/roles?includeDefaultRoles=true"), None),
        (Method::GET, within("/deployments"), None),
        (Method::GET, "/v1/nothing".to_owned(), None),
        (Method::GET, "/_emulator/state".to_owned(), None),
        (Method::GET, "/_emulator/exchanges".to_owned(), None),
    ];
    let mut all = Vec::new();
    for (at, (method, path, body)) in calls.into_iter().enumerate() {
        client
            .emulator
            .set_now(now().plus_seconds(i64::try_from(at).unwrap()));
        let response = client.answer(&owner, method, &path, body).response;
        all.extend(format!("{} {:?}\n", response.status(), response.headers()).into_bytes());
        all.extend(response.into_body());
    }
    all
}

#[test]
fn the_same_calls_give_the_same_bytes_and_so_they_do_after_a_reset() {
    let mut one = Client::new();
    let mut two = Client::new();
    let first = bytes(&mut one);
    assert_eq!(first, bytes(&mut two));
    one.control(Method::POST, "/reset", None).ok();
    assert_eq!(first, bytes(&mut one));
}

#[test]
fn another_seed_gives_other_values_that_do_not_open_this_one() {
    let other = Emulator::new(
        state(),
        Options {
            seed: 8,
            ..Options::default()
        },
    );
    let value = other.token_value(&id("owner")).unwrap();
    assert_ne!(value, Client::new().value("owner"));
    assert_eq!(
        Client::new()
            .send(&value, Method::GET, &within(""), None)
            .status,
        401
    );
}
