//! Pages that fail are told and asked for again alone; a refresh takes nothing away before it knows.

use std::collections::BTreeSet;

use astro_token_console::api::ErrorKind;
use astro_token_console::inventory::{Coverage, First, List, Stage, load, retry};
use leptos::prelude::{GetUntracked, WithUntracked};
use serde_json::{Value, json};

use crate::fixture::{Console, World};

/// The third page of four, and the rows that only it has.
const THIRD: &str = "*/tokens?offset=1998*";

/// Ids in the order in which the list has them.
fn in_order(world: &World) -> Vec<String> {
    let emulator = world.host.emulator.borrow();
    let own = emulator
        .state()
        .tokens
        .iter()
        .filter(|token| *token.organization_id == *world.organization.as_str());
    own.map(|token| token.id.to_string()).collect()
}

fn failed(console: &Console) -> Vec<(List, usize, ErrorKind)> {
    let failed = console.progress().failed;
    failed
        .into_iter()
        .map(|failed| (failed.list, failed.page, failed.error.kind))
        .collect()
}

/// Retries, and tells what was asked for.
fn targets_of_retry(world: &World, console: &Console) -> Vec<String> {
    let before = world.targets().len();
    world.run(retry(console.inventory, &console.api));
    world.targets().split_off(before)
}

#[test]
fn each_way_to_fail_is_told_and_only_that_page_is_asked_for_again() {
    let ways: [(Value, ErrorKind); 9] = [
        (json!({"status": 500}), ErrorKind::ServerError),
        (json!({"status": 502, "html": true}), ErrorKind::ServerError),
        (json!({"status": 404}), ErrorKind::NotFound),
        (json!({"malformed": true}), ErrorKind::Unreadable),
        (json!({"html": true}), ErrorKind::Unreadable),
        (
            json!({"status": 200, "body": {"tokens": "none"}}),
            ErrorKind::Unreadable,
        ),
        (json!({"cut": "before"}), ErrorKind::NoAnswer),
        (json!({"cut": "after"}), ErrorKind::NoAnswer),
        (json!({"delayMs": 40_000}), ErrorKind::TimedOut),
    ];
    let mut world = World::sample(3500);
    for (mut fault, kind) in ways {
        fault["path"] = json!(THIRD);
        world.host.sent.borrow_mut().clear();
        let console = world.console("Organization Owner");
        world.fault(&fault);
        world.load(&console);
        assert_eq!(failed(&console), [(List::Organization, 2, kind)], "{fault}");
        assert_eq!(console.progress().stage, Stage::Done);
        assert_eq!(console.progress().missing, 0);
        assert_eq!(console.progress().fresh_as_of, None);
        let all = in_order(&world);
        let others: BTreeSet<String> = all[..1999].iter().chain(&all[2997..]).cloned().collect();
        assert_eq!(console.ids(), others, "the other pages are there");
        assert_eq!(
            console.progress().total - console.progress().read,
            3500 - others.len()
        );

        let asked = targets_of_retry(&world, &console);
        assert_eq!(asked.len(), 1, "{asked:?}");
        assert!(asked[0].contains("offset=1998&"));
        console.assert_complete();
        assert_eq!(console.ids(), world.readable("Organization Owner"));
        assert_eq!(console.coverage(), Coverage::Full);
        world.events = std::rc::Rc::default();
    }
}

