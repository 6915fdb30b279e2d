//! Text that is there to be copied. Who puts it on the clipboard, and says whether that worked, is the caller.

use leptos::prelude::*;

use super::button::{IconButton, Size};
use super::icon::IconName;

/// Hands `text` to `on_copy`. `label` names what is copied: "Copy token ID".
#[component]
pub fn CopyButton(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] on_copy: Callback<String>,
) -> impl IntoView {
    let press = Callback::new(move |()| on_copy.run(text.get_untracked()));
    view! { <IconButton icon=IconName::Copy label=label size=Size::Small on_press=press /> }
}

/// A block of text in a fixed-width face, scrollable by keyboard, with a copy button. `title` names it.
#[component]
pub fn CodeBlock(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] on_copy: Callback<String>,
) -> impl IntoView {
    let copy = Signal::derive(move || format!("Copy {}", title.get()));
    view! {
        <div class="code">
            <div class="code__head">
                <span class="small strong">{move || title.get()}</span>
                <span class="push"><CopyButton label=copy text=text on_copy=on_copy /></span>
            </div>
            <pre tabindex="0" role="region" aria-label=move || title.get()>{move || text.get()}</pre>
        </div>
    }
}
