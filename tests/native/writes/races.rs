//! A list that is under way while something is changed: what it brings late does not undo what is known since.

use astro_token_console::commands::{
    Creation, Deletion, Edit, create_token, delete_token, edit_token,
};
use astro_token_console::inventory::{First, load};
use futures::future::join;
use leptos::prelude::WithUntracked;
use serde_json::json;

use super::bench::{Bench, new_token};

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
