//! Lifecycle, use and ages at their edges.

use crate::generate::{DAY, at, near_timestamp, now, plain_token, shifted, tokens};
use astro_tokens::counts::{Count, Counts};
use astro_tokens::lifecycle::{Elapsed, Lifecycle, Use, ago, until};
use astro_tokens::names::Names;
use astro_tokens::query::{Matcher, Query};
use astro_tokens::timestamp::Timestamp;
use proptest::prelude::*;

#[test]
fn lifecycle_a_second_before_and_after() {
    let end = at("2026-12-16T00:00:00Z");
    let start = at("2026-09-17T00:00:00Z");
    let state = |now| Lifecycle::of(start, Some(end), now);
    assert_eq!(state(shifted(start, -1)), Lifecycle::NotYetValid);
    assert_eq!(state(start), Lifecycle::Active);
    assert_eq!(state(shifted(end, -30 * DAY - 1)), Lifecycle::Active);
    assert_eq!(state(shifted(end, -30 * DAY)), Lifecycle::Expiring);
    assert_eq!(state(shifted(end, -1)), Lifecycle::Expiring);
    assert_eq!(state(end), Lifecycle::Expired);
    assert_eq!(state(shifted(end, 1)), Lifecycle::Expired);
    assert_eq!(
        Lifecycle::of(start, None, Timestamp::MAX),
        Lifecycle::Active
    );
}

#[test]
fn lifecycle_over_a_leap_day_and_at_the_end_of_time() {
    // 30 days before 15 March are 13 February, or 14 February when the year has a 29th.
    let expiring_from = |end: &str, from: &str| {
        let state = |now| Lifecycle::of(Timestamp::MIN, Some(at(end)), now);
        assert_eq!(state(shifted(at(from), -1)), Lifecycle::Active);
        assert_eq!(state(at(from)), Lifecycle::Expiring);
    };
    expiring_from("2027-03-15T00:00:00Z", "2027-02-13T00:00:00Z");
    expiring_from("2028-03-15T00:00:00Z", "2028-02-14T00:00:00Z");
    let end = at("9999-12-31T23:59:59Z");
    assert_eq!(Lifecycle::of(now(), Some(end), now()), Lifecycle::Active);
    assert_eq!(
        Lifecycle::of(now(), Some(end), shifted(end, -1)),
        Lifecycle::Expiring
    );
    assert_eq!(
        Lifecycle::of(now(), Some(Timestamp::MAX), Timestamp::MAX),
        Lifecycle::Expired
    );
    // Not yet valid, and soon over: both are true.
    let mut token = plain_token();
    token.start_at = shifted(now(), DAY);
    token.end_at = Some(shifted(now(), 2 * DAY));
    assert_eq!(token.lifecycle(now()), Lifecycle::NotYetValid);
    assert!(token.expires_soon(now()));
}

#[test]
fn use_a_second_before_and_after() {
    let long_ago = shifted(now(), -400 * DAY);
    let used = |seconds| Use::of(long_ago, Some(shifted(now(), seconds)), now());
    assert_eq!(used(-90 * DAY), Use::Recent);
    assert_eq!(used(-90 * DAY - 1), Use::Unused);
    assert_eq!(used(0), Use::Recent);
    assert_eq!(used(DAY), Use::Recent);
    let unused_since = |seconds| Use::of(shifted(now(), seconds), None, now());
    assert_eq!(unused_since(-30 * DAY), Use::New);
    assert_eq!(unused_since(-30 * DAY - 1), Use::NeverUsed);
    assert_eq!(unused_since(DAY), Use::New);
}

#[test]
fn expired_tokens_count_as_expired_only() {
    let mut token = plain_token();
    token.end_at = Some(now());
    token.last_used_at = None;
    assert!(!token.is_never_used(now()));
    assert!(token.is_never_used(shifted(now(), -1)));
    token.last_used_at = Some(shifted(now(), -100 * DAY));
    assert!(!token.is_unused(now()));
    assert!(token.is_unused(shifted(now(), -1)));
}

