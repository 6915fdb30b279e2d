//! Which path is answered by what: `/v1` and `/_emulator` by the emulator, a few paths below
//! `/_emulator` by the server itself, everything else by the files of the page.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header},
    response::IntoResponse,
    routing::{any, delete, get},
};
use serde_json::{Map, Value, json};

use super::{Page, Shared, connection, files, reload};

type Reply = Response<Body>;

/// The listener of the page: files, the same-origin API, and the control API.
pub fn page(shared: Arc<Shared>) -> Router {
    control().fallback(file).with_state(shared)
}

/// The listener of the API alone.
pub fn api(shared: Arc<Shared>) -> Router {
    control().fallback(emulate).with_state(shared)
}

fn control() -> Router<Arc<Shared>> {
    Router::new()
        .route("/v1", any(emulate))
        .route("/v1/{*rest}", any(emulate))
        .route("/_emulator", any(emulate))
        .route("/_emulator/{*rest}", any(emulate))
        .route(
            "/_emulator/config",
            get(show_config).post(set_config).delete(reset_config),
        )
        .route("/_emulator/held", delete(release))
        .route("/_emulator/reload", get(reload_events))
        .route(reload::SCRIPT_PATH, get(reload_script))
}

/// Hands a request to the emulator and carries out the hold, the delay and the cut of its answer.
async fn emulate(State(shared): State<Arc<Shared>>, request: Request) -> Reply {
    let Some(request) = connection::body_of(request).await else {
        return text(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is too large or broke off",
        );
    };
    if request.uri().path() == "/_emulator/reset" && request.method() == Method::POST {
        shared.overlay().reset();
    }
    // Before the order counts as met: a release that follows that must not be missed.
    let mut released = shared.released.subscribe();
    let answer = shared.with_emulator(|emulator| emulator.handle(&request));
    if answer.held && released.changed().await.is_err() {
        return connection::cut();
    }
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }
    if answer.cut {
        return connection::cut();
    }
    match answer.breaks_after {
        None => answer.response.map(Body::from),
        Some(length) => connection::broken(answer.response, length),
    }
}

/// Lets every answer go that is held now.
async fn release(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.released.send_modify(|count| *count += 1);
    StatusCode::NO_CONTENT
}

async fn show_config(State(shared): State<Arc<Shared>>) -> Reply {
    let bytes = config(&shared);
    ([(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}

/// Lays the keys of a JSON object over config.json; a null takes a key away.
async fn set_config(State(shared): State<Arc<Shared>>, body: axum::body::Bytes) -> Reply {
    match serde_json::from_slice::<Map<String, Value>>(&body) {
        Ok(keys) => {
            shared.overlay().set(keys);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => {
            let problem = json!({ "message": format!("not a JSON object: {error}") });
            let kind = [(header::CONTENT_TYPE, "application/json")];
            (StatusCode::BAD_REQUEST, kind, problem.to_string()).into_response()
        }
    }
}

async fn reset_config(State(shared): State<Arc<Shared>>) -> Reply {
    shared.overlay().reset();
    StatusCode::NO_CONTENT.into_response()
}

fn config(shared: &Shared) -> Vec<u8> {
    let file = shared
        .page
        .as_ref()
        .and_then(|page| std::fs::read(page.dist.join("config.json")).ok());
    shared.overlay().apply(file.as_deref())
}

async fn reload_events(State(shared): State<Arc<Shared>>) -> Reply {
    match shared.page.as_ref().and_then(|page| page.builds.clone()) {
        None => text(StatusCode::NOT_FOUND, "only with --dev"),
        Some(builds) => {
            let headers = [
                (header::CONTENT_TYPE, "text/event-stream"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, reload::events(builds)).into_response()
        }
    }
}

async fn reload_script(State(shared): State<Arc<Shared>>) -> Reply {
    match shared.page.as_ref().and_then(|page| page.builds.as_ref()) {
        None => text(StatusCode::NOT_FOUND, "only with --dev"),
        Some(_) => {
            let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
            (kind, reload::SCRIPT).into_response()
        }
    }
}

/// A file of the page, with the page's headers on whatever is answered.
async fn file(State(shared): State<Arc<Shared>>, request: Request) -> Reply {
    let path = request.uri().path();
    let Some(page) = &shared.page else {
        return text(StatusCode::NOT_FOUND, "this server has no page");
    };
    if path == page.base.trim_end_matches('/') {
        return (
            StatusCode::PERMANENT_REDIRECT,
            [(header::LOCATION, page.base.clone())],
        )
            .into_response();
    }
    let Some(below) = path.strip_prefix(page.base.as_str()) else {
        return text(StatusCode::NOT_FOUND, "the page stands elsewhere");
    };
    let path = format!("/{below}");
    let (mut reply, file_path) = match request.method() {
        &Method::GET | &Method::HEAD => read(&shared, page, &path, request.headers()),
        _ => {
            let allow = [(header::ALLOW, "GET, HEAD")];
            (
                (StatusCode::METHOD_NOT_ALLOWED, allow).into_response(),
                None,
            )
        }
    };
    match page.headers() {
        Ok(rules) => {
            rules.apply(
                &path,
                file_path.as_deref().unwrap_or(&path),
                reply.headers_mut(),
            );
            reply
        }
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, &error),
    }
}

/// The answer without the page's headers, and the file that it holds.
fn read(shared: &Shared, page: &Page, path: &str, headers: &HeaderMap) -> (Reply, Option<String>) {
    if path == "/config.json" {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        return ((kind, config(shared)).into_response(), None);
    }
    // While a build is being watched, its precompressed files may be those of an earlier one.
    let dev = page.builds.is_some();
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let accepted = accepted.filter(|_| !dev).unwrap_or("");
    match files::find(&page.dist, path, accepted) {
        Ok(None) => (text(StatusCode::NOT_FOUND, "no such file"), None),
        Err(error) => (
            text(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
            None,
        ),
        Ok(Some(file)) => {
            let inject = dev && file.path == "/index.html";
            let content = if inject {
                reload::inject(file.content)
            } else {
                file.content
            };
            let mut reply = ([(header::CONTENT_TYPE, file.content_type)], content).into_response();
            if let Some(encoding) = file.encoding {
                let encoding = HeaderValue::from_static(encoding);
                reply
                    .headers_mut()
                    .insert(header::CONTENT_ENCODING, encoding);
            }
            if file.varies {
                let vary = HeaderValue::from_static("accept-encoding");
                reply.headers_mut().insert(header::VARY, vary);
            }
            (reply, Some(file.path))
        }
    }
}

fn text(status: StatusCode, message: &str) -> Reply {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (status, kind, format!("{message}\n")).into_response()
}
