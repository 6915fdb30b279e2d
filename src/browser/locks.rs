//! Web Locks: tells a duplicated tab from the one it was copied from.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::clock;

/// Takes the lock `name` and holds it while the page lives. False: another page holds it.
///
/// A page that was just left gives its lock up a moment later, so a held lock is asked for again for a second.
/// True where the browser has no Web Locks, or refuses to answer: a copy can't be told there.
pub async fn hold(name: &str) -> bool {
    for attempt in 0..10 {
        if attempt > 0 {
            clock::sleep(Duration::from_millis(100)).await;
        }
        match request(name).await {
            Some(false) => {}
            Some(true) | None => return true,
        }
    }
    false
}

/// Asks once: whether the lock was free, `None` without Web Locks or where the browser refuses the question.
async fn request(name: &str) -> Option<bool> {
    let navigator = web_sys::window()?.navigator();
    let manager = Reflect::get(&navigator, &"locks".into())
        .ok()
        .filter(|manager| manager.is_object())?;
    let request: Function = Reflect::get(&manager, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let options = js_sys::Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).ok()?;
    let (told, answer) = futures::channel::oneshot::channel::<bool>();
    let told = Rc::new(Cell::new(Some(told)));
    let teller = told.clone();
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let free = !lock.is_null();
        if let Some(told) = teller.take() {
            let _ = told.send(free);
        }
        if free {
            // A promise that never settles holds the lock until the page is gone.
            Promise::new(&mut |_, _| {}).into()
        } else {
            JsValue::UNDEFINED
        }
    });
    let settled: Promise = request
        .call3(&manager, &name.into(), &options, &granted)
        .ok()?
        .dyn_into()
        .ok()?;
    // The outer promise settles when the lock is given up, or without an answer: then nobody is left to tell. Its
    // rejection must not go unhandled.
    wasm_bindgen_futures::spawn_local(async move {
        let _ = JsFuture::from(settled).await;
        drop(told.take());
    });
    answer.await.ok()
}
