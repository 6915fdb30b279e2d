//! Who calls. Refuses every value that was not issued here, was rotated away, has ended or has not begun; no message and
//! no log ever holds a value.

use http::{HeaderMap, header::AUTHORIZATION};

use crate::{
    error::ApiError,
    jwt::Claims,
    service::{Caller, Service},
};

/// # Errors
/// 401, with a message that says why as far as the holder of a value that was issued here may know.
pub fn authenticate(service: &Service, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let header = headers
        .get(AUTHORIZATION)
        .ok_or_else(|| ApiError::unauthorized("Authorization header is missing"))?;
    let value = header
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, value)| value.trim())
        .ok_or_else(|| {
            ApiError::unauthorized("Authorization header is not of the form Bearer <token>")
        })?;
    let claims = service
        .issuer
        .verify(value)
        .ok_or_else(|| ApiError::unauthorized("Invalid token"))?;
    let now = service.now();
    if claims.exp.is_some_and(|end| now.unix_seconds() >= end) {
        return Err(ApiError::unauthorized("Token has expired"));
    }
    match &claims.api_token_id {
        Some(id) => token_caller(service, &claims, id),
        None => service
            .state
            .users
            .get(claims.sub.as_str())
            .map(|user| Caller::User(user.id.clone()))
            .ok_or_else(|| ApiError::unauthorized("Invalid token")),
    }
}

fn token_caller(service: &Service, claims: &Claims, id: &str) -> Result<Caller, ApiError> {
    if service.state.agent_tokens.contains_key(id) {
        return Err(ApiError::unauthorized("Token is not accepted by this API"));
    }
    let now = service.now();
    // A deleted token and a rotated-away value get the same answer: neither says whether the token still exists.
    let token = service
        .state
        .tokens
        .get(id)
        .filter(|token| service.issuer.generation_id(token) == claims.jti)
        .ok_or_else(|| ApiError::unauthorized("Token has been revoked"))?;
    if token.end_at.is_some_and(|end| now >= end) {
        return Err(ApiError::unauthorized("Token has expired"));
    }
    if now < token.start_at {
        return Err(ApiError::unauthorized("Token is not valid yet"));
    }
    Ok(Caller::Token(token.id.clone()))
}
