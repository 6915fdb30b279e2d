//! Files that the page makes itself: they go from memory to disk, and nowhere else.

use std::time::Duration;

use js_sys::Array;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

use super::clock;

/// The browser has taken the text by then.
const KEPT: Duration = Duration::from_secs(10);

/// Offers `text` as the file `name`. False where the browser refuses.
pub fn download(name: &str, mime: &str, text: &str) -> bool {
    start(name, mime, text).is_ok()
}

fn start(name: &str, mime: &str, text: &str) -> Result<(), JsValue> {
    let parts = Array::of1(&JsValue::from_str(text));
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(JsValue::NULL)?;
    let link = document
        .create_element("a")?
        .unchecked_into::<HtmlElement>();
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.click();
    spawn_local(async move {
        clock::sleep(KEPT).await;
        let _ = Url::revoke_object_url(&address);
    });
    Ok(())
}
