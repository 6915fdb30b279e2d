//! What shows while something is on its way. Nothing shows for the first 300 ms, so that a fast answer does not flash.

use leptos::prelude::*;

/// How much of a known amount is done. `label` says it in words.
#[component]
pub fn Progress(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<f64>,
    #[prop(into)] max: Signal<f64>,
) -> impl IntoView {
    view! {
        <progress
            class="progress"
            aria-label=move || label.get()
            max=move || max.get().to_string()
            value=move || value.get().to_string()
        ></progress>
    }
}

/// Blank for 300 ms, then its content.
#[component]
pub fn Late(children: Children) -> impl IntoView {
    view! { <div class="late">{children()}</div> }
}

/// The shape of a table that is not there yet. `label` is what a screen reader hears: "Loading tokens".
#[component]
pub fn SkeletonTable(
    #[prop(into)] label: String,
    #[prop(into)] heads: Vec<&'static str>,
    #[prop(default = 8)] rows: usize,
) -> impl IntoView {
    let columns = heads.len();
    let line = move |_| {
        let cell = |_| {
            view! { <td><div class="cell"><span class="skel"></span><span class="skel skel--s"></span></div></td> }
        };
        view! { <tr>{(0..columns).map(cell).collect_view()}</tr> }
    };
    view! {
        <div class="table-wrap" aria-busy="true">
            <p class="vh">{label}</p>
            <table class="table table--windowed table--cards" aria-hidden="true">
                <thead><tr>{heads.into_iter().map(|head| view! { <th>{head}</th> }).collect_view()}</tr></thead>
                <tbody>{(0..rows).map(line).collect_view()}</tbody>
            </table>
        </div>
    }
}
