//! The tokens of a Deployment's remote execution agents: the panel on its page, and the dialog that creates one. A
//! Deployment without remote execution has none, and no panel.

mod create;
mod form;

pub use create::CreateAgentTokenDialog;

use std::cmp::Reverse;
use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::token::Token;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::actions::{Action, RowMenu, row_menu};
use super::context::Console;
use super::copy::copier;
use super::error_notice::ErrorNotice;
use super::link::href;
use super::names::{Name, legible};
use super::token_table::cells::{age_cell, expires_cell, last_used_cell};
use crate::api::ApiError;
use crate::browser::{intl, page};
use crate::inventory::{Remote, load_agent_tokens};
use crate::routes::Route;
use crate::ui::{
    Button, Cell, Column, CountBadge, IconButton, IconName, Late, RowHead, Size, WindowedTable,
};

/// Whether the Deployment has remote execution.
fn has_agents(console: Console, deployment: DeploymentId) -> Memo<bool> {
    Memo::new(move |_| {
        console.inventory.deployments().with(|list| {
            let mut known = list.loaded().into_iter().flat_map(|list| list.iter());
            known.any(|known| known.id == deployment && known.has_agents())
        })
    })
}

/// Leads to the panel, which stands below however many tokens there are.
#[component]
pub fn AgentTokensLink(console: Console, deployment: DeploymentId) -> impl IntoView {
    let has_agents = has_agents(console, deployment);
    (move || {
        // The router would take it for a move to the page that is already there.
        let go = |event: MouseEvent| {
            event.prevent_default();
            page::go_to("#agent-tokens");
        };
        let link = || view! { <a href="#agent-tokens" on:click=go>"Agent tokens"</a> };
        has_agents.get().then(link)
    })
    .into_any()
}

/// The panel, where the Deployment has remote execution.
#[component]
pub fn AgentTokens(deployment: DeploymentId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let has_agents = has_agents(console, deployment.clone());
    (move || {
        let deployment = deployment.clone();
        has_agents
            .get()
            .then(|| view! { <Shown console deployment /> })
    })
    .into_any()
}

/// What stands below the head.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Body {
    Loading,
    Nothing,
    /// Also while they are read again.
    Rows,
    /// With rows of an earlier reading, or without.
    Failed {
        error: ApiError,
        has_rows: bool,
    },
}

impl Body {
    fn of(read: Option<&Remote<()>>, has_rows: bool) -> Self {
        match read {
            Some(Remote::Failed { error, .. }) => Self::Failed {
                error: error.clone(),
                has_rows,
            },
            _ if has_rows => Self::Rows,
            Some(Remote::Loaded(()) | Remote::Restless { .. }) => Self::Nothing,
            Some(Remote::Loading) | None => Self::Loading,
        }
    }
}

