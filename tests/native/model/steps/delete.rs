//! Deleting tokens; the one in use at the end of a world.

use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{
    Deletion, DeletionFound, Rotation, delete_token, look_after_deletion, rotate_token,
};
use astro_tokens::id::TokenId;

use super::super::run::{Run, Told};
use super::super::story::Story;
use crate::writes::says;

impl Told for Deletion {}
impl Told for DeletionFound {}

pub fn delete(run: &mut Run) -> &'static str {
    let id = super::any_token(run);
    if id != run.own {
        deleted(run, &id);
    }
    "delete"
}

/// With it the session ends, and the world.
pub fn delete_own(run: &mut Run) -> &'static str {
    let id = run.own.clone();
    deleted(run, &id);
    "delete own"
}

fn deleted(run: &mut Run, id: &TokenId) {
    run.tell(&format!("{id}"));
    let (outcome, story) = run.command((Some(id), 1, 0), async |writer| {
        delete_token(writer, id, None).await
    });
    let ours = story.ours();
    run.expect(ours.iter().all(|effect| effect.after.is_none()), || {
        format!("not a deletion: {ours:?}")
    });
    let did = match &outcome {
        Deletion::Deleted { is_own } => {
            run.expect(*is_own == (*id == run.own), || format!("{outcome:?}"));
            Some(true)
        }
        Deletion::Refused(_) => Some(false),
        // By others, or by the first of two that the browser sent.
        Deletion::Gone => (story.arrivals() == 1).then_some(false),
        Deletion::Unanswered { .. } => None,
    };
    let is_true = did.is_none_or(|did| did == (ours.len() == 1));
    run.expect(is_true && ours.len() <= 1, || {
        format!("{outcome:?}: {ours:?}")
    });
    let found = match &outcome {
        Deletion::Unanswered { found, .. } => Some(found),
        _ => None,
    };
    judge(run, &story, id, says::exists(&outcome), found);
    if found.is_some() {
        let is_excused = !story.is_calm() || run.is_locked_out();
        run.expect(is_excused, || "unanswered".to_owned());
        let id = id.clone();
        run.next.push(Box::new(move |run| look(run, &id)));
    }
    if run.held(id.as_str()).is_none() {
        run.gone.push(id.clone());
        // What only a refused value tells is not taken for a reading.
        let is_read = says::exists(&outcome) == Some(false) && !is_not_accepted(found);
        run.expect(run.row(id).is_none() || !is_read, || {
            "gone, and in the inventory".to_owned()
        });
    }
    if story.is_calm() {
        let is_permitted = story.was_permitted();
        let is_done = matches!(outcome, Deletion::Deleted { .. });
        let is_gone = matches!(outcome, Deletion::Gone) && story.first.is_none();
        run.expect(is_gone || is_done == is_permitted, || {
            format!("{outcome:?}")
        });
    }
}

const fn is_not_accepted(found: Option<&DeletionFound>) -> bool {
    matches!(found, Some(DeletionFound::NotAccepted))
}

fn judge(
    run: &mut Run,
    story: &Story,
    id: &TokenId,
    said: Option<bool>,
    found: Option<&DeletionFound>,
) {
    if is_not_accepted(found) {
        let is_true = *id == run.own && run.is_locked_out();
        return run.expect(is_true, || "the value in use is accepted".to_owned());
    }
    let Some(said) = said else {
        let may_read = story.last().is_some_and(|token| run.rights().reads(token));
        let is_evasive = story.at_look.is_none() && may_read;
        return run.expect(!is_evasive, || "unknown for no reason".to_owned());
    };
    let ours = story.ours();
    let moments = story.moments(&ours);
    // A fault that refuses the write, whatever there is: nothing was asked of the token.
    let is_blind = said && found.is_none() && story.at_write.is_some();
    let is_true = is_blind || moments.iter().any(|token| token.is_some() == said);
    run.expect(is_true, || format!("said to exist {said}: {moments:?}"));
}

/// Whether it is there, as a look has found.
pub const fn found(found: &DeletionFound) -> Option<bool> {
    match found {
        DeletionFound::Gone | DeletionFound::NotAccepted => Some(false),
        DeletionFound::StillThere => Some(true),
        DeletionFound::Unknown(_) => None,
    }
}

fn look(run: &mut Run, id: &TokenId) -> &'static str {
    let (look, story) = run.command((Some(id), 0, 0), async |writer| {
        look_after_deletion(writer, id, None).await
    });
    judge(run, &story, id, found(&look), Some(&look));
    "look after a deletion"
}

/// Someone else deletes the token in use, or rotates it: a write after it is told as what it is.
pub fn ended_by_others(run: &mut Run) -> &'static str {
    let id = run.own.clone();
    let method = match run.random.chance(50) {
        true => ("DELETE", format!("/tokens/{id}")),
        false => ("POST", format!("/tokens/{id}/rotate")),
    };
    run.others_call(method.0, &method.1);
    match run.random.chance(50) {
        true => deleted(run, &id),
        false => {
            let (outcome, story) = run.command((Some(&id), 1, 0), async |writer| {
                rotate_token(writer, &id).await
            });
            let is_told = match &outcome {
                Rotation::NotSent(error) => error.kind == ErrorKind::Unauthorized,
                outcome => says::rotated(outcome) != Some(says::Value::AsBefore),
            };
            run.expect(story.ours().is_empty(), || format!("{outcome:?}"));
            let is_excused = story.at_write.is_some() || story.at_look.is_some();
            run.expect(is_told || is_excused, || format!("{outcome:?}"));
        }
    }
    "own ended by others"
}
