//! One HTTP exchange as plain data, without a browser. A header value that carries a secret never shows in `Debug`.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use astro_tokens::requests::Method;
use astro_tokens::secret::Secret;

/// How a request relates to the origin of the page (Fetch, request mode).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The answer is readable only when the server allows this origin.
    Cors,
    /// The answer is opaque: it tells only whether the server was reached. Carries no Authorization.
    NoCors,
}

/// A request as the browser sends it.
#[derive(Debug)]
pub struct HttpRequest {
    pub method: Method,
    /// Absolute, or a path of the page's own origin.
    pub url: String,
    pub mode: Mode,
    /// Value of the Authorization header.
    pub authorization: Option<Secret>,
    /// JSON. Sets Content-Type.
    pub body: Option<Vec<u8>>,
    /// After this long without a whole answer the exchange ends as [`SendError::TimedOut`].
    pub timeout: Duration,
    /// Where the answer is kept as it arrives, for one of which a part is worth something.
    pub arriving: Option<Arriving>,
}

/// As much of an answer as has arrived: what is left of one whose connection breaks, or that takes too long.
#[derive(Clone, Default)]
pub struct Arriving(Rc<RefCell<Option<HttpResponse>>>);

impl Arriving {
    /// The head of the answer is there, and none of its body.
    pub fn begin(&self, status: u16, retry_after: Option<u64>) {
        *self.0.borrow_mut() = Some(HttpResponse {
            status,
            retry_after,
            body: Vec::new(),
        });
    }

    /// So much more of its body is there.
    pub fn extend(&self, bytes: &[u8]) {
        if let Some(part) = self.0.borrow_mut().as_mut() {
            part.body.extend_from_slice(bytes);
        }
    }

    pub fn take(&self) -> Option<HttpResponse> {
        self.0.borrow_mut().take()
    }
}

impl fmt::Debug for Arriving {
    /// As of a whole answer, only the length of its body is told.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.borrow().fmt(formatter)
    }
}

/// A whole answer.
#[derive(Clone)]
pub struct HttpResponse {
    /// 0 for an opaque answer.
    pub status: u16,
    /// Seconds, where the header is readable (across origins it must be exposed).
    pub retry_after: Option<u64>,
    pub body: Vec<u8>,
}

impl fmt::Debug for HttpResponse {
    /// The body may hold a new secret, so only its length is told.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The browser says that it has no network.
    Offline,
    /// This page's own Content-Security-Policy does not let it connect there.
    BlockedByPolicy,
    /// No whole answer within the time allowed.
    TimedOut,
    /// The browser gives no reason: not reachable, or this origin is not allowed (CORS).
    Network,
}
