//! What concerns the whole page: the host's notice, the connection, a link to another Organization.

use leptos::prelude::*;

use crate::api::ErrorKind;
use crate::browser::intl::Style;
use crate::browser::{page, task};
use crate::components::context::{Connection, Console};
use crate::components::error_notice::icon;
use crate::components::error_text::error_text;
use crate::components::link::href;
use crate::inventory::{self, First};
use crate::routes::{ListView, Route};
use crate::session::EndReason;
use crate::ui::{Banner, Blank, Button, ButtonKind, IconName, Size, Tone};

/// The notice of config.json.
#[component]
pub fn ConfigNotice() -> impl IntoView {
    let notice = Console::current()?.config.get_value().notice.clone()?;
    Some(view! { <Banner icon=IconName::Info tone=Tone::Warn title=notice page=true>""</Banner> })
}

/// Offline, unreachable, slowed down: as long as it lasts, on every page.
#[component]
pub fn ConnectionBanner() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let tasks = task::Tasks::new();
    let host = console.api_host();
    let retry = Callback::new(move |()| {
        let api = console.api.get_value();
        tasks.spawn(async move { inventory::load(console.inventory, &api, First::Nothing).await });
    });
    (move || match console.connection.get() {
        Connection::Fine => ().into_any(),
        Connection::SlowedDown { until } => {
            let left = Memo::new(move |_| {
                let micros = until
                    .unix_micros()
                    .saturating_sub(console.clock.second.get().unix_micros());
                (micros.max(0) + 999_999) / 1_000_000
            });
            // Nobody may be waiting any more when the time is up.
            let is_waiting = move || left.get() > 0;
            view! {
                <Show when=is_waiting>
                    <Banner tone=Tone::Warn icon=IconName::Clock title="Slowing down" announce=true>
                        <p>
                            "Astro asked this page to wait (429). Next request in "
                            // A status is read out whenever it changes; a timer is not.
                            <span role="timer" aria-live="off">{move || left.get()}" s"</span>
                            "; nothing has to be done."
                        </p>
                    </Banner>
                </Show>
            }
            .into_any()
        }
        Connection::Lost(kind) => {
            let text = error_text(kind, &host, &page::origin());
            let loaded_at = console
                .inventory
                .progress()
                .with(|progress| progress.fresh_as_of);
            let held = loaded_at.map(|at| {
                format!(
                    " Showing what was loaded at {}.",
                    console.format(at, Style::DateTime)
                )
            });
            let tone = if kind == ErrorKind::Offline {
                Tone::Neutral
            } else {
                Tone::Bad
            };
            let actions = ViewFn::from(
                move || view! { <Button size=Size::Small on_press=retry>"Retry"</Button> },
            );
            view! {
                <Banner tone icon=icon(kind) title=text.title announce=true actions=actions>
                    <p>{text.explanation}{held}</p>
                </Banner>
            }
            .into_any()
        }
    })
    .into_any()
}

/// A link that leads into an Organization other than the session's.
#[component]
pub fn OtherOrganization() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let own = Route::Tokens {
        organization: console.inventory.organization_id(),
        view: ListView::default(),
    };
    let actions = ViewFn::from(move || {
        view! {
            <a class="btn btn--primary" href=href(&own)>"Go to this Organization’s tokens"</a>
            <Button kind=ButtonKind::Quiet on_press=move |()| console.end.run(EndReason::SignedOut)>"Use another token"</Button>
        }
        .into_any()
    });
    view! {
        <h1 class="vh" tabindex="-1">"Another Organization"</h1>
        <Blank icon=IconName::Organization title="This link belongs to another Organization" actions>
            <p>
                "You are signed in to "<b>{move || console.inventory.organization_name().to_string()}</b>
                ". Sign in with a token of the other one to follow the link."
            </p>
        </Blank>
    }
    .into_any()
}
