//! What stands where nothing is: an icon, what is so, why, and a way on.

use leptos::prelude::*;

use super::icon::{Icon, IconName, IconSize};

/// An empty state. `children`: the explanation, as paragraphs. `actions`: buttons and links.
#[component]
pub fn Blank(
    icon: IconName,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] actions: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="panel blank">
            <Icon name=icon size=IconSize::Large />
            <h2>{move || title.get()}</h2>
            {children()}
            <div class="row">{actions.run()}</div>
        </div>
    }
}
