//! Rate limits for each token and kind of call: a bucket that holds one second's worth and refills evenly.

use std::{collections::HashMap, time::Duration};

use http::Method;

use crate::state::Id;

/// Calls a second.
const fn per_second(method: &Method) -> Option<u64> {
    match *method {
        Method::GET => Some(25),
        Method::POST => Some(10),
        Method::DELETE => Some(5),
        _ => None,
    }
}

/// One call costs this much; a bucket gains `per_second` of it in each nanosecond.
const CALL: u64 = 1_000_000_000;

#[derive(Clone, Debug, Default)]
pub struct RateLimits {
    buckets: HashMap<(Id, Method), Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    level: u64,
    at: Duration,
}

impl RateLimits {
    /// Takes one call from the caller's bucket; `false` when it is empty. `at` never runs backwards within a bucket.
    pub fn take(&mut self, caller: &Id, method: &Method, at: Duration) -> bool {
        let Some(rate) = per_second(method) else {
            return true;
        };
        let full = Bucket {
            level: rate * CALL,
            at,
        };
        let bucket = self
            .buckets
            .entry((caller.clone(), method.clone()))
            .or_insert(full);
        let gained = u64::try_from(at.saturating_sub(bucket.at).as_nanos()).unwrap_or(u64::MAX);
        bucket.level = bucket
            .level
            .saturating_add(gained.saturating_mul(rate))
            .min(full.level);
        bucket.at = bucket.at.max(at);
        match bucket.level.checked_sub(CALL) {
            Some(left) => {
                bucket.level = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(limits: &mut RateLimits, method: &Method, millis: u64, tries: usize) -> usize {
        let caller: Id = "ccaller".into();
        (0..tries)
            .filter(|_| limits.take(&caller, method, Duration::from_millis(millis)))
            .count()
    }

    #[test]
    fn a_second_holds_as_many_calls_as_its_method_allows() {
        for (method, rate) in [(Method::GET, 25), (Method::POST, 10), (Method::DELETE, 5)] {
            let mut limits = RateLimits::default();
            assert_eq!(taken(&mut limits, &method, 0, 100), rate);
            assert_eq!(taken(&mut limits, &method, 1_000, 100), rate);
        }
    }

    #[test]
    fn buckets_refill_evenly_and_are_apart() {
        let mut limits = RateLimits::default();
        assert_eq!(taken(&mut limits, &Method::DELETE, 0, 9), 5);
        assert_eq!(taken(&mut limits, &Method::DELETE, 199, 9), 0);
        assert_eq!(taken(&mut limits, &Method::DELETE, 200, 9), 1);
        assert_eq!(taken(&mut limits, &Method::POST, 200, 99), 10);
        assert!(limits.take(
            &"cother".into(),
            &Method::DELETE,
            Duration::from_millis(200)
        ));
    }
}
