//! Where a token stands in its life and its use, and how long ago or ahead an instant is.
//!
//! Expired, unused and never used are decided here alone: the strip, the filters and whatever else
//! counts tokens ask these predicates. A day is 24 hours.

use crate::timestamp::Timestamp;
use crate::token::Token;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A token that ends within this time is expiring.
pub const EXPIRING_WITHIN: Duration = DAY.saturating_mul(30);
/// A token that was last used longer ago is unused.
pub const UNUSED_AFTER: Duration = DAY.saturating_mul(90);
/// A token without any use that is older than this is never used.
pub const NEVER_USED_AFTER: Duration = DAY.saturating_mul(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lifecycle {
    /// Starts in the future.
    NotYetValid,
    Active,
    /// Valid, and ends within [`EXPIRING_WITHIN`].
    Expiring,
    /// From its end on; Astro refuses it, but lists it until it is deleted.
    Expired,
}

impl Lifecycle {
    pub fn of(start_at: Timestamp, end_at: Option<Timestamp>, now: Timestamp) -> Self {
        if end_at.is_some_and(|end| now >= end) {
            Self::Expired
        } else if start_at > now {
            Self::NotYetValid
        } else if expires_soon(end_at, now) {
            Self::Expiring
        } else {
            Self::Active
        }
    }
}

/// Not expired, and ends within [`EXPIRING_WITHIN`]; a token that is not yet valid may be so too.
pub fn expires_soon(end_at: Option<Timestamp>, now: Timestamp) -> bool {
    end_at.is_some_and(|end| now < end && end <= now.plus(EXPIRING_WITHIN))
}

/// How a token is used, whatever its lifecycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Without any use, but not older than [`NEVER_USED_AFTER`].
    New,
    /// Used within [`UNUSED_AFTER`].
    Recent,
    /// Last used longer ago than [`UNUSED_AFTER`].
    Unused,
    /// Without any use and older than [`NEVER_USED_AFTER`].
    NeverUsed,
}

impl Use {
    pub fn of(created_at: Timestamp, last_used_at: Option<Timestamp>, now: Timestamp) -> Self {
        match last_used_at {
            Some(used) if used < now.minus(UNUSED_AFTER) => Self::Unused,
            Some(_) => Self::Recent,
            None if created_at < now.minus(NEVER_USED_AFTER) => Self::NeverUsed,
            None => Self::New,
        }
    }
}

impl Token {
    pub fn lifecycle(&self, now: Timestamp) -> Lifecycle {
        Lifecycle::of(self.start_at, self.end_at, now)
    }

    pub fn usage(&self, now: Timestamp) -> Use {
        Use::of(self.created_at, self.last_used_at, now)
    }

    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.end_at.is_some_and(|end| now >= end)
    }

    pub fn expires_soon(&self, now: Timestamp) -> bool {
        expires_soon(self.end_at, now)
    }

    /// Not for expired tokens: they count as expired only.
    pub fn is_unused(&self, now: Timestamp) -> bool {
        !self.is_expired(now) && self.usage(now) == Use::Unused
    }

    /// Not for expired tokens: they count as expired only.
    pub fn is_never_used(&self, now: Timestamp) -> bool {
        !self.is_expired(now) && self.usage(now) == Use::NeverUsed
    }
}

/// How far a life has run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elapsed {
    /// Whole days since the start, from 0 to `of_days`.
    pub days: i64,
    /// Whole days from start to end.
    pub of_days: i64,
    /// From 0 to 1.
    pub fraction: f64,
}

impl Elapsed {
    /// Where `at` lies between start and end; what lies outside counts as the nearer of the two.
    pub fn of(start_at: Timestamp, end_at: Timestamp, at: Timestamp) -> Self {
        let length = end_at.since(start_at).max(time::Duration::ZERO);
        let past = at.since(start_at).clamp(time::Duration::ZERO, length);
        Self {
            days: past.whole_days(),
            of_days: length.whole_days(),
            fraction: if length.is_zero() {
                1.0
            } else {
                past.as_seconds_f64() / length.as_seconds_f64()
            },
        }
    }
}

/// The age of something that happened: "412 days ago", "3 hours ago", "1 minute ago", "Just now".
/// Cut off, never rounded up, and never in weeks or months, as the astro CLI shows ages. An instant
/// ahead of `now` reads "Just now": clocks differ.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    match whole_units(now.since(then)) {
        Some(length) => format!("{length} ago"),
        None => "Just now".to_owned(),
    }
}

/// An instant that may lie ahead: "in 24 days", "in 3 hours", "in less than a minute"; once it has
/// come, as [`ago`].
pub fn until(then: Timestamp, now: Timestamp) -> String {
    if then <= now {
        return ago(then, now);
    }
    match whole_units(then.since(now)) {
        Some(length) => format!("in {length}"),
        None => "in less than a minute".to_owned(),
    }
}

/// Days, else hours, else minutes; `None` below one minute.
fn whole_units(length: time::Duration) -> Option<String> {
    [
        (length.whole_days(), "day"),
        (length.whole_hours(), "hour"),
        (length.whole_minutes(), "minute"),
    ]
    .into_iter()
    .find(|(count, _)| *count >= 1)
    .map(|(count, unit)| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {unit}{plural}")
    })
}
