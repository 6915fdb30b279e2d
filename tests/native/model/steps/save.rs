//! What a save of grants says, held against what it was to come to and what came of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use astro_emulator::state::Token as Held;
use astro_token_console::api::ErrorKind;
use astro_token_console::commands::{
    Deviation, GrantsFound, GrantsOutcome, GrantsRefusal, ReadBack, SetGrants,
};
use astro_token_console::inventory::GrantSight;
use astro_tokens::grants::{Grant, GrantKey, Grants};

use super::super::merge::{Planned, Roles, Set, deviations, planned, set as set_of};
use super::super::rights::Rights;
use super::super::run::Run;
use super::super::story::Story;
use super::super::view;
use super::super::watch::{By, Effect, Part};
use super::grants::of_roles;
use crate::writes::says;

/// A save of grants, to be judged.
pub struct Save {
    pub set: SetGrants,
}

impl Save {
    pub fn judge(&self, run: &mut Run, story: &Story, outcome: &GrantsOutcome) {
        let ours = story.ours_at(of_roles);
        run.expect(story.is_one_change(&ours, Part::Grants), || {
            format!("not grants alone: {ours:?}")
        });
        // What is shown changes with what the caller may write.
        let of_own = |it: &&Effect| run.narrow && *it.id == *run.own.as_str();
        let of_own: Vec<&Effect> = story.effects.iter().filter(of_own).collect();
        if of_own.iter().any(|effect| effect.by != By::Console) {
            return;
        }
        let rights_now = run.rights();
        let rights = match of_own.is_empty() {
            true => &rights_now,
            false => &story.rights,
        };
        let newer = run.others.newer;
        let shows = run.shows(rights);
        let shown = |token: &astro_emulator::state::Token| view::grants(token, &shows, newer);
        let theirs = story.read_before(of_roles);
        let plan = theirs.map(|theirs| {
            let scope = view::scope(theirs.scope);
            let shown = shown(theirs);
            let sight = sight(story, &shown);
            planned(&self.set, (&shown, sight), &scope, &run.world.organization)
        });
        self.judge_write(run, story, &ours, plan.as_ref(), shown);
        if !of_own.is_empty() {
            return;
        }
        let before = theirs.map(&shown).unwrap_or_default();
        match (outcome, &plan) {
            (GrantsOutcome::Refused(GrantsRefusal::Gone), _) => {
                let gone = story.moments(&[]).iter().any(Option::is_none);
                // What the browser sent twice may have taken effect before it went.
                let is_undone = ours.is_empty() || story.arrivals() > 1;
                run.expect(gone && is_undone, || "said to be gone".to_owned());
            }
            // What would confirm that the session is an Owner's did not.
            (GrantsOutcome::Refused(GrantsRefusal::Unproven), _) if story.may_fail_to_confirm() => {
                run.expect(!story.wrote(of_roles), || "written all the same".to_owned());
            }
            (GrantsOutcome::Refused(GrantsRefusal::Api(_)), _) => {
                run.expect(ours.is_empty(), || format!("refused: {ours:?}"));
            }
            (GrantsOutcome::Unchanged, Some(Planned::Unchanged))
            | (
                GrantsOutcome::Refused(GrantsRefusal::HomeGrantRemoved),
                Some(Planned::HomeRemoved),
            )
            | (GrantsOutcome::Refused(GrantsRefusal::Illegal(_)), Some(Planned::Illegal))
            | (GrantsOutcome::Refused(GrantsRefusal::PartialView), Some(Planned::PartialView))
            | (GrantsOutcome::Refused(GrantsRefusal::Narrowed), Some(Planned::Narrowed))
            | (GrantsOutcome::Refused(GrantsRefusal::Unproven), Some(Planned::Unproven)) => {
                run.expect(!story.wrote(of_roles), || "written all the same".to_owned());
            }
            (GrantsOutcome::Conflicts(conflicts), Some(Planned::Conflicts(keys))) => {
                let told: BTreeSet<_> = conflicts.iter().map(|it| it.key.clone()).collect();
                run.expect(told == *keys && !story.wrote(of_roles), || {
                    format!("conflicts {told:?}, not {keys:?}")
                });
            }
            (
                GrantsOutcome::Saved { .. }
                | GrantsOutcome::Lost { .. }
                | GrantsOutcome::Unanswered { .. },
                Some(Planned::Write(merged)),
            ) => {
                let stood: Vec<Option<Grants>> = story
                    .moments(&ours)
                    .into_iter()
                    .map(|token| token.map(&shown))
                    .collect();
                self.judge_said(run, story, outcome, (&before, merged), &stood);
            }
            (outcome, plan) => run.differ(format!("{outcome:?} where {plan:?}")),
        }
        if story.is_calm() {
            let is_done = matches!(outcome, GrantsOutcome::Saved { .. });
            let may = match (&plan, theirs) {
                (Some(Planned::Write(merged)), Some(theirs)) => {
                    may_save((run, &story.rights), theirs, &before, merged)
                }
                _ => false,
            };
            run.expect(is_done == may, || format!("{outcome:?} where {may}"));
        }
    }

