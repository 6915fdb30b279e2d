//! Edit: partial success and finishing the rest, conflicts, and taking it back.

use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{
    Answer, DetailsStep, Edit, GrantsOutcome, GrantsRefusal, Resolved, RoleStep, edit_token,
};
use astro_tokens::form::{Field, Problem};
use astro_tokens::grants::Side;
use astro_tokens::id::TokenId;
use serde_json::json;

use super::bench::{Bench, Held};

fn held(bench: &Bench, token: &TokenId) -> Held {
    bench.truth()[token.as_str()].clone()
}

/// Everything changed: name, description, role.
fn whole(bench: &Bench, token: &TokenId) -> Edit {
    Edit {
        name: "renamed".to_owned(),
        description: "described".to_owned(),
        role: Some(bench.other_role(token)),
        ..bench.edit(token)
    }
}

#[test]
fn a_refused_role_leaves_the_details_saved_and_the_rest_is_finished() {
    let bench = Bench::new();
    let token = bench.other();
    let before = held(&bench, &token);
    let edit = whole(&bench, &token);
    bench
        .world
        .fault(&json!({"method": "POST", "path": "*/roles", "status": 403}));
    let edited = bench.run(edit_token(&bench.writer, edit.clone()));
    assert_eq!(edited.details, DetailsStep::Saved);
    let RoleStep::Tried(GrantsOutcome::Refused(GrantsRefusal::Api(error))) = &edited.role else {
        panic!("{edited:?}");
    };
    assert_eq!(error.kind, ErrorKind::Forbidden);
    let half = held(&bench, &token);
    assert_eq!(
        (half.name.as_str(), half.description.as_str()),
        ("renamed", "described")
    );
    assert_eq!(half.grants, before.grants);

    bench.world.host.sent.borrow_mut().clear();
    let finished = bench.run(edit_token(&bench.writer, edit.clone()));
    assert_eq!(finished.details, DetailsStep::Unchanged);
    assert!(matches!(
        finished.role,
        RoleStep::Tried(GrantsOutcome::Saved { .. })
    ));
    let writes = bench.targets_of_writes();
    assert_eq!(writes.len(), 1);
    assert!(writes[0].ends_with("/roles"));
    assert_ne!(held(&bench, &token).grants, before.grants);

    // Once more, and nothing is written.
    bench.world.host.sent.borrow_mut().clear();
    let again = bench.run(edit_token(&bench.writer, edit));
    assert_eq!(again.details, DetailsStep::Unchanged);
    assert_eq!(again.role, RoleStep::Tried(GrantsOutcome::Unchanged));
    assert_eq!(bench.writes(), 0);
    assert!(again.undo.is_none());
}

#[test]
fn refused_details_stop_the_role() {
    let bench = Bench::new();
    let token = bench.other();
    let before = held(&bench, &token);
    bench.world.fault(&json!({"method": "POST", "status": 403}));
    let edited = bench.run(edit_token(&bench.writer, whole(&bench, &token)));
    assert!(matches!(edited.details, DetailsStep::Refused(_)));
    assert_eq!(edited.role, RoleStep::NotTried);
    assert!(edited.undo.is_none());
    assert_eq!(held(&bench, &token), before);
}

#[test]
fn undo_takes_back_what_was_saved_and_nothing_else() {
    let bench = Bench::new();
    let token = bench.other();
    let before = held(&bench, &token);
    let edited = bench.run(edit_token(&bench.writer, whole(&bench, &token)));
    assert_ne!(held(&bench, &token), before);
    let taken_back = bench.run(edit_token(&bench.writer, edited.undo.unwrap()));
    assert_eq!(taken_back.details, DetailsStep::Saved);
    assert_eq!(held(&bench, &token), before);

    // Only half was saved: only that is taken back. So it is where reading back fails, too.
    for fault in ["*/roles", "*/tokens/*"] {
        let bench = Bench::new();
        let before = held(&bench, &token);
        match fault {
            "*/roles" => bench
                .world
                .fault(&json!({"method": "POST", "path": fault, "status": 403})),
            _ => bench
                .world
                .fault(&json!({"method": "GET", "path": fault, "skip": 1, "status": 500})),
        }
        let edited = bench.run(edit_token(&bench.writer, whole(&bench, &token)));
        assert_eq!(edited.details, DetailsStep::Saved);
        let undo = edited.undo.unwrap();
        assert_eq!(undo.role, None);
        bench.run(edit_token(&bench.writer, undo));
        assert_eq!(held(&bench, &token), before);
    }
}

