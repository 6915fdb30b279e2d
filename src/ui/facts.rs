//! Pairs of name and value, as a description list.

use leptos::prelude::*;

/// A list of [`Fact`]s: in columns, or with `rows` one below the other.
#[component]
pub fn Facts(#[prop(optional)] rows: bool, children: Children) -> impl IntoView {
    view! { <dl class=if rows { "facts facts--rows" } else { "facts" }>{children()}</dl> }
}

/// One pair. `class` is the value's: `id` for identifiers, `mono` for code.
#[component]
pub fn Fact(
    #[prop(into)] name: Signal<String>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! { <div><dt>{move || name.get()}</dt><dd class=class>{children()}</dd></div> }
}
