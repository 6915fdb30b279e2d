//! Callers with less than an Owner's rights: what they see is the union over what they can list, and what is out of
//! reach is told.

use std::collections::BTreeSet;

use astro_emulator::sample::Subject;
use astro_emulator::state::{EntityType, Grant, Id, State};
use astro_token_console::inventory::{Coverage, List};
use astro_token_console::session::PastedToken;
use astro_tokens::id::{DeploymentId, WorkspaceId};
use astro_tokens::timestamp::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use crate::fixture::{Console, World};
use crate::host::ACROSS;

const BELOW_OWNER: [&str; 4] = [
    "Organization Member",
    "Workspace Owner",
    "Workspace Member",
    "Deployment Admin",
];

/// Straight from the table of rights: how many lists there are to ask for, and which of them are refused.
fn expected_coverage(
    grants: &[Grant],
    state: &State,
    organization: &str,
) -> (usize, BTreeSet<String>) {
    let mut lists = BTreeSet::new();
    let mut permitted = BTreeSet::new();
    for grant in grants {
        let id = &grant.entity_id;
        match grant.entity_type {
            EntityType::Workspace => {
                let workspace = format!("{:?}", List::Workspace(WorkspaceId::new(id.clone())));
                permitted.insert(workspace.clone());
                lists.insert(workspace);
                let inside = state
                    .deployments
                    .values()
                    .filter(|one| one.workspace_id == *id);
                for deployment in inside.filter(|one| *one.organization_id == *organization) {
                    let list = format!(
                        "{:?}",
                        List::Deployment(DeploymentId::new(deployment.id.clone()))
                    );
                    if &*grant.role != "WORKSPACE_ACCESSOR" {
                        lists.insert(list.clone());
                    }
                    if &*grant.role == "WORKSPACE_OWNER" {
                        permitted.insert(list);
                    }
                }
            }
            EntityType::Deployment => {
                let list = format!("{:?}", List::Deployment(DeploymentId::new(id.clone())));
                permitted.insert(list.clone());
                lists.insert(list);
                let parent = state.deployments[id].workspace_id.clone();
                lists.insert(format!("{:?}", List::Workspace(WorkspaceId::new(parent))));
            }
            _ => {}
        }
    }
    (lists.len(), lists.difference(&permitted).cloned().collect())
}

#[track_caller]
fn assert_partial(world: &World, console: &Console, subject: &Subject) {
    let Coverage::Partial {
        lists,
        out_of_reach,
    } = console.coverage()
    else {
        panic!("{:?}", console.coverage())
    };
    let told: BTreeSet<String> = out_of_reach
        .iter()
        .map(|list| format!("{list:?}"))
        .collect();
    assert_eq!(told.len(), out_of_reach.len(), "told twice");
    let emulator = world.host.emulator.borrow();
    let state = emulator.state();
    let grants = match subject {
        Subject::Token(id) => &state.tokens.get(id).unwrap().grants,
        Subject::User(id) => &state.users[id].grants,
    };
    assert_eq!(
        (lists, told),
        expected_coverage(grants, state, world.organization.as_str())
    );
}

#[test]
fn every_sample_caller_sees_exactly_what_it_may_read() {
    for (narrow_list, narrow_grants) in [(false, false), (true, false), (false, true), (true, true)]
    {
        let world = World::switched(10_482, |switches| {
            switches.narrow_unfiltered_list = narrow_list;
            switches.narrow_grants = narrow_grants;
        });
        let mut seen = Vec::new();
        for name in BELOW_OWNER {
            let console = world.console(name);
            world.load(&console);
            assert_eq!(
                console.ids(),
                world.readable(name),
                "{name}, {narrow_list}, {narrow_grants}"
            );
            assert_partial(&world, &console, &world.caller(name).subject);
            console.assert_complete();
            seen.push(console.ids().len());
        }
        assert_eq!(seen[0], 0, "a mere member sees none");
        assert!(seen[1..].iter().all(|count| *count > 0), "{seen:?}");
        for name in ["Organization Owner", "Personal session"] {
            let console = world.console(name);
            world.load(&console);
            assert_eq!(console.ids(), world.readable(name), "{name}");
            assert_eq!(console.coverage(), Coverage::Full, "{name}");
            console.assert_complete();
        }
    }
}

