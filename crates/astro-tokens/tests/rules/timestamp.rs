//! Instants against an oracle that counts days one year and one month at a time.

use crate::generate::any_timestamp;
use astro_tokens::timestamp::Timestamp;
use proptest::prelude::*;
use std::time::Duration;

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Seconds since the epoch, counted.
fn counted(year: i64, month: u32, day: u32, hour: i64, minute: i64, second: i64) -> i64 {
    let year_length = |year| if is_leap(year) { 366 } else { 365 };
    let years: i64 = if year >= 1970 {
        (1970..year).map(year_length).sum()
    } else {
        -(year..1970).map(year_length).sum::<i64>()
    };
    let months: u32 = (1..month).map(|month| days_in(year, month)).sum();
    let days = years + i64::from(months) + i64::from(day) - 1;
    ((days * 24 + hour) * 60 + minute) * 60 + second
}

fn parts() -> impl Strategy<Value = (i64, u32, u32, i64, i64, i64)> {
    (
        prop_oneof![0..=9999i64, Just(1900), Just(2000), Just(2024), Just(9999)],
        1..=12u32,
    )
        .prop_flat_map(|(year, month)| {
            (
                Just(year),
                Just(month),
                1..=days_in(year, month),
                0..24i64,
                0..60i64,
                0..60i64,
            )
        })
}

proptest! {
    #[test]
    fn agrees_with_the_calendar(
        (year, month, day, hour, minute, second) in parts(),
        fraction in "[0-9]{0,9}",
        offset in -1439..=1439i64,
    ) {
        let sign = if offset < 0 { '-' } else { '+' };
        let (offset_hour, offset_minute) = (offset.abs() / 60, offset.abs() % 60);
        let dot = if fraction.is_empty() { "" } else { "." };
        let text = format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{dot}{fraction}{sign}{offset_hour:02}:{offset_minute:02}"
        );
        let seconds = counted(year, month, day, hour, minute, second) - offset * 60;
        let micros: i64 = format!("{fraction:0<6}")[..6].parse().unwrap();
        let expected = seconds * 1_000_000 + micros;
        let within = (Timestamp::MIN.unix_micros()..=Timestamp::MAX.unix_micros()).contains(&expected);
        prop_assert_eq!(
            Timestamp::parse_rfc3339(&text).ok().map(Timestamp::unix_micros),
            within.then_some(expected),
            "{}", text
        );
    }

    #[test]
    fn printing_and_reading_is_identity(instant in any_timestamp()) {
        prop_assert_eq!(Timestamp::parse_rfc3339(&instant.to_rfc3339()), Ok(instant));
        let json = serde_json::to_vec(&instant).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Timestamp>(&json).unwrap(), instant);
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = Timestamp::parse_rfc3339(&text);
    }

    #[test]
    fn no_text_that_is_nearly_a_date_panics(
        text in "[0-9]{0,5}-[0-9]{2}-[0-9]{2}[Tt ]?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,12})?([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
    ) {
        if let Ok(instant) = Timestamp::parse_rfc3339(&text) {
            prop_assert_eq!(Timestamp::parse_rfc3339(&instant.to_rfc3339()), Ok(instant));
        }
    }

    #[test]
    fn arithmetic_saturates_and_stays_printable(
        instant in any_timestamp(), seconds in any::<u64>(), micros in any::<i64>(), other in any_timestamp(),
    ) {
        let duration = Duration::from_secs(seconds);
        prop_assert!(instant.plus(duration) >= instant);
        prop_assert!(instant.minus(duration) <= instant);
        for instant in [instant.plus(duration), instant.minus(duration), Timestamp::from_unix_micros(micros), Timestamp::from_unix_seconds(micros)] {
            prop_assert!(!instant.to_rfc3339().is_empty());
        }
        prop_assert_eq!(instant.since(other), -other.since(instant));
    }
}

#[test]
fn edges() {
    let micros = |text: &str| {
        Timestamp::parse_rfc3339(text)
            .ok()
            .map(Timestamp::unix_micros)
    };
    assert_eq!(
        micros("9999-12-31T23:59:59.999999999Z"),
        Some(Timestamp::MAX.unix_micros())
    );
    assert_eq!(
        micros("0000-01-01T00:00:00Z"),
        Some(Timestamp::MIN.unix_micros())
    );
    assert_eq!(micros("9999-12-31T23:59:59-00:01"), None);
    assert_eq!(micros("0000-01-01T00:00:00+00:01"), None);
    assert_eq!(micros("1969-12-31T23:59:59.5Z"), Some(-500_000));
    // Go's zero value of an instant.
    assert!(micros("0001-01-01T00:00:00Z").is_some());
    assert!(micros("2024-02-29T00:00:00Z").is_some());
    for refused in [
        "",
        "2023-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "10000-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z ",
    ] {
        assert_eq!(micros(refused), None, "{refused}");
    }
    assert_eq!(
        Timestamp::from_unix_seconds(0).to_rfc3339(),
        "1970-01-01T00:00:00Z"
    );
    assert_eq!(
        Timestamp::from_unix_micros(1_500_000).to_rfc3339(),
        "1970-01-01T00:00:01.5Z"
    );
    assert_eq!(Timestamp::MAX.to_rfc3339(), "9999-12-31T23:59:59.999999Z");
}
