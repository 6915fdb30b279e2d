//! What comes late, or twice: a list that was under way while something changed undoes nothing that is known since, and the second of
//! two equal requests does not speak for the first.

use std::collections::BTreeMap;

use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{
    Creation, Deletion, Edit, GrantsFound, GrantsOutcome, SetGrants, create_token, delete_token,
    edit_token, set_grants,
};
use astro_token_console::inventory::{First, load};
use astro_tokens::id::TokenId;
use astro_tokens::model::Scope;
use futures::future::join;
use leptos::prelude::{GetUntracked, WithUntracked};
use serde_json::json;

use super::bench::{Bench, new_token};
use super::faults::classes;
use super::grants::shapes;
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
        bench
            .console
            .api
            .sleep(std::time::Duration::from_secs(1))
            .await;
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
