//! A strip of counts, each of which is a filter that is on or off.

use leptos::prelude::*;

use super::badge::Dot;
use super::tone::Tone;

/// One count.
#[derive(Clone, Debug)]
pub struct Stat {
    pub label: String,
    /// Formatted; empty while it is not known.
    pub count: Signal<String>,
    pub tone: Tone,
    /// Whether the filter is on.
    pub pressed: Signal<bool>,
    pub on_press: Callback<()>,
}

/// The strip. `label` names it: "Quick filters".
#[component]
pub fn StatStrip(#[prop(into)] label: String, stats: Vec<Stat>) -> impl IntoView {
    let stat = |Stat {
                    label,
                    count,
                    tone,
                    pressed,
                    on_press,
                }: Stat| {
        view! {
            <li>
                <button
                    type="button"
                    class="stat"
                    aria-pressed=move || pressed.get().to_string()
                    on:click=move |_| on_press.run(())
                >
                    <b>{move || count.get()}</b>
                    <span>{(tone != Tone::Neutral).then(|| view! { <Dot tone=tone /> })} {label}</span>
                </button>
            </li>
        }
    };
    view! { <ul class="stats" aria-label=label>{stats.into_iter().map(stat).collect_view()}</ul> }
}
