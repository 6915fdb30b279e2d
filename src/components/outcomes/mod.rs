//! What the page says of the outcome of a command: one function for each type of outcome, which claims what the outcome
//! says and no more.

mod create;
mod delete;
mod deviations;
mod edit;
mod rotate;
mod view;

pub use create::{agent_creation, beside, creation, predecessor};
pub use delete::deletion;
pub use edit::{details, grants, role};
pub use rotate::rotation;
pub use view::OutcomeNotice;

use crate::api::{ApiError, ErrorKind};
use crate::ui::{IconName, Tone};

/// An outcome in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub tone: Tone,
    pub title: String,
    /// May be empty.
    pub text: String,
    /// Places, one line for each: what stands there, or what is lacking.
    pub list: Vec<String>,
}

impl Told {
    fn new(tone: Tone, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            tone,
            title: title.into(),
            text: text.into(),
            list: Vec::new(),
        }
    }

    fn listing(self, list: Vec<String>) -> Self {
        Self { list, ..self }
    }

    /// Text and list on one line, for where there is no room for more.
    pub fn in_one_line(&self) -> String {
        let parts: Vec<&str> = std::iter::once(&self.text)
            .chain(&self.list)
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(" ")
    }

    pub const fn icon(&self) -> IconName {
        match self.tone {
            Tone::Good => IconName::Check,
            Tone::Bad | Tone::Warn => IconName::Alert,
            Tone::Neutral | Tone::Accent => IconName::Info,
        }
    }
}

/// Why Astro did not do it, where that is certain.
fn refusal(error: &ApiError) -> &'static str {
    match error.kind {
        ErrorKind::Invalid => "Astro says that something in it is not valid.",
        ErrorKind::Unauthorized => "Astro does not accept the token that you are signed in with.",
        ErrorKind::Forbidden => {
            "The token that you are signed in with may not do that, or it can’t be done to this token."
        }
        ErrorKind::IpNotAllowed => {
            "This Organization answers only from addresses on its IP allow list, and yours is not among them."
        }
        ErrorKind::NotFound => {
            "Astro answered that it knows nothing by that id in this Organization."
        }
        ErrorKind::RateLimited { .. } => {
            "Too many requests: Astro asks to wait. Nothing is sent again by itself."
        }
        ErrorKind::BlockedByPolicy => {
            "The Content-Security-Policy that this page is served with kept the request from leaving."
        }
        _ => "The request failed.",
    }
}

/// Why there is no certain answer.
fn uncertainty(error: &ApiError) -> &'static str {
    match error.kind {
        ErrorKind::Offline => "The browser lost its network before an answer came.",
        ErrorKind::TimedOut => "There was no whole answer within 30 seconds.",
        ErrorKind::ServerError => {
            "Astro answered that it has a problem, which does not say whether it was done."
        }
        ErrorKind::Unreadable | ErrorKind::Unexpected => {
            "The answer was not one of Astro’s API, which does not say whether it was done."
        }
        ErrorKind::Unauthorized => {
            "Astro answered that it does not accept the token that you are signed in with."
        }
        ErrorKind::Forbidden => {
            "Astro answered that this may not be done, which is also what the second of two equal requests would be told."
        }
        ErrorKind::NotFound => {
            "Astro answered that it knows nothing by that id in this Organization."
        }
        _ => "The connection ended before an answer came.",
    }
}

/// Why nothing was sent, where what comes before failed with `error`.
fn unsent(error: &ApiError, otherwise: &str) -> String {
    match error.kind {
        ErrorKind::Invalid
        | ErrorKind::Unauthorized
        | ErrorKind::Forbidden
        | ErrorKind::IpNotAllowed
        | ErrorKind::NotFound
        | ErrorKind::RateLimited { .. }
        | ErrorKind::BlockedByPolicy => sentences(refusal(error), otherwise),
        ErrorKind::Offline
        | ErrorKind::NotReachable
        | ErrorKind::OriginNotAllowed
        | ErrorKind::NoAnswer
        | ErrorKind::TimedOut
        | ErrorKind::ServerError
        | ErrorKind::Unreadable
        | ErrorKind::Unexpected => otherwise.to_owned(),
    }
}

/// That looking after a write failed, too.
const fn looking_failed(error: &ApiError) -> &'static str {
    match error.kind {
        ErrorKind::Unauthorized => {
            "Looking failed, too: Astro does not accept the token that you are signed in with."
        }
        _ => "Looking failed, too.",
    }
}

/// Two sentences as one text.
fn sentences(first: &str, second: &str) -> String {
    [first, " ", second].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certain_is_called_refused() {
        for kind in [
            ErrorKind::Invalid,
            ErrorKind::Unauthorized,
            ErrorKind::Forbidden,
            ErrorKind::IpNotAllowed,
            ErrorKind::NotFound,
            ErrorKind::RateLimited { retry_after: None },
            ErrorKind::BlockedByPolicy,
        ] {
            assert_ne!(
                refusal(&ApiError::of(kind)),
                "The request failed.",
                "{kind:?}"
            );
        }
    }
}
