//! The bar of a lifetime: what is past, what is left, where it is now, and what happened on the way.

use leptos::prelude::*;

use super::tone::Tone;

/// A position on the bar as SVG writes it: 0 % to 100 %, to a tenth.
fn percent(fraction: f64) -> String {
    let fraction = if fraction.is_nan() {
        0.0
    } else {
        fraction.clamp(0.0, 1.0)
    };
    format!("{:.1}%", fraction * 100.0)
}

/// `now` and `marks`: fractions of the lifetime, from 0 to 1. `label` says in words what the picture shows.
/// `tone`: of what is left.
#[component]
pub fn Life(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] now: Signal<f64>,
    #[prop(optional, into)] marks: Signal<Vec<f64>>,
    #[prop(optional, into)] tone: Signal<Tone>,
) -> impl IntoView {
    let past = move || percent(now.get());
    view! {
        <svg class="life" role="img" aria-label=move || label.get()>
            <rect class="life__track" x="0" y="10" width="100%" height="8" rx="4"></rect>
            <rect class="life__past" x="0" y="10" width=past height="8" rx="4"></rect>
            <rect
                class=move || format!("life__left {}", tone.get().class())
                x=past
                y="10"
                width=move || percent(1.0 - now.get())
                height="8"
                rx="4"
            ></rect>
            {move || {
                marks
                    .get()
                    .into_iter()
                    .map(|at| view! { <circle class="life__mark" cx=percent(at) cy="14" r="5"></circle> })
                    .collect_view()
            }}
            <line class="life__now" x1=past x2=past y1="4" y2="24"></line>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn positions_stay_on_the_bar() {
        assert_eq!(percent(0.733), "73.3%");
        assert_eq!(percent(-2.0), "0.0%");
        assert_eq!(percent(7.0), "100.0%");
        assert_eq!(percent(f64::NAN), "0.0%");
    }
}
