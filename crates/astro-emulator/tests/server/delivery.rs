//! How answers of the API are delivered: delays, cuts, and across origins.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use astro_emulator::server::ServerOptions;

use crate::client::{Dist, Running, second_on_a_kept_connection, send};

fn apart() -> Running {
    Running::start(ServerOptions {
        api_port: Some(0),
        ..ServerOptions::default()
    })
}

#[test]
fn the_api_is_served_on_both_listeners() {
    let dist = Dist::new();
    let running = Running::start(ServerOptions {
        dist: Some(dist.0.clone()),
        api_port: Some(0),
        ..ServerOptions::default()
    });
    let authorization = format!("Authorization: Bearer {}", running.owner);
    for base in [format!("{}/v1", running.page), running.api.clone()] {
        let reply = send(
            &format!("{base}{}?limit=1", running.tokens()),
            "GET",
            &[&authorization],
            "",
        )
        .unwrap();
        assert_eq!(reply.status, 200, "{base}");
        assert_eq!(reply.json()["totalCount"], 200, "{base}");
    }
    let origin = running.api.strip_suffix("/v1").unwrap();
    let page = send(&format!("{origin}/"), "GET", &[], "").unwrap();
    assert_eq!(
        page.status, 404,
        "the page is not on the API's own listener"
    );
    assert!(page.json()["message"].is_string());
    let state = send(&format!("{origin}/_emulator/clock"), "GET", &[], "").unwrap();
    assert_eq!(state.json()["now"], "2026-11-22T09:00:00Z");
}

#[test]
fn another_origin_is_allowed_by_cors_unless_switched_off() {
    let running = apart();
    let url = format!("{}{}", running.api, running.tokens());
    let origin = "Origin: http://localhost:1";
    let ask = [
        "Access-Control-Request-Method: GET",
        "Access-Control-Request-Headers: authorization",
        origin,
    ];
    let preflight = send(&url, "OPTIONS", &ask, "").unwrap();
    assert!(preflight.status < 300, "{}", preflight.status);
    assert_eq!(
        preflight.header("access-control-allow-origin").unwrap(),
        "http://localhost:1"
    );
    let allowed = preflight
        .header("access-control-allow-headers")
        .unwrap()
        .to_lowercase();
    assert!(allowed.contains("authorization"), "{allowed}");
    let answer = send(
        &url,
        "GET",
        &[origin, &format!("Authorization: Bearer {}", running.owner)],
        "",
    )
    .unwrap();
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (200, Some("http://localhost:1"))
    );
    running.control("POST", "switches", r#"{"corsAllowed": false}"#);
    let refused = send(&url, "OPTIONS", &ask, "").unwrap();
    assert_eq!(refused.header("access-control-allow-origin"), None);
}

