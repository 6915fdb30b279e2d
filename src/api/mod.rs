//! One funnel for every exchange with Astro: address, authorization, pace, retry, and errors told apart.
//!
//! Guarantees: a request leaves only for the configured API; a GET that was rate limited waits and is repeated, a
//! write never is; a 401 ends the session only after a second question confirms it; nothing to the left of this
//! layer sees an HTTP status.

mod alone;
mod connect;
mod error;
mod operations;
mod pace;
mod writes;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use astro_tokens::id::{OrganizationId, TokenId};
use astro_tokens::requests::{self, ApiRequest, Method};
use astro_tokens::secret::salvage;
use astro_tokens::timestamp::Timestamp;
use serde::de::DeserializeOwned;

pub use alone::Alone;
use alone::Gate;
pub use connect::Connected;
pub use error::{ApiError, ErrorKind};
use pace::Pace;
pub use writes::Issued;

use crate::browser::SharedHost;
use crate::browser::http::{Arriving, HttpRequest, HttpResponse, Mode, SendError};
use crate::session::PastedToken;

/// A request without a whole answer after this long has failed.
const TIMEOUT: Duration = Duration::from_secs(30);
/// A rate-limited GET is given up after this many answers of 429 in a row.
const MOST_ATTEMPTS: u32 = 10;

/// News from the funnel for those to the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiEvent {
    /// Astro refuses the token, confirmed by a second question.
    TokenRefused,
    /// Requests wait until then, because Astro answered 429.
    SlowedDown { until: Timestamp },
    /// An answer came: Astro can be reached.
    Reached,
    /// No answer came.
    Unreached(ErrorKind),
}

/// Who hears the news.
pub type OnEvent = Rc<dyn Fn(ApiEvent)>;

/// The API of one Organization, asked with one token at a time.
#[derive(Clone)]
pub struct Api {
    inner: Rc<Inner>,
    /// Whether this handle is the one of an [`Alone`]: its requests pass the gate, and whoever holds it judges a 401.
    is_alone: bool,
}

struct Inner {
    host: SharedHost,
    base_url: String,
    token: RefCell<PastedToken>,
    /// How many tokens asked before this one.
    adoptions: Cell<u32>,
    /// How many answers of 429 there were.
    waits: Cell<u32>,
    gate: RefCell<Gate>,
    pace: RefCell<Pace>,
    /// The Organization that confirms a 401; a personal session names none in its claims.
    organization: RefCell<Option<OrganizationId>>,
    /// Whether an answer of this API was ever readable: then this origin is allowed.
    was_readable: Cell<bool>,
    on_event: OnEvent,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Api")
            .field("base_url", &self.inner.base_url)
            .finish_non_exhaustive()
    }
}

impl Api {
    /// `requests_per_second` 0 means no limit of one's own.
    pub fn new(
        host: SharedHost,
        base_url: &str,
        token: PastedToken,
        requests_per_second: u32,
        on_event: OnEvent,
    ) -> Self {
        Self {
            inner: Rc::new(Inner {
                host,
                base_url: base_url.to_owned(),
                organization: RefCell::new(token.claims().organization_id.clone()),
                token: RefCell::new(token),
                adoptions: Cell::new(0),
                waits: Cell::new(0),
                gate: RefCell::default(),
                pace: RefCell::new(Pace::new(requests_per_second)),
                was_readable: Cell::new(false),
                on_event,
            }),
            is_alone: false,
        }
    }

    /// Says which Organization is asked to confirm a 401, where the token's claims name none.
    pub fn confirm_with(&self, organization: &OrganizationId) {
        *self.inner.organization.borrow_mut() = Some(organization.clone());
    }

    /// Says that this origin is known to be allowed: a failure without a status has another reason then.
    pub fn origin_is_allowed(&self) {
        self.inner.was_readable.set(true);
    }

    /// From now on `token` asks: the new value of the same token, or another one of the same Organization. A GET that is
    /// under way with the old value and refused is asked again.
    pub fn adopt(&self, token: PastedToken) {
        *self.inner.token.borrow_mut() = token;
        self.inner.adoptions.set(self.inner.adoptions.get() + 1);
    }

    /// The id of the token that asks. A personal session has none.
    pub fn own_token(&self) -> Option<TokenId> {
        self.inner.token.borrow().claims().token_id.clone()
    }

    /// The current instant of the host.
    pub fn now(&self) -> Timestamp {
        self.inner.host.now()
    }

    /// Whether Astro asked to wait, and that is not over: what is sent now leaves later.
    pub fn is_held(&self) -> bool {
        self.inner.pace.borrow().is_held(self.now())
    }

    /// How often Astro asked to wait.
    pub fn waits(&self) -> u32 {
        self.inner.waits.get()
    }

    /// Waits on the host's clock.
    pub async fn sleep(&self, duration: Duration) {
        self.inner.host.sleep(duration).await;
    }

    /// Sends `request` and decodes the answer.
    async fn exchange<T: DeserializeOwned>(&self, request: ApiRequest) -> Result<T, ApiError> {
        let response = self.respond(request).await?;
        serde_json::from_slice(&response.body).map_err(|_| error::undecodable(&response))
    }

    /// Sends `request` until it has an answer that is not a 429, or, for a write, once.
    async fn respond(&self, request: ApiRequest) -> Result<HttpResponse, ApiError> {
        self.respond_into(request, None).await
    }

