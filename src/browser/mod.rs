//! The only door to the browser beside `ui`: HTTP, clock, timers, storage, clipboard, Intl, locks, history.
//!
//! Everything that the logic of the console needs of the world goes through [`Host`], so that `api`, `inventory`
//! and `commands` run natively against the emulator as well.

pub mod clipboard;
pub mod clock;
pub mod download;
pub mod events;
pub mod first_paint;
pub mod guard;
pub mod history;
mod host;
pub mod http;
pub mod intl;
pub mod locks;
pub mod media;
pub mod page;
pub mod panic_screen;
pub mod storage;
pub mod task;

use std::rc::Rc;
use std::time::Duration;

use astro_tokens::timestamp::Timestamp;
use futures::future::LocalBoxFuture;

pub use host::BrowserHost;
use http::{HttpRequest, HttpResponse, SendError};

/// What the console needs of the world: one exchange, the time, and waiting.
pub trait Host {
    /// Sends one request and reads the whole answer. Dropping the future aborts the exchange.
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'static, Result<HttpResponse, SendError>>;
    /// The current instant, UTC.
    fn now(&self) -> Timestamp;
    /// Resolves after `duration`.
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()>;
}

/// A host shared by everything that runs in one page.
pub type SharedHost = Rc<dyn Host>;
