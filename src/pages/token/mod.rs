//! One token: everything that is known about it, and every grant that it holds.

mod access;
mod facts;
mod overview;
mod successor;

use std::sync::Arc;

use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::lifecycle::{Lifecycle, until};
use astro_tokens::model::Kind;
use astro_tokens::token::Token;
use leptos::prelude::*;

use self::access::Access;
use self::overview::{AgentOverview, Overview};
use self::successor::Succession;
use crate::api::ApiError;
use crate::browser::intl;
use crate::browser::task;
use crate::components::actions::{Action, change_fence, home_fence};
use crate::components::context::Console;
use crate::components::copy::copier;
use crate::components::error_notice::ErrorNotice;
use crate::components::link::{current_route, href};
use crate::components::names::Name;
use crate::components::scope_badge::ScopeBadge;
use crate::components::token_table::words::kind_label;
use crate::inventory::{self, TokenTable};
use crate::routes::{ListView, Route, TokenTab};
use crate::ui::{
    Announcer, Badge, Banner, Button, ButtonKind, CopyButton, IconButton, IconName, Late, Size,
    Tab, TabNav, Tone,
};

/// What stands below the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Agent,
    Overview,
    Access,
    Loading,
    Nothing,
}

/// The page of one token. It follows the inventory, where the token arrives by itself or by the app asking for it.
#[component]
pub fn TokenPage(
    id: TokenId,
    /// The Deployment that lists it as a token of its remote execution agents.
    #[prop(optional, into)]
    agent_of: Option<DeploymentId>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let inventory = console.inventory;
    let held = {
        let id = id.clone();
        Memo::new(move |_| inventory.tokens().with(|table| table.get(&id).cloned()))
    };
    let refusal = {
        let id = id.clone();
        Memo::new(move |_| inventory.refusal(&id))
    };
    let is_held = Memo::new(move |_| held.with(Option::is_some));
    let is_agent =
        Memo::new(move |_| held.with(|held| held.as_ref().is_some_and(|held| held.is_agent())));
    let is_asking = RwSignal::new(false);
    let ask = asker(console, &id, agent_of, is_asking);
    let route = current_route();
    let tab = Memo::new(move |_| match *route.read() {
        Route::Token { tab, .. } => tab,
        _ => TokenTab::Overview,
    });
    let is_pending = RwSignal::new(false);
    let part = Memo::new(move |_| match (is_held.get(), tab.get()) {
        (true, _) if is_agent.get() => Part::Agent,
        (true, TokenTab::Overview) => Part::Overview,
        (true, TokenTab::Access) => Part::Access,
        // What is pending outlasts a token that is read again, and one that goes out of sight.
        (false, TokenTab::Access) if is_pending.get() => Part::Access,
        (false, _) if refusal.with(Option::is_none) => Part::Loading,
        (false, _) => Part::Nothing,
    });
    let successor = Memo::new(move |_| match &*route.read() {
        Route::Token { successor, .. } => successor.clone(),
        _ => None,
    });
    let name = move || {
        held.with(|held| {
            held.as_ref()
                .map_or_else(|| "API token".to_owned(), |token| token.name.to_string())
        })
    };
    let is_own = {
        let id = id.clone();
        Memo::new(move |_| console.own_token().as_ref() == Some(&id))
    };
    let tabs = StoredValue::new(tabs(console, &id, held, tab, successor));
    view! {
        <div class="page-head">
            <div class="page-head__text">
                <div class="page-head__title">
                    <h1 tabindex="-1">{move || view! { <Name text=name() /> }}</h1>
                    {move || held.get().map(|token| view! { <Badges token is_own /> })}
                </div>
                {move || held.get().map(|token| view! { <Subtitle token /> })}
            </div>
            <Show when=move || is_held.get()>
                <div class="row row--wrap page-head__actions">
                    <IconButton icon=IconName::Refresh label="Reload this token" on_press=ask fenced=Signal::derive(move || {
                        is_asking.get().then(|| "It is being read from Astro.".to_owned())
                    }) />
                    {move || held.get().map(|token| view! { <Actions console token /> })}
                </div>
            </Show>
        </div>
        {move || refusal.get().map(|error| view! { <Refused error ask is_held=is_held.get() /> })}
        <Show when=move || is_held.get() && is_own.get()>
            <Banner tone=Tone::Accent icon=IconName::User title="This is the token you are signed in with">
                <p>"What it may do, this tab may do."</p>
            </Banner>
        </Show>
        {move || {
            let (old, new) = (held.get()?, successor.get()?);
            Some(view! { <Succession console old new /> })
        }}
        <Show when=move || is_held.get() && !is_agent.get()>
            <TabNav label="Token" tabs=tabs.get_value() />
        </Show>
        {move || match part.get() {
            Part::Agent => (move || held.get().map(|token| view! { <AgentOverview token /> })).into_any(),
            Part::Overview => (move || held.get().map(|token| view! { <Overview token /> })).into_any(),
            Part::Access => last(held).map(|token| view! { <Access console token is_pending /> }).into_any(),
            Part::Loading => view! { <Skeleton /> }.into_any(),
            Part::Nothing => ().into_any(),
        }}
    }
    .into_any()
}

