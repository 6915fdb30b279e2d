//! The page: headers, content types, precompressed files, fallback, configuration.

use astro_emulator::server::ServerOptions;
use serde_json::{Value, json};

use crate::client::{Dist, Running, get, send};

fn with_page(dist: &Dist) -> ServerOptions {
    ServerOptions {
        dist: Some(dist.0.clone()),
        ..ServerOptions::default()
    }
}

#[test]
fn files_carry_the_pages_headers_and_their_types() {
    let dist = Dist::new();
    let running = Running::start(with_page(&dist));
    let index = get(&format!("{}/", running.page));
    assert_eq!(index.status, 200);
    assert!(index.body.contains("<title>Console</title>"));
    assert_eq!(
        index.header("content-type").unwrap(),
        "text/html; charset=utf-8"
    );
    assert_eq!(index.header("cache-control").unwrap(), "no-cache");
    assert_eq!(
        index.header("content-security-policy").unwrap(),
        "default-src 'none'; connect-src 'self'; base-uri 'none'"
    );
    let wasm = get(&format!("{}/assets/app.wasm", running.page));
    assert_eq!(wasm.header("content-type").unwrap(), "application/wasm");
    assert_eq!(
        wasm.header("cache-control").unwrap(),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(wasm.header("x-content-type-options").unwrap(), "nosniff");
    assert_eq!(wasm.body, "plain wasm");
    assert_eq!(wasm.header("content-encoding"), None);
    let head = send(&format!("{}/assets/app.js", running.page), "HEAD", &[], "").unwrap();
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(
        head.header("content-type").unwrap(),
        "text/javascript; charset=utf-8"
    );
}

#[test]
fn precompressed_files_are_chosen_by_accept_encoding() {
    let dist = Dist::new();
    let running = Running::start(with_page(&dist));
    let of = |file: &str, accepted: &str| {
        let header = format!("Accept-Encoding: {accepted}");
        send(
            &format!("{}/assets/{file}", running.page),
            "GET",
            &[&header],
            "",
        )
        .unwrap()
    };
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", Some("br"), "brotli wasm"),
        ("gzip", Some("gzip"), "gzip wasm"),
        ("br;q=0, gzip", Some("gzip"), "gzip wasm"),
        ("identity", None, "plain wasm"),
    ] {
        let wasm = of("app.wasm", accepted);
        assert_eq!(wasm.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(wasm.body, body);
        assert_eq!(wasm.header("content-type").unwrap(), "application/wasm");
        assert_eq!(wasm.header("vary").unwrap(), "accept-encoding");
    }
    let script = of("app.js", "br");
    assert_eq!(
        (script.header("content-encoding"), script.header("vary")),
        (None, None)
    );
}

#[test]
fn only_pages_of_the_console_fall_back_to_the_index() {
    let dist = Dist::new();
    let running = Running::start(with_page(&dist));
    let status = |method: &str, path: &str| {
        send(&format!("{}{path}", running.page), method, &[], "")
            .unwrap()
            .status
    };
    for path in [
        "/organizations/c1/tokens?q=status:expired",
        "/about",
        "/assets",
        "/v1x",
    ] {
        let page = get(&format!("{}{path}", running.page));
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("<title>Console</title>"), "{path}");
        assert_eq!(page.header("cache-control").unwrap(), "no-cache", "{path}");
    }
    for path in [
        "/gone.js",
        "/assets/gone.wasm",
        "/_headers",
        "/organizations/favicon.ico",
    ] {
        let gone = get(&format!("{}{path}", running.page));
        assert_eq!(gone.status, 404, "{path}");
        assert_eq!(
            gone.header("x-content-type-options").unwrap(),
            "nosniff",
            "{path}"
        );
    }
    assert_eq!(status("POST", "/about"), 405);
    for path in ["/v1/nothing", "/v1", "/_emulator/nothing"] {
        let unknown = get(&format!("{}{path}", running.page));
        assert_eq!(unknown.status, 404, "{path}");
        assert_eq!(
            unknown.header("content-type").unwrap(),
            "application/json",
            "{path}"
        );
        assert!(unknown.json()["message"].is_string(), "{path}");
    }
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let dist = Dist::new();
    let outside = dist.0.with_extension("outside.txt");
    std::fs::write(&outside, "outside").unwrap();
    let running = Running::start(with_page(&dist));
    let name = outside.file_name().unwrap().to_str().unwrap().to_owned();
    for path in [
        format!("/../{name}"),
        format!("/%2e%2e/{name}"),
        format!("/assets/..%2f..%2f{name}"),
        format!("//{}", outside.display()),
    ] {
        let reply = get(&format!("{}{path}", running.page));
        assert!(!reply.body.contains("outside"), "{path}");
    }
    std::fs::remove_file(outside).unwrap();
}

