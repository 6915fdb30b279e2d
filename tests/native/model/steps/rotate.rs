//! Rotating tokens, the one in use among them.

use astro_token_console::commands::{
    Rotation, RotationFound, RotationLookup, look_after_rotation, rotate_token,
};
use astro_tokens::id::TokenId;
use astro_tokens::secret::Secret;
use astro_tokens::timestamp::Timestamp;

use super::super::run::{Run, Told};
use super::super::story::Story;
use super::super::watch::Part;
use crate::writes::says::{self, Value};

impl Told for Rotation {
    fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Rotated { secret, .. } => Some(secret),
            Self::NotSent(_) | Self::Gone(_) | Self::Refused(_) | Self::Unanswered { .. } => None,
        }
    }
}

impl Told for RotationFound {}

pub fn rotate(run: &mut Run) -> &'static str {
    let id = super::any_token(run);
    rotated(run, &id);
    "rotate"
}

pub fn rotate_own(run: &mut Run) -> &'static str {
    let id = run.own.clone();
    rotated(run, &id);
    "rotate own"
}

fn rotated(run: &mut Run, id: &TokenId) {
    let held = run.row(id).and_then(|row| row.last_rotated_at);
    let held = held.map(Timestamp::unix_micros);
    run.tell(&format!("{id}"));
    let (outcome, story) = run.command((Some(id), 1, 1), async |writer| {
        rotate_token(writer, id).await
    });
    let is_rotation = |target: &str| target.ends_with("/rotate");
    let read = story.read_before(is_rotation).filter(|_| story.sent_any());
    let held = read.map_or(held, |token| {
        token.last_rotated_at.map(|at| at.unix_micros())
    });
    let is_own = *id == run.own;
    let ours = story.ours();
    run.expect(story.is_one_change(&ours, Part::Value), || {
        format!("not a rotation: {ours:?}")
    });
    let said = says::rotated(&outcome);
    match &outcome {
        Rotation::Rotated { is_own: told, .. } => {
            let is_held = run.row(id).is_some_and(|row| {
                let is = ours.last().and_then(|effect| effect.after.as_ref());
                let at = is.and_then(|token| token.last_rotated_at);
                row.last_rotated_at.map(Timestamp::unix_micros) == at.map(|at| at.unix_micros())
            });
            run.expect(is_held || story.at_write.is_some(), || {
                "not in the inventory".to_owned()
            });
            run.expect(*told == is_own && !ours.is_empty(), || {
                format!("{outcome:?}")
            });
            run.expect(!is_own || !run.is_locked_out(), || "locked out".to_owned());
        }
        Rotation::NotSent(_) => {
            run.expect(!story.wrote(is_rotation), || "sent".to_owned());
            let may_read = story.last().is_some_and(|token| run.rights().reads(token));
            let is_evasive = story.at_look.is_none() && may_read && !story.is_over;
            run.expect(!is_evasive, || "not sent for no reason".to_owned());
        }
        Rotation::Gone(_) => {
            let is_gone = story.last().is_none();
            // What the browser sent twice may have taken effect before it went.
            let is_undone = ours.is_empty() || story.arrivals() > 1;
            run.expect(is_gone && is_undone, || "said to be gone".to_owned());
        }
        Rotation::Refused(_) => {
            run.expect(ours.is_empty(), || format!("{ours:?}"));
            run.expect(story.wrote(is_rotation) || story.at_write.is_some(), || {
                "not even sent".to_owned()
            });
            // But for a value that is accepted no more, and one whose write met a fault, Astro has the token.
            let is_there = story.last().is_some();
            run.expect(is_there || story.at_write.is_some(), || "gone".to_owned());
        }
        Rotation::Unanswered { found, lookup, .. } => {
            let is_open =
                story.at_write.is_some() || story.at_look.is_some() || story.last().is_none();
            run.expect(is_open || !story.is_calm(), || "unanswered".to_owned());
            judge(run, &story, id, held, said, found);
            let (id, lookup) = (id.clone(), lookup.clone());
            run.next
                .push(Box::new(move |run| look(run, &id, held, &lookup)));
        }
    }
    if story.is_calm() {
        let is_done = matches!(outcome, Rotation::Rotated { .. });
        run.expect(is_done == story.was_permitted(), || format!("{outcome:?}"));
    }
}

/// What is said of a rotation without an answer, beside when the token was rotated last: `held` is what was known before.
fn judge(
    run: &mut Run,
    story: &Story,
    id: &TokenId,
    held: Option<i64>,
    said: Option<Value>,
    found: &RotationFound,
) {
    if matches!(found, RotationFound::LockedOut) {
        let is_true = *id == run.own && run.is_locked_out();
        return run.expect(is_true, || "not locked out".to_owned());
    }
    let Some(said) = said else {
        let may_read = story.last().is_some_and(|token| run.rights().reads(token));
        let is_evasive = story.at_look.is_none() && may_read;
        return run.expect(!is_evasive, || "unknown for no reason".to_owned());
    };
    let ours = story.ours();
    let is: Vec<Value> = story
        .moments(&ours)
        .into_iter()
        .map(|token| match token {
            None => Value::Gone,
            Some(token) => {
                let at = token.last_rotated_at.map(|at| at.unix_micros());
                match at == held {
                    true => Value::AsBefore,
                    false => Value::Another,
                }
            }
        })
        .collect();
    run.expect(is.contains(&said), || format!("said {said:?}, is {is:?}"));
}

fn look(run: &mut Run, id: &TokenId, held: Option<i64>, lookup: &RotationLookup) -> &'static str {
    let (found, story) = run.command((Some(id), 0, 0), async |writer| {
        look_after_rotation(writer, lookup).await
    });
    let said = match &found {
        RotationFound::Rotated | RotationFound::LockedOut => Some(Value::Another),
        RotationFound::NotRotated => Some(Value::AsBefore),
        RotationFound::Gone => Some(Value::Gone),
        RotationFound::Unknown(_) => None,
    };
    judge(run, &story, id, held, said, &found);
    "look after a rotation"
}
