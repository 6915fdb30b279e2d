//! Saving again from the same form: each try begins with what stands by now, and its own earlier tries are no one else's.

use astro_token_console::commands::{
    DetailsFound, DetailsStep, Edit, Edited, GrantsFound, GrantsOutcome, RoleStep, edit_token,
};
use astro_tokens::id::TokenId;
use serde_json::{Value, json};

use super::bench::{Bench, Held, OWNER};
use crate::fixture::call;
use crate::host::Network;

fn held(bench: &Bench, token: &TokenId) -> Held {
    bench.truth()[token.as_str()].clone()
}

fn refuse_role(bench: &Bench) {
    let fault = json!({"method": "POST", "path": "*/roles", "status": 403});
    bench.world.fault(&fault);
}

/// The form after `edited`, with another name.
fn renamed(edit: &Edit, edited: &Edited, name: &str) -> Edit {
    Edit {
        base: edited.stands.clone(),
        sent: edited.sent.clone(),
        name: name.to_owned(),
        ..edit.clone()
    }
}

fn is_saved(edited: &Edited) -> bool {
    edited.has_details() && edited.has_role()
}

#[test]
fn the_first_name_typed_again_after_a_save_is_saved() {
    let bench = Bench::new();
    let token = bench.other();
    let before = held(&bench, &token);
    let first = Edit {
        name: "second".to_owned(),
        role: Some(bench.other_role(&token)),
        ..bench.edit(&token)
    };
    refuse_role(&bench);
    let edited = bench.run(edit_token(&bench.writer, first.clone()));
    assert_eq!(&*edited.stands.name, "second");
    assert_eq!(edited.stands.grants, first.base.grants);
    let back = renamed(&first, &edited, &before.name);
    let edited = bench.run(edit_token(&bench.writer, back));
    assert_eq!(edited.details, DetailsStep::Saved);
    assert!(is_saved(&edited), "{edited:?}");
    assert_eq!(held(&bench, &token).name, before.name);
    assert_ne!(held(&bench, &token).grants, before.grants);
}

#[test]
fn a_third_name_is_no_conflict_with_oneself() {
    let bench = Bench::new();
    let token = bench.other();
    let first = Edit {
        name: "second".to_owned(),
        role: Some(bench.other_role(&token)),
        ..bench.edit(&token)
    };
    refuse_role(&bench);
    let edited = bench.run(edit_token(&bench.writer, first.clone()));
    let third = renamed(&first, &edited, "third");
    let edited = bench.run(edit_token(&bench.writer, third));
    assert!(is_saved(&edited), "{edited:?}");
    assert_eq!(held(&bench, &token).name, "third");
}

#[test]
fn what_someone_else_writes_after_a_save_is_asked() {
    let bench = Bench::new();
    let token = bench.other();
    let first = Edit {
        name: "second".to_owned(),
        role: Some(bench.other_role(&token)),
        ..bench.edit(&token)
    };
    refuse_role(&bench);
    let edited = bench.run(edit_token(&bench.writer, first.clone()));
    let body = json!({"name": "theirs", "description": first.description});
    bench
        .world
        .elsewhere("POST", &format!("/tokens/{token}"), &body);
    let third = renamed(&first, &edited, "third");
    let edited = bench.run(edit_token(&bench.writer, third));
    assert!(matches!(edited.details, DetailsStep::Conflicts(_)));
    // What is not saved is not where the next try begins.
    assert_eq!(&*edited.stands.name, "second");
    assert_eq!(held(&bench, &token).name, "theirs");
}

#[test]
fn what_someone_else_changed_beside_a_save_is_where_the_next_try_begins() {
    let bench = Bench::new();
    let token = bench.other();
    let first = Edit {
        name: "mine".to_owned(),
        role: Some(bench.other_role(&token)),
        ..bench.edit(&token)
    };
    let body = json!({"name": first.base.name, "description": "theirs"});
    bench
        .world
        .elsewhere("POST", &format!("/tokens/{token}"), &body);
    refuse_role(&bench);
    let edited = bench.run(edit_token(&bench.writer, first));
    assert_eq!(&*edited.stands.description, "theirs");
}

/// Writes that nobody knows of: whether they took effect, and the look after them fails as well.
fn unknown_orders(path: &str) -> [Value; 2] {
    ["before", "after"].map(|cut| json!({"method": "POST", "path": path, "cut": cut}))
}

