//! What the console predicts that a caller may write, held against what the emulator lets it do.

use astro_emulator::state::User;
use astro_token_console::session::PastedToken;
use astro_tokens::grants::Place;
use astro_tokens::id::{DeploymentId, WorkspaceId};
use astro_tokens::rights::Rights;
use astro_tokens::timestamp::Timestamp;
use http::Request;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::fixture::World;
use crate::host::ACROSS;

/// Whether the caller is let create a token there.
fn is_let(world: &World, caller: &str, scope: &str, role: &str, entity: Option<&str>) -> bool {
    let mut body = json!({"name": "tried", "scope": scope, "role": role});
    if let Some(entity) = entity {
        body["entityId"] = Value::from(entity);
    }
    let request = Request::builder()
        .method("POST")
        .uri(format!("/v1/organizations/{}/tokens", world.organization))
        .header("authorization", format!("Bearer {}", world.value(caller)))
        .header("content-type", "application/json")
        .body(serde_json::to_vec(&body).unwrap())
        .unwrap();
    let response = world.host.emulator.borrow_mut().handle(&request).response;
    match response.status().as_u16() {
        200 => true,
        403 => false,
        other => panic!("{caller}, {scope}, {entity:?}: {other}"),
    }
}

#[test]
fn what_is_fenced_is_refused_and_what_is_in_sight_is_predicted_exactly() {
    for (caller, knows_itself) in [
        ("Organization Owner", true),
        ("Organization Member", false),
        ("Workspace Owner", true),
        ("Workspace Member", true),
        ("Deployment Admin", true),
        ("Personal session", false),
    ] {
        let world = World::sample(300);
        let console = world.console(caller);
        world.load(&console);
        let (rights, names) =
            untrack(|| (console.inventory.rights(), console.inventory.names().get()));
        assert_eq!(matches!(rights, Rights::Held(_)), knows_itself, "{caller}");
        let (workspaces, deployments): (Vec<String>, Vec<String>) = {
            let emulator = world.host.emulator.borrow();
            let state = emulator.state();
            let here = |organization: &str| organization == world.organization.as_str();
            let workspaces = state.workspaces.values();
            let deployments = state.deployments.values();
            (
                workspaces
                    .filter(|one| here(&one.organization_id))
                    .map(|one| one.id.to_string())
                    .collect(),
                deployments
                    .filter(|one| here(&one.organization_id))
                    .map(|one| one.id.to_string())
                    .collect(),
            )
        };
        let mut places = vec![(
            Place::Organization(world.organization.clone()),
            is_let(&world, caller, "ORGANIZATION", "ORGANIZATION_MEMBER", None),
            true,
        )];
        for id in &workspaces {
            let place = Place::Workspace(WorkspaceId::new(id.as_str()));
            let is_seen = names.workspace(id).is_some();
            let is_let = is_let(&world, caller, "WORKSPACE", "WORKSPACE_MEMBER", Some(id));
            places.push((place, is_let, is_seen));
        }
        for id in &deployments {
            let place = Place::Deployment(DeploymentId::new(id.as_str()));
            let is_seen = names.deployment(id).is_some();
            let is_let = is_let(&world, caller, "DEPLOYMENT", "DEPLOYMENT_ADMIN", Some(id));
            places.push((place, is_let, is_seen));
        }
        for (place, is_let, is_seen) in places {
            let may = rights.may_write(&place, &names);
            assert!(
                may || !is_let,
                "{caller} is fenced off {place:?}, and Astro lets it"
            );
            if is_seen && knows_itself {
                assert_eq!(may, is_let, "{caller} at {place:?}");
            }
            // All is read, so what is unseen is in no Workspace that the caller owns.
            if !is_seen && knows_itself && matches!(place, Place::Deployment(_)) {
                assert_eq!(
                    rights.may_write_unseen(&place),
                    is_let,
                    "{caller} at {place:?}"
                );
            }
        }
    }
}

#[test]
fn a_person_who_may_not_list_the_organization_is_none_of_its_owners() {
    let world = World::sample(300);
    let member = {
        let emulator = world.host.emulator.borrow();
        let mut users = emulator.state().users.values();
        let is_member = |user: &&User| {
            let mut grants = user.grants.iter();
            grants.all(|grant| &*grant.role == "ORGANIZATION_MEMBER")
        };
        users.find(is_member).unwrap().id.to_string()
    };
    let signed = world.control("POST", "/sign", &json!({"userId": member}));
    let now = Timestamp::from_unix_micros(world.host.clock.unix_micros());
    let token = PastedToken::parse(signed["value"].as_str().unwrap(), now).unwrap();
    let console = world.console_of(world.api_with(token, ACROSS, 20));
    assert_eq!(untrack(|| console.inventory.rights()), Rights::Unknown);
    world.load(&console);
    assert_eq!(untrack(|| console.inventory.rights()), Rights::BelowOwner);
}
