//! Failures, told apart once for the whole console.

use std::sync::Arc;

use astro_tokens::model::{ErrorBody, FieldError};

use crate::browser::http::HttpResponse;

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The browser has no network.
    Offline,
    /// Nothing answered.
    NotReachable,
    /// The API answers, but its CORS headers do not allow this page's origin.
    OriginNotAllowed,
    /// The API allows this origin, but this exchange ended without an answer.
    NoAnswer,
    /// This page's own Content-Security-Policy does not let it connect there.
    BlockedByPolicy,
    /// No whole answer in time.
    TimedOut,
    /// 400: the request was refused, field by field where `field_errors` says so.
    Invalid,
    /// 401: the token is not accepted.
    Unauthorized,
    /// 403: the token may not do this.
    Forbidden,
    /// 403 because of the Organization's IP allow list.
    IpNotAllowed,
    /// 404.
    NotFound,
    /// 429. Seconds to wait, where the answer says so readably.
    RateLimited { retry_after: Option<u64> },
    /// 5xx.
    ServerError,
    /// An answer that cannot be read: not JSON, or not of the agreed shape.
    Unreadable,
    /// Any other status.
    Unexpected,
}

/// A failed exchange, with what Astro says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    pub kind: ErrorKind,
    /// HTTP status, to be shown and quoted only. Absent without an answer.
    pub status: Option<u16>,
    /// Astro's own text.
    pub message: Option<Arc<str>>,
    /// What Astro's support asks for.
    pub request_id: Option<Arc<str>>,
    /// One entry for each refused field, with `kind` [`ErrorKind::Invalid`].
    pub field_errors: Vec<FieldError>,
}

impl ApiError {
    /// A failure of which nothing is known but its kind.
    pub const fn of(kind: ErrorKind) -> Self {
        Self {
            kind,
            status: None,
            message: None,
            request_id: None,
            field_errors: Vec::new(),
        }
    }

    /// Whether Astro, or something in its place, answered.
    pub const fn has_answer(&self) -> bool {
        self.status.is_some()
    }
}

/// Passes an answer of 2xx; turns any other into an error.
pub(super) fn check(response: HttpResponse) -> Result<HttpResponse, ApiError> {
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    let body = serde_json::from_slice::<ErrorBody>(&response.body).ok();
    let message = body
        .as_ref()
        .map(|body| body.message.clone())
        .filter(|message| !message.is_empty());
    let kind = match response.status {
        400 | 409 | 422 => ErrorKind::Invalid,
        401 => ErrorKind::Unauthorized,
        403 if message.as_deref().is_some_and(names_ip_allow_list) => ErrorKind::IpNotAllowed,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        429 => ErrorKind::RateLimited {
            retry_after: response.retry_after,
        },
        500..=599 => ErrorKind::ServerError,
        _ => ErrorKind::Unexpected,
    };
    Err(ApiError {
        kind,
        status: Some(response.status),
        message,
        request_id: body
            .as_ref()
            .map(|body| body.request_id.clone())
            .filter(|id| !id.is_empty()),
        field_errors: body.map(|body| body.field_errors).unwrap_or_default(),
    })
}

/// An answer of 2xx that does not decode. Its body may hold anything, so none of it is quoted.
pub(super) fn undecodable(response: &HttpResponse) -> ApiError {
    ApiError {
        status: Some(response.status),
        ..ApiError::of(ErrorKind::Unreadable)
    }
}

/// Astro gives no code for it: the one place that knows the wording of a refusal by the IP allow list.
fn names_ip_allow_list(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("ip address") && message.contains("allow")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse {
            status,
            retry_after: None,
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn statuses_are_told_apart() {
        for (status, kind) in [
            (400, ErrorKind::Invalid),
            (401, ErrorKind::Unauthorized),
            (403, ErrorKind::Forbidden),
            (404, ErrorKind::NotFound),
            (429, ErrorKind::RateLimited { retry_after: None }),
            (500, ErrorKind::ServerError),
            (503, ErrorKind::ServerError),
            (302, ErrorKind::Unexpected),
        ] {
            assert_eq!(
                check(answer(status, "<html>")).unwrap_err().kind,
                kind,
                "{status}"
            );
        }
        assert!(check(answer(204, "")).is_ok());
    }

    #[test]
    fn what_astro_says_is_kept_to_be_quoted() {
        let error = check(answer(
            403,
            r#"{"message":"Your IP address is not in the allow list","requestId":"r-1","statusCode":403}"#,
        ))
        .unwrap_err();
        assert_eq!(error.kind, ErrorKind::IpNotAllowed);
        assert_eq!(error.request_id.as_deref(), Some("r-1"));
        assert_eq!(error.status, Some(403));
    }
}
