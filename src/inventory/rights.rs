//! What the inventory tells of the caller's own grants.

use astro_tokens::id::TokenId;
use astro_tokens::rights::Rights;
use astro_tokens::roles::ORGANIZATION_OWNER;
use leptos::prelude::*;

use super::{Coverage, Inventory};

impl Inventory {
    /// Whether the token in use is surely an Organization Owner, who sees every grant. Reactive.
    pub fn is_owner(&self, own: Option<&TokenId>) -> bool {
        own.is_some_and(|own| {
            self.tokens.with(|table| {
                let grants = table.get(own).and_then(|token| token.grants.as_ref());
                grants
                    .into_iter()
                    .flatten()
                    .any(|grant| *grant.role == *ORGANIZATION_OWNER)
            })
        })
    }

    /// Whether Astro hides grants from this session, as a token shows whose home grant is not among those it came with. Then a
    /// token whose home is in sight may hide others. Reactive.
    pub fn is_narrowed(&self, own: Option<&TokenId>) -> bool {
        !self.is_owner(own)
            && self
                .tokens
                .with(|table| table.rows().iter().any(|token| token.hides_home()))
    }

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