    /// The same. An answer that breaks off, or takes too long, is one all the same as soon as `arriving` has a whole value:
    /// nothing is asked before that is handed on.
    async fn respond_into(
        &self,
        request: ApiRequest,
        arriving: Option<&Arriving>,
    ) -> Result<HttpResponse, ApiError> {
        let repeatable = request.method == Method::Get;
        for attempt in 1..=MOST_ATTEMPTS {
            self.wait_for_turn().await;
            let adoptions = self.inner.adoptions.get();
            let outcome = self.send_once(&request, arriving).await;
            let error = match outcome {
                Ok(response) => {
                    self.inner.pace.borrow_mut().answered();
                    self.emit(ApiEvent::Reached);
                    return Ok(response);
                }
                Err(error) => error,
            };
            match error.kind {
                ErrorKind::RateLimited { retry_after } => {
                    self.inner.waits.set(self.inner.waits.get() + 1);
                    let until = self
                        .inner
                        .pace
                        .borrow_mut()
                        .slow_down(self.now(), retry_after);
                    self.emit(ApiEvent::SlowedDown { until });
                    if !repeatable || attempt == MOST_ATTEMPTS {
                        return Err(error);
                    }
                }
                ErrorKind::Unauthorized if self.is_alone => return Err(error),
                ErrorKind::Unauthorized => {
                    self.gate_open().await;
                    let is_of_old_value = self.inner.adoptions.get() != adoptions;
                    if !(is_of_old_value && repeatable) {
                        return Err(self.confirm_refusal(error).await);
                    }
                }
                _ => {
                    let event = if error.has_answer() {
                        ApiEvent::Reached
                    } else {
                        ApiEvent::Unreached(error.kind)
                    };
                    self.emit(event);
                    return Err(error);
                }
            }
        }
        Err(ApiError::of(ErrorKind::RateLimited { retry_after: None }))
    }

    /// One exchange. A failure without a status is looked into before it is told.
    async fn send_once(
        &self,
        request: &ApiRequest,
        arriving: Option<&Arriving>,
    ) -> Result<HttpResponse, ApiError> {
        let sent = self.inner.host.send(self.http(request, arriving)).await;
        let part = || arriving.and_then(Arriving::take);
        let sent = sent.or_else(|error| {
            part()
                .filter(|part| salvage(&part.body).is_some())
                .ok_or(error)
        });
        match sent {
            Ok(response) => {
                self.inner.was_readable.set(true);
                error::check(response)
            }
            Err(SendError::Network) => Err(ApiError::of(self.probe().await)),
            Err(SendError::Offline) => Err(ApiError::of(ErrorKind::Offline)),
            Err(SendError::BlockedByPolicy) => Err(ApiError::of(ErrorKind::BlockedByPolicy)),
            Err(SendError::TimedOut) => Err(ApiError::of(ErrorKind::TimedOut)),
        }
    }

    fn http(&self, request: &ApiRequest, arriving: Option<&Arriving>) -> HttpRequest {
        HttpRequest {
            method: request.method,
            url: format!("{}{}", self.inner.base_url, request.target()),
            mode: Mode::Cors,
            authorization: Some(self.inner.token.borrow().authorization()),
            body: request.body.clone(),
            timeout: TIMEOUT,
            arriving: arriving.cloned(),
        }
    }

    /// Asks again without the token and without reading the answer: that succeeds where only this origin is not
    /// allowed (CORS), which can't be on the page's own origin, and fails too where nothing answers.
    async fn probe(&self) -> ErrorKind {
        let is_allowed = self.inner.base_url.starts_with('/') || self.inner.was_readable.get();
        let target = requests::list_organizations(&requests::Page::default()).target();
        let probe = HttpRequest {
            method: Method::Get,
            url: format!("{}{target}", self.inner.base_url),
            mode: Mode::NoCors,
            authorization: None,
            body: None,
            timeout: TIMEOUT,
            arriving: None,
        };
        match self.inner.host.send(probe).await {
            Ok(_) if is_allowed => ErrorKind::NoAnswer,
            Ok(_) => ErrorKind::OriginNotAllowed,
            Err(SendError::Offline) => ErrorKind::Offline,
            Err(SendError::BlockedByPolicy) => ErrorKind::BlockedByPolicy,
            Err(_) => ErrorKind::NotReachable,
        }
    }

    /// One 401 is not enough: the Organization is asked once more, and only a second 401 ends the session.
    async fn confirm_refusal(&self, error: ApiError) -> ApiError {
        let organization = self.inner.organization.borrow().clone();
        let Some(organization) = organization else {
            return error;
        };
        self.wait_for_turn().await;
        let adoptions = self.inner.adoptions.get();
        let again = self
            .send_once(&requests::get_organization(&organization), None)
            .await;
        if self.inner.adoptions.get() != adoptions {
            // It says nothing of the value that asks by now.
            return error;
        }
        self.emit(match again {
            Err(again) if again.kind == ErrorKind::Unauthorized => ApiEvent::TokenRefused,
            Err(again) if !again.has_answer() => ApiEvent::Unreached(again.kind),
            Ok(_) | Err(_) => ApiEvent::Reached,
        });
        error
    }

    async fn wait_for_turn(&self) {
        loop {
            self.wait_for_pace().await;
            if self.is_alone || self.inner.gate.borrow().is_open() {
                return;
            }
            self.gate_open().await;
        }
    }

    async fn wait_for_pace(&self) {
        loop {
            let wait = self.inner.pace.borrow_mut().turn(self.now());
            if wait.is_zero() {
                return;
            }
            self.inner.host.sleep(wait).await;
            // A pause that began meanwhile holds for those who had their turn already, too.
            if !self.inner.pace.borrow().is_held(self.now()) {
                return;
            }
        }
    }

    fn emit(&self, event: ApiEvent) {
        (self.inner.on_event)(event);
    }
}
