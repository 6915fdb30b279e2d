//! Changing grants: added, changed and removed at every level, from what is held now or was held when a form was opened,
//! sometimes to what can't stand; and answers to the conflicts that come of it.

use std::collections::BTreeMap;

use astro_token_console::commands::{Answer, GrantsOutcome, GrantsRefusal, SetGrants, set_grants};
use astro_token_console::components::grants_save::{Standing, is_out_of_reach, stands, whole};
use astro_tokens::grants::{Grants, Side, diff};
use astro_tokens::id::TokenId;
use astro_tokens::token::Token;

use super::super::run::{Run, Told};
use super::save::Save;

impl Told for GrantsOutcome {}

/// Where grants are written.
pub fn of_roles(target: &str) -> bool {
    target.ends_with("/roles")
}

pub fn set(run: &mut Run) -> &'static str {
    let Some(base) = super::any_row(run) else {
        return super::create::create(run);
    };
    let changes = 1 + run.random.below(3);
    let save = drawn(run, &base, changes);
    saved(run, save);
    "set grants"
}

/// What a new token is to have besides its home, right after it was created.
pub fn further(run: &mut Run, new: &TokenId) {
    let Some(base) = run.row(new) else { return };
    let changes = 1 + run.random.below(4);
    let further = drawn(run, &base, changes).mine;
    given(run, new, &further, true);
}

/// Gives a new token what it lacks of them. `is_new`: nobody else knows of it yet. Later on others may have been quicker at some
/// of these places.
pub fn given(run: &mut Run, new: &TokenId, further: &Grants, is_new: bool) {
    let now = run.row(new);
    let set = SetGrants::further(new.clone(), now.as_deref(), further);
    let outcome = saved(run, SetGrants { is_new, ..set });
    if whole(&outcome).is_none() && run.random.chance(60) {
        let (new, further) = (new.clone(), further.clone());
        run.next.push(Box::new(move |run| {
            given(run, &new, &further, false);
            "finish further grants"
        }));
    }
}

fn drawn(run: &mut Run, base: &Token, changes: u64) -> SetGrants {
    let grants = base.grants.clone().unwrap_or_default();
    let home = base.home_grant().map(|home| home.key());
    let home = home.or_else(|| grants.keys().next());
    let mut mine = grants.clone();
    if let Some(home) = &home {
        let (newer, random) = (run.others.newer, &mut run.random);
        for _ in 0..changes {
            mine = run.places.changed(&mine, &base.scope, home, newer, random);
        }
        if random.chance(7) {
            mine = run.places.spoilt(&mine, home, random);
        }
        // The role at home is what the session can do.
        if base.id == run.own
            && let Some(role) = grants.roles_at(home).next()
        {
            mine = mine.with_role(home, role.clone());
        }
    }
    SetGrants {
        is_new: false,
        token: base.id.clone(),
        base: grants,
        mine,
        resolved: BTreeMap::new(),
    }
}

fn saved(run: &mut Run, save: SetGrants) -> GrantsOutcome {
    run.tell(&format!(
        "{}: {:?}",
        save.token,
        diff(&save.base, &save.mine)
    ));
    run.tell(&format!("{:?}", save.resolved));
    let id = save.token.clone();
    let (outcome, story) = run.command((Some(&id), 1, 1), async |writer| {
        set_grants(writer, save.clone()).await
    });
    let others = story.ours().len() - story.ours_at(of_roles).len();
    run.expect(others == 0, || "more than grants".to_owned());
    let save = Save { set: save };
    save.judge(run, &story, &outcome);
    let mut standing = Standing::default();
    if !is_out_of_reach(&outcome) {
        standing.add(stands(&save.set, &outcome));
    }
    if !standing.is_empty() && run.random.chance(30) {
        let back = standing.set(&save.set.token);
        run.next.push(Box::new(move |run| {
            saved(run, back);
            "undo a save of grants"
        }));
    }
    if matches!(outcome, GrantsOutcome::Refused(GrantsRefusal::Unproven)) && run.random.chance(40) {
        let again = save.set.clone();
        run.next.push(Box::new(move |run| {
            run.console.inventory.trust_sight();
            run.trusts = true;
            saved(run, again);
            "save all the same"
        }));
    }
    if let GrantsOutcome::Conflicts(conflicts) = &outcome
        && run.random.chance(80)
    {
        let mut set = save.set;
        for conflict in conflicts {
            let answer = answer(run, conflict.theirs.clone());
            set.resolved.insert(conflict.key.clone(), answer);
        }
        run.next.push(Box::new(move |run| {
            saved(run, set);
            "answer a conflict"
        }));
    }
    outcome
}

/// Either side; now and then to something else than what is shown.
pub fn answer<T: Default>(run: &mut Run, theirs: T) -> Answer<T> {
    let side = match run.random.chance(50) {
        true => Side::Mine,
        false => Side::Theirs,
    };
    let theirs = match run.random.chance(10) {
        true => T::default(),
        false => theirs,
    };
    Answer { side, theirs }
}
