//! The tokens themselves: each id once, in order of arrival, found by id.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use astro_tokens::id::TokenId;
use astro_tokens::model::ApiToken;
use astro_tokens::token::{Interner, Token};

/// Every token that was read. A token keeps its place for as long as it is held, so rows do not move under a reader.
#[derive(Debug, Default)]
pub struct TokenTable {
    rows: Vec<Arc<Token>>,
    places: HashMap<TokenId, usize>,
    interner: Interner,
}

impl TokenTable {
    /// Enters tokens, in place of what was held of the same id, unless that is newer: a page may have been asked for before a
    /// change.
    pub fn enter(&mut self, tokens: impl IntoIterator<Item = ApiToken>) {
        for token in tokens {
            let token = Arc::new(self.interner.token(token));
            match self
                .places
                .get(&token.id)
                .and_then(|place| self.rows.get_mut(*place))
            {
                Some(row) if token.updated_at < row.updated_at => {}
                Some(row) => *row = token,
                None => {
                    self.places.insert(token.id.clone(), self.rows.len());
                    self.rows.push(token);
                }
            }
        }
    }

    /// Drops every token whose id is not in `seen`.
    pub fn keep(&mut self, seen: &HashSet<TokenId>) {
        if self.rows.iter().all(|token| seen.contains(&token.id)) {
            return;
        }
        self.rows.retain(|token| seen.contains(&token.id));
        self.places = self
            .rows
            .iter()
            .enumerate()
            .map(|(place, token)| (token.id.clone(), place))
            .collect();
    }

    /// Drops one token.
    pub fn remove(&mut self, id: &TokenId) {
        if let Some(place) = self.places.remove(id) {
            self.rows.remove(place);
            for other in self.places.values_mut().filter(|other| **other > place) {
                *other -= 1;
            }
        }
    }

    pub fn get(&self, id: &TokenId) -> Option<&Arc<Token>> {
        self.places.get(id).and_then(|place| self.rows.get(*place))
    }

    /// In order of arrival.
    pub fn rows(&self) -> &[Arc<Token>] {
        &self.rows
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(id: u8, name: &str) -> ApiToken {
        let text = format!(
            r#"{{"id":"t{id}","name":"{name}","description":"","kind":"STANDARD","scope":"ORGANIZATION","shortToken":"x",
            "startAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[derive(Clone, Debug)]
    enum Step {
        Enter(u8),
        Remove(u8),
        Keep(Vec<u8>),
    }

    proptest! {
        #[test]
        fn each_id_is_held_once_and_found(steps in proptest::collection::vec(
            prop_oneof![
                (0_u8..20).prop_map(Step::Enter),
                (0_u8..20).prop_map(Step::Remove),
                proptest::collection::vec(0_u8..20, 0..20).prop_map(Step::Keep),
            ], 0..60)
        ) {
            let mut table = TokenTable::default();
            let mut model: Vec<u8> = Vec::new();
            for step in steps {
                match step {
                    Step::Enter(id) => {
                        table.enter([token(id, "n")]);
                        if !model.contains(&id) {
                            model.push(id);
                        }
                    }
                    Step::Remove(id) => {
                        table.remove(&TokenId::new(format!("t{id}")));
                        model.retain(|held| *held != id);
                    }
                    Step::Keep(ids) => {
                        let seen = ids.iter().map(|id| TokenId::new(format!("t{id}"))).collect();
                        table.keep(&seen);
                        model.retain(|held| ids.contains(held));
                    }
                }
                let ids: Vec<String> = table.rows().iter().map(|token| token.id.to_string()).collect();
                let expected: Vec<String> = model.iter().map(|id| format!("t{id}")).collect();
                prop_assert_eq!(ids, expected);
                for id in &model {
                    let found = table.get(&TokenId::new(format!("t{id}"))).is_some();
                    prop_assert!(found);
                }
            }
        }
    }
}
