//! Every grant of the token, to be changed, and what may stay hidden.

use std::sync::Arc;

use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::components::context::Console;
use crate::components::grant_editor::GrantEditor;
use crate::ui::{Banner, Blank, IconName};

/// What there is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    NotTold,
    None,
    Grants,
}

/// `token` follows what was read last: what is pending outlasts that. `is_pending` is told whether anything is.
#[component]
pub fn Access(
    console: Console,
    token: Memo<Arc<Token>>,
    is_pending: RwSignal<bool>,
) -> impl IntoView {
    let shown = Memo::new(move |last: Option<&Shown>| {
        token.with(|token| match &token.grants {
            // What is pending stays in sight.
            None if last == Some(&Shown::Grants) => Shown::Grants,
            Some(_) if last == Some(&Shown::Grants) && is_pending.get() => Shown::Grants,
            None => Shown::NotTold,
            Some(grants) if grants.is_empty() => Shown::None,
            Some(_) => Shown::Grants,
        })
    });
    let may_hide = Memo::new(move |_| console.may_hide_grants());
    (move || match shown.get() {
        Shown::NotTold => view! {
            <Blank icon=IconName::Info title="Grants not told">
                <p>"Astro’s answer carried no grants of this token. That is not the same as having none, and saving now could revoke some: reload the token to ask again."</p>
            </Blank>
        }
        .into_any(),
        Shown::None if may_hide.get() => view! {
            <Blank icon=IconName::Lock title="No grants in sight">
                <p>"Astro shows you none of its roles. Those that your token may not write can be hidden from it."</p>
            </Blank>
        }
        .into_any(),
        Shown::None => view! {
            <Blank icon=IconName::Lock title="No grants">
                <p>"Astro lists no role of this token on anything."</p>
            </Blank>
        }
        .into_any(),
        Shown::Grants => view! {
            <Show when=move || may_hide.get()>
                <Banner icon=IconName::Info title="There may be more grants">
                    <p>"Grants that your token may not write may be missing here: Astro does not tell whether it shows them."</p>
                </Banner>
            </Show>
            <GrantEditor console token is_pending />
        }
        .into_any(),
    })
    .into_any()
}
