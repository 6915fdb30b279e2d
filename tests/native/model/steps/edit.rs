//! Editing name, description and role, from what is held now or was when a form was opened; conflicts answered either way;
//! and taking it back.

use std::sync::Arc;

use astro_emulator::state::Token;
use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{
    Answer, DetailsFound, DetailsStep, Edit, Edited, GrantsFound, GrantsOutcome, Resolved,
    RoleStep, Sent, SetGrants, edit_token,
};
use astro_tokens::form::Field;
use astro_tokens::grants::Side;

use super::super::others::NAMES;
use super::super::run::{Run, Told};
use super::super::story::Story;
use super::super::view;
use super::super::watch::Part;
use super::grants::{answer, of_roles};
use super::save::Save;
use super::tries::{Tries, begun, is_read, open};
use crate::writes::says::{self, Details};

impl Told for Edited {}

pub fn edit(run: &mut Run) -> &'static str {
    let Some(base) = super::any_row(run) else {
        return super::create::create(run);
    };
    let random = &mut run.random;
    let name = match random.below(20) {
        0 => "n".repeat(257),
        1 => "  ".to_owned(),
        2..=11 => base.name.to_string(),
        _ => (*random.pick(&NAMES)).to_owned(),
    };
    let description = match random.below(4) {
        0 => String::new(),
        1 => "mine".to_owned(),
        _ => base.description.to_string(),
    };
    let level = base.scope.as_str().into();
    let role = random.chance(45).then(|| run.places.role(&level, random));
    let edit = Edit {
        role: role.filter(|_| base.id != run.own),
        base,
        sent: Sent::default(),
        name,
        description,
        resolved: Resolved::default(),
    };
    edited(run, edit, Tries::default());
    "edit"
}

fn edited(run: &mut Run, edit: Edit, tries: Tries) -> (Edited, Story) {
    let (base, to) = (&edit.base, (&edit.name, &edit.description, &edit.role));
    let from = (&base.name, &base.description, base.home_grant());
    run.tell(&format!(
        "{}: {from:?} to {to:?}, {:?}",
        base.id, edit.resolved
    ));
    let id = edit.base.id.clone();
    let (outcome, story) = run.command((Some(&id), 2, 1), async |writer| {
        edit_token(writer, edit.clone()).await
    });
    let is_read = is_read(&story, &outcome);
    let begun = match story.first_reading().filter(|_| is_read) {
        Some(first) => begun(run, first, &edit, &tries),
        None => edit.clone(),
    };
    let wanted = judge_details(run, &story, &begun, &outcome.details);
    judge_role(run, &story, &begun, &outcome);
    judge_stands(run, &story, (&begun, is_read), &outcome);
    let tries = match is_read {
        true => open(&begun, &outcome, (wanted, tries)),
        false => tries,
    };
    run.expect(
        outcome.sent.has_details() != tries.details.is_empty(),
        || format!("{:?}, not {tries:?}", outcome.sent),
    );
    run.expect(outcome.sent.has_role() != tries.roles.is_empty(), || {
        format!("{:?}, not {tries:?}", outcome.sent)
    });
    follow_up(run, &story, edit, (&outcome, tries));
    (outcome, story)
}

/// What a further try begins with: what is said to stand did so at one of the moments, all else is as this try began.
fn judge_stands(run: &mut Run, story: &Story, (edit, is_read): (&Edit, bool), outcome: &Edited) {
    let stands = &outcome.stands;
    let (name, description) = (&stands.name, &stands.description);
    let is_as_begun = *name == edit.base.name && *description == edit.base.description;
    let is_true = match outcome.has_details() && is_read {
        // Nothing was asked, and the reading failed.
        true if is_as_begun && !asks_details(edit) => true,
        true => {
            let mut moments = story.moments(&[]).into_iter().flatten();
            moments.any(|token| *token.name == **name && *token.description == **description)
        }
        false => is_as_begun,
    };
    run.expect(is_true, || format!("stands: {name:?}, {description:?}"));
    let is_tried = matches!(
        outcome.role,
        RoleStep::Tried(
            GrantsOutcome::Unchanged
                | GrantsOutcome::Saved { .. }
                | GrantsOutcome::Lost { .. }
                | GrantsOutcome::Unanswered {
                    found: GrantsFound::Saved { .. },
                    ..
                }
        )
    );
    let is_as_begun = stands.grants == edit.base.grants;
    run.expect(is_tried || is_as_begun, || {
        format!("stands: {:?}", stands.grants)
    });
}

fn details(token: &Token) -> Details {
    (token.name.clone(), token.description.clone())
}

/// What is to become of name and description, merged one by one.
#[derive(Debug, PartialEq, Eq)]
enum Planned {
    Conflicts(Vec<Field>),
    Unchanged,
    Invalid,
    Write(Details),
}

