//! Values on demand, for tests: of a token or a person, with any end.

use http::{Request, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, bad, read};
use crate::{emulator::Emulator, instant::Instant};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    token_id: Option<String>,
    user_id: Option<String>,
    /// Replaces the `exp` claim.
    expires_at: Option<Instant>,
}

pub fn sign(emulator: &Emulator, request: &Request<Vec<u8>>) -> Result<Value, Refusal> {
    let wanted: Wanted = read(request)?;
    let service = &emulator.service;
    let missing = || (StatusCode::NOT_FOUND, "no such token or user".to_owned());
    let mut claims = match (&wanted.token_id, &wanted.user_id) {
        (Some(id), None) => {
            let (state, issuer) = (&service.state, &service.issuer);
            match (state.tokens.get(id), state.agent_tokens.get(id.as_str())) {
                (Some(token), _) => issuer.token_claims(token, state),
                (None, Some(agent)) => issuer.agent_token_claims(agent, state),
                (None, None) => return Err(missing()),
            }
        }
        (None, Some(id)) => {
            let user = service.state.users.get(id.as_str()).ok_or_else(missing)?;
            service.issuer.session_claims(user, service.now())
        }
        _ => return Err(bad("either tokenId or userId is needed")),
    };
    if let Some(at) = wanted.expires_at {
        claims.exp = Some(at.unix_seconds());
    }
    Ok(json!({"value": service.issuer.sign(&claims)}))
}
