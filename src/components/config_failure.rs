//! A configuration that does not hold: nothing can be done on this page until whoever hosts it mends it.

use leptos::prelude::*;

use crate::browser::history;
use crate::config::ConfigError;
use crate::ui::{Banner, Button, IconName, Size, Tone};

#[component]
pub fn ConfigFailure(error: ConfigError) -> impl IntoView {
    let actions = ViewFn::from(
        || view! { <Button size=Size::Small on_press=|()| history::reload()>"Reload"</Button> },
    );
    view! {
        <Banner tone=Tone::Bad icon=IconName::Alert title="This console is not set up correctly" announce=true actions=actions>
            <p>"Its config.json does not hold, so it does not connect anywhere: "<b>{error.key}</b>" "{error.problem}"."</p>
        </Banner>
    }
}
