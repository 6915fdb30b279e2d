//! Loading everything, as the Organization Owner.

use std::collections::BTreeSet;
use std::time::Duration;

use astro_token_console::inventory::{Coverage, First, GrantSight, List, Stage, load, load_token};
use astro_tokens::id::{TokenId, WorkspaceId};
use leptos::prelude::{GetUntracked, WithUntracked, untrack};
use serde_json::json;

use crate::fixture::World;

#[test]
fn the_inventory_holds_what_the_emulator_says_at_every_page_boundary() {
    for count in [
        1, 2, 6, 999, 1000, 1001, 1998, 1999, 2000, 2001, 2997, 2998, 2999,
    ] {
        let world = World::sample(count);
        let console = world.console("Organization Owner");
        world.load(&console);
        assert_eq!(console.ids().len(), count);
        assert_eq!(
            console.ids(),
            world.readable("Organization Owner"),
            "{count}"
        );
        assert_eq!(console.progress().total, count);
        assert_eq!(console.coverage(), Coverage::Full);
        console.assert_complete();
        let lists = world
            .targets()
            .iter()
            .filter(|target| target.contains("/tokens?"))
            .count();
        let least = if count <= 1000 {
            1
        } else {
            (count - 1).div_ceil(999)
        };
        assert_eq!(lists, least, "{count}: no page is asked for twice");
    }
}

#[test]
fn an_organization_without_tokens_is_complete_at_once() {
    let world = World::sample(0);
    let console = world.console("Personal session");
    world.load(&console);
    assert_eq!(console.ids(), BTreeSet::new());
    assert_eq!(console.coverage(), Coverage::Full);
    console.assert_complete();
}

#[test]
fn the_usual_sample_comes_with_all_its_names_and_roles() {
    let world = World::sample(10_482);
    let console = world.console("Organization Owner");
    world.load(&console);
    assert_eq!(console.ids().len(), 10_482);
    assert_eq!(console.ids(), world.readable("Organization Owner"));
    assert_eq!(console.coverage(), Coverage::Full);
    console.assert_complete();

    let emulator = world.host.emulator.borrow();
    let state = emulator.state();
    let names = console.inventory.names().get_untracked();
    let own = |id: &str| id == world.organization.as_str();
    let mut places = 0;
    for workspace in state
        .workspaces
        .values()
        .filter(|workspace| own(&workspace.organization_id))
    {
        assert_eq!(
            names.workspace(&workspace.id).map(|name| &**name),
            Some(&*workspace.name)
        );
        places += 1;
    }
    for deployment in state
        .deployments
        .values()
        .filter(|deployment| own(&deployment.organization_id))
    {
        assert_eq!(
            names.deployment(&deployment.id).map(|name| &**name),
            Some(&*deployment.name)
        );
        places += 1;
    }
    assert!(places > 100);
    let roles = console.inventory.roles().get_untracked();
    assert!(roles.is_whole());
    let roles = roles.loaded().unwrap();
    let loaded: BTreeSet<String> = roles
        .roles
        .iter()
        .map(|role| role.name.to_string())
        .collect();
    let expected: BTreeSet<String> = state
        .custom_roles
        .values()
        .filter(|role| own(&role.organization_id))
        .map(|role| role.name.clone())
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(loaded, expected);
    assert!(!roles.default_roles.is_empty());
}

#[test]
fn what_each_token_says_is_what_the_emulator_holds() {
    let world = World::sample(1500);
    let console = world.console("Organization Owner");
    world.load(&console);
    let emulator = world.host.emulator.borrow();
    console.inventory.tokens().with_untracked(|table| {
        for row in table.rows() {
            let held = emulator.state().tokens.get(row.id.as_str()).unwrap();
            assert_eq!(*row.name, held.name);
            assert_eq!(*row.description, held.description);
            assert_eq!(row.created_at.unix_micros(), held.created_at.unix_micros());
            assert_eq!(
                row.end_at.map(|at| at.unix_micros()),
                held.end_at.map(|at| at.unix_micros())
            );
            let grants: Vec<(String, String)> = row
                .grants
                .as_ref()
                .map(|grants| {
                    let pair = |grant: &astro_tokens::grants::Grant| {
                        (grant.entity_id.to_string(), grant.role.to_string())
                    };
                    grants.iter().map(pair).collect()
                })
                .unwrap();
            let mut expected: Vec<(String, String)> = held
                .grants
                .iter()
                .filter(|grant| {
                    !matches!(
                        grant.entity_type,
                        astro_emulator::state::EntityType::Newer(_)
                    )
                })
                .map(|grant| (grant.entity_id.to_string(), grant.role.to_string()))
                .collect();
            let mut grants = grants;
            grants.sort();
            expected.sort();
            assert_eq!(grants, expected, "{}", row.id);
        }
    });
}

