//! A banner: something about the place it stands in, for as long as it is so.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use super::tone::Tone;

/// `announce`: it is read out as soon as it appears (bad news at once, other news when the reader pauses).
/// `actions`: buttons and links. `page`: it stands at the top of the page, from edge to edge.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    icon: IconName,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] announce: bool,
    #[prop(optional)] page: bool,
    #[prop(optional, into)] actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let role = announce.then_some(if tone == Tone::Bad { "alert" } else { "status" });
    let page = if page { "banner--page" } else { "" };
    view! {
        <div class=format!("banner {} {page}", tone.class()) role=role>
            <Icon name=icon />
            <div><p class="strong">{move || title.get()}</p>{children()}</div>
            {actions.map(|actions| view! { <div class="banner__actions">{actions.run()}</div> })}
        </div>
    }
}
