//! A time in which one command alone asks: while one's own token is rotated or deleted, every other request waits.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use super::Api;

/// Whether others may ask, and who waits for it.
#[derive(Debug, Default)]
pub(super) struct Gate {
    is_closed: bool,
    waiting: Vec<Waker>,
}

impl Gate {
    pub(super) const fn is_open(&self) -> bool {
        !self.is_closed
    }
}

/// While this lives, no other request leaves. Those that are under way and answered 401 are judged only after it, by the
/// token that asks then. A 401 that its holder gets is told to nobody else.
#[derive(Debug)]
pub struct Alone(Api);

impl Alone {
    /// The one handle whose requests leave.
    pub const fn api(&self) -> &Api {
        &self.0
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        let mut gate = self.0.inner.gate.borrow_mut();
        gate.is_closed = false;
        let waiting = std::mem::take(&mut gate.waiting);
        drop(gate);
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl Api {
    /// Waits for whoever is alone now, and is then alone.
    pub async fn alone(&self) -> Alone {
        self.gate_open().await;
        self.inner.gate.borrow_mut().is_closed = true;
        Alone(Self {
            inner: self.inner.clone(),
            is_alone: true,
        })
    }

    /// Resolves once others may ask.
    pub(super) async fn gate_open(&self) {
        poll_fn(|context| {
            let mut gate = self.inner.gate.borrow_mut();
            if gate.is_open() {
                return Poll::Ready(());
            }
            gate.waiting.push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
