//! A framed part of a page, named by its heading.

use leptos::prelude::*;

use super::dom::unique_id;

/// `aside`: what stands at the end of the head line. `flush`: the content brings its own padding (lists, tables).
#[component]
pub fn Panel(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] aside: Option<ViewFn>,
    #[prop(optional)] flush: bool,
    children: Children,
) -> impl IntoView {
    let id = unique_id("panel");
    let heading = id.clone();
    view! {
        <section class="panel" aria-labelledby=id>
            <div class="panel__head">
                <h2 id=heading>{move || title.get()}</h2>
                {aside.map(|aside| view! { <span class="push muted small">{aside.run()}</span> })}
            </div>
            <div class=if flush { "" } else { "panel__body" }>{children()}</div>
        </section>
    }
}
