//! Small doors to the document that the primitives share: unique ids, listeners that end with their owner, focus.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

static NEXT_ID: AtomicU32 = AtomicU32::new(0);

/// An element id that no other element of this page has: for labels and descriptions.
pub fn unique_id(prefix: &str) -> String {
    format!("{prefix}-{}", NEXT_ID.fetch_add(1, Ordering::Relaxed))
}

/// Removes its listener when dropped.
struct ScrollListener {
    callback: Closure<dyn Fn()>,
}

impl Drop for ScrollListener {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let callback = self.callback.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback_and_bool("scroll", callback, true);
            let _ = window.remove_event_listener_with_callback_and_bool("resize", callback, true);
        }
    }
}

/// Calls `react` when anything in the page scrolls or the window changes its size, until the current owner ends.
///
/// Scroll events of inner containers don't bubble, so the listener captures.
pub fn on_any_scroll(react: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let callback = Closure::<dyn Fn()>::new(react);
    let options = web_sys::AddEventListenerOptions::new();
    options.set_capture(true);
    options.set_passive(true);
    for event in ["scroll", "resize"] {
        let _ = window.add_event_listener_with_callback_and_add_event_listener_options(
            event,
            callback.as_ref().unchecked_ref(),
            &options,
        );
    }
    StoredValue::new_local(ScrollListener { callback });
}

/// Stops observing when dropped.
struct SizeObserver {
    observer: web_sys::ResizeObserver,
    _callback: Closure<dyn Fn()>,
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls `react` when `element` changes its size, until the current owner ends.
pub fn on_resize(element: &Element, react: impl Fn() + 'static) {
    let callback = Closure::<dyn Fn()>::new(react);
    let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(element);
    StoredValue::new_local(SizeObserver {
        observer,
        _callback: callback,
    });
}

/// Value of a registered custom property of length type, in CSS pixels.
pub fn length_property(element: &Element, name: &str) -> Option<f64> {
    let style = web_sys::window()?.get_computed_style(element).ok()??;
    style
        .get_property_value(name)
        .ok()?
        .trim()
        .strip_suffix("px")?
        .parse()
        .ok()
}

/// Height of the viewport in CSS pixels.
pub fn viewport_height() -> Option<f64> {
    web_sys::window()?.inner_height().ok()?.as_f64()
}

/// Focuses without scrolling.
pub fn focus_quietly(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Scrolls as little as is needed to show the whole of `element`.
pub fn bring_into_view(element: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// The focused element, unless that is the body.
pub fn focused_element() -> Option<Element> {
    let document = web_sys::window()?.document()?;
    let active = document.active_element()?;
    (active.tag_name() != "BODY").then_some(active)
}

/// Whether the event began where keys are typed or choose a value.
pub fn in_form_control(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
        })
}

/// Id of the element that the event began at.
pub fn target_id(event: &web_sys::Event) -> Option<String> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    Some(element.id())
}

/// Whether Ctrl, Alt or Meta is held: such keys belong to the browser.
pub fn has_modifier(event: &web_sys::KeyboardEvent) -> bool {
    event.ctrl_key() || event.alt_key() || event.meta_key()
}

/// Whether focus moves from inside `element` to outside of it.
pub fn focus_leaves(element: &Element, event: &web_sys::FocusEvent) -> bool {
    let next = event
        .related_target()
        .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    next.is_none_or(|next| !element.contains(Some(&next)))
}

/// Property `name` of an event that web-sys has no type for, as text.
pub fn text_property(target: &JsValue, name: &str) -> Option<String> {
    js_sys::Reflect::get(target, &JsValue::from_str(name))
        .ok()?
        .as_string()
}
