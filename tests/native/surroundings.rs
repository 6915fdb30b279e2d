//! Workspaces, Deployments and names: read without a gap however many there are, and kept when a later reading fails.

use std::collections::BTreeSet;

use astro_token_console::api::ErrorKind;
use astro_token_console::inventory::{Coverage, Remote, load_permissions, load_surroundings};
use leptos::prelude::{GetUntracked, WithUntracked};
use serde_json::{Value, json};

use crate::fixture::{Console, World};

fn workspaces(console: &Console) -> Vec<String> {
    console.inventory.workspaces().with_untracked(|read| {
        let list = read.loaded().unwrap();
        list.iter().map(|one| one.id.to_string()).collect()
    })
}

fn deployments(console: &Console) -> Vec<String> {
    console.inventory.deployments().with_untracked(|read| {
        let list = read.loaded().unwrap();
        list.iter().map(|one| one.id.to_string()).collect()
    })
}

/// Ids of the Workspaces and Deployments that the Organization has.
fn there(world: &World) -> (BTreeSet<String>, BTreeSet<String>) {
    let emulator = world.host.emulator.borrow();
    let state = emulator.state();
    let own = |organization: &str| organization == world.organization.as_str();
    let workspaces = state.workspaces.values();
    let deployments = state.deployments.values();
    (
        workspaces
            .filter(|one| own(&one.organization_id))
            .map(|one| one.id.to_string())
            .collect(),
        deployments
            .filter(|one| own(&one.organization_id))
            .map(|one| one.id.to_string())
            .collect(),
    )
}

fn read(world: &World, console: &Console) {
    world.run(load_surroundings(
        console.inventory,
        &console.api,
        &world.organization,
    ));
}

fn set(ids: Vec<String>) -> BTreeSet<String> {
    let count = ids.len();
    let ids: BTreeSet<String> = ids.into_iter().collect();
    assert_eq!(ids.len(), count, "an id is held twice");
    ids
}

#[test]
fn a_refresh_that_fails_keeps_names_and_places_and_tells_the_failure() {
    let world = World::sample(450);
    let console = world.console("Organization Owner");
    world.load(&console);
    let (workspaces_before, deployments_before) = (workspaces(&console), deployments(&console));
    let organization = console.inventory.organization().get_untracked();
    for place in ["", "/workspaces*", "/deployments*", "/roles*"] {
        world.fault(&json!({"path": format!("*/{}{place}", world.organization), "status": 500}));
    }
    world.load(&console);
    let inventory = console.inventory;
    assert_eq!(workspaces(&console), workspaces_before);
    assert_eq!(deployments(&console), deployments_before);
    let names = inventory.names().get_untracked();
    assert!(
        workspaces_before
            .iter()
            .all(|id| names.workspace(id).is_some())
    );
    assert_eq!(
        inventory.organization().get_untracked().loaded(),
        organization.loaded()
    );
    let kinds = [
        inventory
            .organization()
            .with_untracked(|read| read.failure().map(|error| error.kind)),
        inventory
            .workspaces()
            .with_untracked(|read| read.failure().map(|error| error.kind)),
        inventory
            .deployments()
            .with_untracked(|read| read.failure().map(|error| error.kind)),
        inventory
            .roles()
            .with_untracked(|read| read.failure().map(|error| error.kind)),
    ];
    assert_eq!(kinds, [Some(ErrorKind::ServerError); 4]);
    assert!(inventory.roles().get_untracked().loaded().is_some());

    world.load(&console);
    assert!(inventory.workspaces().get_untracked().is_whole());
    assert!(inventory.deployments().get_untracked().is_whole());
}

#[test]
fn lists_longer_than_a_page_overlap_and_hold_each_place_once() {
    let world = World::with_places(1_203, 2_105);
    let console = world.console("Organization Owner");
    read(&world, &console);
    let (all_workspaces, all_deployments) = there(&world);
    assert!(all_workspaces.len() > 1000 && all_deployments.len() > 2000);
    assert_eq!(set(workspaces(&console)), all_workspaces);
    assert_eq!(set(deployments(&console)), all_deployments);
    let offsets = |place: &str| -> BTreeSet<String> {
        let targets = world.targets();
        let pages = targets.iter().filter(|target| target.contains(place));
        pages
            .map(|target| {
                let after = target.split("offset=").nth(1).unwrap();
                after.split('&').next().unwrap().to_owned()
            })
            .collect()
    };
    assert_eq!(
        offsets("/workspaces?"),
        ["0", "999"].map(String::from).into()
    );
    assert_eq!(
        offsets("/deployments?"),
        ["0", "1998", "999"].map(String::from).into()
    );
}

/// The answer to the second page of Workspaces, had one of the first page been deleted before.
fn second_page_after_a_deletion(world: &World) -> Value {
    let mut page = world.elsewhere(
        "GET",
        "/workspaces?offset=1000&limit=1000&sorts=createdAt:asc",
        &json!(null),
    );
    page["offset"] = json!(999);
    page["totalCount"] = json!(page["totalCount"].as_u64().unwrap() - 1);
    page
}

#[test]
fn a_list_of_places_that_changed_while_it_was_read_is_read_again() {
    let world = World::with_places(1_203, 40);
    let body = second_page_after_a_deletion(&world);
    let console = world.console("Organization Owner");
    world.fault(&json!({"path": "*/workspaces?offset=999*", "status": 200, "body": body}));
    read(&world, &console);
    assert!(console.inventory.workspaces().get_untracked().is_whole());
    assert_eq!(set(workspaces(&console)), there(&world).0);
}

