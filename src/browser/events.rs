//! Window events, and what has to be counted from the start of the page on.

use std::cell::Cell;

use leptos::ev::{EventDescriptor, FocusEvent};
use leptos::prelude::{on_cleanup, window_event_listener};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget};

thread_local! {
    static CONNECT_VIOLATIONS: Cell<u32> = const { Cell::new(0) };
}

/// Counts refused connections from now on. Called once, before the first request.
pub fn watch_policy_violations() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let count = Closure::<dyn Fn(web_sys::SecurityPolicyViolationEvent)>::new(
        |event: web_sys::SecurityPolicyViolationEvent| {
            if event.effective_directive().starts_with("connect-src") {
                CONNECT_VIOLATIONS.with(|count| count.set(count.get().saturating_add(1)));
            }
        },
    );
    let _ = document.add_event_listener_with_callback(
        "securitypolicyviolation",
        count.as_ref().unchecked_ref(),
    );
    // The listener lives as long as the page.
    count.forget();
}

/// How many connections this page's own policy has refused so far.
pub fn connect_violations() -> u32 {
    CONNECT_VIOLATIONS.with(Cell::get)
}

/// Listens on the window until the current reactive owner is cleaned up.
pub fn on_window<E>(event: E, handler: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
    E::EventType: JsCast,
{
    let handle = window_event_listener(event, handler);
    on_cleanup(move || handle.remove());
}

/// Calls `handler` whenever the page comes back from the back/forward cache.
pub fn on_restored(handler: impl Fn() + 'static) {
    on_window(
        leptos::ev::pageshow,
        move |event: web_sys::PageTransitionEvent| {
            if event.persisted() {
                handler();
            }
        },
    );
}

/// Whether the element that the event happened to lies inside one that `selector` matches.
pub fn happened_inside(event: &Event, selector: &str) -> bool {
    closest(event, selector).is_some()
}

/// The innermost element around what the event happened to that `selector` matches.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    closest_to(event.target(), selector)
}

/// Whether the focus goes to, or comes from, an element inside one that `selector` matches.
pub fn relates_inside(event: &FocusEvent, selector: &str) -> bool {
    closest_to(event.related_target(), selector).is_some()
}

fn closest_to(target: Option<EventTarget>, selector: &str) -> Option<Element> {
    let element = target?.dyn_into::<Element>().ok()?;
    element.closest(selector).ok().flatten()
}
