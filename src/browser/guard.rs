//! Keeps the page where it is while it shows what must not be lost: Back, links, reload and closing the tab.
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
use leptos::prelude::{LocalStorage, StoredValue, UpdateValue, on_cleanup};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, Window};

use super::{clock, events, history};

thread_local! {
    /// The page goes for good: nothing asks any more.
    static LIFTED: Cell<bool> = const { Cell::new(false) };
    /// The guards that are on, the last one acting.
    static STACK: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// What was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    Back,
    /// A link to this address.
    Link(String),
}

/// Its place among the guards, until it is dropped.
#[derive(Debug)]
struct Rank(u32);

impl Rank {
    fn new() -> Self {
        let own = NEXT.with(|next| next.replace(next.get().wrapping_add(1)));
        STACK.with_borrow_mut(|stack| stack.push(own));
        Self(own)
    }

    fn acts(own: u32) -> bool {
        STACK.with_borrow(|stack| stack.last() == Some(&own))
    }
}

impl Drop for Rank {
    fn drop(&mut self) {
        STACK.with_borrow_mut(|stack| stack.retain(|other| *other != self.0));
    }
}

/// A link that leads somewhere else.
const LINK: &str = "a[href]:not([download], [href^='#']), area[href]";
/// A step back within one document takes a moment; one that never tells is not waited for.
const STEP: Duration = Duration::from_millis(500);

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

#[derive(Clone, Default)]
struct Shared {
    /// Told once, when the step back over the guard's own entry has been made.
    released: Rc<Cell<Option<oneshot::Sender<()>>>>,
}

/// What makes it hold.
struct On {
    _listeners: Vec<Listener>,
    _rank: Rank,
}

/// A guard that is on. It ends with [`Guard::release`], at the latest with the reactive owner that it was made under.
#[derive(Clone, Copy)]
pub struct Guard {
    on: StoredValue<Option<On>, LocalStorage>,
    shared: StoredValue<Shared, LocalStorage>,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Guard").finish_non_exhaustive()
    }
}

impl Guard {
    /// Keeps the page from now on. `on_attempt` hears of each Back and link that was held.
    pub fn new(on_attempt: impl Fn(Attempt) + 'static) -> Self {
        let on_attempt = Rc::new(on_attempt);
        let shared = Shared::default();
        let rank = Rank::new();
        let own = rank.0;
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            let target = history::current_target();
            history::push_target(&target);
            let back = {
                let (shared, on_attempt) = (shared.clone(), on_attempt.clone());
                move |event: Event| {
                    if !Rank::acts(own) {
                        return;
                    }
                    event.stop_immediate_propagation();
                    if let Some(released) = shared.released.take() {
                        let _ = released.send(());
                    } else {
                        history::push_target(&target);
                        on_attempt(Attempt::Back);
                    }
                }
            };
            let click = move |event: Event| {
                if let Some(link) = events::closest(&event, LINK).filter(|_| Rank::acts(own)) {
                    event.prevent_default();
                    event.stop_immediate_propagation();
                    on_attempt(Attempt::Link(
                        link.get_attribute("href").unwrap_or_default(),
                    ));
                }
            };
            listeners.push(Listener::new(&window, "popstate", back));
            listeners.push(Listener::new(&window, "click", click));
            listeners.push(Listener::new(&window, "beforeunload", ask));
        }
        let on = StoredValue::new_local(Some(On {
            _listeners: listeners,
            _rank: rank,
        }));
        on_cleanup(move || {
            on.try_update_value(Option::take);
        });
        Self {
            on,
            shared: StoredValue::new_local(shared),
        }
    }

    /// Lets go, and takes the guard's own entry out of the way, so that Back leads where it did before.
    pub async fn release(self) {
        let (told, released) = oneshot::channel();
        let is_on = self
            .shared
            .try_update_value(|shared| shared.released.set(Some(told)))
            .is_some();
        if is_on {
            history::back();
            match select(released, Box::pin(clock::sleep(STEP))).await {
                Either::Left(_) | Either::Right(_) => {}
            }
        }
        self.on.try_update_value(Option::take);
    }
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
