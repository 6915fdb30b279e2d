//! What others did to a token before: it is not taken for what was done here.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{
    Creation, CreationFound, Deletion, DetailsFound, DetailsStep, Edit, Outcome, RoleStep,
    Rotation, RotationFound, create_token, delete_token, edit_token, read_back, rotate_token,
};
use astro_token_console::components::outcomes;
use astro_tokens::id::TokenId;
use astro_tokens::model::{CreateApiTokenRequest, Scope};
use leptos::prelude::GetUntracked;
use serde_json::json;

use super::bench::{Bench, OWNER, new_token};
use super::says::{self, Value};
use crate::fixture::call;

#[test]
fn an_earlier_rotation_by_someone_else_is_not_taken_for_ones_own() {
    for cut in ["before", "after"] {
        let bench = Bench::new();
        let token = bench.other();
        // The inventory does not know of it.
        bench
            .world
            .elsewhere("POST", &format!("/tokens/{token}/rotate"), &json!(null));
        let before = bench.truth()[token.as_str()].value.clone();
        bench.world.fault(&json!({"method": "POST", "cut": cut}));
        let outcome = bench.run(rotate_token(&bench.writer, &token));
        let Rotation::Unanswered { found, .. } = outcome else {
            panic!("{outcome:?}");
        };
        let expected = match bench.truth()[token.as_str()].value == before {
            true => RotationFound::NotRotated,
            false => RotationFound::Rotated,
        };
        assert_eq!(found, expected, "{cut}");
    }
}

#[test]
fn nothing_is_rotated_before_it_is_known_when_it_was_last() {
    let bench = Bench::new();
    let token = bench.other();
    bench
        .world
        .fault(&json!({"method": "GET", "path": "*/tokens/*", "status": 503}));
    let outcome = bench.run(rotate_token(&bench.writer, &token));
    assert!(matches!(&outcome, Rotation::NotSent(error) if error.kind == ErrorKind::ServerError));
    assert_eq!(bench.writes(), 0);
}

