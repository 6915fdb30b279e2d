//! What this session changed itself: entered at once, without waiting for the next loading.

use astro_tokens::id::TokenId;
use astro_tokens::model::ApiToken;
use leptos::prelude::*;

use super::Inventory;

impl Inventory {
    /// Enters a token that was read by its id, in place of what is held of it. A loading that is under way keeps it.
    pub fn enter(&self, token: ApiToken) {
        let id = token.id.clone();
        self.ledger
            .try_update_value(|ledger| ledger.by_id.insert(id.clone()));
        self.tokens.try_update(|table| table.enter([token]));
        let was_refused = self
            .refused
            .try_with_untracked(|refused| refused.contains_key(&id));
        if was_refused == Some(true) {
            self.refused.try_update(|refused| refused.remove(&id));
        }
    }

    /// Drops a token that no longer exists. A page that is under way does not bring it back.
    pub fn remove(&self, id: &TokenId) {
        self.ledger.try_update_value(|ledger| {
            ledger.by_id.remove(id);
            ledger.removed.insert(id.clone());
        });
        self.tokens.try_update(|table| table.remove(id));
    }
}
