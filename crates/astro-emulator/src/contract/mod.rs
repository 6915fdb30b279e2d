//! Holds every exchange, request and answer, against Astro's API contract
//! (`contract/openapi.json`). It is the only validator: what it lets through is what the
//! emulator promises. Its messages name places and rules and never quote a value, so no secret
//! can leave through them.

mod operations;
mod schemas;

use http::{HeaderMap, Method, Request, Response, header};
use serde_json::Value;

use crate::check::Check;
use operations::{Media, Operation, Operations};
use schemas::Schemas;

/// The contract as text, as it is kept beside this crate.
pub const OPENAPI: &str = include_str!("../../contract/openapi.json");

/// Every path of the contract stands below this one.
const BASE: &str = "/v1";

/// The contract, parsed; its validators are compiled on first use and kept.
///
/// Exchanges outside `/v1` and CORS preflights (the Fetch standard's, not Astro's) are not looked
/// at. Whoever calls it decides what is excused: a request that was refused with 400 has been told
/// what is wrong with it already.
#[derive(Debug)]
pub struct Contract {
    operations: Operations,
    schemas: Schemas,
}

impl Contract {
    /// # Errors
    /// A text that says what is wrong with the document.
    pub fn parse(openapi: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(openapi).map_err(|error| error.to_string())?;
        Ok(Self {
            operations: Operations::read(&document)?,
            schemas: Schemas::read(&document)?,
        })
    }

    /// The path below `/v1`; `None` for what the contract does not speak of.
    fn path(request: &Request<Vec<u8>>) -> Option<&str> {
        let path = request.uri().path().strip_prefix(BASE)?;
        (path.starts_with('/') && request.method() != Method::OPTIONS).then_some(path)
    }
}

impl Check for Contract {
    fn request(&self, request: &Request<Vec<u8>>, newer: bool) -> Vec<String> {
        let Some(path) = Self::path(request) else {
            return Vec::new();
        };
        let Some((operation, parameters)) = self.operations.find(request.method(), path) else {
            return vec![format!(
                "{} {}: no such operation",
                request.method(),
                harmless(path)
            )];
        };
        let mut findings = Findings::new(&self.schemas, newer, request.method(), &operation.path);
        findings.parameters(operation, &parameters, request.uri().query().unwrap_or(""));
        findings.request_body(operation, request);
        findings.messages
    }

    fn answer(
        &self,
        request: &Request<Vec<u8>>,
        response: &Response<Vec<u8>>,
        newer: bool,
    ) -> Vec<String> {
        let Some(path) = Self::path(request) else {
            return Vec::new();
        };
        let operation = self
            .operations
            .find(request.method(), path)
            .map(|(operation, _)| operation);
        let template = operation.map_or_else(|| harmless(path), |operation| operation.path.clone());
        let mut findings = Findings::new(&self.schemas, newer, request.method(), &template);
        findings.answer(operation, response);
        findings.messages
    }
}

/// A path without the segments that could be a secret pasted into it.
fn harmless(path: &str) -> String {
    let segment = |s: &str| {
        if s.len() > 40 {
            "…".to_owned()
        } else {
            s.to_owned()
        }
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

struct Findings<'a> {
    schemas: &'a Schemas,
    newer: bool,
    /// Method and path template.
    operation: String,
    messages: Vec<String>,
}

impl<'a> Findings<'a> {
    fn new(schemas: &'a Schemas, newer: bool, method: &Method, path: &str) -> Self {
        Self {
            schemas,
            newer,
            operation: format!("{method} {path}"),
            messages: Vec::new(),
        }
    }

    fn report(&mut self, place: &str, message: &str) {
        self.messages
            .push(format!("{}: {place}: {message}", self.operation));
    }

    fn value(&mut self, place: &str, schema: &Value, value: &Value) {
        for (pointer, message) in self.schemas.errors(schema, value, self.newer) {
            self.report(&format!("{place}{pointer}"), &message);
        }
    }

    fn parameters(&mut self, operation: &Operation, path: &[(String, String)], query: &str) {
        for (name, text) in path {
            if text.is_empty() {
                self.report(&format!("path {name}"), "is empty");
            }
        }
        let pairs = operations::pairs(query);
        for (name, _) in &pairs {
            if !operation
                .query
                .iter()
                .any(|parameter| parameter.name == *name)
            {
                self.report(&format!("query {name}"), "is not declared");
            }
        }
        for parameter in &operation.query {
            let place = format!("query {}", parameter.name);
            match parameter.read(&pairs) {
                Some(value) => self.value(&place, &parameter.schema, &value),
                None if parameter.required => {
                    self.report(&place, "is missing");
                }
                None => {}
            }
        }
    }

    fn request_body(&mut self, operation: &Operation, request: &Request<Vec<u8>>) {
        match (&operation.body, request.body().is_empty()) {
            (None, true) => {}
            (None, false) => {
                self.report("body", "none is declared");
            }
            (Some(body), true) => {
                if body.required {
                    self.report("body", "is missing");
                }
            }
            (Some(body), false) => {
                self.content(&body.media, request.headers(), request.body());
            }
        }
    }

    fn answer(&mut self, operation: Option<&Operation>, response: &Response<Vec<u8>>) {
        let status = response.status();
        let media = match operation {
            None => &self.schemas.error,
            Some(operation) => match operation.answers.get(&status.as_u16()) {
                Some(media) => media,
                None => {
                    return self.report(&format!("status {}", status.as_u16()), "is not declared");
                }
            },
        };
        if media.is_empty() {
            if !response.body().is_empty() {
                self.report("body", "none is declared");
            }
            return;
        }
        self.content(media, response.headers(), response.body());
    }

    fn content(&mut self, declared: &[Media], headers: &HeaderMap, body: &[u8]) {
        let given = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let essence = given
            .and_then(|text| text.split(';').next())
            .unwrap_or("")
            .trim();
        let found = declared
            .iter()
            .find(|media| media.content_type.eq_ignore_ascii_case(essence));
        let Some(media) = found else {
            return self.report("header content-type", "is not a declared one");
        };
        let Some(schema) = media.schema.as_ref().filter(|_| media.is_json()) else {
            return;
        };
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => self.value("body", schema, &value),
            Err(_) => self.report("body", "is not JSON"),
        }
    }
}

#[cfg(test)]
mod tests;