#[test]
fn what_someone_else_changed_meanwhile_is_kept_or_asked() {
    let bench = Bench::new();
    let token = bench.other();
    let edit = Edit {
        name: "mine".to_owned(),
        ..bench.edit(&token)
    };
    let path = format!("/tokens/{token}");
    let body = json!({"name": edit.base.name, "description": "theirs"});
    bench.world.elsewhere("POST", &path, &body);
    let edited = bench.run(edit_token(&bench.writer, edit));
    assert_eq!(edited.details, DetailsStep::Saved);
    let now = held(&bench, &token);
    assert_eq!(
        (now.name.as_str(), now.description.as_str()),
        ("mine", "theirs")
    );

    let edit = Edit {
        description: "mine".to_owned(),
        role: Some(bench.other_role(&token)),
        ..bench.edit(&token)
    };
    bench.world.elsewhere(
        "POST",
        &path,
        &json!({"name": "mine", "description": "theirs again"}),
    );
    bench.world.host.sent.borrow_mut().clear();
    let edited = bench.run(edit_token(&bench.writer, edit.clone()));
    let DetailsStep::Conflicts(conflicts) = &edited.details else {
        panic!("{edited:?}");
    };
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].field, Field::Description);
    assert_eq!(&*conflicts[0].theirs, "theirs again");
    assert_eq!(edited.role, RoleStep::NotTried);
    assert_eq!(bench.writes(), 0);

    for (side, stands) in [(Side::Theirs, "theirs again"), (Side::Mine, "mine")] {
        let resolved = Resolved {
            description: Some(Answer {
                side,
                theirs: "theirs again".into(),
            }),
            ..Resolved::default()
        };
        let edited = bench.run(edit_token(
            &bench.writer,
            Edit {
                resolved,
                ..edit.clone()
            },
        ));
        assert!(
            matches!(edited.details, DetailsStep::Saved | DetailsStep::Unchanged),
            "{edited:?}"
        );
        assert_eq!(held(&bench, &token).description, stands);
    }
}

#[test]
fn an_answer_holds_only_against_what_was_shown() {
    let bench = Bench::new();
    let token = bench.other();
    let edit = Edit {
        description: "mine".to_owned(),
        ..bench.edit(&token)
    };
    let path = format!("/tokens/{token}");
    let change = |text: &str| {
        let body = json!({"name": edit.base.name, "description": text});
        bench.world.elsewhere("POST", &path, &body);
    };
    change("shown");
    let edited = bench.run(edit_token(&bench.writer, edit.clone()));
    assert!(matches!(edited.details, DetailsStep::Conflicts(_)));
    // While the question is answered, they change the same once more.
    change("not shown");
    let resolved = Resolved {
        description: Some(Answer {
            side: Side::Mine,
            theirs: "shown".into(),
        }),
        ..Resolved::default()
    };
    let answered = Edit { resolved, ..edit };
    let edited = bench.run(edit_token(&bench.writer, answered));
    let DetailsStep::Conflicts(conflicts) = &edited.details else {
        panic!("{edited:?}");
    };
    assert_eq!(&*conflicts[0].theirs, "not shown");
    assert_eq!(held(&bench, &token).description, "not shown");
    assert_eq!(bench.writes(), 0);
}

#[test]
fn a_token_that_is_gone_is_noticed_before_anything_is_written() {
    let bench = Bench::new();
    let token = bench.other();
    let edit = whole(&bench, &token);
    bench
        .world
        .elsewhere("DELETE", &format!("/tokens/{token}"), &json!(null));
    let edited = bench.run(edit_token(&bench.writer, edit));
    assert_eq!(edited.details, DetailsStep::Gone);
    assert_eq!(edited.role, RoleStep::NotTried);
    assert_eq!(bench.writes(), 0);
    assert!(!bench.console.ids().contains(token.as_str()));
}

#[test]
fn everything_is_checked_before_anything_is_written() {
    let bench = Bench::new();
    let token = bench.other();
    let edited = bench.run(edit_token(
        &bench.writer,
        Edit {
            name: String::new(),
            ..whole(&bench, &token)
        },
    ));
    assert_eq!(
        edited.details,
        DetailsStep::Invalid(vec![(Field::Name, Problem::Empty)])
    );
    assert_eq!(edited.role, RoleStep::NotTried);
    // The role can't be merged: the details wait for it.
    let edit = whole(&bench, &token);
    let home = edit.base.home_grant().unwrap();
    let body = json!({"roles": [{
        "entityType": "ORGANIZATION", "entityId": home.entity_id, "role": "ORGANIZATION_OBSERVE_MEMBER"
    }]});
    bench
        .world
        .elsewhere("POST", &format!("/tokens/{token}/roles"), &body);
    let edited = bench.run(edit_token(&bench.writer, edit));
    assert_eq!(edited.details, DetailsStep::NotTried);
    assert!(matches!(
        edited.role,
        RoleStep::Tried(GrantsOutcome::Conflicts(_))
    ));
    assert_eq!(bench.writes(), 0);
}
