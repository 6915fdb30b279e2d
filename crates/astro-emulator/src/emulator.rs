//! The emulator itself: one request in, one answer out, nothing else touched.
//! Same seed, same state and same calls give the same bytes.

use std::{fmt, sync::Arc, time::Duration};

use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, DATE, RETRY_AFTER},
};

use crate::{
    authenticate::authenticate,
    check::{Check, Side, Violation},
    cors,
    error::{ApiError, ErrorBody},
    exchanges::{Exchange, Exchanges},
    faults::{Cut, Fault, Faults},
    instant::Instant,
    meanwhile::When,
    query::Query,
    rate::RateLimits,
    service::{Caller, Service},
    state::State,
    switches::Switches,
    v1::{Call, Operation, Outcome},
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
    /// Answer only once it is released.
    pub held: bool,
    /// Close the connection without an answer. Whether the write took effect is already settled.
    pub cut: bool,
    /// Close the connection after so many bytes of the body, which is announced whole.
    pub breaks_after: Option<usize>,
}

impl Answer {
    pub(crate) const fn plain(response: Response<Vec<u8>>) -> Self {
        Self {
            response,
            delay: Duration::ZERO,
            held: false,
            cut: false,
            breaks_after: None,
        }
    }
}

/// A stand-in for Astro's API v1 at `/v1`, and its control API at `/_emulator`.
pub struct Emulator {
    /// What a reset goes back to.
    initial: Arc<State>,
    pub(crate) options: Options,
    pub(crate) service: Service,
    pub(crate) faults: Faults,
    pub(crate) exchanges: Exchanges,
    pub(crate) violations: Vec<Violation>,
    limits: RateLimits,
    started: Instant,
    elapsed: Option<Duration>,
    check: Option<Box<dyn Check>>,
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("tokens", &self.service.state.tokens.len())
            .field("exchanges", &self.exchanges.count())
            .finish_non_exhaustive()
    }
}

