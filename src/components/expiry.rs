//! When a token ends, in a word or two. What is usual is plain; what is soon, over, or never stands out.

use astro_tokens::lifecycle::{Lifecycle, until};
use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use crate::ui::{Badge, IconName, Tone};

/// "Expired", "In 24 days", "Never".
#[component]
pub fn ExpiryBadge(
    start_at: Timestamp,
    /// `None`: never.
    end_at: Option<Timestamp>,
    #[prop(into)] now: Signal<Timestamp>,
) -> impl IntoView {
    move || {
        let now = now.get();
        let Some(end_at) = end_at else {
            return view! { <Badge icon=IconName::Infinity>"Never"</Badge> }.into_any();
        };
        let text = capitalized(&until(end_at, now));
        match Lifecycle::of(start_at, Some(end_at), now) {
            Lifecycle::Expired => view! { <Badge tone=Tone::Bad>"Expired"</Badge> }.into_any(),
            Lifecycle::Expiring => view! { <Badge tone=Tone::Warn>{text}</Badge> }.into_any(),
            Lifecycle::NotYetValid | Lifecycle::Active => text.into_any(),
        }
    }
}

/// With its first letter as a capital.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