#[test]
fn ages() {
    let age = |seconds: i64| ago(shifted(now(), -seconds), now());
    assert_eq!(age(-DAY), "Just now");
    assert_eq!(age(0), "Just now");
    assert_eq!(age(59), "Just now");
    assert_eq!(age(60), "1 minute ago");
    assert_eq!(age(3599), "59 minutes ago");
    assert_eq!(age(3600), "1 hour ago");
    assert_eq!(age(DAY - 1), "23 hours ago");
    assert_eq!(age(DAY), "1 day ago");
    assert_eq!(age(2 * DAY - 1), "1 day ago");
    assert_eq!(age(412 * DAY), "412 days ago");

    let ahead = |seconds| until(shifted(now(), seconds), now());
    assert_eq!(ahead(1), "in less than a minute");
    assert_eq!(ahead(60), "in 1 minute");
    assert_eq!(ahead(3 * 3600), "in 3 hours");
    assert_eq!(ahead(DAY), "in 1 day");
    assert_eq!(ahead(25 * DAY - 1), "in 24 days");
    assert_eq!(ahead(0), "Just now");
    assert_eq!(ahead(-3 * DAY), "3 days ago");

    assert_eq!(
        ago(at("2024-02-28T12:00:00Z"), at("2024-03-01T12:00:00Z")),
        "2 days ago"
    );
    assert_eq!(
        ago(at("2023-02-28T12:00:00Z"), at("2023-03-01T12:00:00Z")),
        "1 day ago"
    );
    assert_eq!(
        until(at("9999-12-31T23:59:59Z"), at("9999-12-30T23:59:59Z")),
        "in 1 day"
    );
    assert_eq!(ago(Timestamp::MIN, Timestamp::MAX), "3652424 days ago");
}

#[test]
fn elapsed() {
    let start = at("2026-09-17T00:00:00Z");
    let end = at("2026-12-16T00:00:00Z");
    let life = |at| Elapsed::of(start, end, at);
    let today = life(at("2026-11-22T09:00:00Z"));
    assert_eq!((today.days, today.of_days), (66, 90));
    assert!((today.fraction - 66.375 / 90.0).abs() < 1e-12);
    assert_eq!(
        (life(Timestamp::MIN).days, life(Timestamp::MIN).fraction),
        (0, 0.0)
    );
    assert_eq!(
        (life(Timestamp::MAX).days, life(Timestamp::MAX).fraction),
        (90, 1.0)
    );
    // A life that ends before it starts has no length.
    assert_eq!(Elapsed::of(end, start, start).fraction, 1.0);
}

proptest! {
    #[test]
    fn exactly_one_lifecycle_and_soon_over_only_before_the_end(
        start in near_timestamp(), end in proptest::option::of(near_timestamp()),
    ) {
        let state = Lifecycle::of(start, end, now());
        prop_assert_eq!(state == Lifecycle::Expired, end.is_some_and(|end| end <= now()));
        prop_assert_eq!(state == Lifecycle::NotYetValid, start > now() && state != Lifecycle::Expired);
        let left = end.map(|end| end.since(now()).whole_seconds());
        prop_assert_eq!(
            state == Lifecycle::Expiring,
            start <= now() && left.is_some_and(|left| left > 0 && left <= 30 * DAY)
        );
    }

    #[test]
    fn ages_are_never_negative_nor_in_months(then in crate::generate::any_timestamp(), now in crate::generate::any_timestamp()) {
        for text in [ago(then, now), until(then, now)] {
            prop_assert!(!text.contains('-') && !text.contains("month"), "{}", text);
        }
    }

    #[test]
    fn each_count_finds_what_it_counts(tokens in tokens()) {
        let counts = Counts::of(&tokens, now());
        for count in Count::ALL {
            let query = Query { filters: count.filters(), ..Query::default() };
            let mut matcher = Matcher::new(&query, &Names::default(), now());
            let found = tokens.iter().filter(|token| matcher.matches(token)).count();
            prop_assert_eq!(counts.get(count), found, "{:?}", count);
        }
    }
}
