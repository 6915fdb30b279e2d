//! The screen after a panic. The wasm cannot go on then, so everything is taken off the page; what is left says
//! where it happened, without any value that the panic's text may hold.

use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, HtmlElement};

use super::history;

/// Replaces the page by the screen when anything panics. What panics after that leaves the screen as it is: its button
/// would otherwise be replaced between press and click.
pub fn install() {
    let is_shown = AtomicBool::new(false);
    std::panic::set_hook(Box::new(move |info| {
        if is_shown.swap(true, Ordering::Relaxed) {
            return;
        }
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            let _ = show(&document, &place(info));
        }
    }));
}

/// Where it happened. The message is left out: it may hold data.
fn place(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(String::new, |place| {
        format!("{}:{}", place.file(), place.line())
    });
    format!("{place} · version {}", env!("CARGO_PKG_VERSION"))
}

fn show(document: &Document, place: &str) -> Option<()> {
    let element = |tag: &str, text: &str| -> Option<Element> {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        Some(element)
    };
    let main = element("main", "")?;
    main.set_class_name("boot-message");
    // Inside, since a landmark may not be an alert (ARIA in HTML).
    let alert = element("div", "")?;
    alert.set_attribute("role", "alert").ok()?;
    main.append_child(&alert).ok()?;
    let reload = element("button", "Reload the page")?;
    reload.set_class_name("btn btn--primary");
    reload.set_attribute("type", "button").ok()?;
    let on_click = Closure::<dyn Fn()>::new(history::reload);
    reload
        .add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref())
        .ok()?;
    on_click.forget();
    for part in [
        element("h1", "The console stopped working")?,
        element(
            "p",
            "This is a fault of the console itself. Reload the page to go on: a session goes on as long as its limits let it.",
        )?,
        element(
            "p",
            "If it happens again, report it with this line, which says where:",
        )?,
        element("pre", place)?,
        reload.clone(),
    ] {
        alert.append_child(&part).ok()?;
    }
    document.body()?.replace_children_with_node_1(&main);
    reload.unchecked_into::<HtmlElement>().focus().ok()
}
