//! The tokens themselves: each id once, in order of arrival, found by id.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use astro_tokens::grants::Grants;
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::ApiToken;
use astro_tokens::token::{Interner, Token};

use super::List;
use super::paging::Pages;

/// Every token that was read. A token keeps its place for as long as it is held, so rows do not move under a reader.
#[derive(Debug, Default)]
pub struct TokenTable {
    rows: Vec<Arc<Token>>,
    places: HashMap<TokenId, usize>,
    interner: Interner,
    /// Tokens in the list of a place that show no grant there.
    untold: HashMap<List, HashSet<TokenId>>,
}

impl TokenTable {
    /// Enters tokens, in place of what was held of the same id, unless that is newer: a page may have been asked for before a
    /// change.
    pub fn enter(&mut self, tokens: impl IntoIterator<Item = ApiToken>) {
        for token in tokens {
            let token = self.interner.token(token);
            self.put(token);
        }
    }

    /// The same for a page of a list. A grant in its place need not be among those that Astro shows. `newer`: what is held of
    /// these became known after the page was asked for, and stays unless the page has a later state.
    pub fn enter_listed(
        &mut self,
        list: &List,
        tokens: impl IntoIterator<Item = ApiToken>,
        newer: &HashSet<TokenId>,
    ) {
        for token in tokens {
            let token = self.interner.token(token);
            let held = self
                .get(&token.id)
                .filter(|held| newer.contains(&token.id) && held.updated_at >= token.updated_at);
            let is_held = held.is_some();
            // Told by either it is not hidden: the role may have been taken away meanwhile.
            if !is_told(&token, list) && held.is_none_or(|held| !is_told(held, list)) {
                let untold = self.untold.entry(list.clone()).or_default();
                untold.insert(token.id.clone());
            }
            if !is_held {
                self.put(token);
            }
        }
    }

    /// The same for tokens that a Deployment listed as those of its agents.
    pub fn enter_agents(
        &mut self,
        deployment: &DeploymentId,
        tokens: impl IntoIterator<Item = ApiToken>,
    ) {
        for token in tokens {
            let token = self.interner.agent_token(deployment, token);
            self.put(token);
        }
    }

