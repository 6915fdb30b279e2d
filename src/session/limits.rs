//! When a session ends: idle, absolute, or with the token itself (OWASP ASVS 5.0, 7.3.1 and 7.3.2).

use std::time::Duration;

use astro_tokens::timestamp::Timestamp;

use super::{EndReason, SessionEntry};

/// The warning comes this long ahead of the end, whichever limit it is.
pub const WARNING: Duration = Duration::from_secs(90);

/// Which limit is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Idle,
    Absolute,
    TokenExpires,
}

impl From<End> for EndReason {
    fn from(end: End) -> Self {
        match end {
            End::Idle => Self::Idle,
            End::Absolute => Self::Absolute,
            End::TokenExpires => Self::Expired,
        }
    }
}

/// The instants at which a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub idle: Timestamp,
    pub absolute: Timestamp,
    pub token: Option<Timestamp>,
}

/// Where a session stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Running,
    /// The end is near; a person can act on it.
    Warning {
        end: End,
        at: Timestamp,
    },
    Ended(End),
}

impl Limits {
    /// Counted from the entry, so that a reload resets nothing.
    pub fn of(entry: &SessionEntry, idle: Duration, absolute: Duration) -> Self {
        Self {
            idle: entry.last_active_at.plus(idle),
            absolute: entry.started_at.plus(absolute),
            token: entry.token.claims().expires_at,
        }
    }

    /// The limit that `now` has reached, if any.
    pub fn ended(&self, now: Timestamp) -> Option<End> {
        let (end, at) = self.nearest();
        (at <= now).then_some(end)
    }

    /// The limit that comes first.
    pub fn nearest(&self) -> (End, Timestamp) {
        let (end, at) = self.fixed();
        if self.idle < at {
            (End::Idle, self.idle)
        } else {
            (end, at)
        }
    }

    /// The first of the limits that activity does not move: what the session chip counts down to.
    pub fn fixed(&self) -> (End, Timestamp) {
        match self.token {
            Some(token) if token < self.absolute => (End::TokenExpires, token),
            _ => (End::Absolute, self.absolute),
        }
    }

    /// Where the session stands at `now`.
    pub fn phase(&self, now: Timestamp) -> Phase {
        let (end, at) = self.nearest();
        if at <= now {
            Phase::Ended(end)
        } else if at <= now.plus(WARNING) {
            Phase::Warning { end, at }
        } else {
            Phase::Running
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_micros(seconds * 1_000_000)
    }

    fn limits(idle: i64, absolute: i64, token: Option<i64>) -> Limits {
        Limits {
            idle: at(idle),
            absolute: at(absolute),
            token: token.map(at),
        }
    }

    #[test]
    fn the_first_limit_ends_the_session_and_names_itself() {
        assert_eq!(limits(900, 28_800, None).ended(at(899)), None);
        assert_eq!(limits(900, 28_800, None).ended(at(900)), Some(End::Idle));
        assert_eq!(
            limits(28_900, 28_800, None).ended(at(28_800)),
            Some(End::Absolute)
        );
        assert_eq!(
            limits(900, 28_800, Some(600)).ended(at(600)),
            Some(End::TokenExpires)
        );
        assert_eq!(limits(900, 28_800, Some(600)).ended(at(599)), None);
    }

    #[test]
    fn the_warning_comes_at_least_a_minute_ahead() {
        let limits = limits(900, 28_800, None);
        assert_eq!(limits.phase(at(809)), Phase::Running);
        assert_eq!(
            limits.phase(at(810)),
            Phase::Warning {
                end: End::Idle,
                at: at(900)
            }
        );
        assert_eq!(
            limits.phase(at(899)),
            Phase::Warning {
                end: End::Idle,
                at: at(900)
            }
        );
        assert_eq!(limits.phase(at(900)), Phase::Ended(End::Idle));
        assert!(WARNING >= Duration::from_secs(60));
    }

    #[test]
    fn the_chip_counts_to_what_activity_does_not_move() {
        assert_eq!(
            limits(900, 28_800, None).fixed(),
            (End::Absolute, at(28_800))
        );
        assert_eq!(
            limits(900, 28_800, Some(1000)).fixed(),
            (End::TokenExpires, at(1000))
        );
        assert_eq!(
            limits(900, 28_800, Some(90_000)).fixed(),
            (End::Absolute, at(28_800))
        );
    }
}
