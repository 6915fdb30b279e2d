//! Writes of others that an order puts between two calls of a client, so that a race is a matter of order and not of
//! time: the API's own operations, by someone else, right before or right after the call that they are ordered for.

use http::{Method, Request, Uri};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    query::Query,
    service::{Caller, Service},
    state::{EntityType, Grant, State},
    v1::{Call, Operation},
};

/// One write. It passes no rate limit and meets no fault, moves no `lastUsedAt`, and is not in the log.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Write {
    pub when: When,
    pub method: String,
    /// From `/v1` on.
    pub path: String,
    pub body: Option<Value>,
    /// Id of the token or person that writes. Absent: a person who owns the Organization of the path, else a token that does.
    pub by: Option<String>,
}

/// On which side of the call it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Before it is known who calls.
    Before,
    /// After the call took effect, before its answer leaves.
    After,
}

impl Write {
    /// # Errors
    /// What can't be carried out.
    pub fn check(&self) -> Result<(), String> {
        if !["POST", "DELETE"].contains(&self.method.as_str()) {
            return Err("a write in between is a POST or a DELETE".to_owned());
        }
        if !self.path.starts_with("/v1/organizations/") || Uri::try_from(&self.path).is_err() {
            return Err("the path of a write in between begins with /v1/organizations/".to_owned());
        }
        Ok(())
    }

    /// The write as a client would send it, but for the value that it would carry.
    ///
    /// # Errors
    /// What can't be sent.
    pub fn request(&self) -> Result<Request<Vec<u8>>, String> {
        let mut request = Request::builder()
            .method(self.method.as_str())
            .uri(&self.path);
        let mut bytes = Vec::new();
        if let Some(body) = &self.body {
            request = request.header("content-type", "application/json");
            bytes = serde_json::to_vec(body).unwrap_or_default();
        }
        request.body(bytes).map_err(|error| error.to_string())
    }

    /// # Errors
    /// Why it was refused: an order that changes nothing would test nothing.
    pub fn run(&self, service: &mut Service, request: &Request<Vec<u8>>) -> Result<(), String> {
        let caller = self.caller(&service.state)?;
        let call = Call {
            caller,
            request,
            query: Query::default(),
        };
        let method =
            Method::from_bytes(self.method.as_bytes()).map_err(|error| error.to_string())?;
        Operation::find(&method, request.uri().path())
            .and_then(|operation| operation.run(service, &call))
            .map(drop)
            .map_err(|error| format!("{} {}", error.status.as_u16(), error.message))
    }

    fn caller(&self, state: &State) -> Result<Caller, String> {
        if let Some(id) = self.by.as_deref() {
            let token = state
                .tokens
                .get(id)
                .map(|found| Caller::Token(found.id.clone()));
            let user = || {
                state
                    .users
                    .get(id)
                    .map(|found| Caller::User(found.id.clone()))
            };
            return token
                .or_else(user)
                .ok_or_else(|| format!("nobody has the id {id}"));
        }
        let organization = self.path.split('/').nth(3).unwrap_or_default();
        let owns = |grants: &[Grant]| {
            grants.iter().any(|grant| {
                grant.entity_type == EntityType::Organization
                    && *grant.entity_id == *organization
                    && &*grant.role == "ORGANIZATION_OWNER"
            })
        };
        let user = state.users.values().find(|user| owns(&user.grants));
        let token = || state.tokens.iter().find(|token| owns(&token.grants));
        user.map(|user| Caller::User(user.id.clone()))
            .or_else(|| token().map(|token| Caller::Token(token.id.clone())))
            .ok_or_else(|| "nobody owns that Organization".to_owned())
    }
}