    /// What was written is the merged set, all of it, and what is not shown stands as it stood.
    fn judge_write(
        &self,
        run: &mut Run,
        story: &Story,
        ours: &[&Effect],
        plan: Option<&Planned>,
        shown: impl Fn(&Held) -> Grants,
    ) {
        let is_planned = matches!(plan, Some(Planned::Write(_)));
        run.expect(is_planned || !story.wrote(of_roles), || {
            format!("written where {plan:?}")
        });
        for effect in ours {
            let (Some(before), Some(after), Some(Planned::Write(merged))) =
                (&effect.before, &effect.after, plan)
            else {
                return run.differ(format!("{effect:?}"));
            };
            let stands = set_of(&shown(after));
            run.expect(stands == *merged, || {
                format!("stands {stands:?}, not {merged:?}")
            });
            // The second look: everything that was stored and that nobody asked to change, further fields included.
            let newer = run.others.newer;
            for grant in &before.grants {
                let (key, is_shown) = {
                    let one = view::grant(grant, newer);
                    let all = shown(before);
                    (
                        one.key(),
                        all.roles_at(&one.key()).any(|role| *role == one.role),
                    )
                };
                let is_kept = match newer {
                    false => after.grants.contains(grant),
                    // Fields that this version does not know can't be sent, and saving says so.
                    true => after
                        .grants
                        .iter()
                        .any(|kept| view::grant(kept, false) == view::grant(grant, false)),
                };
                let is_wanted = merged
                    .get(&key)
                    .is_some_and(|roles| roles.contains(&grant.role));
                let is_right = match is_shown {
                    true => is_kept == is_wanted,
                    // The person answered for what is hidden.
                    false => is_kept || story.is_trusted,
                };
                run.expect(is_right, || {
                    format!("{grant:?} of {:?}: {:?}", before.grants, after.grants)
                });
            }
        }
    }

