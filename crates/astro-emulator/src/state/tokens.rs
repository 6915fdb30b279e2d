//! The tokens, kept so that a list of 100,000 of them in the default order costs no real sort.

use std::collections::HashMap;

use super::{Id, Token};

/// The tokens of all Organizations, in order of arrival, found by id in constant time.
/// Kept in order of creation by whoever fills it, a list in the default order costs no real sort.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    rows: Vec<Token>,
    positions: HashMap<Id, usize>,
}

impl Tokens {
    /// A token of the same id is replaced.
    pub fn insert(&mut self, token: Token) {
        match self.positions.get(&token.id) {
            Some(&position) => self.rows[position] = token,
            None => {
                self.positions.insert(token.id.clone(), self.rows.len());
                self.rows.push(token);
            }
        }
    }

    pub fn get(&self, id: &str) -> Option<&Token> {
        self.positions.get(id).map(|&position| &self.rows[position])
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut Token> {
        self.positions
            .get(id)
            .map(|&position| &mut self.rows[position])
    }

    pub fn remove(&mut self, id: &str) -> Option<Token> {
        let position = self.positions.remove(id)?;
        let removed = self.rows.remove(position);
        for (at, token) in self.rows.iter().enumerate().skip(position) {
            self.positions.insert(token.id.clone(), at);
        }
        Some(removed)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Token> {
        self.rows.iter()
    }

    /// To change them; their ids stay.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Token> {
        self.rows.iter_mut()
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl FromIterator<Token> for Tokens {
    fn from_iter<I: IntoIterator<Item = Token>>(tokens: I) -> Self {
        let mut all = Self::default();
        for token in tokens {
            all.insert(token);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        instant::Instant,
        state::{Kind, Scope},
    };

    fn token(id: u8, name: u8) -> Token {
        let at = Instant::from_unix_seconds(0);
        Token {
            id: id.to_string().into(),
            organization_id: "corg".into(),
            name: name.to_string(),
            description: String::new(),
            kind: Kind::Standard,
            scope: Scope::Organization,
            short_token: String::new(),
            start_at: at,
            end_at: None,
            expiry_period_in_days: None,
            last_used_at: None,
            last_rotated_at: None,
            generation: 0,
            grants: Vec::new(),
            created_at: at,
            created_by: None,
            updated_at: at,
            updated_by: None,
        }
    }

    proptest! {
        /// Any sequence of inserts and removals leaves what a plain map would hold, found by id.
        #[test]
        fn behaves_like_a_map(steps in prop::collection::vec((0_u8..12, 0_u8..255, any::<bool>()), 0..60)) {
            let mut tokens = Tokens::default();
            let mut map = BTreeMap::new();
            for (id, name, insert) in steps {
                if insert {
                    tokens.insert(token(id, name));
                    map.insert(id, name);
                } else {
                    let removed = tokens.remove(&id.to_string()).map(|token| token.name);
                    prop_assert_eq!(removed, map.remove(&id).map(|name| name.to_string()));
                }
                prop_assert_eq!(tokens.len(), map.len());
                prop_assert_eq!(tokens.iter().count(), map.len());
                for id in 0..12_u8 {
                    let found = tokens.get(&id.to_string()).map(|token| token.name.clone());
                    prop_assert_eq!(found, map.get(&id).map(ToString::to_string));
                }
            }
        }
    }
}
