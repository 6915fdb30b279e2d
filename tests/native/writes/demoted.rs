//! A session whose token loses a right while its console is open: what was read before proves nothing any more of what Astro shows.

use std::collections::BTreeMap;
use std::time::Duration;

use astro_token_console::commands::{
    DetailsStep, Edit, GrantsOutcome, GrantsRefusal, Resolved, RoleStep, Sent, SetGrants, Writer,
    edit_token, read_back, set_grants,
};
use astro_token_console::inventory::GrantSight;
use astro_tokens::grants::GrantKey;
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::EntityType;
use futures::future::join;
use leptos::prelude::{WithUntracked, untrack};
use serde_json::json;

use super::grants::shapes;
use super::narrowed::{administered, with_a_dag_elsewhere};
use crate::fixture::{Console, World};

/// An Owner, once all is read; a token with a role on a Dag elsewhere, and a change to another place of it.
fn owners_change(world: &World) -> (Console, SetGrants) {
    let deployment = administered(world);
    let token = with_a_dag_elsewhere(world, &deployment);
    let console = world.console("Organization Owner");
    world.load(&console);
    let held = console
        .inventory
        .tokens()
        .with_untracked(|table| table.get(&token).cloned().unwrap());
    let base = held.grants.clone().unwrap();
    assert_eq!(base.len(), 2);
    let dag = GrantKey {
        entity_type: EntityType::Dag,
        entity_id: "hourly".into(),
        deployment_id: Some(DeploymentId::new(&*deployment)),
    };
    let set = SetGrants {
        is_new: false,
        token,
        mine: base.with_role(&dag, "DAG_VIEWER".into()),
        base,
        resolved: BTreeMap::new(),
    };
    (console, set)
}

/// Leaves the Owner the administration of that one Deployment.
fn demote(world: &World) {
    let less = json!({"roles": [
        {"entityType": "ORGANIZATION", "entityId": world.organization.as_str(), "role": "ORGANIZATION_MEMBER"},
        {"entityType": "DEPLOYMENT", "entityId": &*administered(world), "role": "DEPLOYMENT_ADMIN"},
    ]});
    let own = world.id("Organization Owner");
    world.elsewhere("POST", &format!("/tokens/{own}/roles"), &less);
}

/// The same change over the token as it is shown by now, as a dialog that reads it begins.
fn begun_anew(world: &World, console: &Console, writer: &Writer, set: &SetGrants) -> SetGrants {
    world.run(read_back(writer, &set.token));
    let tokens = console.inventory.tokens();
    let base =
        tokens.with_untracked(|table| table.get(&set.token).unwrap().grants.clone().unwrap());
    let (dag, role) = added(set);
    SetGrants {
        mine: base.with_role(&dag, role),
        base,
        ..set.clone()
    }
}

/// What the set adds.
fn added(set: &SetGrants) -> (GrantKey, std::sync::Arc<str>) {
    let is_added = |grant: &&astro_tokens::grants::Grant| &*grant.entity_id == "hourly";
    let added = set.mine.iter().find(is_added).unwrap();
    (added.key(), added.role.clone())
}

#[test]
fn an_owner_who_is_none_any_more_does_not_write_back_less_than_was_there() {
    let world = World::switched(400, |switches| switches.narrow_grants = true);
    let (console, set) = owners_change(&world);
    let before = shapes(&world, &set.token);
    demote(&world);
    let writer = console.writer(&world, "Organization Owner");
    let token = set.token.clone();
    assert_eq!(
        world.run(set_grants(&writer, set)),
        GrantsOutcome::Refused(GrantsRefusal::Unproven)
    );
    assert_eq!(shapes(&world, &token), before);
}

