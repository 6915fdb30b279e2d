//! What each kind of failure means to a person, and what can be done about it.

use crate::api::{ApiError, ErrorKind};

/// Title and explanation of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorText {
    pub title: String,
    pub explanation: String,
}

/// Words for a failure while asking `host`, such as `api.astronomer.io`, from `origin`.
pub fn error_text(kind: ErrorKind, host: &str, origin: &str) -> ErrorText {
    let (title, explanation) = match kind {
        ErrorKind::Offline => (
            "You are offline".to_owned(),
            "The browser has no network. What was loaded stays readable; nothing is sent until you try again.".to_owned(),
        ),
        ErrorKind::NotReachable => (
            format!("{host} did not answer"),
            "It could not be reached from this browser: a firewall, a proxy, a wrong address, or Astro is down. \
             Try again, or check the address on the About page."
                .to_owned(),
        ),
        ErrorKind::OriginNotAllowed => (
            format!("{host} does not allow this page"),
            format!(
                "It answers, but not to pages from {origin} (CORS). Whoever hosts this console can put a reverse proxy \
                 on the same origin and set apiBaseUrl in config.json to its path, such as /api/v1."
            ),
        ),
        ErrorKind::NoAnswer => (
            format!("{host} ended the connection"),
            "The request left, but no answer came back. Try again.".to_owned(),
        ),
        ErrorKind::BlockedByPolicy => (
            "Blocked by this page’s own policy".to_owned(),
            format!(
                "The Content-Security-Policy that this page is served with does not let it connect to {host}. \
                 Whoever hosts it has to name that host in connect-src, as in config.json."
            ),
        ),
        ErrorKind::TimedOut => (
            format!("{host} took too long"),
            "There was no whole answer within 30 seconds. Try again.".to_owned(),
        ),
        ErrorKind::Invalid => ("Astro refused the request".to_owned(), "Something in it is not valid.".to_owned()),
        ErrorKind::Unauthorized => (
            "Astro does not accept this token".to_owned(),
            "It was rotated, deleted, or has expired. Direct Access and agent tokens never work here: they reach \
             Airflow, not Astro’s API."
                .to_owned(),
        ),
        ErrorKind::Forbidden => (
            "This token may not see that".to_owned(),
            "Its role does not reach that far. Someone with a higher role can look, or give this token one.".to_owned(),
        ),
        ErrorKind::IpNotAllowed => (
            "Your address is not on the IP allow list".to_owned(),
            "This Organization answers only from the IP addresses on its allow list. Connect through its network or VPN, \
             or have an Organization Owner add your address."
                .to_owned(),
        ),
        ErrorKind::NotFound => (
            "Not found".to_owned(),
            "Astro knows nothing by that id in this Organization. It may have been deleted.".to_owned(),
        ),
        ErrorKind::RateLimited { .. } => (
            "Too many requests".to_owned(),
            "Astro keeps asking to slow down (429). Wait a little, then try again.".to_owned(),
        ),
        ErrorKind::ServerError => {
            ("Astro has a problem".to_owned(), "The fault is on its side. Try again in a moment.".to_owned())
        }
        ErrorKind::Unreadable => (
            "The answer could not be read".to_owned(),
            format!("{host} answered, but not as Astro’s API does: a proxy in between may have answered in its place."),
        ),
        ErrorKind::Unexpected => {
            ("An answer that was not expected".to_owned(), format!("{host} answered in a way that Astro’s API does not."))
        }
    };
    ErrorText { title, explanation }
}

/// Everything about a failure as text, to be pasted into a ticket. Holds no secret.
pub fn quotable(error: &ApiError, text: &ErrorText) -> String {
    let mut lines = vec![text.title.clone()];
    if let Some(status) = error.status {
        lines.push(format!("Status: {status}"));
    }
    if let Some(message) = &error.message {
        lines.push(format!("Message: {message}"));
    }
    if let Some(id) = &error.request_id {
        lines.push(format!("Request id: {id}"));
    }
    for field in &error.field_errors {
        lines.push(format!("{}: {}", field.field, field.message));
    }
    lines.join("\n")
}
