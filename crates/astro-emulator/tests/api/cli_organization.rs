//! `astro organization token …`, command by command.

use serde_json::json;

use crate::{
    cli::{Cli, OF_ORGANIZATION, entry},
    fixture::id,
};

#[test]
fn list() {
    let mut cli = Cli::with("owner");
    assert_eq!(
        cli.names(OF_ORGANIZATION, Some("ORGANIZATION")),
        ["owner", "member", "wide", "expired"]
    );
    cli.done();
}

#[test]
fn list_over_several_pages() {
    let mut cli = Cli::with("owner");
    for at in 0..205 {
        cli.create(json!({"name": format!("n{at}"), "description": "", "role": "ORGANIZATION_MEMBER", "scope": "ORGANIZATION"}));
    }
    assert_eq!(cli.list(OF_ORGANIZATION, Some("ORGANIZATION")).len(), 209);
    cli.done();
}

#[test]
fn roles() {
    let mut cli = Cli::with("owner");
    let token = cli.find("wide", OF_ORGANIZATION, "ORGANIZATION");
    assert_eq!(token["roles"].as_array().unwrap().len(), 5);
    assert_eq!(
        token["roles"][0],
        entry("ORGANIZATION", "org", "ORGANIZATION_MEMBER")
    );
    cli.done();
}

#[test]
fn create_with_and_without_an_expiration() {
    let mut cli = Cli::with("owner");
    for role in [
        "ORGANIZATION_MEMBER",
        "ORGANIZATION_BILLING_ADMIN",
        "ORGANIZATION_OWNER",
    ] {
        let made = cli.create(
            json!({"name": role, "description": "", "role": role, "scope": "ORGANIZATION"}),
        );
        assert!(made.get("endAt").is_none());
        assert!(cli.works(&made["token"]));
        let made = cli.create(json!({
            "name": role, "description": "d", "role": role, "scope": "ORGANIZATION", "tokenExpiryPeriodInDays": 3650,
        }));
        assert_eq!(made["expiryPeriodInDays"], 3650);
    }
    cli.done();
}

#[test]
fn update_with_a_role_keeps_every_other_grant() {
    let mut cli = Cli::with("owner");
    let token = cli.find("wide", OF_ORGANIZATION, "ORGANIZATION");
    let before = cli.roles(&token);
    let renamed = cli.update(&token, "wider", "");
    assert_eq!(
        (&renamed["name"], &renamed["description"]),
        (&json!("wider"), &token["description"])
    );
    cli.replace(
        &token,
        "ORGANIZATION",
        "org",
        Some("ORGANIZATION_BILLING_ADMIN"),
    )
    .ok();
    let after = cli.roles(&token);
    assert_eq!(after[..4], before[1..], "copied in order, the new one last");
    assert_eq!(
        after[4],
        entry("ORGANIZATION", "org", "ORGANIZATION_BILLING_ADMIN")
    );
    cli.done();
}

#[test]
fn update_without_a_role_leaves_the_roles_alone() {
    let mut cli = Cli::with("owner");
    let token = cli.get(&id("member"));
    cli.update(&token, "", "new words");
    let after = cli.get(&id("member"));
    assert_eq!(
        (&after["name"], &after["description"]),
        (&json!("member"), &json!("new words"))
    );
    assert_eq!(after["roles"], token["roles"]);
    cli.done();
}

#[test]
fn rotate_gives_a_value_that_works_and_kills_the_old_one() {
    let mut cli = Cli::with("owner");
    let old = json!(cli.client.value("member"));
    let token = cli.find("member", OF_ORGANIZATION, "ORGANIZATION");
    let rotated = cli.rotate(&token);
    assert_eq!(rotated["id"], token["id"]);
    assert!(cli.works(&rotated["token"]));
    assert!(!cli.works(&old));
    cli.done();
}

#[test]
fn delete() {
    let mut cli = Cli::with("owner");
    let token = cli.find("member", OF_ORGANIZATION, "ORGANIZATION");
    assert_eq!(cli.delete(&token), 204);
    assert_eq!(cli.read(&token).status, 404);
    assert!(
        !cli.names(OF_ORGANIZATION, None)
            .contains(&"member".to_owned())
    );
    cli.done();
}
