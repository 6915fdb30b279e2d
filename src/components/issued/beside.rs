//! What there is of the new token's name besides it: looked for once its value is shown, and told beside that, with the way
//! to be rid of it.

use std::sync::Arc;

use astro_tokens::id::TokenId;
use astro_tokens::lifecycle::ago;
use leptos::prelude::*;

use super::delete_here::DeleteHere;
use crate::commands::{Beside, Lookup, look_beside};
use crate::components::actions::Action;
use crate::components::context::Console;
use crate::components::copy::copier;
use crate::components::hold::Held;
use crate::components::outcomes::{OutcomeNotice, beside};
use crate::ui::{Button, CopyButton, IconName, Size, Toast, Toasts, dynamic_option};

/// `token`: the new one; set where the answer did not tell it and the look does. `on_looked`: it was looked.
#[component]
pub fn BesideNotice(
    lookup: Lookup,
    token: RwSignal<Option<TokenId>>,
    has_looked: RwSignal<bool>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let found = RwSignal::new(None::<Beside>);
    let toasts = Toasts::current();
    let look = Callback::new(move |()| {
        let lookup = lookup.clone();
        has_looked.set(false);
        // The secret may be stored, and this dialog closed, before it is done.
        let hold = console.holds.hold(Held::Answer);
        console.tasks.spawn(async move {
            let writer = console.writer.get_value();
            let known = token.try_get_untracked().flatten();
            let (id, looked) = look_beside(&writer, &lookup, known.as_ref()).await;
            if id != known {
                token.try_set(id);
            }
            has_looked.try_set(true);
            // Handed back: nobody is there any more to read it here.
            if let (Some(Some(late)), Some(toasts)) = (found.try_set(Some(looked)), toasts) {
                tell_late(console, toasts, &late);
            }
            drop(hold);
        });
    });
    look.run(());
    let again = ViewFn::from(move || {
        let fenced =
            Signal::derive(move || (!has_looked.get()).then(|| "Astro is being asked.".to_owned()));
        view! { <Button size=Size::Small icon=IconName::Refresh fenced on_press=look>"Look again"</Button> }
            .into_any()
    });
    dynamic_option(move || {
        let found = found.get()?;
        let told = beside(&found)?;
        Some(match found {
            Beside::Nothing => ().into_any(),
            Beside::Unknown(error) => {
                view! { <OutcomeNotice told errors=vec![error] actions=again.clone() /> }.into_any()
            }
            Beside::Twins(ids) => {
                let twins = ids
                    .into_iter()
                    .map(|id| twin(console, id, true))
                    .collect_view();
                view! { <OutcomeNotice told /><ul class="panel list">{twins}</ul> }.into_any()
            }
            Beside::Among(ids) => {
                let tokens = ids
                    .into_iter()
                    .map(|id| twin(console, id, false))
                    .collect_view();
                view! { <OutcomeNotice told /><ul class="panel list">{tokens}</ul> }.into_any()
            }
        })
    })
    .into_any()
}

fn tell_late(console: Console, toasts: Toasts, found: &Beside) {
    let Some(told) = beside(found) else {
        return;
    };
    let toast = Toast::bad(told.title.clone()).text(told.in_one_line());
    let toast = match found {
        Beside::Twins(ids) => match ids.first().cloned() {
            Some(id) => toast.action(
                "Delete…",
                Arc::new(move || console.act.set(Action::Delete(id.clone()))),
            ),
            None => toast,
        },
        Beside::Nothing | Beside::Among(_) | Beside::Unknown(_) => toast,
    };
    toasts.show(toast.keeping(console.holds.hold(Held::Outcome)));
}

/// `is_spare`: the value that is shown is not its.
fn twin(console: Console, id: TokenId, is_spare: bool) -> AnyView {
    let held = console
        .inventory
        .tokens()
        .with_untracked(|table| table.get(&id).cloned());
    let Some(token) = held else {
        return ().into_any();
    };
    let delete = DeleteHere::new(console, id.clone(), token.agent_of.clone());
    let created_at = token.created_at;
    let text = id.to_string();
    view! {
        <li>
            <div class="stack stack--sm">
                <p>
                    <span class="mono">{format!("…{}", token.short_token)}</span>
                    <span class="small muted">" created " {move || ago(created_at, console.clock.coarse.get())}</span>
                </p>
                <p class="row small muted">
                    <span class="id">{text.clone()}</span>
                    <CopyButton label="Copy its token ID" text on_copy=copier() />
                </p>
                {move || delete.told("the other token")}
                {move || (is_spare && !delete.is_gone()).then(|| delete.buttons("Delete it…"))}
            </div>
        </li>
    }
    .into_any()
}
