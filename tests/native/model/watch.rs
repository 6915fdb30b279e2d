//! What happens to the emulator's tokens while a step runs, exchange by exchange, and by whom: the console, which may
//! change only what it says, or someone else, who acts between its requests.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use astro_emulator::Emulator;
use astro_emulator::state::{Id, State, Token};
use astro_tokens::requests::Method;
use astro_tokens::secret::Secret;

use super::others::{Others, act};
use super::random::Random;
use super::view;
use crate::host::Sent;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Console,
    Others,
}

/// One token that is not as it was.
#[derive(Clone, Debug)]
pub struct Effect {
    pub by: By,
    pub id: Id,
    pub before: Option<Token>,
    pub after: Option<Token>,
    /// The value that it brought into being.
    pub value: Option<Secret>,
    /// The request of this step that did it, by number.
    pub request: usize,
}

impl Effect {
    /// Whether a value was made, or one was ended.
    pub fn ends_value(&self) -> bool {
        let generation = |token: &Option<Token>| token.as_ref().map(|token| token.generation);
        generation(&self.before) != generation(&self.after)
    }
}

/// A request that reached the emulator, and the token of the step as it met it.
#[derive(Clone, Debug)]
pub struct Met {
    pub method: Method,
    pub target: String,
    pub subject: Option<Token>,
    /// Effects of the step before it.
    pub effects: usize,
}

/// Someone else is to act once so many requests of the step have come.
struct Order {
    after: usize,
    others: Others,
    random: Random,
}

/// All tokens as they were when they were last looked at, and what happened since the step began.
pub struct Watch {
    last: BTreeMap<Id, Token>,
    subject: Option<Id>,
    /// Whether the last request was a write, whose effect is not noted yet. What a reading changes is noted in the end.
    has_written: bool,
    order: Option<Order>,
    sent: Rc<RefCell<Vec<Sent>>>,
    pub effects: Vec<Effect>,
    pub met: Vec<Met>,
    /// What others did, in words.
    pub acts: Vec<String>,
}

impl Watch {
    pub fn new(emulator: &Emulator, sent: Rc<RefCell<Vec<Sent>>>) -> Self {
        let all = view::all(emulator.state());
        Self {
            last: all.map(|token| (token.id.clone(), token.clone())).collect(),
            subject: None,
            has_written: false,
            order: None,
            sent,
            effects: Vec::new(),
            met: Vec::new(),
            acts: Vec::new(),
        }
    }

    /// A step begins, on that token if on one.
    pub fn begin(&mut self, subject: Option<Id>) {
        self.effects.clear();
        self.met.clear();
        self.acts.clear();
        self.subject = subject;
        self.order = None;
    }

    pub fn order(&mut self, after: usize, others: Others, random: Random) {
        self.order = Some(Order {
            after,
            others,
            random,
        });
    }

    /// Someone else acts now.
    pub fn others_act(&mut self, emulator: &mut Emulator, others: &Others, random: &mut Random) {
        self.note(emulator, By::Console);
        let did = act(emulator, others, self.subject.as_deref(), random);
        self.acts.push(did);
        self.note(emulator, By::Others);
    }

    /// A request is about to be answered.
    pub fn meet(&mut self, emulator: &mut Emulator, target: &str) {
        if std::mem::take(&mut self.has_written) {
            self.note(emulator, By::Console);
        }
        let is_due = self
            .order
            .as_ref()
            .is_some_and(|order| order.after == self.met.len());
        if is_due && let Some(mut order) = self.order.take() {
            self.others_act(emulator, &order.others, &mut order.random);
        }
        let sent = self.sent.borrow();
        let method = sent
            .iter()
            .rev()
            .find(|sent| sent.target == target)
            .map_or(Method::Get, |sent| sent.method);
        self.has_written = method != Method::Get;
        let subject = self.subject.as_deref();
        self.met.push(Met {
            method,
            target: target.to_owned(),
            subject: subject.and_then(|id| view::held(emulator.state(), id).cloned()),
            effects: self.effects.len(),
        });
    }

    /// Enters what changed since the last look.
    pub fn note(&mut self, emulator: &Emulator, by: By) {
        let state = emulator.state();
        let changed: Vec<Id> = changed(&self.last, state);
        for id in changed {
            let after = view::held(state, &id).cloned();
            let before = match &after {
                Some(token) => self.last.insert(id.clone(), token.clone()),
                None => self.last.remove(&id),
            };
            let mut effect = Effect {
                by,
                id,
                before,
                after,
                value: None,
                request: self.met.len().saturating_sub(1),
            };
            if effect.ends_value() {
                effect.value = emulator.token_value(&effect.id).map(Secret::from);
            }
            self.effects.push(effect);
        }
    }

    pub fn now(&self, id: &str) -> Option<&Token> {
        self.last.get(id)
    }
}

fn changed(last: &BTreeMap<Id, Token>, state: &State) -> Vec<Id> {
    let mut found: Vec<Id> = view::all(state)
        .filter(|token| last.get(&token.id).is_none_or(|was| !same(was, token)))
        .map(|token| token.id.clone())
        .collect();
    let gone = last.keys().filter(|id| view::held(state, id).is_none());
    found.extend(gone.cloned());
    found
}

/// Whether nothing but the last use differs, which every call moves.
fn same(a: &Token, b: &Token) -> bool {
    let Token {
        id,
        organization_id,
        name,
        description,
        kind,
        scope,
        short_token,
        start_at,
        end_at,
        expiry_period_in_days,
        last_used_at: _,
        last_rotated_at,
        generation,
        grants,
        created_at,
        created_by,
        updated_at,
        updated_by,
    } = a;
    *updated_at == b.updated_at
        && *generation == b.generation
        && *name == b.name
        && *description == b.description
        && *grants == b.grants
        && *last_rotated_at == b.last_rotated_at
        && *end_at == b.end_at
        && *short_token == b.short_token
        && *updated_by == b.updated_by
        && *id == b.id
        && *organization_id == b.organization_id
        && (*kind, *scope) == (b.kind, b.scope)
        && *start_at == b.start_at
        && *expiry_period_in_days == b.expiry_period_in_days
        && *created_at == b.created_at
        && *created_by == b.created_by
}

/// What a write may change of a token, beside when and by whom it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Details,
    Grants,
    Value,
}

/// Whether `after` differs from `before` in that part alone.
pub fn differs_only_in(part: Part, before: &Token, after: &Token) -> bool {
    let mut as_before = after.clone();
    match part {
        Part::Details => {
            as_before.name.clone_from(&before.name);
            as_before.description.clone_from(&before.description);
        }
        Part::Grants => as_before.grants.clone_from(&before.grants),
        Part::Value => {
            as_before.generation = before.generation;
            as_before.short_token.clone_from(&before.short_token);
            as_before.last_rotated_at = before.last_rotated_at;
        }
    }
    as_before.updated_at = before.updated_at;
    as_before.updated_by.clone_from(&before.updated_by);
    same(&as_before, before)
}
