//! When the next request may start: spaced by the configured rate, held back after a 429.

use std::time::Duration;

use astro_tokens::timestamp::Timestamp;

/// Without a readable Retry-After the pause doubles from one second up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The start times of requests.
#[derive(Debug)]
pub struct Pace {
    /// Least time between two starts.
    interval: Duration,
    /// The earliest instant for the next start.
    next: Timestamp,
    /// No request starts before: the end of the last pause.
    held_until: Timestamp,
    /// The pause that the next 429 without Retry-After brings.
    pause: Duration,
}

impl Pace {
    pub fn new(requests_per_second: u32) -> Self {
        let interval = match requests_per_second {
            0 => Duration::ZERO,
            rate => Duration::from_micros(1_000_000 / u64::from(rate)),
        };
        Self {
            interval,
            next: Timestamp::MIN,
            held_until: Timestamp::MIN,
            pause: Duration::from_secs(1),
        }
    }

    /// Takes the next start, and tells how long to wait for it.
    pub fn turn(&mut self, now: Timestamp) -> Duration {
        let start = self.next.max(now);
        self.next = start.plus(self.interval);
        between(now, start)
    }

    /// Whether a pause lasts.
    pub fn is_held(&self, now: Timestamp) -> bool {
        now < self.held_until
    }

    /// Holds every request back after a 429, and tells until when.
    pub fn slow_down(&mut self, now: Timestamp, retry_after: Option<u64>) -> Timestamp {
        let pause = match retry_after {
            Some(seconds) => Duration::from_secs(seconds.min(600)),
            // The answer to a request that was under way when the pause began says nothing new.
            None if self.is_held(now) => return self.held_until,
            None => {
                let pause = self.pause;
                self.pause = (pause * 2).min(LONGEST_PAUSE);
                pause
            }
        };
        self.held_until = self.held_until.max(now.plus(pause));
        self.next = self.next.max(self.held_until);
        self.held_until
    }

    /// An answer came: the next pause is a short one again.
    pub fn answered(&mut self) {
        self.pause = Duration::from_secs(1);
    }
}

/// From `from` to `to`, zero where `to` is not later.
fn between(from: Timestamp, to: Timestamp) -> Duration {
    let micros = to.unix_micros().saturating_sub(from.unix_micros());
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_unix_micros(milliseconds * 1000)
    }

    #[test]
    fn starts_are_spaced_by_the_rate() {
        let mut pace = Pace::new(20);
        let waits: Vec<u128> = (0..4).map(|_| pace.turn(at(0)).as_millis()).collect();
        assert_eq!(waits, [0, 50, 100, 150]);
        assert_eq!(pace.turn(at(1000)), Duration::ZERO);
    }

    #[test]
    fn zero_means_no_limit() {
        let mut pace = Pace::new(0);
        assert!((0..100).all(|_| pace.turn(at(0)).is_zero()));
    }

    #[test]
    fn pauses_double_up_to_thirty_seconds_and_start_over_after_an_answer() {
        let mut pace = Pace::new(0);
        let mut now = 0;
        let mut pauses = Vec::new();
        for _ in 0..7 {
            let until = pace.slow_down(at(now), None);
            pauses.push((until.unix_micros() / 1000 - now) / 1000);
            now = until.unix_micros() / 1000;
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30]);
        pace.answered();
        assert_eq!(pace.slow_down(at(now), None), at(now + 1000));
    }

    #[test]
    fn refusals_of_requests_under_way_are_one_pause() {
        let mut pace = Pace::new(20);
        for milliseconds in [0, 0, 50, 999] {
            assert_eq!(pace.slow_down(at(milliseconds), None), at(1000));
        }
        assert!(pace.is_held(at(999)));
        assert!(!pace.is_held(at(1000)));
        assert_eq!(pace.slow_down(at(1000), None), at(3000));
    }

    #[test]
    fn retry_after_is_kept_to() {
        let mut pace = Pace::new(20);
        assert_eq!(pace.slow_down(at(0), Some(7)), at(7000));
        assert_eq!(pace.turn(at(0)), Duration::from_secs(7));
        assert_eq!(pace.turn(at(0)), Duration::from_millis(7050));
    }
}
