//! Which token is this? A pasted token, an id or a short token leads to its token.
//!
//! What is pasted is read on this page and taken out of the field at once. It is kept nowhere and sent to no one.

use astro_tokens::claims::{ClaimedKind, Claims};
use astro_tokens::id::{OrganizationId, TokenId};
use astro_tokens::timestamp::Timestamp;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

use crate::browser::intl::Style;
use crate::browser::{media, page};
use crate::components::claims_text::claimed_scope;
use crate::components::context::Console;
use crate::components::expiry::ExpiryBadge;
use crate::components::link::href;
use crate::components::names::Name;
use crate::components::which::{Identified, identify, token_within};
use crate::inventory::Stage;
use crate::routes::Route;
use crate::ui::{Badge, Button, ButtonKind, Fact, Facts, Icon, IconName, IconSize, Panel};

/// What was read. Holds nothing of a pasted token but what it says of itself.
#[derive(Clone, Debug, PartialEq)]
struct Answer {
    found: Identified,
    claims: Option<Claims>,
}

#[component]
pub fn WhichPage() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let input = NodeRef::<Input>::new();
    let (answer, set_answer) = signal(None::<Answer>);
    let take = move || {
        let Some(input) = input.get_untracked() else {
            return String::new();
        };
        let text = input.value();
        input.set_value("");
        text
    };
    let read = move |text: &str| {
        if text.trim().is_empty() {
            return;
        }
        let claims = token_within(text).and_then(|value| Claims::decode(&value).ok());
        let found = console
            .inventory
            .tokens()
            .with_untracked(|table| identify(text, table));
        set_answer.set(Some(Answer { found, claims }));
    };
    if let Some(found) = page::take_found_token() {
        read(&found);
    }
    let on_input = move |_| {
        let holds_token = input
            .get_untracked()
            .is_some_and(|input| token_within(&input.value()).is_some());
        if holds_token {
            read(&take());
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        read(&take());
    };
    view! {
        <div class="page-head">
            <div class="page-head__text">
                <h1 tabindex="-1">"Which token is this?"</h1>
                <p class="page-head__sub">"Someone found a token in a log, a script or a secret store: see whose it is."</p>
            </div>
        </div>
        <form class="panel which" novalidate on:submit=on_submit>
            <div class="panel__body stack stack--sm">
                <label class="field__label" for="which-token">"Token, ID or short token"</label>
                <div class="row">
                    <div class="affix which__field">
                        <Icon name=IconName::Key />
                        <input
                            node_ref=input
                            class="input input--masked mono"
                            id="which-token"
                            type=if media::masks_text() { "text" } else { "password" }
                            autocomplete="off"
                            autocapitalize="off"
                            spellcheck="false"
                            translate="no"
                            aria-describedby="which-help"
                            on:input=on_input
                        />
                    </div>
                    <Button kind=ButtonKind::Primary submit=true>"Look up"</Button>
                </div>
                <p class="field__help" id="which-help">
                    "Read on this page only: never written to the address, the history or a request, and taken out of the field at once."
                </p>
            </div>
        </form>
        <div role="status" class="stack">
            {move || answer.get().map(|answer| view! { <Result answer /> })}
        </div>
    }
    .into_any()
}

/// What the text led to, and the ways on. Follows the inventory: a token that arrives later is found then.
#[component]
fn Result(answer: Answer) -> impl IntoView {
    let Answer { found, claims } = answer;
    let issued_at = claims.as_ref().and_then(|claims| claims.issued_at);
    let said = claims.map(|claims| view! { <Said claims /> });
    let result = match found {
        Identified::Token(id) => view! { <Found id issued_at /> }.into_any(),
        Identified::Several(ids) => {
            let list = ids.into_iter().map(|id| view! { <li><TokenLink id /></li> }).collect_view();
            view! {
                <Panel title="Several tokens have this short token" flush=true><ul class="list">{list}</ul></Panel>
            }
            .into_any()
        }
        Identified::Unknown { id, organization } => view! { <NotHeld id organization issued_at /> }.into_any(),
        Identified::Nameless(ClaimedKind::PersonalSession) => view! {
            <Words title="This is a personal session">
                "It belongs to a signed-in person and not to an API token, and it ends by itself within hours. It is not in any list of tokens."
            </Words>
        }
        .into_any(),
        Identified::Nameless(ClaimedKind::ApiToken) => view! {
            <Words title="It does not say which token it is">"It is an API token, but it carries no token ID."</Words>
        }
        .into_any(),
        Identified::Damaged(error) => view! {
            <Words title="This token can’t be read">{error.to_string()}</Words>
        }
        .into_any(),
        Identified::NotAToken => view! { <NothingFound /> }.into_any(),
    };
    view! { {result} {said} }
}

#[component]
fn Words(title: &'static str, children: Children) -> impl IntoView {
    view! { <Panel title><p>{children()}</p></Panel> }
}