#[test]
fn a_name_of_which_nobody_knows_is_no_conflict_and_can_be_taken_back() {
    let bench = Bench::new();
    let token = bench.other();
    let path = format!("*/tokens/{token}");
    for order in unknown_orders(&path) {
        for name in ["third", "second", ""] {
            let bench = Bench::new();
            let before = held(&bench, &token);
            let first = Edit {
                name: "second".to_owned(),
                ..bench.edit(&token)
            };
            bench.world.fault(&order);
            bench.world.host.after_next_write.set(Some(Network::Down));
            let edited = bench.run(edit_token(&bench.writer, first.clone()));
            let DetailsStep::Unanswered { found, .. } = &edited.details else {
                panic!("{edited:?}");
            };
            assert!(matches!(found, DetailsFound::Unknown(_)), "{edited:?}");
            assert_eq!(edited.stands.name, first.base.name);
            assert!(!edited.sent.is_empty());

            let name = match name {
                "" => before.name.clone(),
                name => name.to_owned(),
            };
            let next = renamed(&first, &edited, &name);
            let edited = bench.run(edit_token(&bench.writer, next));
            assert!(is_saved(&edited), "{order} {name}: {edited:?}");
            assert!(edited.sent.is_empty());
            assert_eq!(held(&bench, &token).name, name, "{order}");
            assert_eq!(&*edited.stands.name, name.as_str());
            if name != before.name {
                bench.run(edit_token(&bench.writer, edited.undo.unwrap()));
            }
            assert_eq!(held(&bench, &token), before, "{order} {name}");
        }
    }
}

#[test]
fn a_role_of_which_nobody_knows_is_no_conflict_and_can_be_taken_back() {
    for order in unknown_orders("*/roles") {
        for third in [None, Some("ORGANIZATION_OBSERVE_MEMBER")] {
            let bench = Bench::new();
            let token = bench.other();
            let before = held(&bench, &token);
            let first = Edit {
                role: Some(bench.other_role(&token)),
                ..bench.edit(&token)
            };
            bench.world.fault(&order);
            bench.world.host.after_next_write.set(Some(Network::Down));
            let edited = bench.run(edit_token(&bench.writer, first.clone()));
            let RoleStep::Tried(GrantsOutcome::Unanswered { found, .. }) = &edited.role else {
                panic!("{edited:?}");
            };
            assert!(matches!(found, GrantsFound::Unknown(_)), "{edited:?}");

            let home = first.base.home_grant().unwrap().role.clone();
            let wanted = third.map_or_else(|| home.clone(), Into::into);
            let next = Edit {
                base: edited.stands.clone(),
                sent: edited.sent.clone(),
                role: Some(wanted.clone()),
                ..first.clone()
            };
            let edited = bench.run(edit_token(&bench.writer, next));
            assert!(is_saved(&edited), "{order} {third:?}: {edited:?}");
            assert_eq!(edited.stands.home_grant().unwrap().role, wanted);
            assert_eq!(bench.token(&token).home_grant().unwrap().role, wanted);
            if wanted != home {
                bench.run(edit_token(&bench.writer, edited.undo.unwrap()));
            }
            assert_eq!(held(&bench, &token), before, "{order} {third:?}");
        }
    }
}

#[test]
fn while_nobody_knows_a_try_that_reads_nothing_says_so() {
    let bench = Bench::new();
    let token = bench.other();
    let first = Edit {
        name: "second".to_owned(),
        role: None,
        ..bench.edit(&token)
    };
    let path = format!("*/tokens/{token}");
    bench
        .world
        .fault(&json!({"method": "POST", "path": path, "cut": "after"}));
    bench.world.host.after_next_write.set(Some(Network::Down));
    let edited = bench.run(edit_token(&bench.writer, first.clone()));
    let name = first.base.name.clone();
    let next = renamed(&first, &edited, &name);
    bench.world.host.network.set(Network::Offline);
    let edited = bench.run(edit_token(&bench.writer, next));
    assert!(matches!(edited.details, DetailsStep::Refused(_)));
    assert!(!edited.sent.is_empty());
}

#[test]
fn a_role_that_someone_else_overwrote_is_where_the_next_try_begins() {
    let bench = Bench::new();
    let token = bench.other();
    let first = Edit {
        role: Some(bench.other_role(&token)),
        ..bench.edit(&token)
    };
    let home = first.base.home_grant().unwrap().key();
    let grants = first.base.grants.clone().unwrap();
    let theirs = grants.with_role(&home, "ORGANIZATION_OBSERVE_MEMBER".into());
    let (value, id) = (bench.world.value(OWNER), token.clone());
    let path = format!(
        "/v1/organizations/{}/tokens/{token}/roles",
        bench.world.organization
    );
    let mut seen = 0;
    bench.world.host.meanwhile(move |emulator, target| {
        seen += usize::from(target.contains(id.as_str()));
        // Between the write and the reading back.
        if seen == 3 {
            let body = json!({"roles": theirs.to_wire()});
            call(emulator, &value, "POST", &path, &body);
            seen += 1;
        }
    });
    let edited = bench.run(edit_token(&bench.writer, first.clone()));
    bench.world.host.quiet();
    assert!(
        matches!(edited.role, RoleStep::Tried(GrantsOutcome::Lost { .. })),
        "{edited:?}"
    );
    assert_eq!(
        &*edited.stands.home_grant().unwrap().role,
        "ORGANIZATION_OBSERVE_MEMBER"
    );
}
