//! Text that is there to be copied. Who puts it on the clipboard, and says whether that worked, is the caller.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::button::{IconButton, Size};
use super::dom::{focus_quietly, unique_id};
use super::dynamic::{dynamic, dynamic_option};
use super::icon::IconName;
use super::keys::Move;

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
                <span class="small strong">{title}</span>
                <span class="push"><CopyButton label=copy text=text on_copy=on_copy /></span>
            </div>
            <pre tabindex="0" role="region" aria-label=title>{text}</pre>
        </div>
    }
}

/// One of several texts of a block: the text, or why there is none.
#[derive(Clone, Debug)]
pub struct CodeTab {
    pub label: &'static str,
    pub text: Signal<Result<String, String>>,
}

/// Several texts in one place, one shown at a time (ARIA tabs, chosen by moving the focus). `label` names them all.
#[component]
pub fn CodeTabs(
    label: &'static str,
    tabs: Vec<CodeTab>,
    #[prop(into)] on_copy: Callback<String>,
) -> impl IntoView {
    let chosen = RwSignal::new(0_usize);
    let count = tabs.len();
    let ids = StoredValue::new((unique_id("code-tab"), unique_id("code-panel")));
    let strip = NodeRef::<leptos::html::Div>::new();
    let labels: Vec<&'static str> = tabs.iter().map(|tab| tab.label).collect();
    let tabs = StoredValue::new(tabs);
    let current = Signal::derive(move || tabs.with_value(|tabs| tabs.get(chosen.get()).cloned()));
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let to = Move::of_strip_key(&event.key())
            .and_then(|to| to.apply_round(Some(chosen.get_untracked()), count));
        let Some(to) = to else { return };
        event.prevent_default();
        chosen.set(to);
        let tab = strip.get_untracked().and_then(|strip| {
            // The attributes follow the choice only in a moment.
            let nth = format!(":nth-child({})", to.saturating_add(1));
            strip.query_selector(&nth).ok().flatten()
        });
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into().ok()) {
            focus_quietly(&tab);
        }
    };
    let name = Signal::derive(move || current.with(|tab| tab.as_ref().map_or("", |tab| tab.label)));
    let text = Signal::derive(move || {
        current.with(|tab| {
            tab.as_ref()
                .map_or_else(|| Ok(String::new()), |tab| tab.text.get())
        })
    });
    let copy = dynamic_option(move || {
        let text = text.get().ok()?;
        Some(
            view! { <CopyButton label=format!("Copy {}", name.get()) text=text on_copy=on_copy /> }
                .into_any(),
        )
    });
    let panel = dynamic(move || match text.get() {
        Ok(text) => {
            view! { <pre tabindex="0" role="region" aria-label=name>{text}</pre> }.into_any()
        }
        Err(reason) => view! { <p class="code__none muted">{reason}</p> }.into_any(),
    });
    view! {
        <div class="code">
            <div class="code__head faint small">
                <div class="tabs" role="tablist" aria-label=label node_ref=strip on:keydown=on_key>
                    {labels
                        .into_iter()
                        .enumerate()
                        .map(|(index, label)| {
                            let is_chosen = Signal::derive(move || chosen.get() == index);
                            view! {
                                <button
                                    type="button"
                                    class="tab"
                                    role="tab"
                                    id=ids.with_value(|ids| format!("{}-{index}", ids.0))
                                    aria-selected=Signal::derive(move || is_chosen.get().to_string())
                                    aria-controls=ids.with_value(|ids| ids.1.clone())
                                    tabindex=Signal::derive(move || if is_chosen.get() { "0" } else { "-1" })
                                    on:click=move |_| chosen.set(index)
                                >
                                    {label}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                <span class="push">{copy}</span>
            </div>
            <div
                role="tabpanel"
                id=ids.with_value(|ids| ids.1.clone())
                aria-labelledby=Signal::derive(move || ids.with_value(|ids| format!("{}-{}", ids.0, chosen.get())))
            >
                {panel}
            </div>
        </div>
    }
    .into_any()
}
