//! What comes late, or twice: a list that was under way while something changed undoes nothing that is known since, and the second of
//! two equal requests does not speak for the first.

use std::collections::BTreeMap;
use std::time::Duration;

use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{
    Creation, Deletion, Edit, GrantsFound, GrantsOutcome, ReadBack, SetGrants, create_token,
    delete_token, edit_token, set_grants,
};
use astro_token_console::inventory::{
    First, load, load_agent_token, load_agent_tokens, load_token,
};
use astro_tokens::grants::{GrantKey, Place};
use astro_tokens::id::TokenId;
use astro_tokens::model::Scope;
use astro_tokens::requests::ListTokens;
use futures::future::{join, join3};
use leptos::prelude::{GetUntracked, WithUntracked};
use serde_json::json;

use super::bench::{Bench, new_token};
use super::faults::classes;
use super::grants::{shapes, stored};
use crate::fixture::World;

#[test]
fn a_page_that_arrives_late_undoes_no_change() {
    let bench = Bench::new();
    bench.world.load(&bench.console);
    let token = bench.other();
    let gone = {
        let own = bench.own();
        let ids = bench.console.ids();
        let found = ids
            .iter()
            .find(|id| **id != *own.as_str() && **id != *token.as_str());
        astro_tokens::id::TokenId::new(found.unwrap().as_str())
    };
    // Astro answers the list at once, and the answer takes its time.
    let slow = json!({"method": "GET", "path": "*/tokens?*", "delayMs": 5000, "times": 9});
    bench.world.fault(&slow);
    let changes = async {
        bench.console.api.sleep(Duration::from_secs(1)).await;
        let edit = Edit {
            name: "renamed".to_owned(),
            ..bench.edit(&token)
        };
        edit_token(&bench.writer, edit).await;
        let deleted = delete_token(&bench.writer, &gone, None).await;
        assert!(matches!(deleted, Deletion::Deleted { is_own: false }));
        create_token(&bench.writer, &new_token()).await
    };
    let loading = load(bench.console.inventory, &bench.console.api, First::Nothing);
    let (created, ()) = bench.run(join(changes, loading));
    let Creation::Created { id: Some(id), .. } = created else {
        panic!("{created:?}");
    };
    bench.console.inventory.tokens().with_untracked(|table| {
        assert_eq!(&*table.get(&token).unwrap().name, "renamed");
        assert!(table.get(&gone).is_none());
        assert!(table.get(&id).is_some());
    });
    bench.world.control("DELETE", "/faults", &json!(null));
    bench.world.load(&bench.console);
    assert_eq!(
        bench.console.ids(),
        bench.world.readable(super::bench::OWNER)
    );
}

#[test]
fn a_reading_that_a_deletion_overtakes_brings_nothing_back() {
    let bench = Bench::new();
    bench.world.load(&bench.console);
    let (inventory, api) = (bench.console.inventory, &bench.console.api);
    let (token, agent, deployment) = (bench.other(), bench.agent(), bench.deployment());
    // Astro answers at once, and the answers take their time: past the deletions and the loading that follows.
    for path in [
        format!("*/tokens/{token}"),
        format!("*/agent-tokens/{agent}"),
        format!("*/{deployment}/agent-tokens?*"),
    ] {
        let slow = json!({"method": "GET", "path": path, "delayMs": 20_000, "times": 1});
        bench.world.fault(&slow);
    }
    let readings = join3(
        load_token(inventory, api, &token),
        load_agent_token(inventory, api, &deployment, &agent),
        load_agent_tokens(inventory, api, &deployment),
    );
    let deletions = async {
        api.sleep(Duration::from_secs(1)).await;
        for (id, agent_of) in [(&token, None), (&agent, Some(&deployment))] {
            let deleted = delete_token(&bench.writer, id, agent_of).await;
            assert!(matches!(deleted, Deletion::Deleted { is_own: false }));
        }
        load(inventory, api, First::Nothing).await;
    };
    let is_held = |id: &TokenId| {
        let tokens = inventory.tokens();
        tokens.with_untracked(|table| table.get(id).is_some())
    };
    bench.run(join(readings, deletions));
    assert_eq!([is_held(&token), is_held(&agent)], [false, false]);
    assert!(inventory.refusal(&token).is_some());
}

