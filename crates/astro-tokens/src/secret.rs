//! A secret value that can't be printed by accident: no Display, no Serialize, a redacted Debug. And how
//! one is found in an answer that can't be decoded: whole, or not at all.

use crate::claims::looks_like_jwt;
use std::fmt;

/// The value of a token, as answers to create and rotate carry it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value itself, for a header, a clipboard or the eyes of its owner; for nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The value of the member `token` in an answer that is cut off or otherwise not JSON. A value that is
/// cut off itself has no closing quote, and is none.
///
/// It must have the shape of a token, so that what a proxy says in place of Astro is not taken for one.
/// Text within the answer is not either: there every quote has a backslash before it.
pub fn salvage(answer: &[u8]) -> Option<Secret> {
    (0..answer.len()).find_map(|start| {
        let after_name = answer.get(start..)?.strip_prefix(br#""token""#)?;
        let after_colon = after_name.trim_ascii_start().strip_prefix(b":")?;
        let value = after_colon.trim_ascii_start().strip_prefix(br#"""#)?;
        // A value of that shape has nothing that JSON escapes.
        let end = value.iter().position(|byte| *byte == b'"')?;
        let text = std::str::from_utf8(value.get(..end)?).ok()?;
        looks_like_jwt(text).then(|| Secret::from(text.to_owned()))
    })
}
