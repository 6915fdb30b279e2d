//! Every grant of the token, to be changed, and what may stay hidden.

use std::sync::Arc;

use astro_tokens::model::Scope;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::components::context::Console;
use crate::components::grant_editor::GrantEditor;
use crate::inventory::Coverage;
use crate::ui::{Banner, Blank, IconName};

/// What there is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    NotTold,
    None,
    Grants,
}

/// `token` follows what was read last: what is pending outlasts that.
#[component]
pub fn Access(console: Console, token: Memo<Arc<Token>>) -> impl IntoView {
    let shown = Memo::new(move |last: Option<&Shown>| {
        token.with(|token| match &token.grants {
            // What is pending stays in sight.
            None if last == Some(&Shown::Grants) => Shown::Grants,
            None => Shown::NotTold,
            Some(grants) if grants.is_empty() => Shown::None,
            Some(_) => Shown::Grants,
        })
    });
    let may_hide = move || {
        token.with(|token| token.scope == Scope::Organization)
            && console
                .inventory
                .coverage()
                .with(|coverage| matches!(coverage, Coverage::Partial { .. }))
    };
    (move || match shown.get() {
        Shown::NotTold => view! {
            <Blank icon=IconName::Info title="Grants not told">
                <p>"Astro’s answer carried no grants of this token. That is not the same as having none, and saving now could revoke some: reload the token to ask again."</p>
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
            <Show when=may_hide>
                <Banner icon=IconName::Info title="There may be more grants">
                    <p>"This is an Organization token. Grants on Workspaces and Deployments that your token does not see may be missing here."</p>
                </Banner>
            </Show>
            <GrantEditor console token />
        }
        .into_any(),
    })
    .into_any()
}
