//! What the inventory tells of the caller's own grants.

use std::sync::Arc;

use astro_tokens::grants::{Grant, Place};
use astro_tokens::id::TokenId;
use astro_tokens::rights::Rights;
use astro_tokens::roles::ORGANIZATION_OWNER;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::{Coverage, Inventory};

/// Whether Astro shows this session every grant of a token, or only those that it may write: as far as what was read tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantSight {
    /// Every grant: the session is an Organization Owner's, or it was shown a grant that it may not write.
    Whole,
    /// Nothing tells: whatever was read it may write.
    Unproven,
    /// Not every grant, as a token shows whose home grant is not among those it came with. Then a token whose home is in sight
    /// may hide others.
    Narrowed,
}

/// What tells that a session sees every grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SightRests {
    /// Whatever it rests on does not change with what the session may do; or there is none.
    OnNothingThatChanges,
    /// The token in use is an Organization Owner's.
    OnOwn(TokenId),
    /// Other tokens are shown with what is an Organization Owner's to write.
    OnOthers,
}

/// What tells of the sight besides the grants that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Witness {
    None,
    /// The person answers for it that nothing is hidden.
    Person,
    /// What is held was read with another token than the one in use, or before that one lost a right, and says nothing.
    OtherRights,
}

/// An Organization Owner's to write, and an Owner sees everything.
fn is_owners(grant: &Grant) -> bool {
    matches!(grant.place(), Place::Organization(_))
}

/// Whether a session that is shown this token as it is here is shown every grant of every token.
pub fn shows_all(token: &Token) -> bool {
    token.grants.iter().flatten().any(is_owners)
}

impl Inventory {
    /// Whether the token in use is surely an Organization Owner, who sees every grant. Reactive.
    pub fn is_owner(&self) -> bool {
        let own = self.own.get();
        own.is_some_and(|own| {
            self.tokens.with(|table| {
                let grants = table.get(&own).and_then(|token| token.grants.as_ref());
                grants
                    .into_iter()
                    .flatten()
                    .any(|grant| *grant.role == *ORGANIZATION_OWNER)
            })
        })
    }

    /// Whether this session sees every grant. Reactive.
    pub fn grant_sight(&self) -> GrantSight {
        let witness = self.witness.get();
        if self.is_owner() {
            return GrantSight::Whole;
        }
        if witness == Witness::OtherRights {
            return GrantSight::Unproven;
        }
        let (rights, names) = (self.rights(), self.names().get());
        self.tokens.with(|table| {
            let rows = table.rows();
            let shows = |is_such: &dyn Fn(&Grant) -> bool| {
                let mut grants = rows.iter().flat_map(|row| row.grants.iter().flatten());
                grants.any(is_such)
            };
            // A person's own grants are not told.
            if self.own.read().is_none() && shows(&is_owners) {
                return GrantSight::Whole;
            }
            if rows.iter().any(|token| token.hides_home()) {
                return GrantSight::Narrowed;
            }
            let is_out_of_reach = |grant: &Grant| match grant.place() {
                Place::Organization(_) => true,
                place @ (Place::Workspace(_) | Place::Deployment(_)) => {
                    !rights.may_write(&place, &names)
                }
                Place::Dag { .. } | Place::DagTag { .. } | Place::Unknown { .. } => false,
            };
            match witness == Witness::Person || shows(&is_out_of_reach) {
                true => GrantSight::Whole,
                false => GrantSight::Unproven,
            }
        })
    }

    /// That token asks from now on, `None` for a person: what was read with another one says nothing, until all is read again.
    pub fn ask_as(&self, own: Option<TokenId>) {
        let before = self.own.try_get_untracked().flatten();
        // Of two persons nothing tells whether they are one.
        let is_another = own.is_none() || own != before;
        self.own.set(own);
        if is_another {
            self.doubt_sight();
        }
    }

    /// What is held was read with other rights than those in use: it says nothing, until all is read again.
    pub fn doubt_sight(&self) {
        self.witness.set(Witness::OtherRights);
        self.coverage.set(Coverage::Unknown);
        self.ledger
            .try_update_value(|ledger| ledger.is_mixed = true);
    }

    /// All was read with the token in use.
    pub(super) fn renew_sight(&self) {
        self.witness.try_update(|witness| {
            if *witness == Witness::OtherRights {
                *witness = Witness::None;
            }
        });
    }

    /// The person answers for it that an unproven sight is whole, from now on.
    pub fn trust_sight(&self) {
        self.witness.set(Witness::Person);
    }

    /// Up to `most` tokens other than `besides` that were shown with a grant which is an Organization Owner's to write.
    pub fn witnesses(&self, besides: &TokenId, most: usize) -> Vec<TokenId> {
        let shows = |token: &&Arc<Token>| token.id != *besides && shows_all(token);
        let ids = self.tokens.try_with_untracked(|table| {
            let found = table.rows().iter().filter(shows).take(most);
            found.map(|token| token.id.clone()).collect()
        });
        ids.unwrap_or_default()
    }

    /// What the sight of this session rests on, as far as that can change while the page is open. Reactive.
    pub fn rests_on(&self) -> SightRests {
        let own = self.own.get();
        let held = own.filter(|own| self.tokens.with(|table| table.get(own).is_some()));
        match held {
            _ if self.grant_sight() != GrantSight::Whole => SightRests::OnNothingThatChanges,
            Some(own) if self.is_owner() => SightRests::OnOwn(own),
            Some(_) => SightRests::OnNothingThatChanges,
            None if self.witness.get() == Witness::Person => SightRests::OnNothingThatChanges,
            None => SightRests::OnOthers,
        }
    }

    /// What is known of the grants of the token in use. Reactive.
    pub fn rights(&self) -> Rights {
        // Who may not list the whole Organization is none of its Owners.
        let otherwise = match *self.coverage.read() {
            Coverage::Partial { .. } => Rights::BelowOwner,
            Coverage::Unknown | Coverage::Full => Rights::Unknown,
        };
        let Some(own) = self.own.get() else {
            return otherwise;
        };
        self.tokens.with(|table| match table.get(&own) {
            // Where its home is not among its grants, others may be hidden as well.
            Some(token) => match &token.grants {
                Some(grants) if token.home().is_some() => Rights::Held(grants.clone()),
                Some(_) => otherwise,
                // Told without its roles it may be anyone's.
                None => Rights::Unknown,
            },
            None => otherwise,
        })
    }
}
