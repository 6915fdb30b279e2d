//! The parts of one page, each with an address of its own: links, so that they can be opened in another tab.

use leptos::prelude::*;

/// One part.
#[derive(Clone, Debug)]
pub struct Tab {
    pub label: String,
    pub href: Signal<String>,
    /// A count beside the label; `None` shows none.
    pub count: Signal<Option<String>>,
    pub current: Signal<bool>,
}

/// The row of links. `label` names it: "Token".
#[component]
pub fn TabNav(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    let tab = |Tab {
                   label,
                   href,
                   count,
                   current,
               }: Tab| {
        view! {
            <a class="tab" href=move || href.get() aria-current=move || current.get().then_some("page")>
                {label}
                {move || count.get().map(|count| view! { <span class="badge badge--count">{count}</span> })}
            </a>
        }
    };
    view! { <nav class="tabs" aria-label=label>{tabs.into_iter().map(tab).collect_view()}</nav> }
}
