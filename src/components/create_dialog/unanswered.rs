//! No certain answer came to a creation: what was found, and the ways on. Nothing is sent again by itself.

use std::sync::Arc;
use std::time::Duration;

use astro_tokens::grants::Grants;
use astro_tokens::id::TokenId;
use astro_tokens::lifecycle::ago;
use leptos::prelude::*;

use crate::browser::{clock, task};
use crate::commands::{Creation, CreationFound, look_for_created};
use crate::components::actions::Action;
use crate::components::context::Console;
use crate::components::hold::Reading;
use crate::components::issued::chosen;
use crate::components::link::opener;
use crate::components::names::Name;
use crate::components::outcomes::{OutcomeNotice, Told};
use crate::components::sending::Sending;
use crate::routes::Route;
use crate::ui::{Button, ButtonKind, Dialog, DialogWidth, IconName, Size};

#[component]
pub fn Unanswered(
    /// Of the token that was asked for.
    name: String,
    /// What is said of it, with that name.
    words: fn(&Creation, &str) -> Told,
    outcome: RwSignal<Option<Arc<Creation>>>,
    /// What it was to get besides its role at home.
    #[prop(optional)]
    further: Grants,
    /// What holds the session until it was read.
    reading: Reading,
    sending: Sending,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let look = Callback::new(move |()| {
        let Some(before) = outcome.get_untracked() else {
            return;
        };
        sending.start(async move {
            let Creation::Unanswered { error, lookup, .. } = &*before else {
                return;
            };
            let found = look_for_created(&console.writer.get_value(), lookup).await;
            outcome.try_set(Some(Arc::new(Creation::Unanswered {
                error: error.clone(),
                found,
                lookup: lookup.clone(),
            })));
        });
    });
    let has_candidates = Memo::new(move |_| {
        outcome.with(|outcome| {
            matches!(
                outcome.as_deref(),
                Some(Creation::Unanswered {
                    found: CreationFound::Tokens(_),
                    ..
                })
            )
        })
    });
    let found = move || {
        outcome.get().map(|outcome| {
            let mut told = words(&outcome, &name);
            if has_candidates.get() && !further.is_empty() {
                told.text
                    .push_str(" Nothing was given besides the role at home. Not given:");
                told.list = chosen(console, &further);
            }
            what_was_found(console, &outcome, told)
        })
    };
    // One after the other: the form holds the session by its draft before this lets go.
    let back = Callback::new(move |()| {
        outcome.set(None);
        task::spawn_abortable(async move {
            clock::sleep(Duration::ZERO).await;
            reading.end();
        });
    });
    let close = Callback::new(move |()| sending.close());
    let fenced = Signal::derive(move || sending.fence());
    let footer = ViewFn::from(move || {
        view! {
            <Show when=move || !has_candidates.get()>
                <Button kind=ButtonKind::Quiet first=true fenced on_press=back>
                    "Back to the form"
                </Button>
            </Show>
            <Button fenced icon=IconName::Refresh on_press=look>
                "Look again"
            </Button>
            <Button fenced on_press=close>"Close"</Button>
        }
        .into_any()
    });
    view! {
        <Dialog open=true title="No certain answer" on_close=close width=DialogWidth::Medium footer>
            {found.clone()}
        </Dialog>
    }
    .into_any()
}

fn what_was_found(console: Console, outcome: &Creation, told: Told) -> AnyView {
    let Creation::Unanswered { error, found, .. } = outcome else {
        return ().into_any();
    };
    let mut errors = vec![error.clone()];
    let mut candidates = Vec::new();
    match found {
        CreationFound::Unknown(error) => errors.push(error.clone()),
        CreationFound::Tokens(ids) => {
            candidates = ids.iter().map(|id| candidate(console, id)).collect()
        }
        CreationFound::Nothing => {}
    }
    view! {
        <OutcomeNotice told errors />
        {(!candidates.is_empty()).then(|| view! { <ul class="panel list">{candidates}</ul> })}
    }
    .into_any()
}

/// A token that may have come of it, and what can be done with it.
fn candidate(console: Console, id: &TokenId) -> AnyView {
    let held = console
        .inventory
        .tokens()
        .with_untracked(|table| table.get(id).cloned());
    let Some(token) = held else {
        return ().into_any();
    };
    let show = opener();
    let route = Route::of_token(console.inventory.organization_id(), &token);
    let open = Callback::new(move |()| {
        if show(&route) {
            console.act.set(Action::None);
        }
    });
    let (rotated, deleted) = (id.clone(), id.clone());
    // An agent token has no rotation.
    let rotate = token.agent_of.is_none().then(|| {
        let rotate = move |()| console.act.set(Action::Rotate(rotated.clone()));
        view! { <Button size=Size::Small icon=IconName::Rotate on_press=rotate>"Rotate…"</Button> }
    });
    let created_at = token.created_at;
    view! {
        <li>
            <div class="stack stack--sm">
                <p><b><Name text=token.name.to_string() /></b>" "<span class="mono muted">{format!("…{}", token.short_token)}</span></p>
                <p class="small muted">"Created " {move || ago(created_at, console.clock.coarse.get())} ", " <span class="mono">{id.to_string()}</span></p>
                <div class="row row--wrap">
                    <Button size=Size::Small on_press=open>"Open"</Button>
                    {rotate}
                    <Button size=Size::Small icon=IconName::Trash on_press=move |()| console.act.set(Action::Delete(deleted.clone()))>
                        "Delete…"
                    </Button>
                </div>
            </div>
        </li>
    }
    .into_any()
}
