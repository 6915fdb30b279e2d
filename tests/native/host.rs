//! A [`Host`] whose network is the emulator's core: CORS as the Fetch standard has it, delays and cuts as the emulator
//! orders them, time limits as the browser keeps them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use astro_emulator::{Emulator, Instant};
use astro_token_console::browser::Host;
use astro_token_console::browser::http::{HttpRequest, HttpResponse, Mode, SendError};
use astro_tokens::requests::Method;
use astro_tokens::timestamp::Timestamp;
use futures::FutureExt;
use futures::future::{Either, LocalBoxFuture, select};
use http::{HeaderMap, Request, Response};

use crate::clock::Clock;

/// Where the page stands, as its requests say it.
const PAGE: &str = "http://console.test";
/// The API across origins.
pub const ACROSS: &str = "http://api.test/v1";

/// What becomes of a request before it reaches the emulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    Up,
    /// The browser has no network.
    Offline,
    /// Nothing listens there.
    Down,
    /// The page's own policy does not let it connect.
    Blocked,
}

/// One request as it left the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Microseconds since the Unix epoch.
    pub at: i64,
    pub method: Method,
    /// Path and query.
    pub target: String,
    pub mode: Mode,
    pub authorized: bool,
    /// Of the answer, once there is a readable one.
    pub status: Option<u16>,
}

/// Called before each request that the emulator is about to answer, with its target: others change things too.
type Meanwhile = Box<dyn FnMut(&mut Emulator, &str)>;

pub struct EmulatorHost {
    pub clock: Clock,
    pub emulator: Rc<RefCell<Emulator>>,
    pub network: Cell<Network>,
    /// Of the next request that is no GET, once so many were let through, in place of `network`.
    pub at_next_write: Cell<Option<(u64, Network)>>,
    /// Of the first GET that leaves after a write.
    pub after_next_write: Cell<Option<Network>>,
    /// The browser sends a write whose connection closed without an answer a second time, by itself (RFC 9110 section 9.2.2
    /// lets a user agent do so where it can tell that nothing was done; browsers do it on a kept connection).
    pub repeats: Cell<bool>,
    pub sent: Rc<RefCell<Vec<Sent>>>,
    /// The bytes of every answer that reached the page.
    pub delivered: Rc<RefCell<Vec<Vec<u8>>>>,
    meanwhile: Rc<RefCell<Option<Meanwhile>>>,
    /// One-way travel times in milliseconds, taken in turn.
    travel: RefCell<Vec<u64>>,
}

impl EmulatorHost {
    pub fn new(emulator: Emulator) -> Self {
        Self {
            clock: Clock::starting(emulator.now().unix_micros()),
            emulator: Rc::new(RefCell::new(emulator)),
            network: Cell::new(Network::Up),
            at_next_write: Cell::new(None),
            after_next_write: Cell::new(None),
            repeats: Cell::new(false),
            sent: Rc::default(),
            delivered: Rc::default(),
            meanwhile: Rc::default(),
            travel: RefCell::new(vec![10]),
        }
    }

    pub fn meanwhile(&self, change: impl FnMut(&mut Emulator, &str) + 'static) {
        *self.meanwhile.borrow_mut() = Some(Box::new(change));
    }

    pub fn quiet(&self) {
        *self.meanwhile.borrow_mut() = None;
    }

    pub fn travel(&self, milliseconds: Vec<u64>) {
        *self.travel.borrow_mut() = milliseconds;
    }

    fn next_travel(&self) -> Duration {
        let mut travel = self.travel.borrow_mut();
        travel.rotate_left(1);
        Duration::from_millis(travel.last().copied().unwrap_or(0))
    }

    fn exchange(
        &self,
        request: HttpRequest,
        is_down: bool,
    ) -> impl Future<Output = Result<HttpResponse, ()>> + 'static {
        let is_across = !request.url.starts_with('/');
        let target = match request.url.strip_prefix("http://api.test") {
            Some(target) => target.to_owned(),
            None => request.url.clone(),
        };
        let (there, back) = (self.next_travel(), self.next_travel());
        let mut sent = self.sent.borrow_mut();
        let number = sent.len();
        sent.push(Sent {
            at: self.clock.unix_micros(),
            method: request.method,
            target: target.clone(),
            mode: request.mode,
            authorized: request.authorization.is_some(),
            status: None,
        });
        let (clock, emulator) = (self.clock.clone(), self.emulator.clone());
        let (meanwhile, sent) = (self.meanwhile.clone(), self.sent.clone());
        let delivered = self.delivered.clone();
        let mut repeats = self.repeats.get() && request.method != Method::Get;
        async move {
            clock.sleep(there).await;
            if is_down {
                return Err(());
            }
            let answer = loop {
                let answer = {
                    let mut emulator = emulator.borrow_mut();
                    emulator.set_now(Instant::from_unix_micros(clock.unix_micros()));
                    if let Some(change) = meanwhile.borrow_mut().as_mut() {
                        change(&mut emulator, &target);
                    }
                    if is_across
                        && request.mode == Mode::Cors
                        && !preflight(&mut emulator, &request, &target)
                    {
                        return Err(());
                    }
                    emulator.handle(&whole(&request, &target, is_across))
                };
                clock.sleep(answer.delay + back).await;
                if !answer.cut {
                    break answer;
                }
                if !std::mem::take(&mut repeats) {
                    return Err(());
                }
            };
            let breaks_after = answer.breaks_after;
            if request.mode == Mode::NoCors {
                return Ok(HttpResponse {
                    status: 0,
                    retry_after: None,
                    body: Vec::new(),
                });
            }
            let mut read = readable(answer.response, is_across).ok_or(())?;
            sent.borrow_mut()[number].status = Some(read.status);
            if let Some(length) = breaks_after {
                // The page has what it reads as it arrives.
                if let Some(arriving) = &request.arriving {
                    read.body.truncate(length);
                    arriving.begin(read.status, read.retry_after);
                    arriving.extend(&read.body);
                    delivered.borrow_mut().push(read.body);
                }
                return Err(());
            }
            delivered.borrow_mut().push(read.body.clone());
            Ok(read)
        }
    }
}

