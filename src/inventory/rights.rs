//! What the inventory tells of the caller's own grants.

use astro_tokens::id::TokenId;
use astro_tokens::rights::Rights;
use leptos::prelude::*;

use super::{Coverage, Inventory};

impl Inventory {
    /// What is known of the grants of the token in use; `own` is `None` for a person's session. Reactive.
    pub fn rights(&self, own: Option<&TokenId>) -> Rights {
        let Some(own) = own else {
            return Rights::Unknown;
        };
        let is_partial = matches!(*self.coverage.read(), Coverage::Partial { .. });
        self.tokens.with(|table| match table.get(own) {
            // Where its home is not among its grants, others may be hidden as well.
            Some(token) => match &token.grants {
                Some(grants) if token.home().is_some() => Rights::Held(grants.clone()),
                Some(_) | None => Rights::Unknown,
            },
            None if is_partial => Rights::BelowOwner,
            None => Rights::Unknown,
        })
    }
}