#[test]
fn the_configuration_names_the_api_and_takes_keys_over() {
    let dist = Dist::new();
    let config = |running: &Running| get(&format!("{}/config.json", running.page));
    let keys = |value: Value| value.as_object().unwrap().clone();

    let same = Running::start(ServerOptions {
        config: keys(json!({"notice": "Sample", "apiBaseUrl": "https://elsewhere.example/v1"})),
        ..with_page(&dist)
    });
    let expected = json!({"apiBaseUrl": "/v1", "idleMinutes": 15, "notice": "Sample"});
    assert_eq!(config(&same).json(), expected);
    assert_eq!(config(&same).header("cache-control").unwrap(), "no-cache");
    assert_eq!(
        config(&same).header("content-type").unwrap(),
        "application/json"
    );
    same.control("POST", "config", r#"{"idleMinutes": 2, "notice": null}"#);
    assert_eq!(
        config(&same).json(),
        json!({"apiBaseUrl": "/v1", "idleMinutes": 2})
    );
    assert_eq!(
        same.control("GET", "config", "").json(),
        config(&same).json()
    );
    same.control("POST", "reset", "");
    assert_eq!(config(&same).json(), expected);
    let wrong = send(
        &format!("{}/_emulator/config", same.page),
        "POST",
        &[],
        "[1]",
    )
    .unwrap();
    assert_eq!(wrong.status, 400);

    let apart = Running::start(ServerOptions {
        api_port: Some(0),
        ..with_page(&dist)
    });
    assert_eq!(config(&apart).json()["apiBaseUrl"], apart.api);
    let origin = apart.api.strip_suffix("/v1").unwrap();
    assert_ne!(origin, apart.page);
    let index = get(&format!("{}/", apart.page));
    let policy = index.header("content-security-policy").unwrap();
    assert_eq!(
        policy,
        format!("default-src 'none'; connect-src 'self' {origin}; base-uri 'none'")
    );
}

#[test]
fn a_page_below_a_path_is_served_there_only() {
    let dist = Dist::new();
    let running = Running::start(ServerOptions {
        base: "/sub/".to_owned(),
        ..with_page(&dist)
    });
    let origin = running.api.strip_suffix("/v1").unwrap();
    assert_eq!(running.page, format!("{origin}/sub/"));
    let of = |path: &str| get(&format!("{origin}{path}"));
    assert!(of("/sub/").body.contains("<title>Console</title>"));
    assert!(
        of("/sub/organizations/c1")
            .body
            .contains("<title>Console</title>")
    );
    let script = of("/sub/assets/app.js");
    assert!(
        script
            .header("cache-control")
            .unwrap()
            .contains("immutable")
    );
    assert_eq!(of("/sub/config.json").json()["apiBaseUrl"], "/v1");
    assert_eq!(
        (of("/sub").status, of("/sub").header("location")),
        (308, Some("/sub/"))
    );
    for path in ["/", "/about", "/assets/app.js", "/config.json", "/subway"] {
        assert_eq!(of(path).status, 404, "{path}");
    }
    assert_eq!(of("/v1/organizations").status, 401);
}

#[test]
fn a_watched_build_reloads_under_the_production_policy() {
    let dist = Dist::new();
    let plain = Running::start(with_page(&dist));
    assert!(!get(&plain.page).body.contains("<script"));
    assert_eq!(
        get(&format!("{}/_emulator/reload.js", plain.page)).status,
        404
    );

    let running = Running::start(ServerOptions {
        dev: true,
        ..with_page(&dist)
    });
    let index = send(&running.page, "GET", &["Accept-Encoding: br"], "").unwrap();
    assert!(
        index
            .body
            .contains(r#"<script src="/_emulator/reload.js" defer></script></head>"#)
    );
    assert_eq!(
        index.header("content-security-policy").unwrap(),
        "default-src 'none'; connect-src 'self'; base-uri 'none'"
    );
    let script = get(&format!("{}/_emulator/reload.js", running.page));
    assert_eq!(
        script.header("content-type").unwrap(),
        "text/javascript; charset=utf-8"
    );
    let event = crate::client::first_event(&format!("{}/_emulator/reload", running.page), || {
        dist.write(
            "index.html",
            "<!doctype html><head><title>New</title></head>",
        );
    });
    assert_eq!(event, "event: build");
}
