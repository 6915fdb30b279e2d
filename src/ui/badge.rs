//! Small labels. Colour is for state only; everything else is told by words and an icon.

use leptos::prelude::*;

use super::icon::{Icon, IconName, IconSize};
use super::tone::Tone;

/// A framed word or two.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] icon: Option<IconName>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            {icon.map(|name| view! { <Icon name=name size=IconSize::Small /> })}
            {children()}
        </span>
    }
}

/// A number beside a title or tab.
#[component]
pub fn CountBadge(#[prop(into)] count: Signal<String>) -> impl IntoView {
    view! { <span class="badge badge--count">{move || count.get()}</span> }
}

/// A dot of state. Words beside it say the same.
#[component]
pub fn Dot(#[prop(optional, into)] tone: Signal<Tone>) -> impl IntoView {
    view! { <span class=move || format!("dot {}", tone.get().class())></span> }
}
