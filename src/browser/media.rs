//! Media queries.

/// Whether the system asks for a dark page.
pub fn prefers_dark() -> bool {
    matches("(prefers-color-scheme: dark)")
}

/// Whether `query` holds now.
fn matches(query: &str) -> bool {
    web_sys::window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}

/// Sets the theme of the document; `None` follows the system.
pub fn set_theme(theme: Option<&str>) {
    let Some(root) = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element())
    else {
        return;
    };
    let _ = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
}

/// Whether the browser can mask a text field by CSS; where it cannot, the field is a password field.
pub fn masks_text() -> bool {
    web_sys::css::supports_with_value("-webkit-text-security", "disc").unwrap_or(false)
}
