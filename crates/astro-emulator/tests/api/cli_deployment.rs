//! `astro deployment token …`, command by command.

use serde_json::json;

use crate::{
    cli::{Cli, OF_ORGANIZATION, entry, of_deployment, of_workspace},
    fixture::id,
};

#[test]
fn list() {
    let mut cli = Cli::with("fowner");
    assert_eq!(
        cli.names(&of_deployment("ledger"), None),
        ["ladmin", "lrelease", "early"]
    );
    cli.done();
}

#[test]
fn create_with_the_built_in_and_a_custom_role() {
    let mut cli = Cli::with("ladmin");
    for role in ["DEPLOYMENT_ADMIN", "Release_Manager"] {
        let made = cli.create(json!({
            "name": "n", "description": "", "role": role, "scope": "DEPLOYMENT", "entityId": id("ledger"),
            "tokenExpiryPeriodInDays": 365,
        }));
        assert_eq!(made["roles"], json!([entry("DEPLOYMENT", "ledger", role)]));
        assert!(cli.works(&made["token"]));
    }
    cli.done();
}

#[test]
fn update_with_a_role() {
    let mut cli = Cli::with("fowner");
    let token = cli.find("lrelease", &of_deployment("ledger"), "DEPLOYMENT");
    cli.update(&token, "", "d");
    cli.replace(&token, "DEPLOYMENT", "ledger", Some("DEPLOYMENT_ADMIN"))
        .ok();
    assert_eq!(
        cli.roles(&token),
        [entry("DEPLOYMENT", "ledger", "DEPLOYMENT_ADMIN")]
    );
    cli.done();
}

#[test]
fn rotate_and_delete() {
    let mut cli = Cli::with("ladmin");
    let token = cli.find("lrelease", &of_deployment("ledger"), "DEPLOYMENT");
    let rotated = cli.rotate(&token);
    assert!(cli.works(&rotated["token"]));
    assert_eq!(cli.delete(&token), 204);
    assert!(!cli.works(&rotated["token"]));
    cli.done();
}

#[test]
fn delete_of_a_token_from_above_removes_it_from_here_only() {
    let mut cli = Cli::with("owner");
    let token = cli.find("wide", &of_deployment("campaigns"), "ORGANIZATION");
    cli.replace(&token, "DEPLOYMENT", "campaigns", None).ok();
    assert_eq!(cli.roles(&token).len(), 4);
    assert_eq!(cli.names(&of_deployment("campaigns"), None), ["cadmin"]);
    cli.done();
}

#[test]
fn organization_token_add_update_list_remove() {
    let mut cli = Cli::with("owner");
    let token = cli.find("member", OF_ORGANIZATION, "ORGANIZATION");
    cli.replace(&token, "DEPLOYMENT", "ledger", Some("DEPLOYMENT_ADMIN"))
        .ok();
    assert_eq!(
        cli.names(&of_deployment("ledger"), Some("ORGANIZATION")),
        ["member"]
    );
    let here = cli.find("member", &of_deployment("ledger"), "ORGANIZATION");
    cli.replace(&here, "DEPLOYMENT", "ledger", Some("Release_Manager"))
        .ok();
    assert_eq!(
        cli.roles(&here)[1],
        entry("DEPLOYMENT", "ledger", "Release_Manager")
    );
    let here = cli.find("member", &of_deployment("ledger"), "ORGANIZATION");
    cli.replace(&here, "DEPLOYMENT", "ledger", None).ok();
    assert!(
        cli.names(&of_deployment("ledger"), Some("ORGANIZATION"))
            .is_empty()
    );
    assert_eq!(cli.roles(&here).len(), 1);
    cli.done();
}

#[test]
fn workspace_token_add_update_list_remove() {
    let mut cli = Cli::with("fowner");
    let token = cli.find("fmember", &of_workspace("finance"), "WORKSPACE");
    cli.replace(&token, "DEPLOYMENT", "billing", Some("DEPLOYMENT_ADMIN"))
        .ok();
    assert_eq!(
        cli.names(&of_deployment("billing"), Some("WORKSPACE")),
        ["fmember", "helper"]
    );
    let here = cli.find("fmember", &of_deployment("billing"), "WORKSPACE");
    cli.replace(&here, "DEPLOYMENT", "billing", Some("Release_Manager"))
        .ok();
    assert_eq!(
        cli.roles(&here)[1],
        entry("DEPLOYMENT", "billing", "Release_Manager")
    );
    let here = cli.find("fmember", &of_deployment("billing"), "WORKSPACE");
    cli.replace(&here, "DEPLOYMENT", "billing", None).ok();
    assert_eq!(
        cli.names(&of_deployment("billing"), Some("WORKSPACE")),
        ["helper"]
    );
    cli.done();
}

#[test]
fn a_workspace_token_is_not_assigned_outside_its_workspace() {
    let mut cli = Cli::with("owner");
    let token = cli.find("fmember", &of_workspace("finance"), "WORKSPACE");
    let refused = cli.replace(&token, "DEPLOYMENT", "campaigns", Some("DEPLOYMENT_ADMIN"));
    assert_eq!(refused.field_errors(), [("workspace", "roles[1].entityId")]);
    cli.done();
}

#[test]
fn a_role_name_with_a_typo_is_refused() {
    let mut cli = Cli::with("ladmin");
    let token = cli.find("lrelease", &of_deployment("ledger"), "DEPLOYMENT");
    let refused = cli.replace(&token, "DEPLOYMENT", "ledger", Some("Release_Manger"));
    assert_eq!(refused.field_errors(), [("oneof", "roles[0].role")]);
    cli.done();
}