impl Host for EmulatorHost {
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'static, Result<HttpResponse, SendError>> {
        let is_write = request.method != Method::Get;
        let has_written = self
            .sent
            .borrow()
            .iter()
            .any(|sent| sent.method != Method::Get);
        let ordered = match (is_write, has_written && request.mode == Mode::Cors) {
            (true, _) => match self.at_next_write.take() {
                Some((0, network)) => Some(network),
                Some((skip, network)) => {
                    self.at_next_write.set(Some((skip - 1, network)));
                    None
                }
                None => None,
            },
            (false, true) => self.after_next_write.take(),
            (false, false) => None,
        };
        let network = ordered.unwrap_or_else(|| self.network.get());
        match network {
            Network::Offline => return async { Err(SendError::Offline) }.boxed_local(),
            Network::Blocked => return async { Err(SendError::BlockedByPolicy) }.boxed_local(),
            Network::Up | Network::Down => {}
        }
        let limit = self.clock.sleep(request.timeout);
        let exchange = self.exchange(request, network == Network::Down);
        async move {
            match select(Box::pin(exchange), limit).await {
                Either::Left((read, _)) => read.map_err(|()| SendError::Network),
                Either::Right(((), _)) => Err(SendError::TimedOut),
            }
        }
        .boxed_local()
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_unix_micros(self.clock.unix_micros())
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()> {
        self.clock.sleep(duration).boxed_local()
    }
}

const fn name(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Delete => "DELETE",
    }
}

fn whole(request: &HttpRequest, target: &str, is_across: bool) -> Request<Vec<u8>> {
    let mut whole = Request::builder()
        .method(name(request.method))
        .uri(target)
        .header("accept", "application/json");
    // Fetch leaves the Origin out of a GET that is not CORS.
    if is_across && request.mode == Mode::Cors {
        whole = whole.header("origin", PAGE);
    }
    if let Some(authorization) = &request.authorization {
        whole = whole.header("authorization", authorization.expose());
    }
    if request.body.is_some() {
        whole = whole.header("content-type", "application/json");
    }
    whole
        .body(request.body.clone().unwrap_or_default())
        .unwrap()
}

/// Whether the server lets this origin send the request at all (Fetch, CORS-preflight fetch).
fn preflight(emulator: &mut Emulator, request: &HttpRequest, target: &str) -> bool {
    if request.authorization.is_none() && request.body.is_none() {
        return true;
    }
    let asked = Request::builder()
        .method("OPTIONS")
        .uri(target)
        .header("origin", PAGE)
        .header("access-control-request-method", name(request.method))
        .header("access-control-request-headers", "authorization")
        .body(Vec::new())
        .unwrap();
    let answer = emulator.handle(&asked).response;
    let lists = |header: &str, wanted: &str| {
        words(answer.headers(), header).any(|word| word.eq_ignore_ascii_case(wanted))
    };
    answer.status().is_success()
        && allows(answer.headers())
        && lists("access-control-allow-methods", name(request.method))
        && lists("access-control-allow-headers", "authorization")
}

fn words<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

fn allows(headers: &HeaderMap) -> bool {
    words(headers, "access-control-allow-origin").any(|origin| origin == PAGE || origin == "*")
}

/// The answer as a page may read it; `None` where it may not.
fn readable(response: Response<Vec<u8>>, is_across: bool) -> Option<HttpResponse> {
    let headers = response.headers();
    if is_across && !allows(headers) {
        return None;
    }
    let exposed = |name: &str| {
        !is_across
            || words(headers, "access-control-expose-headers")
                .any(|word| word.eq_ignore_ascii_case(name))
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    Some(HttpResponse {
        status: response.status().as_u16(),
        retry_after: exposed("retry-after")
            .then(|| text("retry-after"))
            .flatten()
            .and_then(|seconds| seconds.trim().parse().ok()),
        body: response.body().clone(),
    })
}
