//! What a step can be. A write of another kind is one more row of [`KINDS`] and one more file: it draws what it does from
//! `Run::random`, does it by `Run::command`, and judges the outcome by the [`Story`](super::story::Story).

mod agents;
mod create;
mod delete;
mod edit;
mod grants;
mod reading;
mod rotate;
mod save;
mod successor;
mod tries;

use std::sync::Arc;

use astro_tokens::id::TokenId;
use astro_tokens::token::Token;

use super::run::Run;

/// How often a kind is drawn, and what it does; answers how it is counted.
pub struct Kind {
    weight: u64,
    run: fn(&mut Run) -> &'static str,
}

const fn kind(weight: u64, run: fn(&mut Run) -> &'static str) -> Kind {
    Kind { weight, run }
}

const KINDS: [Kind; 12] = [
    kind(22, follow),
    kind(12, create::create),
    kind(4, successor::successor),
    kind(16, edit::edit),
    kind(22, grants::set),
    kind(8, rotate::rotate),
    kind(3, rotate::rotate_own),
    kind(7, delete::delete),
    kind(3, agents::create),
    kind(3, agents::delete),
    kind(4, reading::time),
    kind(6, reading::load),
];

/// One step of any kind.
pub fn any(run: &mut Run) -> &'static str {
    let all = KINDS.iter().map(|kind| kind.weight).sum();
    let mut drawn = run.random.below(all);
    for kind in &KINDS {
        if drawn < kind.weight {
            return (kind.run)(run);
        }
        drawn -= kind.weight;
    }
    unreachable!("a weight was drawn")
}

/// The last step of a world: the session comes to its end.
pub fn last(run: &mut Run) -> &'static str {
    run.has_ended = true;
    match run.random.below(3) {
        0 => reading::expire(run),
        1 => delete::ended_by_others(run),
        _ => delete::delete_own(run),
    }
}

/// What an earlier step left to be done: undo, an answer to a conflict, another look.
fn follow(run: &mut Run) -> &'static str {
    match run.next.len() {
        0 => grants::set(run),
        count => {
            let at = run.random.index(count);
            let next = run.next.swap_remove(at);
            next(run)
        }
    }
}

/// A token to do something to: one that is held, or was when a link to it was made, or that no longer exists.
fn any_token(run: &mut Run) -> TokenId {
    if !run.gone.is_empty() && run.random.chance(4) {
        return run.random.pick(&run.gone).clone();
    }
    match any_row(run) {
        Some(row) => row.id.clone(),
        // Nothing is in reach: what a link leads to.
        None => {
            let emulator = run.world.host.emulator.borrow();
            let here = run.world.organization.as_str();
            let tokens = emulator.state().tokens.iter();
            let ids: Vec<_> = tokens
                .filter(|token| *token.organization_id == *here && *token.id != *run.own.as_str())
                .map(|token| TokenId::new(token.id.clone()))
                .collect();
            run.random.pick(&ids).clone()
        }
    }
}

/// A token as it is held now or was when a form was opened.
fn any_row(run: &mut Run) -> Option<Arc<Token>> {
    if !run.old.is_empty() && run.random.chance(25) {
        return Some(run.random.pick(&run.old).clone());
    }
    let rows = run.api_tokens();
    (!rows.is_empty()).then(|| run.random.pick(&rows).clone())
}
