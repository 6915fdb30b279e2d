//! Agent tokens: created and deleted as other tokens are, in the inventory of their Deployment, in the journal without a value.

use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{
    Creation, CreationFound, Deletion, create_agent_token, delete_token, look_after_deletion,
    look_for_created,
};
use astro_token_console::commands::{DeletionFound, Outcome};
use astro_tokens::model::Kind;
use astro_tokens::token::Home;
use leptos::prelude::{GetUntracked, WithUntracked};
use serde_json::{Value, json};

use super::bench::{Bench, NEW, added, new_agent_token, unanswered};

fn agents_path(bench: &Bench) -> String {
    format!("/deployments/{}/agent-tokens", bench.deployment())
}

#[test]
fn what_is_created_is_in_the_inventory_with_its_value_in_the_outcome_alone() {
    let bench = Bench::new();
    let (before, deployment) = (bench.truth(), bench.deployment());
    let outcome = bench.run(create_agent_token(
        &bench.writer,
        &deployment,
        &new_agent_token(),
    ));
    let Creation::Created {
        id: Some(id),
        secret,
        ..
    } = &outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(added(&before, &bench.truth()).first().unwrap(), id.as_str());
    let held = bench.token(id);
    assert_eq!((held.kind.clone(), &*held.name), (Kind::Agent, NEW));
    assert_eq!(held.home(), Some(Home::Deployment(deployment)));
    assert!(!format!("{outcome:?}").contains(secret.expose()));
    let journal = bench.writer.journal.to_json();
    assert!(
        journal.contains("createAgentToken") && !journal.contains("eyJ"),
        "{journal}"
    );
    // A loading keeps it.
    bench.world.load(&bench.console);
    assert!(bench.console.ids().contains(id.as_str()));
}

#[test]
fn one_that_the_same_token_creates_at_the_same_time_is_shown_as_well_and_one_of_others_is_not() {
    for (is_by_own, count) in [(true, 2), (false, 1)] {
        let bench = Bench::new();
        let before = bench.truth();
        let path = format!(
            "/v1/organizations/{}{}",
            bench.world.organization,
            agents_path(&bench)
        );
        let mut twin =
            json!({"when": "after", "method": "POST", "path": path, "body": {"name": NEW}});
        if is_by_own {
            twin["by"] = json!(bench.own());
        }
        // Right after the reading that comes before.
        let order = json!({"method": "GET", "path": path, "meanwhile": [twin]});
        bench.world.fault(&order);
        bench
            .world
            .fault(&json!({"method": "POST", "cut": "after"}));
        let deployment = bench.deployment();
        let outcome = bench.run(create_agent_token(
            &bench.writer,
            &deployment,
            &new_agent_token(),
        ));
        let (error, ids, lookup) = unanswered(outcome);
        assert_eq!(error.kind, ErrorKind::NoAnswer);
        let new = added(&before, &bench.truth());
        assert_eq!((new.len(), ids.len()), (2, count));
        assert!(ids.iter().all(|id| new.contains(id.as_str())));
        assert_eq!(
            bench.run(look_for_created(&bench.writer, &lookup)),
            CreationFound::Tokens(ids)
        );
        assert_eq!(bench.writes(), 1);
    }
}

#[test]
fn one_that_others_deleted_meanwhile_is_gone_and_leaves_the_inventory() {
    let bench = Bench::new();
    let (deployment, agent) = (bench.deployment(), bench.agent());
    let path = format!("{}/{agent}", agents_path(&bench));
    let theirs = ("DELETE", path.as_str(), Value::Null);
    bench.world.meanwhile("before", ("DELETE", &path), theirs);
    let outcome = bench.run(delete_token(&bench.writer, &agent, Some(&deployment)));
    assert!(matches!(outcome, Deletion::Gone), "{outcome:?}");
    let tokens = bench.console.inventory.tokens();
    assert!(tokens.with_untracked(|table| table.get(&agent).is_none()));
    let entries = bench.writer.journal.entries().get_untracked();
    assert_eq!(entries[0].outcome, Outcome::Done);
}

#[test]
fn looking_again_after_a_deletion_without_an_answer_tells_what_stands() {
    let bench = Bench::new();
    let (deployment, agent) = (bench.deployment(), bench.agent());
    bench
        .world
        .fault(&json!({"method": "DELETE", "cut": "before"}));
    let outcome = bench.run(delete_token(&bench.writer, &agent, Some(&deployment)));
    let Deletion::Unanswered {
        found: DeletionFound::StillThere,
        ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    let look = || {
        bench.run(look_after_deletion(
            &bench.writer,
            &agent,
            Some(&deployment),
        ))
    };
    assert_eq!(look(), DeletionFound::StillThere);
    let path = format!("{}/{agent}", agents_path(&bench));
    bench.world.elsewhere("DELETE", &path, &Value::Null);
    assert_eq!(look(), DeletionFound::Gone);
    assert_eq!(bench.writes(), 1);
}

#[test]
fn a_deletion_that_is_refused_as_unknown_is_open_where_nothing_can_be_read() {
    let bench = Bench::new();
    let (deployment, agent) = (bench.deployment(), bench.agent());
    for fault in [
        json!({"method": "DELETE", "status": 404}),
        json!({"method": "GET", "path": "*/agent-tokens/*", "status": 500}),
    ] {
        bench.world.fault(&fault);
    }
    let outcome = bench.run(delete_token(&bench.writer, &agent, Some(&deployment)));
    let Deletion::Unanswered {
        found: DeletionFound::Unknown(_),
        ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
}
