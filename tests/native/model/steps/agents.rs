//! Creating and deleting agent tokens of Deployments with remote execution.

use std::collections::BTreeSet;

use astro_emulator::state::Id;
use astro_token_console::commands::{
    Beside, Creation, CreationFound, Deletion, Lookup, create_agent_token, delete_token,
    look_after_deletion, look_beside, look_for_created,
};
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::CreateAgentTokenRequest;

use super::super::others::NAMES;
use super::super::run::Run;
use super::super::story::Story;
use super::delete::found as found_of;
use crate::writes::says;

/// One with remote execution; mostly one that the caller may write.
fn deployment(run: &mut Run) -> Id {
    let (places, rights) = (run.places.clone(), run.rights());
    let reached = places.remote.iter().filter(|id| rights.writes_agents(id));
    let reached: Vec<&Id> = reached.collect();
    match !reached.is_empty() && run.random.chance(80) {
        true => (*run.random.pick(&reached)).clone(),
        false => run.random.pick(&places.remote).clone(),
    }
}

pub fn create(run: &mut Run) -> &'static str {
    if run.rows().len() > 60 {
        return delete(run);
    }
    let deployment = deployment(run);
    let random = &mut run.random;
    let request = CreateAgentTokenRequest {
        name: match random.chance(3) {
            true => "n".repeat(300),
            false => (*random.pick(&NAMES)).to_owned(),
        },
        description: (*random.pick(&["", "mine"])).to_owned(),
        token_expiry_period_in_days: random
            .chance(80)
            .then(|| u16::try_from(1 + random.below(90)).unwrap()),
    };
    let known: BTreeSet<TokenId> = run.rows().iter().map(|row| row.id.clone()).collect();
    run.tell(&format!("{request:?} of {deployment}"));
    let of = DeploymentId::new(deployment.clone());
    let (outcome, story) = run.command((None, 1, 1), async |writer| {
        create_agent_token(writer, &of, &request).await
    });
    let ours = story.ours();
    let ids: Vec<TokenId> = ours
        .iter()
        .map(|effect| TokenId::new(effect.id.clone()))
        .collect();
    run.expect(ids.len() <= story.arrivals(), || {
        format!("{} created", ids.len())
    });
    for effect in &ours {
        let is_as_asked = effect.after.as_ref().is_some_and(|token| {
            let days = token.expiry_period_in_days;
            token.name == request.name
                && token.description == request.description
                && days == request.token_expiry_period_in_days.map(u32::from)
        });
        let of = deployment_of(run, &effect.id).is_none_or(|of| of == deployment);
        run.expect(is_as_asked && of, || format!("created: {effect:?}"));
    }
    match &outcome {
        Creation::Created { id, lookup, .. } => {
            let is_ours = id.as_ref().is_none_or(|id| ids.contains(id));
            run.expect(is_ours && !ids.is_empty(), || format!("{outcome:?}"));
            let is_held = id.as_ref().is_some_and(|id| run.row(id).is_some());
            run.expect(is_held || !story.is_calm(), || {
                "created, and not in the inventory".to_owned()
            });
            let wanted = Wanted {
                deployment: deployment.clone(),
                name: request.name.clone(),
                known,
                ids,
            };
            beside(run, lookup, &wanted, id.as_ref());
        }
        Creation::NotSent(_) | Creation::Refused(_) => {
            super::create::judge_undone(run, &story, &outcome, &ids)
        }
        Creation::Unanswered { found, lookup, .. } => {
            run.expect(story.at_write.is_some(), || "unanswered".to_owned());
            let wanted = Wanted {
                deployment: deployment.clone(),
                name: request.name.clone(),
                known,
                ids: ids.clone(),
            };
            judge(run, &story, &wanted, found);
            let lookup = lookup.clone();
            run.next
                .push(Box::new(move |run| look(run, &lookup, &wanted)));
        }
    }
    if story.is_calm() {
        let is_done = matches!(&outcome, Creation::Created { .. });
        let may = request.name.len() < 300 && story.rights.writes_agents(&deployment);
        run.expect(is_done == may, || format!("{outcome:?}"));
    }
    "create an agent token"
}

fn deployment_of(run: &Run, id: &str) -> Option<Id> {
    let emulator = run.world.host.emulator.borrow();
    let agent = emulator.state().agent_tokens.get(id)?;
    Some(agent.deployment_id.clone())
}

/// What may have been created.
struct Wanted {
    deployment: Id,
    name: String,
    /// Tokens that the inventory had.
    known: BTreeSet<TokenId>,
    /// Those that came of it.
    ids: Vec<TokenId>,
}