#[test]
fn rows_are_there_before_the_last_page_is() {
    let world = World::sample(3500);
    let console = world.console("Organization Owner");
    // The page at offset 2,997 takes its time.
    world.fault(&json!({"path": "*/tokens?offset=2997*", "delayMs": 5000}));
    let inventory = console.inventory;
    world.run(async {
        let watch = async {
            console.api.sleep(Duration::from_millis(2000)).await;
            let rows = inventory.tokens().with_untracked(|table| table.len());
            assert_eq!(rows, 2998, "three pages of four");
            let progress = inventory.progress().get_untracked();
            assert_eq!((progress.read, progress.total), (2998, 3500));
        };
        futures::join!(load(inventory, &console.api, First::Nothing), watch);
    });
    console.assert_complete();
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn what_is_on_screen_is_asked_for_first() {
    let world = World::sample(1500);
    let id = world
        .readable("Organization Owner")
        .into_iter()
        .next()
        .unwrap();
    let console = world.console("Organization Owner");
    world.run(load(
        console.inventory,
        &console.api,
        First::Token(TokenId::new(id.as_str())),
    ));
    assert!(world.targets()[0].ends_with(&format!("/tokens/{id}")));
    console.assert_complete();

    let workspace = world
        .host
        .emulator
        .borrow()
        .state()
        .workspaces
        .keys()
        .next()
        .unwrap()
        .clone();
    let world = World::sample(1500);
    let console = world.console("Organization Owner");
    let list = List::Workspace(WorkspaceId::new(workspace.clone()));
    world.run(load(console.inventory, &console.api, First::List(list)));
    assert!(world.targets()[0].contains(&format!("workspaceId={workspace}")));
    console.assert_complete();
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn a_token_that_is_gone_leaves_the_inventory_and_says_why() {
    let world = World::sample(450);
    let console = world.console("Organization Owner");
    world.load(&console);
    let own = world.id("Organization Owner");
    let id = console.ids().into_iter().find(|id| *id != own).unwrap();
    world.elsewhere("DELETE", &format!("/tokens/{id}"), &json!(null));
    let token = TokenId::new(id.as_str());
    world.run(load_token(console.inventory, &console.api, &token));
    assert!(!console.ids().contains(&id));
    let refusal = console.inventory.refusal(&token).unwrap();
    assert_eq!(refusal.kind, astro_token_console::api::ErrorKind::NotFound);
}

#[test]
fn a_loading_that_runs_is_not_started_twice() {
    let world = World::sample(2500);
    let console = world.console("Organization Owner");
    world.run(async {
        futures::join!(
            load(console.inventory, &console.api, First::Nothing),
            load(console.inventory, &console.api, First::Nothing),
        );
    });
    console.assert_complete();
    assert_eq!(console.progress().total, 2500);
    let lists = world
        .targets()
        .iter()
        .filter(|target| target.contains("/tokens?"))
        .count();
    assert_eq!(lists, 3);
}

#[test]
fn a_refusal_does_not_outlive_the_list_that_has_the_token() {
    let world = World::sample(450);
    let console = world.console("Organization Owner");
    let own = world.id("Organization Owner");
    let id = TokenId::new(own.as_str());
    world.fault(&json!({"path": format!("*/tokens/{id}"), "status": 500}));
    world.run(load_token(console.inventory, &console.api, &id));
    assert!(console.inventory.refusal(&id).is_some());
    world.load(&console);
    assert_eq!(console.inventory.refusal(&id), None);
    assert!(console.ids().contains(&own));
}

#[test]
fn a_token_that_a_refresh_no_longer_finds_is_gone_and_asked_for_again_says_why() {
    let world = World::sample(450);
    let console = world.console("Organization Owner");
    let own = world.id("Organization Owner");
    let readable = world.readable("Organization Owner");
    let id = readable.into_iter().find(|id| *id != own).unwrap();
    let token = TokenId::new(id.as_str());
    world.run(load(
        console.inventory,
        &console.api,
        First::Token(token.clone()),
    ));
    assert!(console.ids().contains(&id));
    world.elsewhere("DELETE", &format!("/tokens/{id}"), &json!(null));
    world.load(&console);
    assert!(
        !console.ids().contains(&id),
        "what an earlier loading read by its id is no reason to keep it"
    );
    assert_eq!(console.inventory.refusal(&token), None);
    world.run(load_token(console.inventory, &console.api, &token));
    assert_eq!(
        console.inventory.refusal(&token).map(|error| error.kind),
        Some(astro_token_console::api::ErrorKind::NotFound)
    );
}

#[test]
fn what_was_loaded_while_another_token_took_over_is_loaded_again_and_proves_nothing_meanwhile() {
    let world = World::switched(400, |switches| switches.narrow_grants = true);
    let console = world.console("Organization Owner");
    let (inventory, api) = (console.inventory, console.api.clone());
    // The first list is answered once the other token is in use.
    world.fault(&json!({"method": "GET", "path": "*/tokens?*", "delayMs": 2000}));
    world.run(async {
        let take_over = async {
            world.host.clock.sleep(Duration::from_secs(1)).await;
            assert_eq!(console.progress().stage, Stage::Running);
            api.adopt(world.pasted("Workspace Owner"));
            inventory.ask_as(api.own_token());
            // As signing in does, which finds one under way.
            load(inventory, &api, First::Nothing).await;
        };
        futures::join!(load(inventory, &api, First::Nothing), take_over);
    });
    console.assert_complete();
    assert!(matches!(console.coverage(), Coverage::Partial { .. }));
    assert_eq!(console.ids(), world.readable("Workspace Owner"));
    let sight = untrack(|| inventory.grant_sight());
    assert_eq!(sight, GrantSight::Narrowed);
}
