//! Astro's contract, which every exchange of every test is held against.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{LazyLock, Mutex};

use astro_emulator::Check;
use astro_emulator::contract::{Contract, OPENAPI};
use http::{Request, Response};

/// Its validators take long to compile, so all tests share one.
static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::parse(OPENAPI).unwrap());

/// Answers that kept to it, by hash of all that is judged: the same one again is not judged again.
static CLEAN: LazyLock<Mutex<HashSet<u64>>> = LazyLock::new(Mutex::default);

/// One for all tests.
pub struct Shared;

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
        let mut hasher = DefaultHasher::new();
        let content_type = response.headers().get("content-type");
        (request.method(), request.uri(), newer).hash(&mut hasher);
        (response.status(), content_type, response.body()).hash(&mut hasher);
        let hash = hasher.finish();
        if CLEAN.lock().unwrap().contains(&hash) {
            return Vec::new();
        }
        let found = CONTRACT.answer(request, response, newer);
        if found.is_empty() {
            CLEAN.lock().unwrap().insert(hash);
        }
        found
    }
}