/// Name, short token and address of one token of the inventory.
#[component]
fn TokenLink(id: TokenId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let organization = console.inventory.organization_id();
    let token = console
        .inventory
        .tokens()
        .with_untracked(|table| table.get(&id).cloned());
    let address = href(&match &token {
        Some(token) => Route::of_token(organization, token),
        None => Route::token(organization, id.clone()),
    });
    let name = token
        .as_ref()
        .map_or_else(|| id.to_string(), |token| token.name.to_string());
    let short = token
        .filter(|token| !token.short_token.is_empty())
        .map(|token| format!("…{}", token.short_token));
    view! {
        <span class="row row--wrap">
            <Icon name=IconName::Key size=IconSize::Small />
            <a href=address><Name text=name /></a>
            <span class="mono faint small">{short}</span>
            <span class="mono faint small">{id.to_string()}</span>
        </span>
    }
    .into_any()
}

#[component]
fn Found(
    id: TokenId,
    /// When the pasted value was made, as far as it says so.
    issued_at: Option<Timestamp>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let own = id.clone();
    let is_own = move || console.own_token().as_ref() == Some(&own);
    let rotated_at = console
        .inventory
        .tokens()
        .with_untracked(|table| table.get(&id).and_then(|token| token.last_rotated_at));
    let is_older = issued_at
        .zip(rotated_at)
        .is_some_and(|(issued, rotated)| issued < rotated);
    view! {
        <Panel title="Found">
            <div class="stack stack--sm">
                <TokenLink id />
                {move || is_own().then(|| view! { <p>"This is the token you are signed in with."</p> })}
                {is_older.then(|| view! {
                    <p class="muted">"The token was rotated after this value was issued, so Astro no longer accepts this value."</p>
                })}
            </div>
        </Panel>
    }
    .into_any()
}

/// A pasted token that is not among those that were loaded.
#[component]
fn NotHeld(
    id: TokenId,
    organization: Option<OrganizationId>,
    issued_at: Option<Timestamp>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let own = console.inventory.organization_id();
    if let Some(other) = organization.filter(|organization| *organization != own) {
        return view! {
            <Words title="It belongs to another Organization">
                "It says that it is token " <code>{id.to_string()}</code> " of the Organization " <code>{other.to_string()}</code>
                ". Sign in with a token of that Organization to see it."
            </Words>
        }
        .into_any();
    }
    let address = href(&Route::token(own, id.clone()));
    let inventory = console.inventory;
    let is_held = {
        let id = id.clone();
        Memo::new(move |_| inventory.tokens().with(|table| table.get(&id).is_some()))
    };
    let is_done = Memo::new(move |_| {
        inventory
            .progress()
            .with(|progress| progress.stage == Stage::Done)
    });
    (move || {
        if is_held.get() {
            return view! { <Found id=id.clone() issued_at /> }.into_any();
        }
        let text = if is_done.get() {
            "It belongs to this Organization, but is not among the tokens that are visible to you: it was deleted, or your token does not see it."
        } else {
            "It belongs to this Organization, but has not been loaded yet."
        };
        let address = address.clone();
        view! {
            <Panel title="Not among the loaded tokens">
                <div class="stack stack--sm">
                    <p>{text}</p>
                    <div><a class="btn btn--sm" href=address>"Ask Astro for this token"</a></div>
                </div>
            </Panel>
        }
        .into_any()
    })
    .into_any()
}

#[component]
fn NothingFound() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let is_done = move || {
        console
            .inventory
            .progress()
            .with(|progress| progress.stage == Stage::Done)
    };
    view! {
        <Words title="Nothing found">
            "No loaded token has that ID or short token, and it is not a whole token either. Copy it again as a whole."
            {move || (!is_done()).then_some(" Not all tokens are loaded yet: look again when they are.")}
        </Words>
    }
    .into_any()
}

/// What the pasted token says of itself. Only Astro knows whether that is true.
#[component]
fn Said(claims: Claims) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let now = console.clock.coarse;
    let scope = claimed_scope(&claims);
    let id = |name: &'static str, id: Option<String>| {
        id.map(|id| view! { <Fact name class="id"><Name text=id /></Fact> })
    };
    let date = move |at: Timestamp| {
        view! { <time datetime=at.to_rfc3339()>{move || console.format(at, Style::Exact)}</time> }
    };
    let (issued_at, expires_at) = (claims.issued_at, claims.expires_at);
    let local = ViewFn::from(|| view! { <Badge>"Read on this device"</Badge> }.into_any());
    view! {
        <Panel title="What it says of itself" aside=local>
            <Facts rows=true>
                <Fact name="Scope">{scope}</Fact>
                {id("Organization ID", claims.organization_id.map(|id| id.to_string()))}
                {id("Workspace ID", claims.workspace_id.map(|id| id.to_string()))}
                {id("Token ID", claims.token_id.map(|id| id.to_string()))}
                {issued_at.map(|at| view! { <Fact name="Issued">{date(at)}</Fact> })}
                <Fact name="Expires">
                    <ExpiryBadge start_at=now.get_untracked() end_at=expires_at now />
                    {expires_at.map(date)}
                </Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}