#[test]
fn a_list_of_places_that_never_comes_to_rest_is_told() {
    let world = World::with_places(1_203, 40);
    let body = second_page_after_a_deletion(&world);
    let console = world.console("Organization Owner");
    world.fault(
        &json!({"path": "*/workspaces?offset=999*", "status": 200, "body": body, "times": 99}),
    );
    read(&world, &console);
    let asked = world.sent(|sent| sent.authorized && sent.target.contains("/workspaces?"));
    assert_eq!(
        asked.len(),
        6,
        "both pages, and three rounds of reading again"
    );
    let held = console.inventory.workspaces().get_untracked();
    assert!(held.missing() > 0);
    assert!(held.failure().is_none());
    set(workspaces(&console));
}

#[test]
fn one_page_of_places_that_fails_is_a_failure_of_the_list() {
    let world = World::with_places(1_203, 40);
    let console = world.console("Organization Owner");
    world.fault(&json!({"path": "*/workspaces?offset=999*", "status": 500}));
    read(&world, &console);
    let held = console.inventory.workspaces().get_untracked();
    assert_eq!(held.failure().unwrap().kind, ErrorKind::ServerError);
    assert!(held.loaded().is_none(), "a part is not taken for the whole");
    read(&world, &console);
    assert_eq!(set(workspaces(&console)), there(&world).0);
}

#[test]
fn who_may_not_list_one_kind_of_place_has_the_union_over_the_other() {
    for (place, expected) in [
        ("workspaces", "deploymentId="),
        ("deployments", "workspaceId="),
    ] {
        let world = World::sample(2000);
        let console = world.console("Workspace Owner");
        world.fault(&json!({"path": format!("*/{place}?*"), "status": 403, "times": 9}));
        world.load(&console);
        console.assert_complete();
        let Coverage::Partial { lists, .. } = console.coverage() else {
            panic!("{place}: {:?}", console.coverage())
        };
        let asked = world.targets();
        let asked: Vec<&String> = asked
            .iter()
            .filter(|target| target.contains("Id="))
            .collect();
        assert!(lists > 0 && asked.len() == lists, "{place}: {asked:?}");
        assert!(asked.iter().all(|target| target.contains(expected)));
        let may_read = world.readable("Workspace Owner");
        assert!(!console.ids().is_empty());
        assert!(console.ids().is_subset(&may_read));
    }
}

#[test]
fn who_may_list_no_place_at_all_is_told() {
    let world = World::sample(2000);
    let console = world.console("Workspace Owner");
    for place in ["workspaces", "deployments"] {
        world.fault(&json!({"path": format!("*/{place}?*"), "status": 403, "times": 9}));
    }
    world.load(&console);
    let failed = console.progress().failed;
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].error.kind, ErrorKind::Forbidden);
    assert_eq!(console.coverage(), Coverage::Unknown);
}

#[test]
fn a_token_that_is_listed_without_its_roles_is_not_taken_for_an_owner() {
    let world = World::switched(450, |switches| switches.narrow_unfiltered_list = true);
    let name = "Workspace Owner";
    let own = world.id(name);
    let mut page = world.elsewhere(
        "GET",
        "/tokens?offset=0&limit=1000&sorts=createdAt:asc",
        &json!(null),
    );
    let tokens = page["tokens"].as_array_mut().unwrap();
    tokens.retain(|token| token["id"] == json!(own));
    tokens[0].as_object_mut().unwrap().remove("roles");
    page["totalCount"] = json!(1);
    let console = world.console(name);
    world.fault(
        &json!({"path": "*/tokens?offset=0&limit=1000&sorts*", "status": 200, "body": page}),
    );
    world.load(&console);
    assert!(
        matches!(console.coverage(), Coverage::Partial { .. }),
        "{:?}",
        console.coverage()
    );
    assert_eq!(console.ids(), world.readable(name));
}

#[test]
fn what_a_custom_role_allows_is_asked_once_and_again_after_a_failure_or_a_refresh() {
    let world = World::sample(60);
    let console = world.console("Workspace Member");
    world.load(&console);
    let role = console.inventory.roles().with_untracked(|roles| {
        let roles = &roles.loaded().unwrap().roles;
        roles
            .iter()
            .find(|role| &*role.name == "queue-reader")
            .unwrap()
            .id
            .clone()
    });
    let of_role = format!("/roles/{role}");
    let asked = || {
        let targets = world.targets();
        targets
            .iter()
            .filter(|target| target.ends_with(&of_role))
            .count()
    };
    let ask = || world.run(load_permissions(console.inventory, &console.api, &role));
    let known = || leptos::prelude::untrack(|| console.inventory.permissions(&role));
    assert!(known().is_none());
    world.fault(&json!({"path": format!("*{of_role}"), "status": 500}));
    ask();
    let Some(Remote::Failed { error, .. }) = known() else {
        panic!("{:?}", known());
    };
    assert_eq!(error.kind, ErrorKind::ServerError);
    // Side by side, and once more: one question.
    world.run(futures::future::join(
        load_permissions(console.inventory, &console.api, &role),
        load_permissions(console.inventory, &console.api, &role),
    ));
    ask();
    assert_eq!(asked(), 2);
    let Some(Remote::Loaded(names)) = known() else {
        panic!("{:?}", known());
    };
    assert_eq!(
        names.iter().map(|name| &**name).collect::<Vec<_>>(),
        ["deployment.get", "deployment.airflow.get"]
    );
    world.load(&console);
    assert!(known().is_none());
    ask();
    assert_eq!(asked(), 3);
}