#[test]
fn a_save_that_takes_a_token_out_of_reach_and_is_sent_twice_is_not_said_to_be_refused() {
    let world = World::sample(400);
    let console = world.console("Workspace Owner");
    world.load(&console);
    let writer = console.writer(&world, "Workspace Owner");
    let workspace = {
        let own = TokenId::new(world.id("Workspace Owner"));
        let tokens = console.inventory.tokens();
        tokens.with_untracked(|table| table.get(&own).unwrap().home_grant().unwrap().place())
    };
    let names = console.inventory.names().get_untracked();
    let tokens = console.inventory.tokens();
    // An Organization token whose roles elsewhere are all in this Workspace.
    let (token, base) = tokens.with_untracked(|table| {
        let mut assigned = table.rows().iter().filter(|token| {
            let left = token
                .grants
                .as_ref()
                .map(|it| it.without_branch(&workspace, &names));
            token.scope == Scope::Organization && left.is_some_and(|left| left.len() == 1)
        });
        let token = assigned.next().unwrap();
        (token.id.clone(), token.grants.clone().unwrap())
    });
    let repeated = classes()
        .into_iter()
        .find(|class| class.name == "repeated, malformed");
    repeated.unwrap().hit_write(&world, 0);
    let mine = base.without_branch(&workspace, &names);
    let set = SetGrants {
        token: token.clone(),
        base,
        mine: mine.clone(),
        is_new: false,
        resolved: BTreeMap::new(),
    };
    let outcome = world.run(set_grants(&writer, set));
    assert_eq!(
        shapes(&world, &token).len(),
        mine.len(),
        "the first one did it"
    );
    assert!(!world.readable("Workspace Owner").contains(token.as_str()));
    let GrantsOutcome::Unanswered {
        error,
        found: GrantsFound::Unknown(_),
    } = &outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(error.kind, ErrorKind::Forbidden);
}

/// A save that gives `token` a role in one more Workspace, the `nth` of those where it has none.
fn one_more(bench: &Bench, token: &TokenId, nth: usize) -> (GrantKey, SetGrants) {
    let base = bench.token(token).grants.clone().unwrap();
    let workspaces = bench.console.inventory.workspaces().get_untracked();
    let all = workspaces.loaded().unwrap().iter();
    let mut free = all
        .map(|workspace| Place::Workspace(workspace.id.clone()).key())
        .filter(|key| base.roles_at(key).next().is_none());
    let key = free.nth(nth).unwrap();
    let mine = base.with_role(&key, "WORKSPACE_MEMBER".into());
    let set = SetGrants {
        token: token.clone(),
        base,
        mine,
        is_new: false,
        resolved: BTreeMap::new(),
    };
    (key, set)
}

/// Whether Astro holds each of these.
fn hold(bench: &Bench, token: &TokenId, keys: [&GrantKey; 2]) -> [bool; 2] {
    let stands = stored(&bench.truth()[token.as_str()].grants);
    keys.map(|key| stands.roles_at(key).next().is_some())
}

#[test]
fn two_saves_of_one_token_at_once_both_stand() {
    let bench = Bench::new();
    bench.world.load(&bench.console);
    let token = bench.other();
    let [(one, first), (two, second)] = [0, 1].map(|nth| one_more(&bench, &token, nth));
    let saves = join(
        set_grants(&bench.writer, first),
        set_grants(&bench.writer, second),
    );
    let (first, second) = bench.run(saves);
    for outcome in [first, second] {
        assert!(
            matches!(&outcome, GrantsOutcome::Saved { read_back: ReadBack::Stands { others }, .. } if others.is_empty()),
            "{outcome:?}"
        );
    }
    assert_eq!(hold(&bench, &token, [&one, &two]), [true, true]);
}

#[test]
fn a_save_that_astro_makes_wait_reads_again_before_it_writes() {
    let bench = Bench::switched(|switches| switches.expose_headers = true);
    bench.world.load(&bench.console);
    let (token, organization) = (bench.other(), &bench.world.organization);
    let [(one, mine), (two, theirs)] = [0, 1].map(|nth| one_more(&bench, &token, nth));
    // While the save reads, another request is told to wait.
    let path = format!("*/tokens/{token}");
    let reading = json!({"method": "GET", "path": path, "delayMs": 1000, "times": 1});
    let waits = json!({"method": "GET", "path": "*/tokens?*", "status": 429, "headers": {"Retry-After": "20"}, "times": 1});
    [reading, waits]
        .iter()
        .for_each(|fault| bench.world.fault(fault));
    let api = &bench.console.api;
    let other = async {
        api.sleep(Duration::from_millis(300)).await;
        api.list_tokens(organization, &ListTokens::default()).await
    };
    let someone_else = async {
        api.sleep(Duration::from_secs(5)).await;
        let roles = json!({"roles": theirs.mine.to_wire()});
        let path = format!("/tokens/{token}/roles");
        bench.world.elsewhere("POST", &path, &roles);
    };
    let save = set_grants(&bench.writer, mine);
    let (outcome, listed, ()) = bench.run(join3(save, other, someone_else));
    assert!(listed.is_ok());
    assert!(
        matches!(outcome, GrantsOutcome::Saved { .. }),
        "{outcome:?}"
    );
    assert_eq!(hold(&bench, &token, [&one, &two]), [true, true]);
}
