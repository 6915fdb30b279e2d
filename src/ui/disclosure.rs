//! A button that shows what stands below it, and hides it again (WAI-ARIA disclosure pattern).

use leptos::prelude::*;

use super::dom::unique_id;
use super::dynamic::dynamic_option;
use super::icon::{Icon, IconName, IconSize};

/// `children`: drawn while it is open. `name`: what a screen reader calls it, where `label` alone does not tell it from others.
#[component]
pub fn Disclosure(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] name: Option<Signal<String>>,
    open: RwSignal<bool>,
    children: ViewFn,
) -> impl IntoView {
    let id = unique_id("disclosed");
    let icon = move || {
        let name = if open.get() {
            IconName::Down
        } else {
            IconName::Right
        };
        view! { <Icon name size=IconSize::Small /> }
    };
    view! {
        <div class="disclosure stack stack--sm">
            <button
                type="button"
                class="btn btn--quiet btn--sm"
                aria-expanded=Signal::derive(move || open.get().to_string())
                aria-controls=id.clone()
                aria-label=Signal::derive(move || name.map(|name| name.get()))
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon}
                {move || label.get()}
            </button>
            <div id=id>{dynamic_option(move || open.get().then(|| children.run()))}</div>
        </div>
    }
    .into_any()
}