fn planned(edit: &Edit, now: &Details) -> Planned {
    let resolved = &edit.resolved;
    let mut conflicts = Vec::new();
    let mut merged = |field, [base, theirs, mine]: [&str; 3], answer: Option<(Side, &str)>| {
        let answered = answer.filter(|(_, shown)| *shown == theirs);
        if mine == base || mine == theirs {
            theirs.to_owned()
        } else if theirs == base || answered.is_some_and(|(side, _)| side == Side::Mine) {
            mine.to_owned()
        } else {
            if answered.is_none() {
                conflicts.push(field);
            }
            theirs.to_owned()
        }
    };
    let of = |answer: &Answer<Arc<str>>| (answer.side, answer.theirs.to_string());
    let (name, description) = (
        resolved.name.as_ref().map(of),
        resolved.description.as_ref().map(of),
    );
    fn shown(answer: &Option<(Side, String)>) -> Option<(Side, &str)> {
        answer.as_ref().map(|(side, text)| (*side, text.as_str()))
    }
    let wanted = (
        merged(
            Field::Name,
            [&edit.base.name, &now.0, &edit.name],
            shown(&name),
        ),
        merged(
            Field::Description,
            [&edit.base.description, &now.1, &edit.description],
            shown(&description),
        ),
    );
    if !conflicts.is_empty() {
        Planned::Conflicts(conflicts)
    } else if wanted == *now {
        Planned::Unchanged
    } else if wanted.0.trim().is_empty() || wanted.0.chars().count() > 256 {
        Planned::Invalid
    } else {
        Planned::Write(wanted)
    }
}

/// Answers what was to be written.
fn judge_details(run: &mut Run, story: &Story, edit: &Edit, step: &DetailsStep) -> Option<Details> {
    let is_at = |target: &str| !of_roles(target);
    let ours = story.ours_at(is_at);
    run.expect(story.is_one_change(&ours, Part::Details), || {
        format!("not details alone: {ours:?}")
    });
    let has_written = story.wrote(is_at);
    let now = story.read_before(|target| !has_written || is_at(target));
    let now = now.map(details);
    let plan = now.as_ref().map(|now| planned(edit, now));
    let stood: Vec<Option<Details>> = story
        .moments(&ours)
        .into_iter()
        .map(|token| token.map(details))
        .collect();
    for effect in &ours {
        let is = effect.after.as_ref().map(details);
        let is_planned =
            matches!((&plan, &is), (Some(Planned::Write(wanted)), Some(is)) if wanted == is);
        run.expect(is_planned, || format!("wrote {is:?} where {plan:?}"));
    }
    let did = ours.len();
    let is_true = match (step, &plan) {
        (DetailsStep::Saved, Some(Planned::Write(_))) => did > 0,
        (DetailsStep::Unchanged, Some(Planned::Unchanged)) => did == 0,
        // Nothing was asked, and the reading for the role failed.
        (DetailsStep::Unchanged, _) => did == 0 && !asks_details(edit),
        (DetailsStep::NotTried, Some(Planned::Write(_)))
        | (DetailsStep::Invalid(_), Some(Planned::Invalid))
        | (DetailsStep::Refused(_), _) => did == 0,
        (DetailsStep::Gone, _) => {
            // What the browser sent twice may have taken effect before it went.
            let is_undone = did == 0 || story.arrivals() > 1;
            is_undone && story.moments(&[]).iter().any(Option::is_none)
        }
        (DetailsStep::Conflicts(told), Some(Planned::Conflicts(fields))) => {
            did == 0 && told.iter().map(|it| it.field).eq(fields.iter().copied())
        }
        (DetailsStep::Unanswered { error, found }, Some(Planned::Write(_))) => {
            let last = story.last();
            let may_read = last.is_some_and(|token| run.rights().reads(token));
            let may_be_open = story.at_look.is_some() || !may_read;
            let is_refused = error.kind == ErrorKind::NotFound;
            let is_excused = story.at_write.is_some() || (is_refused && may_be_open);
            is_excused && (may_be_open || !matches!(found, DetailsFound::Unknown(_)))
        }
        _ => false,
    };
    run.expect(is_true, || format!("{step:?} where {plan:?}"));
    if let (Some(now), Some(Planned::Write(wanted))) = (&now, &plan)
        && let Some(Ok(said)) = says::details(step, now, wanted)
    {
        let is_true = did == 0 && !matches!(step, DetailsStep::Unanswered { .. })
            || stood.iter().flatten().any(|stood| *stood == said);
        run.expect(is_true, || format!("said {said:?}, stood {stood:?}"));
    }
    if story.is_calm()
        && let Some(Planned::Write(_)) = &plan
    {
        let is_permitted = story.was_permitted();
        let is_done = *step == DetailsStep::Saved;
        let is_right = is_done == is_permitted || *step == DetailsStep::NotTried;
        run.expect(is_right, || format!("{step:?}"));
    }
    match plan {
        Some(Planned::Write(wanted)) => Some(wanted),
        _ => None,
    }
}

