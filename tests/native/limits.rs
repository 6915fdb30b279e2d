//! Too many requests: how long the console waits, and that it stays below the limit by itself.

use astro_token_console::api::{ApiEvent, ErrorKind};
use serde_json::json;

use crate::fixture::World;
use crate::host::ACROSS;

const ORGANIZATION: &str = "/v1/organizations/c*";

/// Seconds from each request to the next, rounded down to tenths.
fn gaps(world: &World) -> Vec<f64> {
    let at: Vec<i64> = world.sent(|_| true).iter().map(|sent| sent.at).collect();
    at.windows(2)
        .map(|pair| ((pair[1] - pair[0]) / 100_000) as f64 / 10.0)
        .collect()
}

#[test]
fn a_get_waits_twice_as_long_each_time_and_repeats() {
    let world = World::sample(6);
    world.fault(&json!({"path": ORGANIZATION, "status": 429, "times": 7}));
    let api = world.api("Organization Owner");
    let read = world
        .run(api.get_organization(&world.organization))
        .unwrap();
    assert_eq!(read.id, world.organization);
    assert_eq!(gaps(&world), [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]);
    let slowed = world.events(|event| matches!(event, ApiEvent::SlowedDown { .. }));
    assert_eq!(slowed.len(), 7);
    let sent = world.sent(|_| true);
    for (event, next) in slowed.iter().zip(&sent[1..]) {
        let ApiEvent::SlowedDown { until } = event else {
            unreachable!()
        };
        assert_eq!(
            until.unix_micros(),
            next.at,
            "it goes on exactly when it said"
        );
    }
    // The next trouble starts with a short wait again.
    world.host.sent.borrow_mut().clear();
    world.fault(&json!({"path": ORGANIZATION, "status": 429}));
    world
        .run(api.get_organization(&world.organization))
        .unwrap();
    assert_eq!(gaps(&world), [1.0]);
}

#[test]
fn after_ten_refusals_it_gives_up() {
    let world = World::sample(6);
    world.fault(&json!({"path": ORGANIZATION, "status": 429, "times": 99}));
    let api = world.api("Organization Owner");
    let error = world
        .run(api.get_organization(&world.organization))
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::RateLimited { retry_after: None });
    assert_eq!(world.sent(|_| true).len(), 10);
}

#[test]
fn retry_after_counts_where_it_can_be_read() {
    for (exposed, base_url, wait) in [
        (true, ACROSS, 7.0),
        (false, ACROSS, 1.0),
        (false, "/v1", 7.0),
    ] {
        let world = World::switched(6, |switches| switches.expose_headers = exposed);
        world.fault(&json!({"path": ORGANIZATION, "status": 429, "headers": {"Retry-After": "7"}}));
        let api = world.api_with(world.pasted("Organization Owner"), base_url, 20);
        world
            .run(api.get_organization(&world.organization))
            .unwrap();
        assert_eq!(gaps(&world), [wait], "{exposed}, {base_url}");
    }
}

#[test]
fn several_refusals_at_once_are_one_pause() {
    for requests_per_second in [0, 20] {
        let world = World::sample(10_482);
        // Long enough that all six are under way before the first is refused.
        world.host.travel(vec![500]);
        world.fault(&json!({"path": "*/tokens*", "status": 429, "skip": 1, "times": 6}));
        let token = world.pasted("Organization Owner");
        let console = world.console_of(world.api_with(token, ACROSS, requests_per_second));
        world.load(&console);
        console.assert_complete();
        assert_eq!(console.ids(), world.readable("Organization Owner"));
        let refused = world.sent(|sent| sent.status == Some(429));
        assert_eq!(refused.len(), 6);
        let heard = refused.iter().map(|sent| sent.at).min().unwrap() + 1_000_000;
        for event in world.events(|event| matches!(event, ApiEvent::SlowedDown { .. })) {
            let ApiEvent::SlowedDown { until } = event else {
                unreachable!()
            };
            assert_eq!(
                until.unix_micros(),
                heard + 1_000_000,
                "{requests_per_second}"
            );
        }
    }
}

#[test]
fn nothing_leaves_while_a_pause_lasts() {
    let world = World::sample(10_482);
    world.fault(&json!({"path": "*/roles", "status": 429}));
    let console = world.console("Organization Owner");
    world.load(&console);
    console.assert_complete();
    let refused = world.sent(|sent| sent.status == Some(429));
    assert_eq!(refused.len(), 1);
    let heard = refused[0].at + 20_000;
    let until = match world.events(|event| matches!(event, ApiEvent::SlowedDown { .. }))[..] {
        [ApiEvent::SlowedDown { until }] => until.unix_micros(),
        ref other => panic!("{other:?}"),
    };
    assert_eq!(until, heard + 1_000_000);
    let during = world.sent(|sent| sent.at > heard && sent.at < until);
    assert!(during.is_empty(), "{} requests", during.len());
}

#[test]
fn twenty_a_second_never_meets_the_limit_and_no_limit_of_ones_own_still_ends_complete() {
    for (requests_per_second, expect_refusals) in [(20, false), (0, true)] {
        let world = World::switched(10_482, |switches| switches.rate_limits = true);
        let token = world.pasted("Organization Owner");
        let console = world.console_of(world.api_with(token, ACROSS, requests_per_second));
        for _ in 0..4 {
            world.load(&console);
        }
        console.assert_complete();
        assert_eq!(console.ids(), world.readable("Organization Owner"));
        let refused = world.sent(|sent| sent.status == Some(429)).len();
        assert_eq!(
            refused > 0,
            expect_refusals,
            "{requests_per_second}: {refused} refused"
        );
        let slowed = world
            .events(|event| matches!(event, ApiEvent::SlowedDown { .. }))
            .len();
        assert_eq!(slowed, refused);
    }
}
