//! The [`Host`] of the page: fetch as the security model demands it (no cookies, no cache, no redirect, no referrer,
//! abortable, with a time limit), the wall clock, and timers.

use std::time::Duration;

use astro_tokens::requests::Method;
use astro_tokens::timestamp::Timestamp;
use futures::FutureExt;
use futures::future::{Either, LocalBoxFuture, select};
use gloo_net::http::{RequestBuilder, Response};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestMode, RequestRedirect,
};

use super::http::{Arriving, HttpRequest, HttpResponse, Mode, SendError};
use super::{Host, clock, events, page};

/// The browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserHost;

/// Aborts the exchange unless it came to its end: a dropped future leaves no request behind.
struct AbortOnDrop(Option<AbortController>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

impl Host for BrowserHost {
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'static, Result<HttpResponse, SendError>> {
        async move {
            let violations_before = events::connect_violations();
            let timeout = request.timeout;
            let exchange = std::pin::pin!(exchange(request));
            let limit = std::pin::pin!(clock::sleep(timeout));
            match select(exchange, limit).await {
                Either::Right(((), _)) => Err(SendError::TimedOut),
                Either::Left((Ok(response), _)) => Ok(response),
                Either::Left((Err(()), _)) => Err(reason(violations_before).await),
            }
        }
        .boxed_local()
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()> {
        clock::sleep(duration).boxed_local()
    }
}

/// Tells why a fetch failed. The browser reports a policy violation in a task of its own, after the rejection.
async fn reason(violations_before: u32) -> SendError {
    if !page::is_online() {
        return SendError::Offline;
    }
    clock::sleep(Duration::from_millis(20)).await;
    if events::connect_violations() > violations_before {
        SendError::BlockedByPolicy
    } else {
        SendError::Network
    }
}

async fn exchange(request: HttpRequest) -> Result<HttpResponse, ()> {
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let mut guard = AbortOnDrop(controller);
    let mut builder = RequestBuilder::new(&request.url)
        .method(match request.method {
            Method::Get => gloo_net::http::Method::GET,
            Method::Post => gloo_net::http::Method::POST,
            Method::Delete => gloo_net::http::Method::DELETE,
        })
        .mode(match request.mode {
            Mode::Cors => RequestMode::Cors,
            Mode::NoCors => RequestMode::NoCors,
        })
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        // `redirect: error` is not allowed for an opaque request (Fetch, RequestInit).
        .redirect(match request.mode {
            Mode::Cors => RequestRedirect::Error,
            Mode::NoCors => RequestRedirect::Follow,
        })
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(signal.as_ref())
        .header("Accept", "application/json");
    if let Some(authorization) = &request.authorization {
        builder = builder.header("Authorization", authorization.expose());
    }
    let response = match request.body {
        Some(body) => {
            let body = js_sys::Uint8Array::from(body.as_slice());
            builder
                .header("Content-Type", "application/json")
                .body(body)
                .map_err(|_| ())?
                .send()
                .await
        }
        None => builder.send().await,
    }
    .map_err(|_| ())?;
    let status = response.status();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|seconds| seconds.trim().parse().ok());
    let answer = match (request.mode, request.arriving) {
        (Mode::Cors, Some(arriving)) => {
            arriving.begin(status, retry_after);
            follow(&response, &arriving).await.map_err(|_| ())?;
            arriving.take().ok_or(())?
        }
        (mode, _) => HttpResponse {
            status,
            retry_after,
            body: match mode {
                Mode::Cors => response.binary().await.map_err(|_| ())?,
                Mode::NoCors => Vec::new(),
            },
        },
    };
    guard.0 = None;
    Ok(answer)
}

/// Reads the body to its end, each part as it arrives.
async fn follow(response: &Response, arriving: &Arriving) -> Result<(), JsValue> {
    // A body that is null has no end to wait for.
    let Some(stream) = response.body() else {
        return Ok(());
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let read = JsFuture::from(reader.read()).await?;
        let member = |name: &str| js_sys::Reflect::get(&read, &JsValue::from_str(name));
        if member("done")?.is_truthy() {
            return Ok(());
        }
        // Fetch gives nothing but bytes (Fetch, "body").
        let bytes: js_sys::Uint8Array = member("value")?.dyn_into()?;
        arriving.extend(&bytes.to_vec());
    }
}
