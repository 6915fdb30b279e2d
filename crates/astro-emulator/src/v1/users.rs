//! GetSelfUser: for persons only.

use super::{Call, Outcome, Success};
use crate::{
    error::ApiError,
    query::Reader,
    service::{Caller, Service},
    wire,
};

/// An API token is nobody here: 401, as the contract declares no 403 for this operation.
pub fn get_self(service: &Service, call: &Call<'_>) -> Outcome {
    let mut reader = Reader::new(&call.query);
    reader.boolean("createIfNotExist");
    reader.finish()?;
    let user = match &call.caller {
        Caller::User(id) => service.state.users.get(id),
        Caller::Token(_) => None,
    };
    let user = user.ok_or_else(|| {
        ApiError::unauthorized("This call needs the session of a person, not an API token")
    })?;
    Ok(Success::json(&wire::SelfUser::from(user)))
}