impl Emulator {
    pub fn new(state: State, options: Options) -> Self {
        Self {
            started: state.now,
            service: Service::new(state.clone(), options.switches, options.seed),
            initial: Arc::new(state),
            options,
            faults: Faults::default(),
            exchanges: Exchanges::default(),
            violations: Vec::new(),
            limits: RateLimits::default(),
            elapsed: None,
            check: None,
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
        self.service.clock.follow(wall);
    }

    /// Time since the start by a monotonic clock: rate limits count by it, so that they pass under a fixed clock too.
    /// Without it they count by the emulator's own clock.
    pub fn set_elapsed(&mut self, elapsed: Duration) {
        self.elapsed = Some(elapsed);
    }

    /// What the emulator takes for the present.
    pub const fn now(&self) -> Instant {
        self.service.now()
    }

    /// The present value of a token, an agent token too; `None` when there is no such token.
    pub fn token_value(&self, token_id: &str) -> Option<String> {
        let state = &self.service.state;
        let token = state.tokens.get(token_id);
        let agent = || state.agent_tokens.get(token_id);
        token
            .map(|token| self.service.value_of(token))
            .or_else(|| agent().map(|agent| self.service.value_of_agent(agent)))
    }

    /// A session value of a person, valid for 8 hours from now; `None` when there is no such user.
    pub fn session_value(&self, user_id: &str) -> Option<String> {
        let user = self.service.state.users.get(user_id)?;
        Some(
            self.service
                .issuer
                .sign(&self.service.issuer.session_claims(user, self.now())),
        )
    }

    pub const fn state(&self) -> &State {
        &self.service.state
    }

    /// Back to the start: state, switches, clock, ids, faults, log and violations.
    pub fn reset(&mut self) {
        let state = State::clone(&self.initial);
        self.service = Service::new(state, self.options.switches, self.options.seed);
        self.faults.clear();
        self.exchanges = Exchanges::default();
        self.violations.clear();
        self.limits = RateLimits::default();
    }

    /// Answers one request. The path decides: `/v1`, `/_emulator`, everything else is 404.
    pub fn handle(&mut self, request: &Request<Vec<u8>>) -> Answer {
        let path = request.uri().path();
        if path == "/_emulator" || path.starts_with("/_emulator/") {
            return crate::control::handle(self, request);
        }
        if request.method() == Method::OPTIONS
            && request
                .headers()
                .contains_key("access-control-request-method")
        {
            return Answer::plain(cors::preflight(request, self.service.switches));
        }
        self.exchange(request)
    }

    fn exchange(&mut self, request: &Request<Vec<u8>>) -> Answer {
        // Switches may not change within a call, but a fault or the operation may end it early.
        let switches = self.service.switches;
        let request_id = self.service.ids.request();
        let fault = self.faults.due(request);
        self.meanwhile(fault.as_ref(), When::Before);
        let caller = authenticate(&self.service, request.headers());
        let caller_id = caller.as_ref().ok().map(|caller| caller.id().to_string());
        let runs = fault.as_ref().is_none_or(Fault::lets_it_run);
        let mut ran = runs.then(|| {
            let outcome = self.run(request, caller);
            self.answer(outcome, &request_id)
        });
        self.meanwhile(fault.as_ref(), When::After);
        let ordered = fault.as_ref().is_some_and(Fault::changes_answer);
        let cut = fault.as_ref().and_then(|fault| fault.cut);
        let delay = fault.as_ref().map_or(Duration::ZERO, Fault::delay);
        let held = fault.as_ref().is_some_and(|fault| fault.held);
        let mut breaks_after = None;
        if let Some(fault) = fault.filter(|_| ordered) {
            let applied = fault.apply(ran, &request_id);
            breaks_after = fault.breaks_after(applied.body());
            ran = Some(applied);
        }
        let mut response = ran.unwrap_or_default();
        self.finish(request, &mut response, switches);
        let number = self.exchanges.add(Exchange {
            number: 0,
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().map(str::to_owned),
            status: response.status().as_u16(),
            caller: caller_id,
            ordered,
            cut: cut.is_some(),
        });
        self.judge(
            number,
            request,
            (!ordered).then_some(&response),
            switches.newer_contract,
        );
        Answer {
            response,
            delay,
            held,
            cut: matches!(cut, Some(Cut::Before | Cut::After)),
            breaks_after,
        }
    }

    /// What others write around this exchange. One that is refused is listed among the violations.
    fn meanwhile(&mut self, fault: Option<&Fault>, when: When) {
        // Of the exchange that is about to be logged.
        let exchange = self.exchanges.count() + 1;
        let newer = self.service.switches.newer_contract;
        let writes = fault.into_iter().flat_map(|fault| &fault.meanwhile);
        for write in writes.filter(|write| write.when == when) {
            let done = write.request().and_then(|request| {
                self.judge(exchange, &request, None, newer);
                write.run(&mut self.service, &request)
            });
            if let Err(refusal) = done {
                let order = format!("meanwhile {} {}", write.method, write.path);
                self.violations.push(Violation {
                    exchange,
                    side: Side::Order,
                    message: format!("{order} was not done: {refusal}"),
                });
            }
        }
    }

    fn run(&mut self, request: &Request<Vec<u8>>, caller: Result<Caller, ApiError>) -> Outcome {
        let operation = Operation::find(request.method(), request.uri().path())?;
        let caller = caller?;
        if self.service.switches.ip_blocked {
            return Err(ApiError::forbidden(
                "The IP address of the caller is not in the Organization's IP allow list",
            ));
        }
        let at = self.elapsed.unwrap_or_else(|| self.since_start());
        if self.service.switches.rate_limits && !self.limits.take(caller.id(), request.method(), at)
        {
            return Err(ApiError::too_many_requests());
        }
        let now = self.service.now();
        if let Caller::Token(id) = &caller
            && let Some(token) = self.service.state.tokens.get_mut(id)
        {
            token.last_used_at = Some(now);
        }
        let query = Query::parse(request.uri().query());
        operation.run(
            &mut self.service,
            &Call {
                caller,
                request,
                query,
            },
        )
    }

    fn since_start(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.now().micros_since(self.started)).unwrap_or(0))
    }

    fn answer(&self, outcome: Outcome, request_id: &str) -> Response<Vec<u8>> {
        match outcome {
            Ok(success) => match success.body {
                Some(body) => json(success.status, body),
                None => {
                    let mut response = Response::new(Vec::new());
                    *response.status_mut() = success.status;
                    response
                }
            },
            Err(error) => refusal(&error, request_id),
        }
    }

    fn finish(
        &self,
        request: &Request<Vec<u8>>,
        response: &mut Response<Vec<u8>>,
        switches: Switches,
    ) {
        if let Ok(date) = HeaderValue::from_str(&self.now().to_http_date()) {
            response.headers_mut().insert(DATE, date);
        }
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        cors::permit(request, response.headers_mut(), switches);
    }

    fn judge(
        &mut self,
        exchange: u64,
        request: &Request<Vec<u8>>,
        response: Option<&Response<Vec<u8>>>,
        newer: bool,
    ) {
        let Some(check) = &self.check else { return };
        let asked = check
            .request(request, newer)
            .into_iter()
            .map(|message| (Side::Request, message));
        let answered = response
            .map(|response| check.answer(request, response, newer))
            .unwrap_or_default()
            .into_iter()
            .map(|message| (Side::Answer, message));
        self.violations
            .extend(asked.chain(answered).map(|(side, message)| Violation {
                exchange,
                side,
                message,
            }));
    }
}

pub(crate) fn json(status: StatusCode, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn refusal(error: &ApiError, request_id: &str) -> Response<Vec<u8>> {
    let body = ErrorBody {
        message: &error.message,
        request_id,
        status_code: error.status.as_u16(),
        field_errors: &error.field_errors,
    };
    let mut response = json(error.status, serde_json::to_vec(&body).unwrap_or_default());
    let headers = response.headers_mut();
    if let Some(seconds) = error.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if !error.allow.is_empty() {
        let methods: Vec<&str> = error.allow.iter().map(Method::as_str).collect();
        if let Ok(allow) = HeaderValue::from_str(&methods.join(", ")) {
            headers.insert(ALLOW, allow);
        }
    }
    response
}