#[test]
fn a_cut_shows_no_status_and_says_whether_the_write_happened() {
    let running = apart();
    let count = || {
        running
            .call("GET", &format!("{}?limit=1", running.tokens()))
            .unwrap()
            .json()["totalCount"]
            .clone()
    };
    let create = || {
        let headers = [
            format!("Authorization: Bearer {}", running.owner),
            "Content-Type: application/json".to_owned(),
        ];
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let body = r#"{"name": "cut", "scope": "ORGANIZATION", "role": "ORGANIZATION_MEMBER"}"#;
        send(
            &format!("{}{}", running.api, running.tokens()),
            "POST",
            &headers,
            body,
        )
    };
    for (cut, expected) in [("before", 200), ("after", 201)] {
        running.control(
            "POST",
            "faults",
            &format!(r#"{{"method": "POST", "path": "/v1/*", "cut": "{cut}"}}"#),
        );
        let error = create().unwrap_err();
        assert_eq!(error.to_string(), "no HTTP answer", "{cut}");
        assert_eq!(count(), expected, "{cut}");
    }
    assert_eq!(create().unwrap().status, 200);
    assert_eq!(count(), 202);
}

#[test]
fn a_cut_inside_the_body_delivers_the_part_before_it() {
    let running = apart();
    let whole = running
        .call("GET", &format!("{}?limit=1", running.tokens()))
        .unwrap();
    for (fault, arrives) in [
        (
            r#"{"path": "/v1/*", "cut": "inside"}"#,
            whole.body.len() / 2,
        ),
        (
            r#"{"path": "/v1/*", "cut": "inside", "shortBy": 3}"#,
            whole.body.len() - 3,
        ),
    ] {
        running.control("POST", "faults", fault);
        let part = running
            .call("GET", &format!("{}?limit=1", running.tokens()))
            .unwrap();
        assert_eq!(part.status, 200);
        assert_eq!(
            part.header("content-length").unwrap(),
            whole.body.len().to_string()
        );
        assert_eq!(part.body, whole.body[..arrives]);
    }
}

/// Browsers repeat a request by themselves when a kept connection closes without a byte.
#[test]
fn a_cut_on_a_kept_connection_leaves_bytes_that_are_no_http() {
    let running = apart();
    let url = format!("{}{}?limit=1", running.api, running.tokens());
    let authorization = format!("Authorization: Bearer {}", running.owner);
    let second = second_on_a_kept_connection(&url, &authorization, || {
        running.control("POST", "faults", r#"{"path": "/v1/*", "cut": "before"}"#);
    });
    assert!(!second.is_empty());
    assert!(
        !second.starts_with(b"HTTP"),
        "{}",
        String::from_utf8_lossy(&second)
    );
}

#[test]
fn a_delayed_answer_holds_up_no_other() {
    let running = apart();
    running.control(
        "POST",
        "faults",
        r#"{"path": "*/workspaces", "delayMs": 800}"#,
    );
    let slow = format!("/organizations/{}/workspaces", running.organization);
    let started = Instant::now();
    std::thread::scope(|scope| {
        let delayed = scope.spawn(|| {
            assert_eq!(running.call("GET", &slow).unwrap().status, 200);
            started.elapsed()
        });
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(running.call("GET", &running.tokens()).unwrap().status, 200);
        let other = started.elapsed();
        let delayed = delayed.join().unwrap();
        assert!(delayed >= Duration::from_millis(800), "{delayed:?}");
        assert!(other < delayed, "{other:?}");
    });
}

#[test]
fn a_held_answer_waits_until_it_is_released() {
    let running = apart();
    running.control(
        "POST",
        "faults",
        r#"{"path": "*/workspaces", "held": true}"#,
    );
    let held = format!("/organizations/{}/workspaces", running.organization);
    let standing = || running.control("GET", "faults", "").json();
    let has_come = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let status = running.call("GET", &held).unwrap().status;
            has_come.store(true, Ordering::SeqCst);
            status
        });
        while standing() != serde_json::json!([]) {
            std::thread::yield_now();
        }
        assert_eq!(running.call("GET", &running.tokens()).unwrap().status, 200);
        assert!(!has_come.load(Ordering::SeqCst));
        running.control("DELETE", "held", "");
        assert_eq!(waiting.join().unwrap(), 200);
    });
}

#[test]
fn violations_of_the_contract_are_listed() {
    let running = apart();
    let listed = || running.control("GET", "violations", "").json();
    assert_eq!(running.call("GET", &running.tokens()).unwrap().status, 200);
    assert_eq!(
        running
            .call("GET", &format!("{}/c0", running.tokens()))
            .unwrap()
            .status,
        404
    );
    assert_eq!(listed().as_array().unwrap().len(), 0, "{}", listed());
    assert_eq!(
        running
            .call("GET", "/organizations/x/nothing")
            .unwrap()
            .status,
        404
    );
    let one = listed();
    assert_eq!(one.as_array().unwrap().len(), 1, "{one}");
    assert_eq!(one[0]["side"], "request");
    assert!(
        one[0]["message"]
            .as_str()
            .unwrap()
            .contains("no such operation"),
        "{one}"
    );
    running.control("POST", "reset", "");
    assert_eq!(listed().as_array().unwrap().len(), 0);
}

#[test]
fn a_body_beyond_all_reason_is_refused() {
    let running = apart();
    let url = format!("{}{}", running.api, running.tokens());
    let reply = send(&url, "POST", &[], &"x".repeat((4 << 20) + 1));
    // The server answers before it has read everything; a client may see the connection end first.
    assert!(reply.map_or(true, |reply| reply.status == 413));
    assert_eq!(running.call("GET", &running.tokens()).unwrap().status, 200);
}