    /// What is said of a set that was written, or may have been; `stood` are the moments since.
    fn judge_said(
        &self,
        run: &mut Run,
        story: &Story,
        outcome: &GrantsOutcome,
        (before, merged): (&Grants, &Set),
        stood: &[Option<Grants>],
    ) {
        let theirs = set_of(before);
        let differs = |after: &Grants| deviations(&theirs, merged, &set_of(after));
        let lacks = |after: &Grants| {
            let [lost, _] = differs(after);
            lost
        };
        let is_done = !story.ours_at(of_roles).is_empty();
        match outcome {
            GrantsOutcome::Saved {
                before: told,
                after,
                read_back: ReadBack::Stands { others },
            } => {
                let is_said = are(others, merged, after) == Some(differs(after));
                let is_true = is_done && set_of(told) == theirs && is_said;
                run.expect(is_true, || format!("saved? {outcome:?}"));
            }
            GrantsOutcome::Saved {
                before: told,
                after,
                read_back: ReadBack::Failed(_),
            } => {
                let is_true = is_done && set_of(told) == theirs && set_of(after) == *merged;
                run.expect(is_true, || format!("saved? {outcome:?}"));
                let may_read = story.last().is_some_and(|token| run.rights().reads(token));
                run.expect(story.at_look.is_some() || !may_read, || {
                    "not read back for no reason".to_owned()
                });
            }
            GrantsOutcome::Lost {
                lost,
                others,
                after,
            } => {
                let [are_lost, are_others] = differs(after);
                let is_said = said(lost, merged, after) == Some(are_lost)
                    && said(others, merged, after) == Some(are_others);
                run.expect(is_done && !lost.is_empty() && is_said, || {
                    format!("lost? {outcome:?}")
                });
            }
            GrantsOutcome::Unanswered { error, found } => {
                let is_true = match found {
                    GrantsFound::Saved { after, others, .. } => {
                        are(others, merged, after) == Some(differs(after))
                    }
                    GrantsFound::Changed { lost, after } => {
                        !lost.is_empty() && said(lost, merged, after) == Some(lacks(after))
                    }
                    GrantsFound::NotSaved => true,
                    // Unless it is gone or out of reach by now.
                    GrantsFound::Unknown(_) => {
                        let last = story.last();
                        let may_read = last.is_some_and(|token| run.rights().reads(token));
                        story.at_look.is_some() || !may_read
                    }
                };
                // A refusal may be that of the second of two equal requests: only a look tells.
                let is_looked_into =
                    matches!(error.kind, ErrorKind::Forbidden | ErrorKind::NotFound);
                let is_unknown = matches!(found, GrantsFound::Unknown(_));
                let has_reason = story.at_write.is_some()
                    || is_looked_into && (story.at_look.is_some() || is_unknown);
                run.expect(is_true && has_reason, || format!("{outcome:?}"));
            }
            _ => {}
        }
        // With its answer in hand, the read-back tells what stands in the end.
        let last = stood.last().cloned().flatten();
        if story.at_look.is_none()
            && let (GrantsOutcome::Saved { .. }, Some(last)) = (outcome, &last)
        {
            let lost = lacks(last);
            run.expect(lost.is_empty(), || format!("lost unseen: {lost:?}"));
        }
        if let Some(Ok(said)) = says::grants(outcome, before) {
            let said = set_of(&said);
            let is_true = stood.iter().flatten().any(|stood| set_of(stood) == said);
            run.expect(is_true, || format!("said {said:?}, stood {stood:?}"));
        }
    }
}

/// What the session can tell of what it is shown; `theirs`: of the token that it saves.
fn sight(story: &Story, theirs: &Grants) -> GrantSight {
    let rights = &story.rights;
    match (rights.is_organization_owner, story.is_narrowed) {
        (true, _) => GrantSight::Whole,
        (false, true) => GrantSight::Narrowed,
        (false, false) if story.is_trusted => GrantSight::Whole,
        (false, false) if story.is_shown_more || rights.is_shown_more(theirs) => GrantSight::Whole,
        (false, false) => GrantSight::Unproven,
    }
}

/// The places that are told, each with the roles that were sent and those that stand; `None` where these are not so.
fn said(told: &[Deviation], merged: &Set, after: &Grants) -> Option<BTreeSet<GrantKey>> {
    let (none, after) = (Roles::new(), set_of(after));
    let is_so = |it: &Deviation| {
        let [sent, stands] = [merged, &after].map(|set| set.get(&it.key).unwrap_or(&none));
        it.sent == *sent && it.stands == *stands
    };
    let keys = || told.iter().map(|it| it.key.clone()).collect();
    told.iter().all(is_so).then(keys)
}

/// The same, where nothing is lost.
fn are(others: &[Deviation], merged: &Set, after: &Grants) -> Option<[BTreeSet<GrantKey>; 2]> {
    Some([BTreeSet::new(), said(others, merged, after)?])
}

/// Whether Astro lets the caller change these grants to those.
fn may_save((run, rights): (&Run, &Rights), token: &Held, before: &Grants, merged: &Set) -> bool {
    let (scope, home) = (view::scope(token.scope), view::home(token));
    let merged: Grants = merged
        .iter()
        .flat_map(|(key, roles)| {
            let of_key = |role: &Arc<str>| Grants::default().with_role(key, role.clone());
            roles.iter().map(of_key).collect::<Vec<_>>()
        })
        .flat_map(|one| one.iter().cloned().collect::<Vec<_>>())
        .collect();
    let lacks = |grants: &Grants, one: &Grant| {
        let mut roles = grants.roles_at(&one.key());
        !roles.any(|role| *role == one.role)
    };
    let mut added = merged.iter().filter(|one| lacks(before, one));
    let mut dropped = before.iter().filter(|one| lacks(&merged, one));
    added.all(|one| rights.writes(&view::grant_held(one)) && run.places.exists(one, &scope, &home))
        && dropped.all(|one| rights.writes(&view::grant_held(one)))
}
