//! What a pasted token says of itself, in words.

use astro_tokens::claims::{ClaimedKind, Claims};

/// Whose token it is, as far as its claims tell: nothing in it tells a Workspace token from one of a Deployment.
pub const fn claimed_scope(claims: &Claims) -> &'static str {
    match (claims.kind, claims.workspace_id.is_some()) {
        (ClaimedKind::PersonalSession, _) => "Personal session of a signed-in person",
        (ClaimedKind::ApiToken, true) => "Workspace or Deployment token",
        (ClaimedKind::ApiToken, false) => "Organization token",
    }
}