#[test]
fn a_rotation_whose_answer_is_damaged_is_in_the_list_right_after() {
    let bench = Bench::new();
    let token = bench.other();
    let before = bench.token(&token).last_rotated_at;
    bench.world.fault(&json!({"method": "POST", "shortBy": 2}));
    let outcome = bench.run(rotate_token(&bench.writer, &token));
    let Rotation::Rotated {
        is_entered: false, ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    bench.run(read_back(&bench.writer, &token));
    assert_ne!(bench.token(&token).last_rotated_at, before);
}

#[test]
fn a_deletion_that_the_browser_repeats_is_not_put_down_to_someone_else() {
    let bench = Bench::new();
    let token = bench.other();
    bench
        .world
        .fault(&json!({"method": "DELETE", "cut": "after"}));
    bench.world.host.repeats.set(true);
    let outcome = bench.run(delete_token(&bench.writer, &token, None));
    assert!(matches!(outcome, Deletion::Gone), "{outcome:?}");
    assert!(!bench.truth().contains_key(token.as_str()));
}

/// Others delete the token right before that call of a path that ends so.
fn deleted_before(bench: &Bench, method: &str, token: &TokenId, end: &str) {
    let path = format!("/tokens/{token}");
    bench.world.meanwhile(
        "before",
        (method, &format!("{path}{end}")),
        ("DELETE", &path, json!(null)),
    );
}

#[test]
fn a_token_that_others_deleted_is_gone_for_who_rotates_it() {
    for (method, end) in [("GET", ""), ("POST", "/rotate")] {
        let bench = Bench::new();
        let token = bench.other();
        deleted_before(&bench, method, &token, end);
        let outcome = bench.run(rotate_token(&bench.writer, &token));
        assert_eq!(says::rotated(&outcome), Some(Value::Gone), "{outcome:?}");
        let told = outcomes::rotation(&outcome, "it");
        assert!(told.title.contains("no longer exists"), "{told:?}");
        assert!(!bench.console.ids().contains(token.as_str()));
        let entries = bench.writer.journal.entries().get_untracked();
        assert_eq!(entries[0].outcome, Outcome::NotDone);
        assert!(entries[0].detail.contains("no longer exists"));
    }
}

#[test]
fn a_rotation_that_is_refused_as_unknown_is_looked_into() {
    for (look, said) in [(None, Some(Value::AsBefore)), (Some(500), None)] {
        let bench = Bench::new();
        let token = bench.other();
        bench.world.fault(&json!({"method": "POST", "status": 404}));
        if let Some(status) = look {
            let fault = json!({"method": "GET", "path": "*/tokens/*", "status": status, "skip": 1});
            bench.world.fault(&fault);
        }
        let outcome = bench.run(rotate_token(&bench.writer, &token));
        assert_eq!(says::rotated(&outcome), said, "{outcome:?}");
    }
}

#[test]
fn a_token_that_others_deleted_is_gone_for_who_edits_it_and_nothing_else_is() {
    let edit = |bench: &Bench, token: &TokenId| Edit {
        name: "renamed".to_owned(),
        role: Some(bench.other_role(token)),
        ..bench.edit(token)
    };
    for method in ["GET", "POST"] {
        let bench = Bench::new();
        let token = bench.other();
        let edit = edit(&bench, &token);
        deleted_before(&bench, method, &token, "");
        let edited = bench.run(edit_token(&bench.writer, edit));
        assert_eq!(edited.details, DetailsStep::Gone, "{method}");
        assert_eq!(edited.role, RoleStep::NotTried);
        assert!(!bench.console.ids().contains(token.as_str()));
    }
    // A 404 that reading does not bear out.
    let bench = Bench::new();
    let token = bench.other();
    let again = edit(&bench, &token);
    bench.world.fault(&json!({"method": "POST", "status": 404}));
    let edited = bench.run(edit_token(&bench.writer, again.clone()));
    let DetailsStep::Refused(error) = &edited.details else {
        panic!("{edited:?}");
    };
    assert_eq!(error.kind, ErrorKind::NotFound);
    let told = outcomes::details(&edited.details).unwrap();
    assert!(!told.text.contains("deleted"), "{told:?}");
    assert!(bench.console.ids().contains(token.as_str()));
    // One that nothing could be read after.
    bench.world.fault(&json!({"method": "POST", "status": 404}));
    bench
        .world
        .fault(&json!({"method": "GET", "path": "*/tokens/*", "status": 500, "skip": 1}));
    let edited = bench.run(edit_token(&bench.writer, again));
    assert!(
        matches!(
            edited.details,
            DetailsStep::Unanswered {
                found: DetailsFound::Unknown(_),
                ..
            }
        ),
        "{edited:?}"
    );
}

#[test]
fn an_older_token_that_others_give_a_role_there_is_not_taken_for_the_new_one() {
    let bench = Bench::new();
    let (workspace, deployment) = {
        let emulator = bench.world.host.emulator.borrow();
        let mut deployments = emulator.state().deployments.values();
        let here = bench.world.organization.as_str();
        let found = deployments.find(|it| *it.organization_id == *here);
        let found = found.unwrap();
        (found.workspace_id.clone(), found.id.clone())
    };
    let request = |scope: Scope, entity: &Arc<str>, role: &str| CreateApiTokenRequest {
        scope,
        entity_id: Some(entity.clone()),
        role: role.into(),
        ..new_token()
    };
    let of_workspace = request(Scope::Workspace, &workspace, "WORKSPACE_MEMBER");
    let outcome = bench.run(create_token(&bench.writer, &of_workspace));
    let Creation::Created {
        id: Some(older), ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    // Before what is created next comes to Astro, and after what is there was read.
    let roles = json!({"roles": [
        {"entityType": "WORKSPACE", "entityId": *workspace, "role": "WORKSPACE_MEMBER"},
        {"entityType": "DEPLOYMENT", "entityId": *deployment, "role": "DEPLOYMENT_ADMIN"},
    ]});
    let path = format!("/v1/organizations/{}/tokens", bench.world.organization);
    let theirs = json!({
        "when": "before", "method": "POST", "path": format!("{path}/{older}/roles"), "body": roles,
    });
    bench
        .world
        .fault(&json!({"method": "POST", "path": path, "cut": "before", "meanwhile": [theirs]}));
    let of_deployment = request(Scope::Deployment, &deployment, "DEPLOYMENT_ADMIN");
    let outcome = bench.run(create_token(&bench.writer, &of_deployment));
    let Creation::Unanswered { found, .. } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(found, CreationFound::Nothing);
}

#[test]
fn a_rotation_that_was_done_before_its_token_went_is_not_denied() {
    let bench = Bench::new();
    let token = bench.other();
    let before = bench.truth()[token.as_str()].value.clone();
    let path = format!(
        "/v1/organizations/{}/tokens/{token}",
        bench.world.organization
    );
    // The browser sends it twice; someone else deletes the token in between.
    bench
        .world
        .fault(&json!({"method": "POST", "cut": "after"}));
    bench.world.host.repeats.set(true);
    let (value, arrivals) = (bench.world.value(OWNER), Cell::new(0));
    let rotated = Rc::new(Cell::new(false));
    let was_rotated = rotated.clone();
    let id = token.to_string();
    bench.world.host.meanwhile(move |emulator, target| {
        if !target.ends_with("/rotate") {
            return;
        }
        arrivals.set(arrivals.get() + 1);
        if arrivals.get() == 2 {
            was_rotated.set(emulator.token_value(&id).unwrap() != before);
            call(emulator, &value, "DELETE", &path, &json!(null));
        }
    });
    let outcome = bench.run(rotate_token(&bench.writer, &token));
    assert!(matches!(outcome, Rotation::Gone(_)), "{outcome:?}");
    assert!(rotated.get(), "the first one was done");
    let told = outcomes::rotation(&outcome, "it");
    let entries = bench.writer.journal.entries().get_untracked();
    for words in [&told.title, &told.text, &entries[0].detail] {
        assert!(!words.to_lowercase().contains("not rotated"), "{words}");
    }
}