#[test]
fn a_name_alone_is_saved_whatever_the_sight() {
    let world = World::switched(400, |switches| switches.narrow_grants = true);
    let (console, set) = owners_change(&world);
    demote(&world);
    let before = shapes(&world, &set.token);
    let tokens = console.inventory.tokens();
    let base = tokens.with_untracked(|table| table.get(&set.token).cloned().unwrap());
    let edit = Edit {
        name: "renamed".to_owned(),
        description: base.description.to_string(),
        base,
        sent: Sent::default(),
        role: None,
        resolved: Resolved::default(),
    };
    let writer = console.writer(&world, "Organization Owner");
    world.host.sent.borrow_mut().clear();
    let edited = world.run(edit_token(&writer, edit));
    assert_eq!(edited.details, DetailsStep::Saved);
    assert_eq!(edited.role, RoleStep::NotAsked);
    let own = world.id("Organization Owner");
    assert_eq!(world.sent(|sent| sent.target.contains(&own)).len(), 0);
    assert_eq!(shapes(&world, &set.token), before);
}

#[test]
fn what_someone_else_took_away_stays_away_once_the_sight_is_confirmed() {
    let world = World::switched(400, |switches| switches.narrow_grants = true);
    let (console, set) = owners_change(&world);
    let token = set.token.clone();
    let kept: Vec<serde_json::Value> = set
        .base
        .iter()
        .filter(|grant| grant.entity_type == EntityType::Deployment)
        .map(|grant| json!({"entityType": "DEPLOYMENT", "entityId": &*grant.entity_id, "role": &*grant.role}))
        .collect();
    world.elsewhere(
        "POST",
        &format!("/tokens/{token}/roles"),
        &json!({"roles": kept}),
    );
    let writer = console.writer(&world, "Organization Owner");
    world.host.sent.borrow_mut().clear();
    let GrantsOutcome::Saved { after, .. } = world.run(set_grants(&writer, set)) else {
        panic!("it can be saved");
    };
    assert!(after.iter().all(|grant| &*grant.entity_id != "daily"));
    let own = world.id("Organization Owner");
    assert_eq!(world.sent(|sent| sent.target.contains(&own)).len(), 1);
}

#[test]
fn what_was_hidden_before_a_change_began_is_not_dropped_either() {
    let world = World::switched(400, |switches| switches.narrow_grants = true);
    let (console, set) = owners_change(&world);
    let before = shapes(&world, &set.token);
    demote(&world);
    let writer = console.writer(&world, "Organization Owner");
    let set = begun_anew(&world, &console, &writer, &set);
    assert_eq!(set.base.len(), 1, "the grant elsewhere is hidden by now");
    let token = set.token.clone();
    assert_eq!(
        world.run(set_grants(&writer, set)),
        GrantsOutcome::Refused(GrantsRefusal::Unproven)
    );
    assert_eq!(shapes(&world, &token), before);
}

#[test]
fn a_right_that_is_found_lost_anywhere_makes_what_was_read_before_prove_nothing() {
    let world = World::switched(400, |switches| switches.narrow_grants = true);
    let (console, _) = owners_change(&world);
    let sight = || untrack(|| console.inventory.grant_sight());
    assert_eq!(sight(), GrantSight::Whole);
    demote(&world);
    let writer = console.writer(&world, "Organization Owner");
    world.run(read_back(
        &writer,
        &TokenId::new(world.id("Organization Owner")),
    ));
    assert_eq!(sight(), GrantSight::Unproven);
    world.load(&console);
    assert_eq!(sight(), GrantSight::Narrowed);
}

