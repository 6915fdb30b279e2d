//! The door through which a contract validator sees every exchange; the core itself knows no schema.

use http::{Request, Response};
use serde::Serialize;

/// Judges one exchange against the published contract. Messages name the rule, never a secret.
pub trait Check: Send {
    /// What is wrong with the request; `newer` is the switch `newerContract`.
    fn request(&self, request: &Request<Vec<u8>>, newer: bool) -> Vec<String>;

    /// What is wrong with the answer to it. Not asked for answers that a fault ordered.
    fn answer(
        &self,
        request: &Request<Vec<u8>>,
        response: &Response<Vec<u8>>,
        newer: bool,
    ) -> Vec<String>;
}

/// One broken rule of the contract, or an order that could not be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// Number of the exchange in the log, from 1.
    pub exchange: u64,
    pub side: Side,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Request,
    Answer,
    /// What was to be written in between was refused.
    Order,
}