#[test]
fn a_page_that_fails_again_stays_told_and_two_are_asked_for_side_by_side() {
    let world = World::sample(3500);
    let console = world.console("Organization Owner");
    world.fault(&json!({"path": THIRD, "status": 500, "times": 2}));
    world.fault(&json!({"path": "*/tokens?offset=999*", "status": 503}));
    world.load(&console);
    assert_eq!(failed(&console).len(), 2);
    assert_eq!(targets_of_retry(&world, &console).len(), 2);
    assert_eq!(
        failed(&console),
        [(List::Organization, 2, ErrorKind::ServerError)]
    );
    assert_eq!(targets_of_retry(&world, &console).len(), 1);
    console.assert_complete();
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn without_a_first_page_a_retry_loads_everything() {
    let world = World::sample(2500);
    let console = world.console("Organization Owner");
    world.fault(&json!({"path": "*/tokens?offset=0*", "status": 500}));
    world.load(&console);
    assert_eq!(
        failed(&console),
        [(List::Organization, 0, ErrorKind::ServerError)]
    );
    assert_eq!(console.ids(), BTreeSet::new());
    assert_eq!(console.coverage(), Coverage::Unknown);
    let asked = targets_of_retry(&world, &console);
    assert_eq!(
        asked
            .iter()
            .filter(|target| target.contains("/tokens?"))
            .count(),
        3
    );
    console.assert_complete();
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn others_that_delete_between_failure_and_retry_hide_no_row() {
    let world = World::sample(3500);
    let console = world.console("Organization Owner");
    world.fault(&json!({"path": THIRD, "status": 500}));
    world.load(&console);
    let own = world.id("Organization Owner");
    let gone: Vec<String> = in_order(&world)
        .into_iter()
        .filter(|id| *id != own)
        .skip(100)
        .take(5)
        .collect();
    for id in &gone {
        world.elsewhere("DELETE", &format!("/tokens/{id}"), &json!(null));
    }
    world.run(retry(console.inventory, &console.api));
    console.assert_complete();
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn one_list_of_a_union_that_fails_is_asked_for_alone() {
    let world = World::sample(2500);
    let console = world.console("Workspace Owner");
    world.fault(&json!({"path": "*/tokens?workspaceId=*", "status": 500}));
    world.load(&console);
    let told = failed(&console);
    assert_eq!(told.len(), 1);
    assert!(
        matches!(told[0], (List::Workspace(_), 0, ErrorKind::ServerError)),
        "{told:?}"
    );
    let asked = targets_of_retry(&world, &console);
    assert_eq!(asked.len(), 1, "{asked:?}");
    console.assert_complete();
    assert_eq!(console.ids(), world.readable("Workspace Owner"));
}

#[test]
fn a_list_of_a_union_that_is_refused_on_retry_is_out_of_reach() {
    let world = World::sample(2500);
    let console = world.console("Workspace Owner");
    world.fault(&json!({"path": "*/tokens?workspaceId=*", "status": 500}));
    world.load(&console);
    world.fault(&json!({"path": "*/tokens?workspaceId=*", "status": 403}));
    world.run(retry(console.inventory, &console.api));
    assert_eq!(failed(&console), []);
    let Coverage::Partial { out_of_reach, .. } = console.coverage() else {
        panic!("{:?}", console.coverage())
    };
    assert!(
        matches!(out_of_reach.as_slice(), [List::Workspace(_)]),
        "{out_of_reach:?}"
    );
}

#[test]
fn a_refresh_keeps_rows_while_it_reads_and_drops_what_is_gone_at_its_end() {
    let world = World::sample(2500);
    let console = world.console("Organization Owner");
    world.load(&console);
    let before = console.ids();
    let own = world.id("Organization Owner");
    let gone = before.iter().find(|id| **id != own).unwrap().clone();
    world.elsewhere("DELETE", &format!("/tokens/{gone}"), &json!(null));
    let inventory = console.inventory;
    world.fault(&json!({"path": "*/tokens?offset=999*", "delayMs": 5000}));
    world.run(async {
        let watch = async {
            console.api.sleep(std::time::Duration::from_secs(3)).await;
            let progress = inventory.progress().get_untracked();
            assert_eq!(progress.stage, Stage::Running);
            assert!(
                progress.fresh_as_of.is_some(),
                "what is shown is still as old as it was"
            );
            assert_eq!(inventory.tokens().with_untracked(|table| table.len()), 2500);
        };
        futures::join!(load(inventory, &console.api, First::Nothing), watch);
    });
    console.assert_complete();
    assert!(!console.ids().contains(&gone));
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn an_incomplete_refresh_drops_nothing_and_its_retry_does() {
    let world = World::sample(3500);
    let console = world.console("Organization Owner");
    world.load(&console);
    let fresh = console.progress().fresh_as_of;
    let own = world.id("Organization Owner");
    let gone = in_order(&world).into_iter().find(|id| *id != own).unwrap();
    world.elsewhere("DELETE", &format!("/tokens/{gone}"), &json!(null));
    world.fault(&json!({"path": THIRD, "cut": "before"}));
    world.load(&console);
    assert_eq!(
        failed(&console),
        [(List::Organization, 2, ErrorKind::NoAnswer)]
    );
    assert!(
        console.ids().contains(&gone),
        "an incomplete reading proves nothing gone"
    );
    assert_eq!(console.progress().fresh_as_of, fresh);
    assert_eq!(targets_of_retry(&world, &console).len(), 1);
    console.assert_complete();
    assert!(console.progress().fresh_as_of > fresh);
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn names_and_roles_that_fail_take_no_token_with_them() {
    let world = World::sample(1200);
    let console = world.console("Organization Owner");
    for place in ["workspaces", "deployments", "roles"] {
        world.fault(&json!({"path": format!("*/{place}"), "status": 500}));
    }
    world.load(&console);
    assert_eq!(console.ids(), world.readable("Organization Owner"));
    let inventory = console.inventory;
    assert!(inventory.workspaces().get_untracked().failure().is_some());
    assert!(inventory.deployments().get_untracked().failure().is_some());
    assert!(inventory.roles().get_untracked().failure().is_some());
    world.load(&console);
    assert!(inventory.workspaces().get_untracked().failure().is_none());
    assert!(inventory.roles().get_untracked().failure().is_none());
}
