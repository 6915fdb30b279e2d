//! What a pasted value says about itself: a JSON Web Token (RFC 7519), decoded and never verified.
//!
//! Only Astro can tell whether the value is genuine; the claims are good for choosing what to ask
//! and for refusing a malformed or expired value before anything is sent. Errors never quote it.

use crate::id::{OrganizationId, TokenId, WorkspaceId};
use crate::model::read::{Fields, Unexpected};
use crate::timestamp::Timestamp;
use crate::visible::is_invisible;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json_borrow::Value;
use std::fmt;
use std::sync::Arc;

/// Whose token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimedKind {
    ApiToken,
    /// The short-lived token of a signed-in person: it has no `permissions`.
    PersonalSession,
}

/// The claims that Astro's tokens carry, as far as they are used here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    pub kind: ClaimedKind,
    pub organization_id: Option<OrganizationId>,
    /// With Workspace tokens and, as far as is known, with Deployment tokens.
    pub workspace_id: Option<WorkspaceId>,
    /// The id under which Astro lists this very token.
    pub token_id: Option<TokenId>,
    /// Absent for a token that never expires.
    pub expires_at: Option<Timestamp>,
    pub issued_at: Option<Timestamp>,
}

/// Why a pasted value can't be a token. Display is a sentence for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimsError {
    Empty,
    /// Not three parts parted by dots.
    NotAJwt,
    /// A part is not base64url: something was cut off or added.
    BadBase64,
    /// A part is base64url, but not the JSON that a token has there.
    BadJson,
}

impl fmt::Display for ClaimsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Paste a token first.",
            Self::NotAJwt => {
                "This is not an Astro token: one starts with eyJ and has three parts parted by dots."
            }
            Self::BadBase64 => {
                "This token is damaged: it has characters that no token has, or a part is missing. Copy it again as a whole."
            }
            Self::BadJson => {
                "This token is damaged: its content can't be read. Copy it again as a whole."
            }
        })
    }
}

impl std::error::Error for ClaimsError {}

impl Claims {
    /// Decodes a value as [`clean_paste`] returns it.
    pub fn decode(value: &str) -> Result<Self, ClaimsError> {
        if value.is_empty() {
            return Err(ClaimsError::Empty);
        }
        let mut parts = value.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(ClaimsError::NotAJwt);
        };
        let header = base64url(header)?;
        let payload = base64url(payload)?;
        base64url(signature)?;
        let read = |json| -> Result<Value<'_>, ClaimsError> {
            serde_json::from_slice(json).map_err(|_| ClaimsError::BadJson)
        };
        let (header, payload) = (read(&header)?, read(&payload)?);
        // A header names its algorithm (RFC 7515, section 4.1.1).
        Fields::of(&header)?.required::<Arc<str>>("alg")?;
        let claims = Fields::of(&payload)?;

        let permissions: Vec<Arc<str>> = claims.or_default("permissions")?;
        let permission = |wanted: &str| {
            permissions.iter().find_map(|permission| {
                let (key, value) = permission.split_once(':')?;
                (key == wanted && !value.is_empty()).then_some(value)
            })
        };
        Ok(Self {
            kind: if permissions.is_empty() {
                ClaimedKind::PersonalSession
            } else {
                ClaimedKind::ApiToken
            },
            organization_id: permission("organizationId").map(OrganizationId::new),
            workspace_id: permission("workspaceId").map(WorkspaceId::new),
            token_id: claims.maybe("apiTokenId")?,
            expires_at: claims.maybe("exp")?.map(numeric_date),
            issued_at: claims.maybe("iat")?.map(numeric_date),
        })
    }

    /// The value is refused from its `exp` on (RFC 7519, section 4.1.4).
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }
}

fn base64url(part: &str) -> Result<Vec<u8>, ClaimsError> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| ClaimsError::BadBase64)
}

impl From<Unexpected> for ClaimsError {
    fn from(_: Unexpected) -> Self {
        Self::BadJson
    }
}

/// Seconds, possibly with a fraction (NumericDate, RFC 7519, section 2).
fn numeric_date(seconds: f64) -> Timestamp {
    // A cast from float saturates.
    Timestamp::from_unix_micros((seconds * 1e6) as i64)
}

/// Takes off what comes along when a token is copied: `export`, `ASTRO_API_TOKEN=`, `Bearer`, quotes,
/// white space, line breaks and invisible characters. Cleaning twice changes nothing more.
pub fn clean_paste(pasted: &str) -> String {
    const PREFIXES: [&str; 4] = ["export", "ASTRO_API_TOKEN=", "Authorization:", "Bearer"];
    let compact: String = pasted
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .collect();
    let quotes = ['"', '\'', '`'];
    let mut rest = compact.trim_matches(quotes);
    while let Some(shorter) = PREFIXES
        .iter()
        .find_map(|prefix| strip_prefix_ignoring_case(rest, prefix))
    {
        rest = shorter.trim_matches(quotes);
    }
    rest.to_owned()
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(tail)
}

/// Whether a text has the shape of a token: a JSON object in base64url first, three parts. Such a
/// text must not be written anywhere.
pub fn looks_like_jwt(text: &str) -> bool {
    let mut parts = text.split('.');
    let base64url = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    matches!(
        (parts.next(), parts.next(), parts.next(), parts.next()),
        (Some(header), Some(payload), Some(signature), None)
            if header.starts_with("eyJ") && base64url(header) && base64url(payload) && base64url(signature)
    )
}
