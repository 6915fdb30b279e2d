//! The journal: one entry for each command, exported without a secret.

use astro_token_console::commands::{
    Action, Creation, Edit, Outcome, Rotation, create_token, delete_token, edit_token, rotate_token,
};
use astro_tokens::claims::looks_like_jwt;
use leptos::prelude::GetUntracked;
use serde_json::{Value, json};

use super::bench::{Bench, NEW, new_token};

#[test]
fn every_command_is_entered_and_no_value_is_exported() {
    let bench = Bench::new();
    let journal = bench.writer.journal;
    let Creation::Created {
        id: Some(id),
        secret: first,
        ..
    } = bench.run(create_token(&bench.writer, &new_token()))
    else {
        panic!("created");
    };
    let Rotation::Rotated { secret: second, .. } = bench.run(rotate_token(&bench.writer, &id))
    else {
        panic!("rotated");
    };
    let edit = Edit {
        name: "renamed".to_owned(),
        description: "nobody's business".to_owned(),
        role: Some("ORGANIZATION_BILLING_ADMIN".into()),
        ..bench.edit(&id)
    };
    bench.run(edit_token(&bench.writer, edit));
    let own = bench.run(rotate_token(&bench.writer, &bench.own()));
    let Rotation::Rotated {
        secret: third,
        is_own: true,
        ..
    } = own
    else {
        panic!("{own:?}");
    };
    bench
        .world
        .fault(&json!({"method": "DELETE", "status": 403}));
    bench.run(delete_token(&bench.writer, &id, None));
    bench.run(delete_token(&bench.writer, &id, None));

    let entries = journal.entries().get_untracked();
    let told: Vec<(Action, Outcome)> = entries.iter().map(|it| (it.action, it.outcome)).collect();
    assert_eq!(
        told,
        [
            (Action::Create, Outcome::Done),
            (Action::Rotate, Outcome::Done),
            (Action::Edit, Outcome::Done),
            (Action::Rotate, Outcome::Done),
            (Action::Delete, Outcome::NotDone),
            (Action::Delete, Outcome::Done),
        ]
    );
    assert_eq!(&*entries[0].name, NEW);
    assert_eq!(
        entries[2].changes,
        [
            "name: brand new to renamed".to_owned(),
            "description changed".to_owned(),
            format!(
                "role on ORGANIZATION {}: ORGANIZATION_MEMBER to ORGANIZATION_BILLING_ADMIN",
                bench.world.organization
            ),
        ]
    );
    assert!(
        entries[4].request_id.is_some(),
        "what Astro's support asks for"
    );

    let exported = journal.to_json();
    for secret in [first, second, third] {
        assert!(!exported.contains(secret.expose()));
    }
    assert!(!exported.contains("nobody's business"));
    let words = exported.split(|c: char| c.is_whitespace() || c == '"');
    assert_eq!(words.filter(|word| looks_like_jwt(word)).count(), 0);
    let parsed: Vec<Value> = serde_json::from_str(&exported).unwrap();
    assert_eq!(parsed.len(), entries.len());
    assert_eq!(parsed[0]["action"], "create");
    assert_eq!(parsed[0]["tokenId"], id.as_str());
    assert_eq!(parsed[0]["outcome"], "done");
}

#[test]
fn an_entry_tells_partial_success() {
    let bench = Bench::new();
    let token = bench.other();
    bench
        .world
        .fault(&json!({"method": "POST", "path": "*/roles", "status": 403}));
    let edit = Edit {
        name: "renamed".to_owned(),
        role: Some(bench.other_role(&token)),
        ..bench.edit(&token)
    };
    bench.run(edit_token(&bench.writer, edit));
    let entries = bench.writer.journal.entries().get_untracked();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].outcome, Outcome::Partly);
    assert!(
        entries[0]
            .detail
            .starts_with("details saved; roles not saved (answered 403")
    );
}