/// What was held last, from a moment when something is held.
fn last(held: Memo<Option<Arc<Token>>>) -> Option<Memo<Arc<Token>>> {
    let first = held.get_untracked()?;
    Some(Memo::new(move |last: Option<&Arc<Token>>| {
        let now = held.get();
        now.or_else(|| last.cloned())
            .unwrap_or_else(|| first.clone())
    }))
}

/// What can be done to the token.
#[component]
fn Actions(console: Console, token: Arc<Token>) -> impl IntoView {
    let fence = {
        let token = token.clone();
        Signal::derive(move || console.token_fence(&token))
    };
    let (home, change) = (home_fence(&token), change_fence(&token));
    let fence_of_change = Signal::derive(move || change.clone().or_else(|| fence.get()));
    let fence_of_delete = Signal::derive(move || fence.get().or_else(|| home.clone()));
    let act = move |action: fn(TokenId) -> Action| {
        let id = token.id.clone();
        Callback::new(move |()| console.act.set(action(id.clone())))
    };
    view! {
        <Button icon=IconName::Edit fenced=fence_of_change on_press=act(Action::Edit)>"Edit"</Button>
        <Button icon=IconName::Rotate fenced=fence_of_change on_press=act(Action::Rotate)>"Rotate"</Button>
        <Button kind=ButtonKind::Perilous icon=IconName::Trash fenced=fence_of_delete on_press=act(Action::Delete)>"Delete"</Button>
    }
    .into_any()
}

/// A callback that reads the token from Astro again.
fn asker(
    console: Console,
    id: &TokenId,
    agent_of: Option<DeploymentId>,
    is_asking: RwSignal<bool>,
) -> Callback<()> {
    let tasks = task::Tasks::new();
    let announcer = Announcer::current();
    let id = id.clone();
    Callback::new(move |()| {
        if is_asking.get_untracked() {
            return;
        }
        is_asking.set(true);
        let (api, id) = (console.api.get_value(), id.clone());
        let held = |table: &TokenTable| table.get(&id).and_then(|token| token.agent_of.clone());
        let held = console.inventory.tokens().with_untracked(held);
        let deployment = held.or_else(|| agent_of.clone());
        tasks.spawn(async move {
            match deployment {
                None => inventory::load_token(console.inventory, &api, &id).await,
                Some(deployment) => {
                    inventory::load_agent_token(console.inventory, &api, &deployment, &id).await;
                }
            }
            is_asking.try_set(false);
            let is_fine = untrack(|| console.inventory.refusal(&id)).is_none();
            if let Some(announcer) = announcer.filter(|_| is_fine) {
                announcer.say("Read again from Astro");
            }
        });
    })
}