#[test]
fn a_token_is_read_again_after_a_wait_while_the_sight_was_confirmed() {
    let world = World::switched(400, |switches| {
        switches.narrow_grants = true;
        switches.expose_headers = true;
    });
    let (console, set) = owners_change(&world);
    let own = world.id("Organization Owner");
    world.fault(&json!({
        "method": "GET", "path": format!("*/tokens/{own}"), "status": 429, "headers": {"Retry-After": "20"}, "times": 1,
    }));
    let token = set.token.clone();
    let theirs = json!({"entityType": "DAG", "entityId": "theirs", "deploymentId": &*administered(&world), "role": "DAG_VIEWER"});
    let someone_else = async {
        console.api.sleep(Duration::from_secs(5)).await;
        let mut roles = json!(set.base.to_wire());
        roles.as_array_mut().unwrap().push(theirs.clone());
        world.elsewhere(
            "POST",
            &format!("/tokens/{token}/roles"),
            &json!({"roles": roles}),
        );
    };
    let writer = console.writer(&world, "Organization Owner");
    let (outcome, ()) = world.run(join(set_grants(&writer, set.clone()), someone_else));
    let GrantsOutcome::Saved { after, .. } = outcome else {
        panic!("{outcome:?}");
    };
    for id in ["theirs", "hourly", "daily"] {
        assert!(after.iter().any(|grant| &*grant.entity_id == id), "{id}");
    }
}

/// A person once all is read, and the tokens that show what is an Owner's to write.
fn person(world: &World, set: &SetGrants) -> (Console, Vec<TokenId>) {
    let console = world.console("Personal session");
    world.load(&console);
    let witnesses = console.inventory.witnesses(&set.token, 3);
    assert_eq!(witnesses.len(), 3);
    (console, witnesses)
}

/// From now on reading it shows none of its roles.
fn hide_roles(world: &World, token: &TokenId) {
    let path = format!("/tokens/{token}");
    let mut body = world.elsewhere("GET", &path, &json!(null));
    body["roles"] = json!([]);
    world.fault(&json!({"method": "GET", "path": format!("*{path}"), "status": 200, "body": body}));
}

#[test]
fn a_person_is_shown_everything_for_as_long_as_another_token_shows_it() {
    let world = World::sample(400);
    let (_, set) = owners_change(&world);
    let (console, witnesses) = person(&world, &set);
    // One that went out of reach tells nothing.
    world.fault(
        &json!({"method": "GET", "path": format!("*/tokens/{}", witnesses[0]), "status": 403}),
    );
    world.host.sent.borrow_mut().clear();
    let writer = console.writer(&world, "Personal session");
    let outcome = world.run(set_grants(&writer, set));
    assert!(
        matches!(outcome, GrantsOutcome::Saved { .. }),
        "{outcome:?}"
    );
    let read = witnesses.iter().map(|witness| {
        let path = format!("/tokens/{witness}");
        world.sent(|sent| sent.target.ends_with(&path)).len()
    });
    assert_eq!(read.collect::<Vec<_>>(), [1, 1, 0]);
}

#[test]
fn a_person_who_is_no_owner_any_more_is_asked_once() {
    let world = World::sample(400);
    let (_, set) = owners_change(&world);
    let (console, witnesses) = person(&world, &set);
    let before = shapes(&world, &set.token);
    witnesses
        .iter()
        .for_each(|witness| hide_roles(&world, witness));
    let writer = console.writer(&world, "Personal session");
    let outcome = world.run(set_grants(&writer, set.clone()));
    assert_eq!(outcome, GrantsOutcome::Refused(GrantsRefusal::Unproven));
    assert_eq!(shapes(&world, &set.token), before);
    console.inventory.trust_sight();
    let outcome = world.run(set_grants(&writer, set));
    assert!(
        matches!(outcome, GrantsOutcome::Saved { .. }),
        "{outcome:?}"
    );
}

#[test]
fn a_token_in_use_that_is_out_of_its_own_reach_is_no_owners_any_more() {
    for status in [403, 404] {
        let world = World::switched(400, |switches| switches.narrow_grants = true);
        let (console, set) = owners_change(&world);
        let (before, own) = (shapes(&world, &set.token), world.id("Organization Owner"));
        world.fault(&json!({"method": "GET", "path": format!("*/tokens/{own}"), "status": status}));
        let writer = console.writer(&world, "Organization Owner");
        let outcome = world.run(set_grants(&writer, set.clone()));
        assert_eq!(outcome, GrantsOutcome::Refused(GrantsRefusal::Unproven));
        assert_eq!(shapes(&world, &set.token), before);
    }
}
