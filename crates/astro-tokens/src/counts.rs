//! The counts above the table. Each is also a set of filters, which finds exactly what it counts.

use crate::lifecycle::Lifecycle;
use crate::query::Filter;
use crate::roles::ORGANIZATION_OWNER;
use crate::timestamp::Timestamp;
use crate::token::Token;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Numbers of tokens. An expired token counts as expired only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub expired: usize,
    /// Within 30 days.
    pub expiring: usize,
    pub never_used: usize,
    /// For 90 days.
    pub unused: usize,
    pub never_expires: usize,
    pub organization_owners: usize,
}

/// One of the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Count {
    Expired,
    Expiring,
    NeverUsed,
    Unused,
    NeverExpires,
    OrganizationOwners,
}

impl Count {
    /// In the order of the strip.
    pub const ALL: [Self; 6] = [
        Self::Expired,
        Self::Expiring,
        Self::NeverUsed,
        Self::Unused,
        Self::NeverExpires,
        Self::OrganizationOwners,
    ];

    fn holds(self, token: &Token, now: Timestamp) -> bool {
        match self {
            Self::Expired => token.is_expired(now),
            Self::Expiring => token.expires_soon(now),
            Self::NeverUsed => token.is_never_used(now),
            Self::Unused => token.is_unused(now),
            Self::NeverExpires => token.end_at.is_none(),
            Self::OrganizationOwners => !token.is_expired(now) && is_organization_owner(token),
        }
    }

    /// The filters that find what is counted.
    pub fn filters(self) -> BTreeSet<Filter> {
        match self {
            Self::Expired => BTreeSet::from([Filter::Status(Lifecycle::Expired)]),
            Self::Expiring => BTreeSet::from([Filter::Status(Lifecycle::Expiring)]),
            Self::NeverUsed => BTreeSet::from([Filter::NeverUsed]),
            Self::Unused => BTreeSet::from([Filter::Unused]),
            Self::NeverExpires => BTreeSet::from([Filter::NeverExpires]),
            Self::OrganizationOwners => BTreeSet::from([
                Filter::Role(Arc::from(ORGANIZATION_OWNER)),
                Filter::Status(Lifecycle::NotYetValid),
                Filter::Status(Lifecycle::Active),
                Filter::Status(Lifecycle::Expiring),
            ]),
        }
    }
}

impl Counts {
    pub fn of<'a>(tokens: impl IntoIterator<Item = &'a Token>, now: Timestamp) -> Self {
        let mut counts = Self::default();
        for token in tokens {
            for count in Count::ALL {
                *counts.slot(count) += usize::from(count.holds(token, now));
            }
        }
        counts
    }

    pub fn get(mut self, count: Count) -> usize {
        *self.slot(count)
    }

    fn slot(&mut self, count: Count) -> &mut usize {
        match count {
            Count::Expired => &mut self.expired,
            Count::Expiring => &mut self.expiring,
            Count::NeverUsed => &mut self.never_used,
            Count::Unused => &mut self.unused,
            Count::NeverExpires => &mut self.never_expires,
            Count::OrganizationOwners => &mut self.organization_owners,
        }
    }
}

/// A built-in role's name stands for its level, as in the filter.
fn is_organization_owner(token: &Token) -> bool {
    let mut grants = token.grants.iter().flatten();
    grants.any(|grant| *grant.role == *ORGANIZATION_OWNER)
}