/// What is said to have been found has that name and Deployment and was not known before; what came of it is among it.
fn judge(run: &mut Run, story: &Story, wanted: &Wanted, found: &CreationFound) {
    let said: &[TokenId] = match found {
        CreationFound::Tokens(ids) => ids,
        CreationFound::Nothing => &[],
        CreationFound::Unknown(_) => {
            let may_list = run.rights().lists(&wanted.deployment);
            let is_evasive = story.at_look.is_none() && may_list;
            return run.expect(!is_evasive, || "unknown for no reason".to_owned());
        }
    };
    for id in said {
        let is_new = !wanted.known.contains(id);
        // Others may have deleted it since.
        let is_named = run
            .held(id.as_str())
            .is_none_or(|it| it.name == wanted.name);
        let is_there = deployment_of(run, id.as_str()).is_none_or(|of| of == wanted.deployment);
        run.expect(is_new && is_named && is_there, || format!("found {id}"));
    }
    for id in &wanted.ids {
        let is_told = said.contains(id) || run.held(id.as_str()).is_none();
        run.expect(is_told, || format!("{id} is not found"));
    }
}

/// Looks for what there is besides one whose value arrived.
fn beside(run: &mut Run, lookup: &Lookup, wanted: &Wanted, id: Option<&TokenId>) {
    let ((told, beside), story) = run.command((None, 0, 0), async |writer| {
        look_beside(writer, lookup, id).await
    });
    let others = match beside {
        Beside::Nothing => Vec::new(),
        Beside::Twins(ids) | Beside::Among(ids) => ids,
        Beside::Unknown(error) => {
            return judge(run, &story, wanted, &CreationFound::Unknown(error));
        }
    };
    let found = told.into_iter().chain(others).collect();
    judge(run, &story, wanted, &CreationFound::Tokens(found));
}

fn look(run: &mut Run, lookup: &Lookup, wanted: &Wanted) -> &'static str {
    let (found, story) = run.command((None, 0, 0), async |writer| {
        look_for_created(writer, lookup).await
    });
    judge(run, &story, wanted, &found);
    "look for what was created"
}

pub fn delete(run: &mut Run) -> &'static str {
    let rows = run.rows();
    let agents = rows.iter().filter_map(|row| {
        let of = row.agent_of.clone()?;
        Some((row.id.clone(), of))
    });
    let agents: Vec<(TokenId, DeploymentId)> = agents.collect();
    if agents.is_empty() {
        return super::grants::set(run);
    }
    let (id, of) = run.random.pick(&agents).clone();
    run.tell(&format!("{id} of {of}"));
    let (outcome, story) = run.command((Some(&id), 1, 0), async |writer| {
        delete_token(writer, &id, Some(&of)).await
    });
    let ours = story.ours();
    run.expect(ours.iter().all(|effect| effect.after.is_none()), || {
        format!("not a deletion: {ours:?}")
    });
    let did = match &outcome {
        Deletion::Deleted { .. } => Some(true),
        Deletion::Refused(_) => Some(false),
        Deletion::Gone | Deletion::Unanswered { .. } => None,
    };
    run.expect(did.is_none_or(|did| did == (ours.len() == 1)), || {
        format!("{outcome:?}: {ours:?}")
    });
    let found = match &outcome {
        Deletion::Unanswered { found, .. } => Some(found),
        _ => None,
    };
    judge_deletion(run, &story, &of, says::exists(&outcome), found.is_none());
    if found.is_some() {
        let (id, of) = (id.clone(), of.clone());
        run.next.push(Box::new(move |run| {
            let (found, story) = run.command((Some(&id), 0, 0), async |writer| {
                look_after_deletion(writer, &id, Some(&of)).await
            });
            judge_deletion(run, &story, &of, found_of(&found), false);
            "look after a deletion"
        }));
    }
    if run.held(id.as_str()).is_none() {
        let is_said = says::exists(&outcome) == Some(false);
        run.expect(run.row(&id).is_none() || !is_said, || {
            "gone, and in the inventory".to_owned()
        });
    }
    if story.is_calm() && story.first.is_some() {
        let is_done = matches!(outcome, Deletion::Deleted { .. });
        let may = story.rights.writes_agents(of.as_str());
        run.expect(is_done == may, || format!("{outcome:?}"));
    }
    "delete an agent token"
}

/// `is_answered`: Astro's answer is all there is.
fn judge_deletion(
    run: &mut Run,
    story: &Story,
    of: &DeploymentId,
    said: Option<bool>,
    is_answered: bool,
) {
    let Some(said) = said else {
        let may_read = run.rights().lists(of.as_str());
        let is_evasive = story.at_look.is_none() && may_read;
        return run.expect(!is_evasive, || "unknown for no reason".to_owned());
    };
    let ours = story.ours();
    let moments = story.moments(&ours);
    // A fault that refuses the write, whatever there is: nothing was asked of the token.
    let is_blind = said && is_answered && story.at_write.is_some();
    let is_true = is_blind || moments.iter().any(|token| token.is_some() == said);
    run.expect(is_true, || format!("said to exist {said}: {moments:?}"));
}
