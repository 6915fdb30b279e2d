//! The wall clock and waiting.

use std::time::Duration;

use astro_tokens::timestamp::Timestamp;
use gloo_timers::future::TimeoutFuture;

/// The current instant of the browser's clock, UTC, to the millisecond.
pub fn now() -> Timestamp {
    // f64 holds every millisecond of Date's range exactly.
    #[allow(clippy::cast_possible_truncation)]
    let milliseconds = js_sys::Date::now() as i64;
    Timestamp::from_unix_micros(milliseconds.saturating_mul(1000))
}

/// Resolves after `duration`; at once for durations below a millisecond.
pub async fn sleep(duration: Duration) {
    // setTimeout takes an i32 of milliseconds (HTML, timers).
    let mut left = duration.as_millis();
    loop {
        let step = left.min(i32::MAX as u128);
        TimeoutFuture::new(u32::try_from(step).unwrap_or(0)).await;
        left -= step;
        if left == 0 {
            return;
        }
    }
}
