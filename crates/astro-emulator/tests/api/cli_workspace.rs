//! `astro workspace token …`, command by command.

use serde_json::json;

use crate::{
    cli::{Cli, OF_ORGANIZATION, entry, of_workspace},
    fixture::id,
};

#[test]
fn list_has_tokens_of_every_scope() {
    let mut cli = Cli::with("fowner");
    let names = cli.names(&of_workspace("finance"), None);
    assert_eq!(names, ["fowner", "fmember", "faccessor", "wide", "helper"]);
    cli.done();
}

#[test]
fn create() {
    let mut cli = Cli::with("fowner");
    for role in [
        "WORKSPACE_MEMBER",
        "WORKSPACE_AUTHOR",
        "WORKSPACE_OPERATOR",
        "WORKSPACE_OWNER",
    ] {
        let made = cli.create(json!({
            "name": "n", "description": "", "role": role, "scope": "WORKSPACE", "entityId": id("finance"),
        }));
        assert_eq!(made["roles"], json!([entry("WORKSPACE", "finance", role)]));
        assert!(cli.works(&made["token"]));
    }
    cli.done();
}

#[test]
fn update_with_and_without_a_role() {
    let mut cli = Cli::with("fowner");
    let token = cli.find("helper", &of_workspace("finance"), "WORKSPACE");
    cli.update(&token, "helper2", "d");
    // Without a role the CLI writes the same set again.
    cli.replace(&token, "WORKSPACE", "finance", Some("WORKSPACE_MEMBER"))
        .ok();
    assert_eq!(cli.roles(&token).len(), 2);
    cli.replace(&token, "WORKSPACE", "finance", Some("WORKSPACE_AUTHOR"))
        .ok();
    let after = cli.roles(&token);
    assert_eq!(
        after,
        [
            entry("DEPLOYMENT", "billing", "DEPLOYMENT_ADMIN"),
            entry("WORKSPACE", "finance", "WORKSPACE_AUTHOR")
        ]
    );
    cli.done();
}

#[test]
fn rotate() {
    let mut cli = Cli::with("fowner");
    let token = cli.find("fmember", &of_workspace("finance"), "WORKSPACE");
    let rotated = cli.rotate(&token);
    assert!(cli.works(&rotated["token"]));
    cli.done();
}

#[test]
fn delete_of_its_own_token_deletes_it() {
    let mut cli = Cli::with("fowner");
    let token = cli.find("fmember", &of_workspace("finance"), "WORKSPACE");
    assert_eq!(cli.delete(&token), 204);
    assert_eq!(cli.read(&token).status, 404);
    cli.done();
}

#[test]
fn delete_of_a_token_from_above_removes_it_from_here_only() {
    let mut cli = Cli::with("fowner");
    let token = cli.find("wide", &of_workspace("finance"), "ORGANIZATION");
    cli.replace(&token, "WORKSPACE", "finance", None).ok();
    assert!(
        !cli.names(&of_workspace("finance"), None)
            .contains(&"wide".to_owned())
    );
    let mut owner = cli.signed_in_with("owner");
    assert_eq!(
        owner.roles(&token).len(),
        4,
        "the others stay, Dag roles too"
    );
    owner.done();
}

#[test]
fn add_and_organization_token_add_look_among_all_organization_tokens() {
    let mut cli = Cli::with("owner");
    let token = cli.find("member", OF_ORGANIZATION, "ORGANIZATION");
    cli.replace(&token, "WORKSPACE", "finance", Some("WORKSPACE_OPERATOR"))
        .ok();
    assert_eq!(
        cli.roles(&token)[1],
        entry("WORKSPACE", "finance", "WORKSPACE_OPERATOR")
    );
    let again = cli.get(&id("member"));
    cli.replace(&again, "WORKSPACE", "finance", Some("WORKSPACE_ACCESSOR"))
        .ok();
    assert_eq!(
        cli.roles(&token).len(),
        2,
        "a different role replaces the present one"
    );
    cli.done();
}

#[test]
fn a_role_that_is_not_checked_by_the_cli_is_refused_by_the_service() {
    let mut cli = Cli::with("owner");
    let token = cli.find("member", OF_ORGANIZATION, "ORGANIZATION");
    let refused = cli.replace(&token, "WORKSPACE", "finance", Some("OWNER"));
    assert_eq!(refused.status, 400);
    assert!(
        refused.body["message"]
            .as_str()
            .unwrap()
            .contains("roles[1].role must be one of WORKSPACE_OWNER")
    );
    cli.done();
}

#[test]
fn organization_token_update_looks_among_those_already_here() {
    let mut cli = Cli::with("fowner");
    let token = cli.find("wide", &of_workspace("finance"), "ORGANIZATION");
    cli.replace(&token, "WORKSPACE", "finance", Some("WORKSPACE_OWNER"))
        .ok();
    let roles = cli.roles(&token);
    assert_eq!(
        (roles.len(), &roles[4]),
        (5, &entry("WORKSPACE", "finance", "WORKSPACE_OWNER"))
    );
    cli.done();
}

#[test]
fn organization_token_remove_and_list() {
    let mut cli = Cli::with("owner");
    assert_eq!(
        cli.names(&of_workspace("finance"), Some("ORGANIZATION")),
        ["wide"]
    );
    let token = cli.find("wide", &of_workspace("finance"), "ORGANIZATION");
    cli.replace(&token, "WORKSPACE", "finance", None).ok();
    assert!(
        cli.names(&of_workspace("finance"), Some("ORGANIZATION"))
            .is_empty()
    );
    cli.done();
}

#[test]
fn an_empty_filter_lists_everything() {
    let mut cli = Cli::with("owner");
    let names = cli.names("workspaceId=&deploymentId=", Some("ORGANIZATION"));
    assert_eq!(names, ["owner", "member", "wide", "expired"]);
    cli.done();
}

#[test]
fn removing_the_last_role_is_refused() {
    let mut cli = Cli::with("owner");
    let token = cli.get(&id("fmember"));
    let refused = cli.replace(&token, "WORKSPACE", "finance", None);
    assert_eq!(refused.field_errors(), [("min", "roles")]);
}
