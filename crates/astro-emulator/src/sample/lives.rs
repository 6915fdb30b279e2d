//! When a sample token was made, begins, ends, was rotated and was used: one rule for each life
//! that an administrator tells apart.

use super::random::Random;
use crate::{instant::Instant, state::Token};

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// What an administrator would say about a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Used within 90 days, ends after more than 30 days.
    Regular,
    /// Younger than 30 days and not used yet.
    New,
    /// Its start lies ahead.
    NotYetValid,
    Expired,
    /// Ends within 30 days.
    Expiring,
    /// Older than 30 days, never used.
    NeverUsed,
    /// Last used more than 90 days ago.
    Idle,
    /// No end.
    Endless,
}

/// The instants of one token.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub created: Instant,
    pub start: Instant,
    pub end: Option<Instant>,
    pub period: Option<u32>,
    pub last_used: Option<Instant>,
    pub rotated: Option<Instant>,
}

impl Times {
    pub fn of(life: Life, now: Instant, random: &mut Random) -> Self {
        const PERIODS: [i64; 7] = [30, 60, 90, 180, 365, 730, 1095];
        // How old a token of that life can be depends on its period, in days.
        let (period, age) = match life {
            Life::Regular => {
                let period = random.weighted(&[(1, 60), (3, 90), (4, 180), (8, 365), (2, 730)]);
                (Some(period), random.within(0..=period - 32))
            }
            Life::New => {
                let period = *random.pick(&PERIODS[2..]);
                (Some(period), random.within(0..=28))
            }
            Life::NotYetValid => (Some(*random.pick(&PERIODS[1..])), random.within(0..=5)),
            Life::Expired => {
                let period = *random.pick(&PERIODS[..5]);
                (Some(period), period + random.within(1..=60))
            }
            Life::Expiring => {
                let period = *random.pick(&PERIODS[1..5]);
                (Some(period), period - random.within(2..=29))
            }
            Life::NeverUsed => {
                let period = *random.pick(&PERIODS[3..]);
                (Some(period), random.within(32..=period - 32))
            }
            Life::Idle => {
                let period = *random.pick(&PERIODS[4..]);
                (Some(period), random.within(100..=period - 32))
            }
            Life::Endless => (None, random.within(40..=1_300)),
        };
        // Within the day, in milliseconds as Astro writes instants, and never ahead of now.
        let seconds_old = age * DAY + random.within(20 * MINUTE..=DAY - 1);
        let created = whole_millis(now, random).plus_seconds(-seconds_old);
        let ahead = if life == Life::NotYetValid {
            random.within(1..=21)
        } else {
            0
        };
        let start = if ahead > 0 {
            now.plus_days(ahead)
        } else {
            created
        };
        let end = period.map(|days| start.plus_days(days));
        let rotates = matches!(life, Life::Regular | Life::Endless | Life::Expiring);
        let rotated = (rotates && age > 20 && random.percent(15))
            .then(|| created.plus_seconds(random.within(DAY..=seconds_old - DAY)));
        let used_ago = match life {
            Life::New | Life::NotYetValid | Life::NeverUsed => None,
            Life::Idle => Some(random.within(91 * DAY..=seconds_old - DAY)),
            // Used in its days, at the latest a little before it ended.
            Life::Expired => Some(seconds_old - random.within(DAY..=period.unwrap_or(1) * DAY)),
            Life::Regular | Life::Expiring | Life::Endless => {
                let longest = (seconds_old - MINUTE).min(89 * DAY);
                let today = random.within(6 * MINUTE..=longest.min(4 * 60 * MINUTE));
                Some(today.max(random.mostly_low(longest)))
            }
        };
        Self {
            created,
            start,
            end,
            period: period.and_then(|days| u32::try_from(days).ok()),
            last_used: used_ago.map(|ago| whole_millis(now, random).plus_seconds(-ago)),
            rotated,
        }
    }

    /// Written by hand: how many days ago it was made, for how many days, and how many seconds
    /// ago it was used.
    pub fn written(
        now: Instant,
        age_days: i64,
        period: Option<u32>,
        used_seconds_ago: Option<i64>,
    ) -> Self {
        let created = now.plus_days(-age_days).plus_seconds(-3 * 3_600);
        Self {
            created,
            start: created,
            end: period.map(|days| created.plus_days(i64::from(days))),
            period,
            last_used: used_seconds_ago.map(|ago| now.plus_seconds(-ago)),
            rotated: None,
        }
    }
}

fn whole_millis(now: Instant, random: &mut Random) -> Instant {
    let micros = now.unix_micros();
    now.plus_micros(-micros.rem_euclid(1_000_000) - 1_000 * random.within(0..=999))
}

/// How many of each there are, by the same words as the console's strip of counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub expired: usize,
    pub expiring: usize,
    pub never_used: usize,
    pub idle: usize,
    pub endless: usize,
    pub owners: usize,
    pub not_yet_valid: usize,
}

impl Tally {
    pub fn add(&mut self, token: &Token, now: Instant) {
        let owner = token
            .grants
            .iter()
            .any(|grant| &*grant.role == "ORGANIZATION_OWNER");
        self.owners += usize::from(owner);
        self.endless += usize::from(token.end_at.is_none());
        self.not_yet_valid += usize::from(token.start_at > now);
        if token.end_at.is_some_and(|end| end <= now) {
            self.expired += 1;
            return;
        }
        self.expiring += usize::from(token.end_at.is_some_and(|end| end <= now.plus_days(30)));
        match token.last_used_at {
            None => self.never_used += usize::from(token.created_at < now.plus_days(-30)),
            Some(used) => self.idle += usize::from(used < now.plus_days(-90)),
        }
    }
}
