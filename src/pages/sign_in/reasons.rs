//! Why there is no session any more.

use leptos::prelude::*;

use crate::session::EndReason;
use crate::ui::{Banner, IconName, Tone};

/// Says once why the last session of this tab ended.
#[component]
pub fn EndedNotice(ended: RwSignal<Option<EndReason>>) -> impl IntoView {
    move || {
        ended.get().map(|reason| {
            let (tone, icon, title, text) = match reason {
                EndReason::SignedOut => (Tone::Good, IconName::Check, "You signed out", "The token is forgotten here. At Astro it stays valid until it expires, is rotated or deleted."),
                EndReason::Idle => (Tone::Neutral, IconName::Clock, "Signed out after a time without activity", "The token was forgotten, so that nobody else could use it from this screen."),
                EndReason::Absolute => (Tone::Neutral, IconName::Clock, "The session reached its longest time", "The token was forgotten. Paste it again to go on."),
                EndReason::Refused => (Tone::Bad, IconName::Lock, "Astro no longer accepts the token", "It was rotated, deleted or has expired. Paste another one."),
                EndReason::Expired => (Tone::Bad, IconName::Clock, "The token has expired", "Astro no longer accepts it. Paste another one."),
                EndReason::Duplicated => (Tone::Neutral, IconName::Info, "This tab is a copy", "The tab it was copied from goes on with its session. This one signs in for itself."),
            };
            view! { <Banner tone icon title=title announce=true><p>{text}</p></Banner> }
        })
    }
}