#[component]
fn Shown(console: Console, deployment: DeploymentId) -> impl IntoView {
    let inventory = console.inventory;
    let rows = {
        let deployment = deployment.clone();
        Memo::new(move |_| {
            inventory.tokens().with(|table| {
                let here = |token: &&Arc<Token>| token.agent_of.as_ref() == Some(&deployment);
                let mut rows: Vec<Arc<Token>> = table.rows().iter().filter(here).cloned().collect();
                rows.sort_by_key(|token| (Reverse(token.created_at), token.id.clone()));
                Arc::new(rows)
            })
        })
    };
    let body = {
        let deployment = deployment.clone();
        Memo::new(move |_| {
            let has_rows = rows.with(|rows| !rows.is_empty());
            let agents = inventory.agents();
            agents.with(|agents| Body::of(agents.get(&deployment), has_rows))
        })
    };
    let is_asking = RwSignal::new(false);
    let ask = {
        let deployment = deployment.clone();
        Callback::new(move |()| {
            if is_asking.get_untracked() {
                return;
            }
            is_asking.set(true);
            let (api, deployment) = (console.api.get_value(), deployment.clone());
            console.tasks.spawn(async move {
                load_agent_tokens(inventory, &api, &deployment).await;
                is_asking.try_set(false);
            });
        })
    };
    let place = Place::Deployment(deployment.clone());
    let create = Callback::new(move |()| {
        console
            .act
            .set(Action::CreateAgentToken(deployment.clone()));
    });
    let fenced = Signal::derive(move || console.place_fence(&place));
    let count = move || {
        let count = rows.with(|rows| rows.len());
        (count > 0).then(|| view! { <CountBadge count=intl::number(count) /> })
    };
    let (menu, list) = row_menu(console, copier(), None);
    let row = Callback::new(move |token: Arc<Token>| row(console, menu, &token));
    let busy = Signal::from(is_asking);
    let table = move || {
        view! { <WindowedTable caption="Agent tokens" columns=columns() rows key=id_of row card_class="cards-2" busy /> }
            .into_any()
    };
    view! {
        <section class="stack stack--sm" aria-labelledby="agent-tokens">
            <div class="row row--wrap">
                <h2 id="agent-tokens" tabindex="-1">"Agent tokens"</h2>
                {count}
                <span class="push row">
                    <IconButton icon=IconName::Refresh label="Load the agent tokens again" size=Size::Small on_press=ask />
                    <Button icon=IconName::Plus fenced on_press=create>"Create agent token"</Button>
                </span>
            </div>
            <p class="muted">
                "The remote execution agents of this Deployment connect with these. They hold no role, and do not open Astro’s API."
            </p>
            {move || match body.get() {
                Body::Loading => loading(),
                Body::Nothing => view! {
                    <p class="panel panel__body muted">"There is none yet. Agents can connect once one is created and given to them."</p>
                }
                .into_any(),
                Body::Rows => table(),
                Body::Failed { error, has_rows } => {
                    let failed = failed(console, error, ask);
                    let earlier = has_rows.then(|| view! {
                        <p class="muted">"Below is what was read before; it may have changed."</p>
                        {table()}
                    });
                    view! { {failed}{earlier} }.into_any()
                }
            }}
            {list}
        </section>
    }
    .into_any()
}

fn columns() -> Vec<Column> {
    let column = |id, label, class| Column {
        id,
        label,
        class,
        sortable: false,
        is_head_hidden: false,
    };
    vec![
        column("name", "Agent token", "w-40"),
        column("last-used", "Last used", "w-22"),
        column("expires", "Expires", "w-16"),
        column("created", "Created", "w-22"),
        Column::ACTIONS,
    ]
}

fn id_of(token: &Arc<Token>) -> TokenId {
    token.id.clone()
}

fn row(console: Console, menu: RowMenu, token: &Arc<Token>) -> AnyView {
    let route = Route::of_token(console.inventory.organization_id(), token);
    let (name, description) = (token.name.to_string(), token.description.to_string());
    let short = ["…", &token.short_token].concat();
    let (title, long) = (legible(&name), legible(&description));
    let actions = menu.button(token);
    view! {
        <RowHead>
            <span class="cell__name">
                <a href=href(&route) title=title><Name text=name /><span class="vh">", " {short.clone()}</span></a>
            </span>
            <span title=long><span class="mono">{short}</span>" "<Name text=description /></span>
        </RowHead>
        {last_used_cell(console, token)}
        {expires_cell(console, token)}
        {age_cell(console, token)}
        <Cell label="" class="c-act">{actions}</Cell>
    }
    .into_any()
}

fn loading() -> AnyView {
    view! {
        <Late>
            <div class="panel panel__body stack stack--sm" aria-busy="true">
                <p class="vh">"Loading agent tokens"</p>
                <span class="skel"></span><span class="skel skel--s"></span>
            </div>
        </Late>
    }
    .into_any()
}

fn failed(console: Console, error: ApiError, ask: Callback<()>) -> AnyView {
    let actions = ViewFn::from(move || {
        view! { <Button size=Size::Small icon=IconName::Refresh on_press=ask>"Try again"</Button> }
            .into_any()
    });
    view! { <ErrorNotice error host=console.api_host() actions /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ErrorKind;

    #[test]
    fn rows_stay_through_a_failure_and_nothing_is_said_to_be_there_before_it_is_known() {
        assert_eq!(Body::of(None, false), Body::Loading);
        assert_eq!(Body::of(None, true), Body::Rows);
        assert_eq!(Body::of(Some(&Remote::Loaded(())), false), Body::Nothing);
        let error = ApiError::of(ErrorKind::Forbidden);
        let failed = Remote::Failed {
            error: error.clone(),
            last: None,
        };
        for has_rows in [true, false] {
            let error = error.clone();
            assert_eq!(
                Body::of(Some(&failed), has_rows),
                Body::Failed { error, has_rows }
            );
        }
    }
}
