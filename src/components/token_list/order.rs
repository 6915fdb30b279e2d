//! The order in which rows stand while more of them arrive.
//!
//! Guarantees: rows that stand keep their order as long as they are held, whatever arrives or changes meanwhile; what
//! arrives waits, is counted, and takes its place when the order settles; a token stands once or waits.

use std::collections::HashMap;
use std::sync::Arc;

use astro_tokens::grants::GrantKey;
use astro_tokens::names::Names;
use astro_tokens::query::{Column, Query, Sort, SortKey};
use astro_tokens::token::Token;

/// Tokens in order of arrival.
pub type Tokens = Arc<Vec<Arc<Token>>>;

/// What decides on the order, as it is now.
#[derive(Clone, Debug)]
pub struct Wish {
    pub tokens: Tokens,
    pub query: Query,
    pub names: Arc<Names>,
    /// The place whose list it is, for good.
    pub here: Option<GrantKey>,
    /// Someone is at the rows: they must not move.
    pub held: bool,
    /// How often it was asked to settle in spite of that.
    pub requests: u32,
}

/// The order and what waits to enter it.
#[derive(Clone, Debug, Default)]
pub struct Order {
    tokens: Tokens,
    /// Places in `tokens`, each once, with the key by which they were sorted.
    standing: Vec<(SortKey, usize)>,
    /// By place in `tokens`: whether the token stands.
    stands: Vec<bool>,
    query: Query,
    names: Arc<Names>,
    requests: u32,
    /// The order holds among tokens that changed since, or by names that did.
    is_stale: bool,
}

impl Order {
    /// The next order, and whether it differs from this one.
    pub fn next(mut self, wish: Wish) -> (Self, bool) {
        let asked = wish.requests != self.requests || wish.query != self.query;
        let sort_changed = wish.query.sort != self.query.sort;
        let names_changed = !Arc::ptr_eq(&wish.names, &self.names);
        self.is_stale |= names_changed && self.query.sort.column == Column::Scope;
        let mut changed = self.receive(wish.tokens);
        self.query = wish.query;
        self.names = wish.names;
        self.requests = wish.requests;
        if (!wish.held || asked || self.standing.is_empty())
            && (self.is_stale || sort_changed || self.waiting() > 0)
        {
            self.settle(sort_changed, wish.here.as_ref());
            changed = true;
        }
        (self, changed)
    }

    /// Tokens that stand, from top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &Arc<Token>> {
        self.standing
            .iter()
            .filter_map(|(_, place)| self.tokens.get(*place))
    }

    /// How many tokens wait.
    pub fn waiting(&self) -> usize {
        self.tokens.len() - self.standing.len()
    }

    /// Tokens that wait, in order of arrival.
    pub fn waiting_rows(&self) -> impl Iterator<Item = &Arc<Token>> {
        self.tokens
            .iter()
            .zip(&self.stands)
            .filter(|(_, stands)| !**stands)
            .map(|(token, _)| token)
    }

    /// Takes over the tokens as they are now. True when something other than what waits is different.
    fn receive(&mut self, tokens: Tokens) -> bool {
        if Arc::ptr_eq(&tokens, &self.tokens) {
            return false;
        }
        let is_continued = tokens.len() >= self.tokens.len()
            && self
                .tokens
                .iter()
                .zip(tokens.iter())
                .all(|(before, now)| before.id == now.id);
        let mut changed = true;
        if is_continued {
            let is_changed = self
                .tokens
                .iter()
                .zip(tokens.iter())
                .any(|(before, now)| !Arc::ptr_eq(before, now));
            self.is_stale |= is_changed;
            changed = is_changed || tokens.len() > self.tokens.len();
        } else {
            let places: HashMap<_, _> = tokens
                .iter()
                .enumerate()
                .map(|(place, token)| (&token.id, place))
                .collect();
            let before = &self.tokens;
            self.standing.retain_mut(|(_, place)| {
                let now = before.get(*place).and_then(|token| places.get(&token.id));
                if let Some(now) = now {
                    *place = *now;
                }
                now.is_some()
            });
            self.is_stale = true;
        }
        self.stands = vec![false; tokens.len()];
        for (_, place) in &self.standing {
            if let Some(stands) = self.stands.get_mut(*place) {
                *stands = true;
            }
        }
        self.tokens = tokens;
        changed
    }

    /// Puts everything in order.
    fn settle(&mut self, sort_changed: bool, here: Option<&GrantKey>) {
        let sort = self.query.sort;
        if self.is_stale || sort_changed {
            self.standing.clear();
            self.stands.fill(false);
        }
        let mut arrived: Vec<(SortKey, usize)> = self
            .tokens
            .iter()
            .zip(&self.stands)
            .enumerate()
            .filter(|(_, (_, stands))| !**stands)
            .map(|(place, (token, _))| (sort.key_here(token, &self.names, here), place))
            .collect();
        arrived.sort_unstable();
        self.standing = merge(std::mem::take(&mut self.standing), arrived);
        self.stands.fill(true);
        self.is_stale = false;
    }
}

/// Two ordered lists as one.
fn merge<T: Ord>(one: Vec<T>, other: Vec<T>) -> Vec<T> {
    if one.is_empty() {
        return other;
    }
    let mut merged = Vec::with_capacity(one.len() + other.len());
    let mut one = one.into_iter().peekable();
    let mut other = other.into_iter().peekable();
    while let (Some(left), Some(right)) = (one.peek(), other.peek()) {
        merged.extend(if left <= right {
            one.next()
        } else {
            other.next()
        });
    }
    merged.extend(one);
    merged.extend(other);
    merged
}

/// The direction that a first press on a column's head gives: newest and most first, names from A on.
pub const fn first_direction(column: Column) -> Sort {
    let descending = matches!(
        column,
        Column::LastUsed | Column::Created | Column::LastRotated | Column::OtherGrants
    );
    Sort { column, descending }
}

#[cfg(test)]
mod tests;
