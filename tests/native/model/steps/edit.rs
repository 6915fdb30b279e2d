//! Editing name, description and role, from what is held now or was when a form was opened; conflicts answered either way;
//! and taking it back.

use std::sync::Arc;

use astro_emulator::state::Token;
use astro_token_console::commands::{
    DetailsFound, DetailsStep, Edit, Edited, Resolved, RoleStep, SetGrants, edit_token,
};
use astro_tokens::form::Field;
use astro_tokens::grants::Side;

use super::super::others::NAMES;
use super::super::run::{Run, Told};
use super::super::story::{Story, is_one_change};
use super::super::view;
use super::super::watch::Part;
use super::grants::{Save, answer, of_roles};
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
        name,
        description,
        resolved: Resolved::default(),
    };
    edited(run, edit);
    "edit"
}

fn edited(run: &mut Run, edit: Edit) -> (Edited, Story) {
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
    judge_details(run, &story, &edit, &outcome.details);
    judge_role(run, &story, &edit, &outcome);
    follow_up(run, &story, edit, &outcome);
    (outcome, story)
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
    let of = |answer: &astro_token_console::commands::Answer<Arc<str>>| {
        (answer.side, answer.theirs.to_string())
    };
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

fn judge_details(run: &mut Run, story: &Story, edit: &Edit, step: &DetailsStep) {
    let is_at = |target: &str| !of_roles(target);
    let ours = story.ours_at(is_at);
    run.expect(is_one_change(&ours, Part::Details), || {
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
        (DetailsStep::Saved, Some(Planned::Write(_))) => did == 1,
        (DetailsStep::Unchanged, Some(Planned::Unchanged)) => did == 0,
        // Nothing was asked, and the reading for the role failed.
        (DetailsStep::Unchanged, _) => did == 0 && !asks_details(edit),
        (DetailsStep::NotTried, Some(Planned::Write(_)))
        | (DetailsStep::Invalid(_), Some(Planned::Invalid))
        | (DetailsStep::Refused(_), _) => did == 0,
        (DetailsStep::Conflicts(told), Some(Planned::Conflicts(fields))) => {
            did == 0 && told.iter().map(|it| it.field).eq(fields.iter().copied())
        }
        (DetailsStep::Unanswered { found, .. }, Some(Planned::Write(_))) => {
            let last = story.last();
            let may_read = last.is_some_and(|token| run.rights().reads(token));
            let may_be_open = story.at_look.is_some() || !may_read;
            story.at_write.is_some() && (may_be_open || !matches!(found, DetailsFound::Unknown(_)))
        }
        _ => false,
    };
    run.expect(is_true, || format!("{step:?} where {plan:?}"));
    if let (Some(now), Some(Planned::Write(wanted))) = (&now, &plan)
        && let Some(said) = says::details(step, now, wanted)
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

fn follow_up(run: &mut Run, story: &Story, edit: Edit, outcome: &Edited) {
    if let Some(undo) = outcome.undo.clone() {
        // What it must come back to, if it is the console's own work alone that is taken back.
        let is_ours = story.ours().len() == story.effects.len();
        let first = story.first.clone().filter(|_| is_ours);
        let last = story.last().cloned();
        run.next.push(Box::new(move |run| {
            take_back(run, undo, first, last);
            "undo an edit"
        }));
    }
    let mut again = edit;
    let mut is_asked = false;
    if let DetailsStep::Conflicts(conflicts) = &outcome.details {
        for conflict in conflicts {
            let answer = answer::<Box<str>>(run, (&*conflict.theirs).into());
            let answer = astro_token_console::commands::Answer {
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
    if let RoleStep::Tried(astro_token_console::commands::GrantsOutcome::Conflicts(conflicts)) =
        &outcome.role
    {
        for conflict in conflicts {
            let answer = answer(run, conflict.theirs.clone());
            again.resolved.grants.insert(conflict.key.clone(), answer);
        }
        is_asked = true;
    }
    // The same edit again finishes what was left, too.
    let is_left = matches!(outcome.role, RoleStep::NotTried) && run.random.chance(50);
    if is_left || (is_asked && run.random.chance(80)) {
        run.next.push(Box::new(move |run| {
            edited(run, again);
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
    let (outcome, story) = edited(run, undo);
    let is_done = matches!(outcome.details, DetailsStep::Unchanged | DetailsStep::Saved)
        && match &outcome.role {
            RoleStep::NotAsked => true,
            RoleStep::NotTried => false,
            RoleStep::Tried(outcome) => matches!(
                outcome,
                astro_token_console::commands::GrantsOutcome::Saved { .. }
            ),
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