    fn put(&mut self, token: Token) {
        let token = Arc::new(token);
        // What a token tells by itself need not be remembered.
        for (list, untold) in &mut self.untold {
            if is_told(&token, list) {
                untold.remove(&token.id);
            }
        }
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

    /// Puts these in place of the grants of a token that is held.
    pub fn set_grants(&mut self, id: &TokenId, grants: Grants) {
        let place = self.places.get(id);
        if let Some(row) = place.and_then(|place| self.rows.get_mut(*place)) {
            *row = Arc::new(Token {
                grants: Some(grants),
                ..Token::clone(row)
            });
        }
    }

    /// Drops every token whose id is not in `seen`. Agent tokens are in other lists and stay.
    pub fn keep(&mut self, seen: &HashSet<TokenId>) {
        self.retain(|token| token.is_agent() || seen.contains(&token.id));
    }

    /// Drops the agent tokens for which this does not hold, by Deployment and id.
    pub fn keep_agents(&mut self, holds: impl Fn(&DeploymentId, &TokenId) -> bool) {
        self.retain(|token| match &token.agent_of {
            Some(deployment) => holds(deployment, &token.id),
            None => true,
        });
    }

    /// Forgets what the lists no longer have. `pages`: those that were read.
    pub(super) fn keep_listed(&mut self, pages: &HashMap<List, Pages<TokenId>>) {
        self.untold.retain(|list, untold| {
            let pages = pages.get(list).into_iter();
            let listed: HashSet<&TokenId> = pages.flat_map(Pages::ids).collect();
            untold.retain(|id| listed.contains(id));
            !untold.is_empty()
        });
    }

    fn retain(&mut self, holds: impl Fn(&Token) -> bool) {
        if self.rows.iter().all(|token| holds(token)) {
            return;
        }
        self.rows.retain(|token| holds(token));
        self.places = self
            .rows
            .iter()
            .enumerate()
            .map(|(place, token)| (token.id.clone(), place))
            .collect();
    }

    /// Drops one token.
    pub fn remove(&mut self, id: &TokenId) {
        for untold in self.untold.values_mut() {
            untold.remove(id);
        }
        if let Some(place) = self.places.remove(id) {
            self.rows.remove(place);
            for other in self.places.values_mut().filter(|other| **other > place) {
                *other -= 1;
            }
        }
    }

    /// Tokens of a list: those with a role in the place itself, be it one that Astro does not show. In order of arrival.
    pub fn of_list(&self, list: &List) -> impl Iterator<Item = &Arc<Token>> {
        let key = list.place().map(|place| place.key());
        let untold = self.untold.get(list);
        self.rows.iter().filter(move |token| {
            let Some(key) = &key else { return true };
            let mut told = token.grants.iter().flat_map(|grants| grants.roles_at(key));
            told.next().is_some() || untold.is_some_and(|untold| untold.contains(&token.id))
        })
    }

    /// How many tokens a list has that show no role in its place, for each list that has such.
    pub fn untold(&self) -> impl Iterator<Item = (&List, usize)> {
        let counted = self.untold.iter().map(|(list, ids)| (list, ids.len()));
        counted.filter(|(_, count)| *count > 0)
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

/// Whether a token shows a role in the place of that list.
fn is_told(token: &Token, list: &List) -> bool {
    list.place().is_none_or(|place| {
        let mut grants = token.grants.iter();
        grants.any(|grants| grants.roles_at(&place.key()).next().is_some())
    })
}

#[cfg(test)]
mod tests {
    use astro_tokens::id::WorkspaceId;
    use proptest::prelude::*;

    use super::*;
    use crate::inventory::paging::PageRead;

    fn token(id: u8, name: &str) -> ApiToken {
        let text = format!(
            r#"{{"id":"t{id}","name":"{name}","description":"","kind":"STANDARD","scope":"ORGANIZATION","shortToken":"x",
            "startAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn agent_tokens_and_the_others_are_dropped_by_their_own_lists_alone() {
        let (one, two) = (DeploymentId::new("d1"), DeploymentId::new("d2"));
        let mut table = TokenTable::default();
        table.enter([token(1, "api")]);
        table.enter_agents(&one, [token(2, "agent"), token(3, "agent")]);
        table.enter_agents(&two, [token(4, "agent")]);
        let held = |table: &TokenTable| {
            let rows = table.rows().iter();
            rows.map(|token| token.id.to_string()).collect::<Vec<_>>()
        };
        table.keep_agents(|deployment, id| *deployment != one || id.as_str() == "t3");
        assert_eq!(held(&table), ["t1", "t3", "t4"]);
        table.keep(&HashSet::new());
        assert_eq!(held(&table), ["t3", "t4"]);
        assert!(
            table
                .get(&TokenId::new("t4"))
                .is_some_and(|token| token.is_agent())
        );
        assert!(table.get(&TokenId::new("t1")).is_none());
    }

    #[test]
    fn a_token_belongs_to_a_place_by_its_list_until_its_grants_or_a_later_list_say_otherwise() {
        let place = List::Workspace(WorkspaceId::new("w1"));
        let other = List::Workspace(WorkspaceId::new("w2"));
        let with_role = |id: u8| ApiToken {
            roles: serde_json::from_str(
                r#"[{"entityType":"WORKSPACE","entityId":"w1","role":"WORKSPACE_MEMBER"}]"#,
            )
            .unwrap(),
            ..token(id, "n")
        };
        let mut table = TokenTable::default();
        let none = HashSet::new();
        let listed = [token(1, "n"), token(2, "n"), with_role(3)];
        table.enter_listed(&place, listed, &none);
        table.enter([token(4, "n")]);
        let of = |table: &TokenTable, list: &List| {
            let ids = table.of_list(list).map(|token| token.id.to_string());
            ids.collect::<Vec<_>>()
        };
        let untold = |table: &TokenTable| table.untold().map(|(_, count)| count).sum::<usize>();
        assert_eq!(of(&table, &place), ["t1", "t2", "t3"]);
        assert!(of(&table, &other).is_empty());
        assert_eq!(untold(&table), 2);

        // Its grants tell it, and then that it is over.
        table.enter([with_role(1)]);
        assert_eq!(untold(&table), 1);
        table.enter([token(1, "n")]);
        assert_eq!(of(&table, &place), ["t2", "t3"]);

        let listed = |ids: &[u8]| {
            let ids = ids.iter().map(|id| TokenId::new(format!("t{id}")));
            let (total, ids) = (ids.len(), ids.collect());
            let mut pages = Pages::default();
            pages.enter(0, PageRead { ids, total });
            HashMap::from([(place.clone(), pages)])
        };
        table.keep_listed(&listed(&[2]));
        assert_eq!(of(&table, &place), ["t2", "t3"]);
        table.keep_listed(&listed(&[]));
        assert_eq!(of(&table, &place), ["t3"]);
        table.enter_listed(&place, [token(2, "n")], &none);
        table.remove(&TokenId::new("t2"));
        assert_eq!(untold(&table), 0);
    }

    #[test]
    fn what_became_known_after_a_page_was_asked_for_stays_unless_the_page_is_later() {
        let mut table = TokenTable::default();
        table.enter([token(1, "saved"), token(2, "held")]);
        let newer = HashSet::from([TokenId::new("t1")]);
        let page = || [token(1, "before"), token(2, "listed")];
        table.enter_listed(&List::Organization, page(), &newer);
        let name = |table: &TokenTable, id| table.get(&TokenId::new(id)).unwrap().name.clone();
        assert_eq!(
            [name(&table, "t1"), name(&table, "t2")],
            ["saved".into(), "listed".into()]
        );
        let mut later = token(1, "later");
        later.updated_at = later.updated_at.plus(std::time::Duration::from_secs(1));
        table.enter_listed(&List::Organization, [later], &newer);
        assert_eq!(name(&table, "t1"), "later".into());
    }

    #[test]
    fn a_role_that_was_taken_away_after_a_page_was_asked_for_is_not_called_hidden() {
        let place = List::Workspace(WorkspaceId::new("w1"));
        let mut listed = token(1, "n");
        listed.roles = serde_json::from_str(
            r#"[{"entityType":"WORKSPACE","entityId":"w1","role":"WORKSPACE_MEMBER"}]"#,
        )
        .unwrap();
        let mut table = TokenTable::default();
        table.enter([token(1, "n")]);
        table.enter_listed(&place, [listed], &HashSet::from([TokenId::new("t1")]));
        assert_eq!(
            (table.of_list(&place).count(), table.untold().count()),
            (0, 0)
        );
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
