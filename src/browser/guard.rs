//! Keeps the page where it is while it shows what must not be lost: Back, links, reload and closing the tab.
//!
//! - Back: an entry of its own in the history of the tab takes it, and is made again at once. The router never hears of
//!   it, since this listener comes first: on the same target, capturing listeners run before the others (DOM, 2.9).
//! - Links: no click on one gets any further, whoever made it. Downloads go on: they leave the page where it is.
//! - Reload, closing, an address typed: the browser asks (`beforeunload`); a page can't do more.

use std::cell::Cell;
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
}

/// A link that leads somewhere else.
const LINK: &str = "a[href]:not([download]), area[href]";
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

/// A guard that is on. It ends with [`Guard::release`], at the latest with the reactive owner that it was made under.
#[derive(Clone, Copy)]
pub struct Guard {
    listeners: StoredValue<Vec<Listener>, LocalStorage>,
    shared: StoredValue<Shared, LocalStorage>,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Guard").finish_non_exhaustive()
    }
}

impl Guard {
    /// Keeps the page from now on. `on_attempt` hears of each Back and link that was held.
    pub fn new(on_attempt: impl Fn() + 'static) -> Self {
        let on_attempt = Rc::new(on_attempt);
        let shared = Shared::default();
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            let target = history::current_target();
            history::push_target(&target);
            let back = {
                let (shared, on_attempt) = (shared.clone(), on_attempt.clone());
                move |event: Event| {
                    event.stop_immediate_propagation();
                    if let Some(released) = shared.released.take() {
                        let _ = released.send(());
                    } else {
                        history::push_target(&target);
                        on_attempt();
                    }
                }
            };
            let click = move |event: Event| {
                if events::happened_inside(&event, LINK) {
                    event.prevent_default();
                    event.stop_immediate_propagation();
                    on_attempt();
                }
            };
            listeners.push(Listener::new(&window, "popstate", back));
            listeners.push(Listener::new(&window, "click", click));
            listeners.push(Listener::new(&window, "beforeunload", ask));
        }
        let listeners = StoredValue::new_local(listeners);
        on_cleanup(move || {
            listeners.try_update_value(Vec::clear);
        });
        Self {
            listeners,
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
        self.listeners.try_update_value(Vec::clear);
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