#[test]
fn a_caller_whose_places_cannot_be_listed_is_not_told_to_see_nothing() {
    for place in ["workspaces", "deployments"] {
        let world = World::sample(2000);
        let console = world.console("Workspace Owner");
        world.load(&console);
        let before = console.ids();
        assert_eq!(before, world.readable("Workspace Owner"));

        world.fault(&json!({"path": format!("*/{place}"), "status": 500}));
        world.load(&console);
        assert_eq!(
            console.ids(),
            before,
            "rows stay while it is not known what there is"
        );
        assert_eq!(console.progress().failed.len(), 1, "{place}");

        let value = world.elsewhere(
            "POST",
            "/tokens",
            &json!({"name": "new", "scope": "ORGANIZATION", "role": "ORGANIZATION_MEMBER"}),
        );
        assert!(value["id"].is_string());
        world.run(astro_token_console::inventory::retry(
            console.inventory,
            &console.api,
        ));
        console.assert_complete();
        assert_eq!(console.ids(), world.readable("Workspace Owner"));
    }
}

/// A token with these roles beside its membership, made by the service; answers its id.
fn made(world: &World, roles: &[serde_json::Value]) -> Id {
    let token = world.elsewhere(
        "POST",
        "/tokens",
        &json!({"name": "made", "scope": "ORGANIZATION", "role": "ORGANIZATION_MEMBER"}),
    );
    let id = token["id"].as_str().unwrap().to_owned();
    let mut all = vec![json!({
        "entityType": "ORGANIZATION",
        "entityId": world.organization.as_str(),
        "role": "ORGANIZATION_MEMBER",
    })];
    all.extend_from_slice(roles);
    world.elsewhere(
        "POST",
        &format!("/tokens/{id}/roles"),
        &json!({"roles": all}),
    );
    id.into()
}

#[test]
fn any_set_of_roles_sees_exactly_what_it_may_read() {
    let world = World::sample(2500);
    let places = |of: fn(&State) -> Vec<(Id, Id)>| {
        let all = of(world.host.emulator.borrow().state());
        let own = all
            .into_iter()
            .filter(|(_, organization)| **organization == *world.organization.as_str());
        own.map(|(id, _)| id).collect::<Vec<Id>>()
    };
    let workspaces = places(|state| {
        state
            .workspaces
            .values()
            .map(|one| (one.id.clone(), one.organization_id.clone()))
            .collect()
    });
    let deployments = places(|state| {
        state
            .deployments
            .values()
            .map(|one| (one.id.clone(), one.organization_id.clone()))
            .collect()
    });
    let workspace = (
        proptest::sample::select(workspaces),
        proptest::sample::select(vec![
            "WORKSPACE_OWNER",
            "WORKSPACE_OPERATOR",
            "WORKSPACE_AUTHOR",
            "WORKSPACE_MEMBER",
            "WORKSPACE_ACCESSOR",
        ]),
    );
    let deployment = proptest::sample::select(deployments);
    let roles = (
        proptest::collection::btree_map(workspace.0, workspace.1, 0..4),
        proptest::collection::btree_set(deployment, 0..4),
    );
    proptest!(ProptestConfig::with_cases(24), |((workspaces, deployments) in roles)| {
        let mut wanted: Vec<serde_json::Value> = workspaces
            .iter()
            .map(|(id, role)| json!({"entityType": "WORKSPACE", "entityId": &**id, "role": role}))
            .collect();
        wanted.extend(deployments.iter().map(
            |id| json!({"entityType": "DEPLOYMENT", "entityId": &**id, "role": "DEPLOYMENT_ADMIN"}),
        ));
        let id = made(&world, &wanted);
        let value = world.host.emulator.borrow().token_value(&id).unwrap();
        let now = Timestamp::from_unix_micros(world.host.clock.unix_micros());
        let token = PastedToken::parse(&value, now).unwrap();
        let console = world.console_of(world.api_with(token, ACROSS, 20));
        world.load(&console);
        let subject = Subject::Token(id);
        prop_assert_eq!(console.ids(), world.readable_by(&subject));
        assert_partial(&world, &console, &subject);
        console.assert_complete();
    });
}
