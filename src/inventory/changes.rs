//! What is entered, by a loading or by what this session changed itself, which does not wait for the next one.

use std::collections::HashSet;

use astro_tokens::grants::Grants;
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::ApiToken;
use leptos::prelude::*;

use super::store::{Asked, Ledger};
use super::table::TokenTable;
use super::{Inventory, List};
use crate::api::{ApiError, ErrorKind};

impl Inventory {
    /// Enters a page of a list, but for what became known of its tokens after it was asked for.
    pub(super) fn enter_page(&self, list: &List, mut tokens: Vec<ApiToken>, asked: Asked) {
        let newer = self.ledger.try_with_value(|ledger| {
            tokens.retain(|token| !ledger.is_gone_since(&token.id, asked));
            let ids = tokens.iter().map(|token| &token.id);
            ids.filter(|id| ledger.knows_more(id, asked))
                .cloned()
                .collect::<HashSet<_>>()
        });
        let newer = newer.unwrap_or_default();
        self.forget_refusals(tokens.iter().map(|token| &token.id));
        self.change(|table| table.enter_listed(list, tokens, &newer));
    }

    /// For what is about to be asked for: what is asked for later, or written meanwhile, is newer.
    pub fn asked(&self) -> Asked {
        self.ledger
            .try_update_value(Ledger::ask)
            .unwrap_or_default()
    }

    /// Enters a token that an answer told by itself, in place of what is held of it, unless that is newer or it was deleted since.
    /// A loading that is under way keeps it.
    pub fn enter(&self, token: ApiToken, asked: Asked) {
        if self.admits(&token, asked) {
            self.change(|table| table.enter([token]));
        }
    }

    /// The same for an agent token of that Deployment.
    pub fn enter_agent(&self, deployment: &DeploymentId, token: ApiToken, asked: Asked) {
        if self.admits(&token, asked) {
            self.tokens
                .try_update(|table| table.enter_agents(deployment, [token]));
        }
    }

    /// Its grants were replaced, and reading it back failed: what was written stands as far as anybody knows.
    pub fn note_grants(&self, id: &TokenId, grants: &Grants) {
        self.ledger.try_update_value(|ledger| ledger.note(id));
        self.change(|table| table.set_grants(id, grants.clone()));
    }

    /// Changes what is held. Where the token in use is found to have lost a right, what was read before says nothing any more
    /// of what Astro shows.
    fn change(&self, change: impl FnOnce(&mut TokenTable)) {
        let own = || {
            let own = self.own.try_get_untracked()??;
            let tokens = self.tokens;
            tokens.try_with_untracked(|table| table.get(&own)?.grants.clone())?
        };
        let before = own();
        self.tokens.try_update(change);
        if let (Some(before), Some(now)) = (before, own())
            && self
                .names()
                .with_untracked(|names| before.lose_rights(&now, names))
        {
            self.doubt_sight();
        }
    }

    fn admits(&self, token: &ApiToken, asked: Asked) -> bool {
        let id = &token.id;
        let is_later = || {
            let held = self
                .tokens
                .try_with_untracked(|table| table.get(id).map(|held| held.updated_at));
            held.flatten().is_none_or(|held| held < token.updated_at)
        };
        let admits = self.ledger.try_update_value(|ledger| {
            let is_old = ledger.knows_more(id, asked);
            let admits = !ledger.is_gone_since(id, asked) && (!is_old || is_later());
            if admits {
                ledger.note_told(id, asked);
            }
            admits
        });
        let admits = admits.unwrap_or(false);
        if admits {
            self.forget_refusals([id]);
        }
        admits
    }

    /// It was asked for by its id and could not be had.
    pub(super) fn refuse(&self, id: &TokenId, error: ApiError) {
        if error.kind == ErrorKind::NotFound {
            self.ledger
                .try_update_value(|ledger| ledger.note_removed(id));
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

    /// Drops a token that no longer exists. What was asked for before does not bring it back, and nothing asks for it again: if
    /// it is the token in use, its value is dead by now.
    pub fn remove(&self, id: &TokenId) {
        self.refused.try_update(|refused| {
            refused.insert(id.clone(), ApiError::of(ErrorKind::NotFound));
        });
        self.ledger
            .try_update_value(|ledger| ledger.note_removed(id));
        self.tokens.try_update(|table| table.remove(id));
    }
}
