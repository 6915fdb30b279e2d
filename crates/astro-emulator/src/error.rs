//! Refusals, in the one body shape that every failed call of the API has.

use http::{Method, StatusCode};
use serde::Serialize;

/// A refused call. The request id is added when the answer is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    pub status: StatusCode,
    /// Says what is wrong with what; the vendor's CLI prints nothing else.
    pub message: String,
    /// Set on 400 from validation only.
    pub field_errors: Vec<FieldError>,
    /// Seconds, on 429.
    pub retry_after: Option<u64>,
    /// Methods that the path knows, on 405.
    pub allow: Vec<Method>,
}

/// One broken constraint of a request; `code` is a validator name such as `required`, `max`, `oneof`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    pub code: &'static str,
    pub field: String,
    pub message: String,
}

impl FieldError {
    pub fn new(code: &'static str, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            field: field.into(),
            message: message.into(),
        }
    }
}

impl ApiError {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            field_errors: Vec::new(),
            retry_after: None,
            allow: Vec::new(),
        }
    }

    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// `errors` must not be empty: the message names each.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let said: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        Self {
            message: format!("Invalid request: {}", said.join("; ")),
            field_errors: errors,
            ..Self::new(StatusCode::BAD_REQUEST, "")
        }
    }

    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    pub fn method_not_allowed(allow: Vec<Method>) -> Self {
        Self {
            allow,
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
        }
    }

    pub fn too_many_requests() -> Self {
        Self {
            retry_after: Some(1),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "Rate limit exceeded for this API token",
            )
        }
    }
}

/// The wire form of [`ApiError`].
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody<'a> {
    pub message: &'a str,
    pub request_id: &'a str,
    pub status_code: u16,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    pub field_errors: &'a [FieldError],
}
