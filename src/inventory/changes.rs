//! What is entered, by a loading or by what this session changed itself, which does not wait for the next one.

use astro_tokens::grants::Grants;
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::ApiToken;
use leptos::prelude::*;

use super::{Inventory, List};
use crate::api::{ApiError, ErrorKind};

impl Inventory {
    /// Enters a page of a list.
    pub(super) fn enter_page(&self, list: &List, tokens: Vec<ApiToken>) {
        self.tokens
            .try_update(|table| table.enter_listed(list, tokens));
    }

    /// Enters a token that was read by its id, in place of what is held of it. A loading that is under way keeps it.
    pub fn enter(&self, token: ApiToken) {
        self.admit(&token.id);
        self.tokens.try_update(|table| table.enter([token]));
    }

    /// The same for an agent token of that Deployment.
    pub fn enter_agent(&self, deployment: &DeploymentId, token: ApiToken) {
        self.admit(&token.id);
        self.tokens
            .try_update(|table| table.enter_agents(deployment, [token]));
    }

    /// Its grants were replaced, and reading it back failed: what was written stands as far as anybody knows.
    pub fn note_grants(&self, id: &TokenId, grants: &Grants) {
        self.tokens
            .try_update(|table| table.set_grants(id, grants.clone()));
    }

    fn admit(&self, id: &TokenId) {
        self.ledger
            .try_update_value(|ledger| ledger.by_id.insert(id.clone()));
        self.forget_refusals([id]);
    }

    /// It was asked for by its id and could not be had.
    pub(super) fn refuse(&self, id: &TokenId, error: ApiError) {
        if error.kind == ErrorKind::NotFound {
            self.tokens.try_update(|table| table.remove(id));
        }
        self.refused
            .try_update(|refused| refused.insert(id.clone(), error));
    }

    /// They can be had after all.
    pub(super) fn forget_refusals<'a>(&self, ids: impl IntoIterator<Item = &'a TokenId>) {
        let had = self.refused.try_with_untracked(|refused| {
            let ids = ids.into_iter();
            ids.filter(|id| refused.contains_key(*id))
                .cloned()
                .collect::<Vec<_>>()
        });
        if let Some(had) = had.filter(|had| !had.is_empty()) {
            self.refused.try_update(|refused| {
                for id in &had {
                    refused.remove(id);
                }
            });
        }
    }

    /// Drops a token that no longer exists. A page that is under way does not bring it back, and none asks for it again: if it
    /// is the token in use, its value is dead by now.
    pub fn remove(&self, id: &TokenId) {
        self.refused.try_update(|refused| {
            refused.insert(id.clone(), ApiError::of(ErrorKind::NotFound));
        });
        self.ledger.try_update_value(|ledger| {
            ledger.by_id.remove(id);
            ledger.removed.insert(id.clone());
        });
        self.tokens.try_update(|table| table.remove(id));
    }
}
