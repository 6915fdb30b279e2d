//! Keeps the page where it is while it shows what must not be lost, or waits for it: Back, links, reload and closing the tab.
//!
//! Of several guards the last one acts, and the others stand still.
//!
//! - Back: an entry of its own in the history of the tab takes it, and is made again at once. The router never hears of
//!   it, since this listener comes first: on the same target, capturing listeners run before the others (DOM, 2.9).
//! - Links: no click on one gets any further, whoever made it. Downloads, and links within the page, go on: they leave it where it is.
//! - Reload, closing, an address typed: the browser asks (`beforeunload`); a page can't do more.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::{Either, select};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, Window};

use super::{clock, events, history};

thread_local! {
    /// The page goes for good: nothing asks any more.
    static LIFTED: Cell<bool> = const { Cell::new(false) };
    static ON: RefCell<On> = RefCell::default();
}

/// What was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    Back,
    /// A link to this address.
    Link(String),
}

/// A link that leads somewhere else.
const LINK: &str = "a[href]:not([download], [href^='#']), area[href]";
/// A step back within one document takes a moment, more where the browser is busy: what is opened before it is made could be
/// undone by it. One that never tells is not waited for any longer.
const STEP: Duration = Duration::from_secs(3);

/// Removes its listener when dropped.
struct Listener {
    event: &'static str,
    callback: Closure<dyn Fn(Event)>,
}

impl Listener {
    fn new(window: &Window, event: &'static str, react: impl Fn(Event) + 'static) -> Self {
        let callback = Closure::<dyn Fn(Event)>::new(react);
        let function = callback.as_ref().unchecked_ref();
        let _ = window.add_event_listener_with_callback_and_bool(event, function, true);
        Self { event, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let function = self.callback.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback_and_bool(self.event, function, true);
        }
    }
}

/// What hears of what was held.
type Hearer = Rc<dyn Fn(Attempt)>;

/// What all guards share: one entry in the history, and one set of listeners.
#[derive(Default)]
struct On {
    next: u64,
    /// Of each guard, the newest last.
    attempts: Vec<(u64, Hearer)>,
    listeners: Vec<Listener>,
    /// Told once, when the step back over the guards' own entry has been made.
    released: Option<oneshot::Sender<()>>,
}

/// A guard that is on until it is released or dropped. Several keep the page until the last one goes, so that one can take
/// over from another.
pub struct Guard(u64);

impl std::fmt::Debug for Guard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Guard").field(&self.0).finish()
    }
}

impl Guard {
    /// Keeps the page from now on. `on_attempt` hears of each Back and link that was held, as long as no newer guard does.
    pub fn new(on_attempt: impl Fn(Attempt) + 'static) -> Self {
        let (id, is_first) = ON.with_borrow_mut(|on| {
            on.next += 1;
            on.attempts.push((on.next, Rc::new(on_attempt)));
            (on.next, on.listeners.is_empty())
        });
        if is_first && let Some(window) = web_sys::window() {
            let target = history::current_target();
            history::push_target(&target);
            let back = move |event: Event| {
                event.stop_immediate_propagation();
                if let Some(released) = ON.with_borrow_mut(|on| on.released.take()) {
                    let _ = released.send(());
                } else {
                    history::push_target(&target);
                    attempted(Attempt::Back);
                }
            };
            let click = |event: Event| {
                if let Some(link) = events::closest(&event, LINK) {
                    event.prevent_default();
                    event.stop_immediate_propagation();
                    let address = link.get_attribute("href").unwrap_or_default();
                    attempted(Attempt::Link(address));
                }
            };
            let listeners = vec![
                Listener::new(&window, "popstate", back),
                Listener::new(&window, "click", click),
                Listener::new(&window, "beforeunload", ask),
            ];
            ON.with_borrow_mut(|on| on.listeners = listeners);
        }
        Self(id)
    }

    /// Lets go. The last one takes the guards' own entry out of the way, so that Back leads where it did before.
    pub async fn release(self) {
        let (told, released) = oneshot::channel();
        let is_last = ON.with_borrow_mut(|on| {
            let is_last = on.attempts.len() == 1;
            if is_last {
                on.released = Some(told);
            }
            is_last
        });
        if is_last {
            let target = history::current_target();
            history::back();
            match select(released, Box::pin(clock::sleep(STEP))).await {
                Either::Left(_) | Either::Right(_) => {}
            }
            let has_others = ON.with_borrow_mut(|on| {
                on.released = None;
                on.attempts.len() > 1
            });
            // One came meanwhile, and needs the entry.
            if has_others {
                history::push_target(&target);
            }
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Dropped outside of the borrow: nothing of theirs may come back in here.
        let _gone = ON.try_with(|on| {
            let mut on = on.borrow_mut();
            let at = on.attempts.iter().position(|(id, _)| *id == self.0);
            let gone = at.map(|at| on.attempts.remove(at));
            let mut listeners = Vec::new();
            if on.attempts.is_empty() {
                on.released = None;
                listeners = std::mem::take(&mut on.listeners);
            }
            (gone, listeners)
        });
    }
}

fn attempted(attempt: Attempt) {
    let newest = ON.with_borrow(|on| on.attempts.last().map(|(_, hear)| hear.clone()));
    if let Some(hear) = newest {
        hear(attempt);
    }
}

/// Whether a guard is on. It hears of this move, which a button is to make, as of a click on a link.
pub fn holds_back(address: &str) -> bool {
    let is_on = ON.with_borrow(|on| !on.attempts.is_empty());
    if is_on {
        attempted(Attempt::Link(address.to_owned()));
    }
    is_on
}

/// Says that the page goes for good, because its person chose so: no guard asks any more.
pub fn lift() {
    LIFTED.with(|lifted| lifted.set(true));
}

fn ask(event: Event) {
    if !LIFTED.with(Cell::get) {
        event.prevent_default();
        // What browsers heeded before `preventDefault` (HTML, "prompt to unload").
        let _ = js_sys::Reflect::set(&event, &"returnValue".into(), &JsValue::TRUE);
    }
}
