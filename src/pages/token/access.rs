//! Every grant of the token, and what may stay hidden.

use std::sync::Arc;

use astro_tokens::model::Scope;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::browser::intl;
use crate::components::context::Console;
use crate::components::grant_tree::GrantTree;
use crate::inventory::Coverage;
use crate::ui::{Banner, Blank, IconName};

#[component]
pub fn Access(token: Arc<Token>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let Some(grants) = token.grants.clone() else {
        return view! {
            <Blank icon=IconName::Info title="Grants not told">
                <p>"Astro’s answer carried no grants of this token. That is not the same as having none: reload the token to ask again."</p>
            </Blank>
        }
        .into_any();
    };
    if grants.is_empty() {
        return view! {
            <Blank icon=IconName::Lock title="No grants">
                <p>"Astro lists no role of this token on anything."</p>
            </Blank>
        }
        .into_any();
    }
    let count = match grants.len() {
        1 => "1 grant.".to_owned(),
        count => format!("{} grants.", intl::number(count)),
    };
    let is_organization = token.scope == Scope::Organization;
    let may_hide = move || {
        is_organization
            && console
                .inventory
                .coverage()
                .with(|coverage| matches!(coverage, Coverage::Partial { .. }))
    };
    view! {
        <p class="muted">{count} " A role on a Workspace also reaches the Deployments in it."</p>
        <Show when=may_hide>
            <Banner icon=IconName::Info title="There may be more grants">
                <p>"This is an Organization token. Grants on Workspaces and Deployments that your token does not see may be missing here."</p>
            </Banner>
        </Show>
        <GrantTree token grants />
    }
    .into_any()
}