fn asks_details(edit: &Edit) -> bool {
    *edit.name != *edit.base.name || *edit.description != *edit.base.description
}

/// The role as a save of grants: what the form began with, and that with another role at home.
fn of_role(edit: &Edit) -> Option<SetGrants> {
    let role = edit.role.clone()?;
    let base = edit.base.grants.clone().unwrap_or_default();
    let mine = match edit.base.home_grant() {
        Some(home) if home.role == role => return None,
        Some(home) => base.with_role(&home.key(), role),
        None => base.clone(),
    };
    Some(SetGrants {
        is_new: false,
        token: edit.base.id.clone(),
        base,
        mine,
        resolved: edit.resolved.grants.clone(),
    })
}

fn judge_role(run: &mut Run, story: &Story, edit: &Edit, edited: &Edited) {
    let set = of_role(edit);
    match (&edited.role, set) {
        (RoleStep::NotAsked, None) => {
            run.expect(!story.wrote(of_roles), || {
                "a role nobody asked for".to_owned()
            });
        }
        (RoleStep::NotTried, Some(_)) => {
            let is_stopped = !matches!(edited.details, DetailsStep::Unchanged | DetailsStep::Saved);
            run.expect(is_stopped && !story.wrote(of_roles), || {
                format!("{edited:?}")
            });
        }
        (RoleStep::Tried(outcome), Some(set)) => Save { set }.judge(run, story, outcome),
        (step, set) => run.differ(format!("{step:?} for {set:?}")),
    }
}

fn follow_up(run: &mut Run, story: &Story, edit: Edit, (outcome, tries): (&Edited, Tries)) {
    if let Some(undo) = outcome.undo.clone() {
        // What it must come back to, if it is this try's own work alone that is taken back, and all of it: nobody takes back
        // what nobody knows of.
        let is_known = edit.sent.is_empty() && outcome.sent.is_empty();
        let is_ours = story.ours().len() == story.effects.len() && is_known;
        let first = story.first.clone().filter(|_| is_ours);
        let last = story.last().cloned();
        run.next.push(Box::new(move |run| {
            take_back(run, undo, first, last);
            "undo an edit"
        }));
    }
    let mut again = Edit {
        base: outcome.stands.clone(),
        sent: outcome.sent.clone(),
        ..edit
    };
    let mut is_asked = false;
    if let DetailsStep::Conflicts(conflicts) = &outcome.details {
        for conflict in conflicts {
            let answer = answer::<Box<str>>(run, (&*conflict.theirs).into());
            let answer = Answer {
                side: answer.side,
                theirs: Arc::from(answer.theirs),
            };
            match conflict.field {
                Field::Name => again.resolved.name = Some(answer),
                _ => again.resolved.description = Some(answer),
            }
        }
        is_asked = true;
    }
    if let RoleStep::Tried(GrantsOutcome::Conflicts(conflicts)) = &outcome.role {
        for conflict in conflicts {
            let answer = answer(run, conflict.theirs.clone());
            again.resolved.grants.insert(conflict.key.clone(), answer);
        }
        is_asked = true;
    }
    // The same edit again finishes what was left, too.
    let is_whole = outcome.has_details() && outcome.has_role();
    let is_left = !is_whole && run.random.chance(50);
    if is_left || (is_asked && run.random.chance(80)) {
        run.next.push(Box::new(move |run| {
            edited(run, again, tries);
            match is_asked {
                true => "answer a conflict",
                false => "edit again",
            }
        }));
    }
}

/// Undo of what stands as the edit left it comes back to what was before it.
fn take_back(run: &mut Run, undo: Edit, first: Option<Token>, last: Option<Token>) {
    let id = undo.base.id.clone();
    let was = |token: &Token| {
        (
            details(token),
            view::grants(token, |_| true, true).to_wire(),
        )
    };
    let now = run.held(id.as_str());
    let stands = now
        .as_ref()
        .map(was)
        .is_some_and(|now| last.as_ref().map(was) == Some(now));
    let (outcome, story) = edited(run, undo, Tries::default());
    let is_done = matches!(outcome.details, DetailsStep::Unchanged | DetailsStep::Saved)
        && match &outcome.role {
            RoleStep::NotAsked => true,
            RoleStep::NotTried => false,
            RoleStep::Tried(outcome) => matches!(outcome, GrantsOutcome::Saved { .. }),
        };
    if let Some(first) = first
        && stands
        && story.is_calm()
        && is_done
    {
        let is = run.held(id.as_str()).as_ref().map(was);
        run.expect(is == Some(was(&first)), || format!("taken back to {is:?}"));
    }
}
