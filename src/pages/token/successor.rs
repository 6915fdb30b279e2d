//! A token and the one that takes over from it, side by side, until the old one is deleted.

use std::sync::Arc;

use astro_tokens::grants::{Grants, Place, diff};
use astro_tokens::id::TokenId;
use astro_tokens::lifecycle::ago;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::browser::task;
use crate::components::actions::{Action, home_fence};
use crate::components::context::Console;
use crate::components::error_notice::ErrorNotice;
use crate::components::expiry::ExpiryBadge;
use crate::components::link::href;
use crate::components::names::Name;
use crate::components::scope_badge::place_words;
use crate::inventory;
use crate::routes::Route;
use crate::ui::{Banner, Button, ButtonKind, Fact, Facts, IconName, Late, Panel, Size, Tone};

#[component]
pub fn Succession(console: Console, old: Arc<Token>, new: TokenId) -> impl IntoView {
    let inventory = console.inventory;
    let held = {
        let new = new.clone();
        Memo::new(move |_| inventory.tokens().with(|table| table.get(&new).cloned()))
    };
    let refusal = {
        let new = new.clone();
        Memo::new(move |_| inventory.refusal(&new))
    };
    let tasks = task::Tasks::new();
    let read = Callback::new(move |ids: Vec<TokenId>| {
        let api = console.api.get_value();
        tasks.spawn(async move {
            for id in ids {
                inventory::load_token(inventory, &api, &id).await;
            }
        });
    });
    if held.with_untracked(Option::is_none) && refusal.with_untracked(Option::is_none) {
        read.run(vec![new.clone()]);
    }
    // The new one first: what is read of the old one draws this anew, and ends what is still under way.
    let both = vec![new.clone(), old.id.clone()];
    let look = Callback::new(move |()| read.run(both.clone()));
    let aside = ViewFn::from(move || {
        view! {
            <Button kind=ButtonKind::Quiet size=Size::Small icon=IconName::Refresh on_press=look>"Look again"</Button>
        }
        .into_any()
    });
    let delete = {
        let (id, home) = (old.id.clone(), home_fence(&old));
        let unseen = move || {
            let is_seen = held.with(Option::is_some);
            (!is_seen).then(|| "The new token is not in sight: look at it first.".to_owned())
        };
        let fenced = Signal::derive(move || {
            let by_home = home.clone();
            console.write_fence().or_else(unseen).or(by_home)
        });
        let press = Callback::new(move |()| console.act.set(Action::Delete(id.clone())));
        view! {
            <Button kind=ButtonKind::Perilous size=Size::Small icon=IconName::Trash fenced on_press=press>"Delete the old one"</Button>
        }
    };
    let second = move || match (held.get(), refusal.get()) {
        (Some(token), _) => side(console, &token, "New"),
        (None, Some(error)) => view! { <ErrorNotice error host=console.api_host() /> }.into_any(),
        (None, None) => view! { <Late><span class="skel"></span></Late> }.into_any(),
    };
    let lacking = {
        let old = old.clone();
        move || {
            let lacking = held.with(|new| {
                let grants = new.as_deref()?.grants.as_ref()?;
                Some(lacks(grants, old.grants.as_ref()?))
            });
            let names = console.inventory.names().get();
            let places: Vec<String> = lacking?
                .iter()
                .map(|place| place_words(place, &names))
                .collect();
            (!places.is_empty()).then(|| view! {
                <Banner tone=Tone::Warn icon=IconName::Alert title="The new token lacks grants of the old one">
                    <p>"What uses the old one there stops working without them: "{places.join(", ")}"."</p>
                </Banner>
            })
        }
    };
    view! {
        <Panel title="Succession" aside>
            <div class="stack">
                <p class="muted">
                    "Put the new secret wherever the old one is used. When the old one is no longer used, and the new one is, delete the old one."
                </p>
                <div class="cols">{side(console, &old, "Old")}{second}</div>
                {lacking}
                <div class="row">{delete}</div>
            </div>
        </Panel>
    }
    .into_any()
}

/// Where the new one has not each role that the old one has.
fn lacks(new: &Grants, old: &Grants) -> Vec<Place> {
    let changes = diff(old, new).into_iter();
    let lacking = changes.filter(|change| !change.before.is_subset(&change.after));
    lacking.map(|change| change.key.place()).collect()
}

/// One of the two.
fn side(console: Console, token: &Token, which: &'static str) -> AnyView {
    let now = console.clock.coarse;
    let last_used_at = token.last_used_at;
    let used = move || match last_used_at {
        Some(at) => ago(at, now.get()),
        None => "Never".to_owned(),
    };
    let (start_at, end_at) = (token.start_at, token.end_at);
    let address = href(&Route::token(
        console.inventory.organization_id(),
        token.id.clone(),
    ));
    view! {
        <section class="stack stack--sm" aria-label=format!("{which} token")>
            <h3>{which} ": " <a href=address><Name text=token.name.to_string() /></a>" "<span class="mono muted">{format!("…{}", token.short_token)}</span></h3>
            <Facts rows=true>
                <Fact name="Last used">{used}</Fact>
                <Fact name="Expires"><ExpiryBadge start_at end_at now /></Fact>
            </Facts>
        </section>
    }
    .into_any()
}