fn tabs(
    console: Console,
    id: &TokenId,
    held: Memo<Option<Arc<Token>>>,
    current: Memo<TokenTab>,
    successor: Memo<Option<TokenId>>,
) -> Vec<Tab> {
    let grants = Signal::derive(move || {
        held.with(|held| {
            held.as_ref()
                .and_then(|token| token.grants.as_ref())
                .map(|grants| intl::number(grants.len()))
        })
    });
    let tab = |tab: TokenTab, label: &str, count: Signal<Option<String>>| {
        let id = id.clone();
        Tab {
            label: label.to_owned(),
            href: Signal::derive(move || {
                href(&Route::Token {
                    organization: console.inventory.organization_id(),
                    token: id.clone(),
                    tab,
                    successor: successor.get(),
                })
            }),
            count,
            current: Signal::derive(move || current.get() == tab),
        }
    };
    vec![
        tab(TokenTab::Overview, "Overview", Signal::stored(None)),
        tab(TokenTab::Access, "Access", grants),
    ]
}

#[component]
fn Badges(token: Arc<Token>, is_own: Memo<bool>) -> impl IntoView {
    let now = Console::current().map(|console| console.clock.coarse);
    let kind = (token.kind != Kind::Standard).then(|| kind_label(&token.kind).to_owned());
    let (start_at, end_at) = (token.start_at, token.end_at);
    let life = move || {
        let now = now?.get();
        let (tone, text) = match (Lifecycle::of(start_at, end_at, now), end_at) {
            (Lifecycle::Expired, _) => (Tone::Bad, "Expired".to_owned()),
            (Lifecycle::Expiring, Some(end_at)) => {
                (Tone::Warn, format!("Expires {}", until(end_at, now)))
            }
            (Lifecycle::NotYetValid, _) => (Tone::Neutral, "Not yet valid".to_owned()),
            (_, None) => (Tone::Neutral, "Never expires".to_owned()),
            (Lifecycle::Active, _) => return None,
        };
        Some(view! { <Badge tone>{text}</Badge> })
    };
    view! {
        {move || is_own.get().then(|| view! { <Badge tone=Tone::Accent>"You"</Badge> })}
        <ScopeBadge scope=token.scope.clone() />
        {kind.map(|kind| view! { <Badge><Name text=kind /></Badge> })}
        {life}
    }
}

#[component]
fn Subtitle(token: Arc<Token>) -> impl IntoView {
    let id = token.id.to_string();
    let description = if token.description.is_empty() {
        view! { <span class="faint">"No description"</span> }.into_any()
    } else {
        view! { <span class="token__description"><Name text=token.description.to_string() /></span> }.into_any()
    };
    view! {
        <p class="page-head__sub">
            <span class="id">{id.clone()}<CopyButton label="Copy token ID" text=id on_copy=copier() /></span>
            {description}
        </p>
    }
}

/// Why the token could not be read, and the ways on.
#[component]
fn Refused(error: ApiError, ask: Callback<()>, is_held: bool) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let host = console.api_host();
    let tokens = Route::Tokens {
        organization: console.inventory.organization_id(),
        view: ListView::default(),
    };
    let actions = ViewFn::from(move || {
        view! {
            <Button size=Size::Small icon=IconName::Refresh on_press=ask>"Try again"</Button>
            <a class="btn btn--sm" href=href(&tokens)>"Back to API tokens"</a>
        }
        .into_any()
    });
    view! {
        <ErrorNotice error host actions />
        {is_held.then(|| view! { <p class="muted">"Below is what was read before; it may have changed."</p> })}
    }
    .into_any()
}

/// The shape of the page while the token is on its way.
#[component]
fn Skeleton() -> impl IntoView {
    let panel = |_| {
        view! {
            <div class="panel"><div class="panel__body stack stack--sm">
                <span class="skel"></span><span class="skel skel--s"></span><span class="skel"></span>
            </div></div>
        }
    };
    view! {
        <Late>
            <div class="stack" aria-busy="true">
                <p class="vh">"Loading the token"</p>
                {(0..2).map(panel).collect_view()}
            </div>
        </Late>
    }
}
