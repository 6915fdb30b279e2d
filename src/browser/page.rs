//! What the page itself is: where it lies, what boot.js handed over, and whether its protections are active.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

fn get(target: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(target, &JsValue::from_str(key))
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// The object that boot.js froze before it started the console.
fn handed_over() -> Option<JsValue> {
    get(&js_sys::global(), "astroTokenConsole")
}

/// Path of the directory that the page lies in, without a slash at its end: empty at the root of the host.
pub fn base_path() -> String {
    handed_over()
        .and_then(|boot| get(&boot, "base"))
        .and_then(|base| base.as_string())
        .map(|base| base.trim_end_matches('/').to_owned())
        .unwrap_or_default()
}

/// The token that theme.js found in the address and took out of it, to be read once.
pub fn take_found_token() -> Option<String> {
    const NAME: &str = "astroTokenConsoleFound";
    let global = js_sys::global();
    let found = get(&global, NAME)?.as_string();
    let _ = Reflect::delete_property(&global, &NAME.into());
    found
}

/// Text of config.json, which boot.js fetches beside the wasm.
///
/// # Errors
/// A text that says why it could not be read.
pub async fn config_text() -> Result<String, String> {
    let promise = handed_over()
        .and_then(|boot| get(&boot, "config"))
        .and_then(|config| config.dyn_into::<Promise>().ok())
        .ok_or_else(|| "boot.js handed over no configuration".to_owned())?;
    match JsFuture::from(promise).await {
        Ok(text) => text
            .as_string()
            .ok_or_else(|| "config.json is not text".to_owned()),
        Err(error) => Err(get(&error, "message")
            .and_then(|message| message.as_string())
            .unwrap_or_else(|| "config.json could not be read".to_owned())),
    }
}

/// Origin of the page, such as `https://tokens.example.com`.
pub fn origin() -> String {
    web_sys::window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// Whether the browser says that it has a network. True where it does not say.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Whether the page is shown in a frame of another.
pub fn is_framed() -> bool {
    let Some(window) = web_sys::window() else {
        return true;
    };
    match window.top() {
        Ok(Some(top)) => top != window,
        _ => true,
    }
}

/// Whether the browser counts the page as delivered safely (W3C Secure Contexts).
pub fn is_secure_context() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// Whether the browser enforces Trusted Types and boot.js has made the one default policy.
pub fn has_trusted_types_policy() -> TrustedTypes {
    let Some(factory) = get(&js_sys::global(), "trustedTypes") else {
        return TrustedTypes::Unsupported;
    };
    if get(&factory, "defaultPolicy").is_some() {
        TrustedTypes::Active
    } else {
        TrustedTypes::Missing
    }
}

/// State of Trusted Types in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustedTypes {
    Active,
    Missing,
    Unsupported,
}

/// The Content-Security-Policy that the server sends with the page, read from a second request for its headers.
pub async fn content_security_policy() -> Option<String> {
    let answer = gloo_net::http::RequestBuilder::new(&format!("{}/", base_path()))
        .method(gloo_net::http::Method::HEAD)
        .credentials(web_sys::RequestCredentials::Omit)
        .cache(web_sys::RequestCache::NoStore)
        .send()
        .await
        .ok()?;
    answer.headers().get("content-security-policy")
}

/// Title of the document.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Ends the state of the first paint in which a stored session hides the sign-in form.
pub fn reveal() {
    if let Some(root) = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element())
    {
        let _ = root.remove_attribute("data-session");
    }
}

/// Moves the focus to the heading of the page that is about to be drawn, which a screen reader then reads (WCAG 2.2,
/// 2.4.3).
pub fn focus_heading_when_drawn() {
    leptos::prelude::request_animation_frame(|| focus("main h1"));
}

/// Moves the focus to the first element that `selector` matches, without scrolling.
pub fn focus(selector: &str) {
    if let Some(element) = first(selector) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Brings the first element that `selector` matches into view, and moves the focus there.
pub fn go_to(selector: &str) {
    if let Some(element) = first(selector) {
        element.scroll_into_view();
        focus(selector);
    }
}

fn first(selector: &str) -> Option<web_sys::HtmlElement> {
    let document = web_sys::window()?.document()?;
    let found = document.query_selector(selector).ok().flatten()?;
    found.dyn_into().ok()
}

/// The same with the next frame, if by then nothing has the focus: what had it is gone.
pub fn focus_if_lost(selector: &str) {
    let selector = selector.to_owned();
    leptos::prelude::request_animation_frame(move || {
        if is_focus_lost() {
            focus(&selector);
        }
    });
}

/// Which row of a table the focus is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FocusedRow {
    index: usize,
    /// What it is called: the name of the button in its head.
    name: Option<String>,
}

impl FocusedRow {
    fn of(row: &web_sys::Element) -> Option<Self> {
        let head = row.query_selector("th button[aria-label]").ok().flatten();
        Some(Self {
            index: row.get_attribute("aria-rowindex")?.parse().ok()?,
            name: head.and_then(|head| head.get_attribute("aria-label")),
        })
    }

    pub fn now() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let row = document.active_element()?.closest("tr[aria-rowindex]");
        Self::of(&row.ok()??)
    }

    /// Its last button, or where it is gone the first stop of the row that follows: not what would change that one.
    fn nearest(&self) -> Option<web_sys::HtmlElement> {
        let row = |index| first(&format!("tr[aria-rowindex='{index}']"));
        let stop = |row: &web_sys::HtmlElement, selector: &str| {
            let found = row.query_selector(selector).ok()??;
            found.dyn_into::<web_sys::HtmlElement>().ok()
        };
        let here = row(self.index);
        match here.filter(|row| Self::of(row).as_ref() == Some(self)) {
            Some(row) => stop(&row, ".c-act .btn:last-of-type"),
            None => [self.index, self.index + 1]
                .into_iter()
                .find_map(|index| stop(&row(index)?, "th a, th button")),
        }
    }
}

/// The same for what went with a change of its row: that row gets it, or the one that follows, or else `selector`, and is in view then.
pub fn focus_row_if_lost(row: Option<FocusedRow>, selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if is_focus_lost()
            && let Some(target) = row
                .and_then(|row| row.nearest())
                .or_else(|| first(selector))
        {
            focus_in_view(&target);
        }
    });
}

/// The same for what is no longer needed: `back` gets the focus, where it is still there, in view.
pub fn focus_back_if_lost(back: Option<web_sys::HtmlElement>, selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if is_focus_lost() {
            if let Some(back) = back.filter(|back| back.is_connected()) {
                focus_in_view(&back);
            }
            // It may not take it where it is.
            if is_focus_lost() {
                focus(selector);
            }
        }
    });
}

/// Moves the focus there, and scrolls as little as that takes.
pub fn focus_in_view(element: &web_sys::HtmlElement) {
    let _ = element.focus();
    let nearest = web_sys::ScrollIntoViewOptions::new();
    nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&nearest);
}

fn is_focus_lost() -> bool {
    let active = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element());
    active.is_none_or(|element| element.tag_name() == "BODY")
}

/// The same for a button that goes with what it did: the title of the dialog that is open gets it, and Tab goes on from there.
pub fn keep_focus_in_dialog() {
    focus_if_lost("dialog[open] .dialog__title");
}

/// Closes a popover, such as the side bar of a narrow screen; nothing where it is not open.
pub fn close_popover(id: &str) {
    let found = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id));
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = element.hide_popover();
    }
}
