//! The pasted value, opaque from here on.

use std::fmt;

use astro_tokens::claims::{Claims, ClaimsError, clean_paste};
use astro_tokens::secret::Secret;
use astro_tokens::timestamp::Timestamp;

/// A pasted token that decodes. Cloning shares nothing with the DOM.
#[derive(Clone, PartialEq, Eq)]
pub struct PastedToken {
    value: Secret,
    claims: Claims,
}

impl fmt::Debug for PastedToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PastedToken")
            .field("claims", &self.claims)
            .finish_non_exhaustive()
    }
}

/// Why a pasted value cannot be used; never quotes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasteError {
    Malformed(ClaimsError),
    /// Since when.
    Expired(Timestamp),
}

impl PastedToken {
    /// Cleans and decodes what was pasted, without asking anyone.
    ///
    /// # Errors
    /// A value that is not a JWT, or whose expiry is not after `now`.
    pub fn parse(pasted: &str, now: Timestamp) -> Result<Self, PasteError> {
        let value = clean_paste(pasted);
        let claims = Claims::decode(&value).map_err(PasteError::Malformed)?;
        if let Some(expires_at) = claims.expires_at
            && claims.is_expired(now)
        {
            return Err(PasteError::Expired(expires_at));
        }
        Ok(Self {
            value: Secret::from(value),
            claims,
        })
    }

    /// What the token says of itself.
    pub const fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Value of the Authorization header (RFC 6750, 2.1).
    pub fn authorization(&self) -> Secret {
        Secret::from(format!("Bearer {}", self.value.expose()))
    }

    /// Only the session entry writes the value down.
    pub(super) fn value(&self) -> &str {
        self.value.expose()
    }
}
