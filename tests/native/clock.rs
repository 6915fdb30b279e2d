//! Time that passes only when everything waits: the run goes from one wake-up to the next at once, always in the same
//! order.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

/// A clock, shared by clones.
#[derive(Clone, Default)]
pub struct Clock(Rc<RefCell<Timers>>);

#[derive(Default)]
struct Timers {
    /// Microseconds since the Unix epoch.
    now: i64,
    /// Breaks ties in the order of asking.
    asked: u64,
    waiting: BTreeMap<(i64, u64), Waker>,
}

impl Clock {
    pub fn starting(unix_micros: i64) -> Self {
        let clock = Self::default();
        clock.0.borrow_mut().now = unix_micros;
        clock
    }

    pub fn unix_micros(&self) -> i64 {
        self.0.borrow().now
    }

    pub fn sleep(&self, duration: Duration) -> Sleep {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        let mut timers = self.0.borrow_mut();
        timers.asked += 1;
        Sleep {
            key: (timers.now.saturating_add(micros), timers.asked),
            clock: self.clone(),
        }
    }

    /// Runs `future` to its end.
    ///
    /// # Panics
    /// When everything waits and no timer is set: then it would wait for ever.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(woken.clone());
        let mut context = Context::from_waker(&waker);
        let mut future = pin!(future);
        loop {
            while woken.0.swap(false, Ordering::Relaxed) {
                if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
                    return value;
                }
            }
            let mut timers = self.0.borrow_mut();
            let ((at, _), next) = timers
                .waiting
                .pop_first()
                .expect("everything waits for something that never comes");
            timers.now = timers.now.max(at);
            drop(timers);
            next.wake();
        }
    }
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Resolves once its instant has come.
pub struct Sleep {
    key: (i64, u64),
    clock: Clock,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut timers = self.clock.0.borrow_mut();
        if timers.now >= self.key.0 {
            timers.waiting.remove(&self.key);
            return Poll::Ready(());
        }
        timers.waiting.insert(self.key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.0.borrow_mut().waiting.remove(&self.key);
    }
}
