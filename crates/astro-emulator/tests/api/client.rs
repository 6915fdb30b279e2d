//! A caller of the emulator: values by token name, paths by Organization, answers as JSON.

use astro_emulator::{Answer, Emulator, Options, State, Switches};
use http::{Method, Request, header::AUTHORIZATION};
use serde_json::Value;

use crate::fixture::{id, state};

pub struct Client {
    pub emulator: Emulator,
}

#[derive(Debug, PartialEq)]
pub struct Got {
    pub status: u16,
    pub body: Value,
}

impl Got {
    /// The code and field of each field error.
    pub fn field_errors(&self) -> Vec<(&str, &str)> {
        let errors = self.body["fieldErrors"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        errors
            .iter()
            .map(|error| {
                (
                    error["code"].as_str().unwrap(),
                    error["field"].as_str().unwrap(),
                )
            })
            .collect()
    }

    /// The names of the listed tokens.
    pub fn names(&self) -> Vec<&str> {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body["tokens"]
            .as_array()
            .unwrap()
            .iter()
            .map(|token| token["name"].as_str().unwrap())
            .collect()
    }

    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }
}

impl Client {
    pub fn new() -> Self {
        Self::with(state(), Switches::default())
    }

    pub fn switched(change: impl FnOnce(&mut Switches)) -> Self {
        let mut switches = Switches::default();
        change(&mut switches);
        Self::with(state(), switches)
    }

    pub fn with(state: State, switches: Switches) -> Self {
        let mut emulator = Emulator::new(state, Options { seed: 7, switches });
        check(&mut emulator);
        Self { emulator }
    }

    pub fn value(&self, token: &str) -> String {
        self.emulator.token_value(&id(token)).unwrap()
    }

    /// Sends a request with a value, or with none when it is empty.
    pub fn send(&mut self, value: &str, method: Method, path: &str, body: Option<Value>) -> Got {
        let answer = self.answer(value, method, path, body);
        let text = answer.response.body();
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(text).unwrap()
        };
        Got {
            status: answer.response.status().as_u16(),
            body,
        }
    }

    pub fn answer(
        &mut self,
        value: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !value.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {value}"));
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body
            .map(|body| serde_json::to_vec(&body).unwrap())
            .unwrap_or_default();
        self.emulator.handle(&request.body(body).unwrap())
    }

    /// Paths are those below the Organization `org`, for example `/tokens`.
    pub fn get(&mut self, token: &str, path: &str) -> Got {
        let value = self.value(token);
        self.send(&value, Method::GET, &within(path), None)
    }

    pub fn post(&mut self, token: &str, path: &str, body: Value) -> Got {
        let value = self.value(token);
        self.send(&value, Method::POST, &within(path), Some(body))
    }

    pub fn rotate(&mut self, token: &str, target: &str) -> Got {
        let value = self.value(token);
        self.send(
            &value,
            Method::POST,
            &within(&format!("/tokens/{target}/rotate")),
            None,
        )
    }

    pub fn delete(&mut self, token: &str, path: &str) -> Got {
        let value = self.value(token);
        self.send(&value, Method::DELETE, &within(path), None)
    }

    pub fn control(&mut self, method: Method, path: &str, body: Option<Value>) -> Got {
        self.send("", method, &format!("/_emulator{path}"), body)
    }

    /// Neither a request nor an answer so far may have broken the contract.
    #[track_caller]
    pub fn no_violations(&self) {
        assert_eq!(self.emulator.violations(), []);
    }
}

impl Drop for Client {
    /// Whatever a test sends, right or wrong: the answer keeps the contract.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let broken: Vec<_> = self
            .emulator
            .violations()
            .iter()
            .filter(|violation| violation.side == astro_emulator::Side::Answer)
            .collect();
        assert!(broken.is_empty(), "{broken:#?}");
    }
}

pub fn within(path: &str) -> String {
    format!("/v1/organizations/{}{path}", id("org"))
}

#[cfg(feature = "contract")]
fn check(emulator: &mut Emulator) {
    use std::sync::LazyLock;

    use astro_emulator::{
        Check,
        contract::{Contract, OPENAPI},
    };
    use http::Response;

    /// Its validators take long to compile, so all tests share one.
    static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::parse(OPENAPI).unwrap());

    struct Shared;

    impl Check for Shared {
        fn request(&self, request: &Request<Vec<u8>>, newer: bool) -> Vec<String> {
            CONTRACT.request(request, newer)
        }

        fn answer(
            &self,
            request: &Request<Vec<u8>>,
            response: &Response<Vec<u8>>,
            newer: bool,
        ) -> Vec<String> {
            CONTRACT.answer(request, response, newer)
        }
    }

    emulator.check_with(Box::new(Shared));
}

#[cfg(not(feature = "contract"))]
fn check(_: &mut Emulator) {}
