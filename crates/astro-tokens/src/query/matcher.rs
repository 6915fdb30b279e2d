//! A query made ready for many tokens: on each key press it runs over all of them.

use super::lower::lower_into;
use super::{Filter, Query};
use crate::grants::GrantKey;
use crate::names::Names;
use crate::timestamp::Timestamp;
use crate::token::Token;
use std::collections::HashSet;
use std::sync::Arc;

#[derive(Debug)]
pub struct Matcher {
    words: Vec<Word>,
    /// One inner list for each field.
    filters: Vec<Vec<Filter>>,
    /// The place whose list is searched.
    here: Option<GrantKey>,
    now: Timestamp,
    /// Lower-cased text of the token at hand; kept to save an allocation for each token.
    buffer: String,
}

#[derive(Debug)]
struct Word {
    /// Lower-cased.
    needle: String,
    /// Ids of Organizations, Workspaces and Deployments whose names have the word: looking it up
    /// there costs less than looking up the names of every token.
    places: HashSet<Arc<str>>,
}

impl Matcher {
    pub fn new(query: &Query, names: &Names, now: Timestamp) -> Self {
        let mut filters: Vec<Vec<Filter>> = Vec::new();
        // The set is ordered by variant, so filters on one field are neighbours.
        for filter in &query.filters {
            match filters.last_mut() {
                Some(group) if group.last().map(Filter::field) == Some(filter.field()) => {
                    group.push(filter.clone());
                }
                _ => filters.push(vec![filter.clone()]),
            }
        }
        Self {
            words: query
                .text
                .split_whitespace()
                .map(|word| Word::new(word, names))
                .collect(),
            filters,
            here: None,
            now,
            buffer: String::new(),
        }
    }

    /// In the list of a place, a role is one that is held there.
    #[must_use]
    pub fn here(self, here: Option<GrantKey>) -> Self {
        Self { here, ..self }
    }

    fn passes(&self, filter: &Filter, token: &Token) -> bool {
        match (filter, &self.here) {
            (Filter::Role(role), Some(here)) => token
                .grants
                .as_ref()
                .is_some_and(|grants| grants.roles_at(here).any(|held| held == role)),
            _ => filter.matches(token, self.now),
        }
    }

    pub fn matches(&mut self, token: &Token) -> bool {
        let passes = self
            .filters
            .iter()
            .all(|group| group.iter().any(|filter| self.passes(filter, token)));
        if !passes || self.words.is_empty() {
            return passes;
        }
        self.buffer.clear();
        let creator = token.created_by.as_deref().map(|by| by.display_name());
        for text in [
            &*token.name,
            token.id.as_str(),
            &*token.short_token,
            &*token.description,
            creator.map_or("", |name| name),
        ] {
            lower_into(text, &mut self.buffer);
            // Words have no white space, so none is found across two fields.
            self.buffer.push('\n');
        }
        let haystack = &self.buffer;
        self.words
            .iter()
            .all(|word| haystack.contains(&word.needle) || word.is_at_home(token))
    }
}

impl Word {
    fn new(word: &str, names: &Names) -> Self {
        let mut needle = String::new();
        lower_into(word, &mut needle);
        let mut lower = String::new();
        let places = names
            .all()
            .filter(|(_, name)| {
                lower.clear();
                lower_into(name, &mut lower);
                lower.contains(&needle)
            })
            .map(|(id, _)| id.clone())
            .collect();
        Self { needle, places }
    }

    fn is_at_home(&self, token: &Token) -> bool {
        !self.places.is_empty()
            && match &token.agent_of {
                Some(deployment) => self.places.contains(deployment.as_arc()),
                None => token
                    .home_grant()
                    .is_some_and(|grant| self.places.contains(&grant.entity_id)),
            }
    }
}
