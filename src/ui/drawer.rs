//! Keeps the focus inside a popover that lies over the page while it is open, as a modal dialog does (WCAG 2.2, 2.4.11), and
//! brings it back to the button that opened it. Where the same element stands beside the page, that button is not shown and
//! nothing of this acts: a popover that is open when the window becomes so wide is closed.

use leptos::ev::{Event, KeyboardEvent};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement};

use super::dom;

const STOPS: &str = "a[href], button, input, select, [tabindex]";

/// What Tab stops at, in order.
fn stops(drawer: &Element) -> Vec<HtmlElement> {
    let Ok(found) = drawer.query_selector_all(STOPS) else {
        return Vec::new();
    };
    let found = (0..found.length()).filter_map(|index| found.get(index));
    found
        .filter_map(|node| node.dyn_into::<HtmlElement>().ok())
        .filter(|stop| stop.tab_index() >= 0 && stop.offset_width() > 0)
        .collect()
}

fn opener(drawer: &Element) -> Option<HtmlElement> {
    let selector = format!("[popovertarget='{}']", drawer.id());
    let document = drawer.owner_document()?;
    let found = document.query_selector(&selector).ok()??;
    found.dyn_into().ok()
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        let _ = element.focus();
    }
}

fn is_open(drawer: &Element) -> bool {
    drawer.matches(":popover-open").unwrap_or(false)
}

/// For `toggle` of the popover `id`.
pub fn toggled(event: &Event, id: &str) {
    let Some(drawer) = by_id(id).filter(|drawer| event.target().as_ref() == Some(drawer.as_ref()))
    else {
        return;
    };
    if is_open(&drawer) {
        focus(stops(&drawer).into_iter().next());
        let resized = Closure::<dyn Fn()>::new(move || close_beside_the_page(&drawer));
        on_window_resize(Some(resized.into_js_value().unchecked_ref()));
    } else {
        on_window_resize(None);
        if dom::focused_element().is_none() {
            focus(opener(&drawer));
        }
    }
}

fn on_window_resize(react: Option<&js_sys::Function>) {
    if let Some(window) = web_sys::window() {
        window.set_onresize(react);
    }
}

fn close_beside_the_page(drawer: &Element) {
    if opener(drawer).is_none_or(|opener| opener.offset_width() == 0) {
        close(drawer);
    }
}

fn close(drawer: &Element) {
    let _ = drawer.unchecked_ref::<HtmlElement>().hide_popover();
}

/// For `keydown` in the popover `id`.
pub fn keep_inside(event: &KeyboardEvent, id: &str) {
    let Some(drawer) = by_id(id).filter(is_open) else {
        return;
    };
    match event.key().as_str() {
        // A field that had something to clear has taken it.
        "Escape" if !event.default_prevented() => {
            event.prevent_default();
            close(&drawer);
            focus(opener(&drawer));
        }
        "Tab" => {
            let stops = stops(&drawer);
            let (edge, other) = match event.shift_key() {
                true => (stops.first(), stops.last()),
                false => (stops.last(), stops.first()),
            };
            let at = dom::focused_element();
            if at.as_ref() == edge.map(AsRef::as_ref) {
                event.prevent_default();
                focus(other.cloned());
            }
        }
        _ => {}
    }
}

fn by_id(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
