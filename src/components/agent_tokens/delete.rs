//! Deleting an agent token for good: what breaks, a typed word, and, where no certain answer came, what was found.

use std::sync::Arc;

use astro_tokens::id::DeploymentId;
use astro_tokens::requests;
use astro_tokens::snippets::astro_cli::NoCommand;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::browser::page;
use crate::commands::{
    Deletion, DeletionFound, delete_agent_token, look_after_deletion_of_agent_token,
};
use crate::components::actions::{Action, Consequences};
use crate::components::as_code::{AsCode, calls, cli};
use crate::components::context::Console;
use crate::components::link::{Entry, current_route, mover};
use crate::components::names::legible;
use crate::components::outcomes::{OutcomeNotice, deletion};
use crate::components::sending::Sending;
use crate::routes::{ListView, Route};
use crate::ui::{
    Button, ButtonKind, Dialog, DialogWidth, IconName, Toast, Toasts, TypedWord, is_typed,
};

/// What has to be typed.
const WORD: &str = "Delete";

#[component]
pub fn DeleteAgentTokenDialog(token: Arc<Token>, deployment: DeploymentId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let sending = Sending::new(console);
    let typed = RwSignal::new(String::new());
    let outcome = RwSignal::new(None::<Arc<Deletion>>);
    let name = legible(&token.name);
    let gone = gone(console, &token, &deployment, &name);
    let settle = Callback::new(move |deletion: Arc<Deletion>| {
        if is_gone(&deletion) {
            gone.run(deletion);
        } else {
            outcome.try_set(Some(deletion));
        }
    });
    let place = (deployment, token.id.clone());
    let delete = {
        let place = place.clone();
        Callback::new(move |()| {
            let (deployment, id) = place.clone();
            outcome.set(None);
            sending.start(async move {
                let writer = console.writer.get_value();
                let deletion = delete_agent_token(&writer, &deployment, &id).await;
                settle.run(Arc::new(deletion));
            });
        })
    };
    let look = {
        let place = place.clone();
        Callback::new(move |()| {
            let (Some(before), (deployment, id)) = (outcome.get_untracked(), place.clone()) else {
                return;
            };
            sending.start(async move {
                let Deletion::Unanswered { error, .. } = &*before else {
                    return;
                };
                let writer = console.writer.get_value();
                let found = look_after_deletion_of_agent_token(&writer, &deployment, &id).await;
                let error = error.clone();
                settle.run(Arc::new(Deletion::Unanswered { error, found }));
            });
        })
    };
    let is_unanswered = Memo::new(move |_| {
        outcome.with(|outcome| matches!(outcome.as_deref(), Some(Deletion::Unanswered { .. })))
    });
    let told = {
        let name = name.clone();
        move || {
            outcome.get().map(|outcome| {
                let errors = match &*outcome {
                    Deletion::Refused(error) => vec![error.clone()],
                    Deletion::Unanswered {
                        error,
                        found: DeletionFound::Unknown(second),
                    } => vec![error.clone(), second.clone()],
                    Deletion::Unanswered { error, .. } => vec![error.clone()],
                    Deletion::Deleted { .. } | Deletion::Gone => Vec::new(),
                };
                view! { <OutcomeNotice told=deletion(&outcome, &name) errors /> }
            })
        }
    };
    let fence = Signal::derive(move || {
        let by_word = || {
            let is_typed = typed.with(|typed| is_typed(WORD, typed));
            (!is_typed).then(|| format!("Type {WORD} first."))
        };
        sending.write_fence().or_else(by_word)
    });
    let close = Callback::new(move |()| sending.close());
    let footer = ViewFn::from(move || {
        let fenced = Signal::derive(move || sending.fence());
        view! {
            <Show when=move || is_unanswered.get()>
                <Button fenced icon=IconName::Refresh on_press=look>"Look again"</Button>
            </Show>
            <Button fenced on_press=close>{move || if is_unanswered.get() { "Close" } else { "Cancel" }}</Button>
            <Button kind=ButtonKind::Danger fenced=fence on_press=delete>
                {move || sending.label(if is_unanswered.get() { "Delete once more" } else { "Delete agent token" })}
            </Button>
        }
        .into_any()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if fence.get_untracked().is_none() {
            delete.run(());
        }
    };
    let subtitle = Some(
        "Agents that use it lose their connection to the Deployment. This cannot be undone."
            .to_owned(),
    );
    let title = format!("Delete {name}?");
    let on_typed = Callback::new(move |text| typed.set(text));
    let curl = {
        let (deployment, id) = &place;
        let organization = console.inventory.organization_id();
        calls(
            console,
            &[requests::delete_agent_token(&organization, deployment, id)],
        )
    };
    view! {
        <Dialog open=true title subtitle on_close=close alert=true width=DialogWidth::Medium footer>
            {told.clone()}
            <Consequences token=token.clone() title="What will break" />
            <form on:submit=submit><TypedWord id="delete-word" word=WORD value=typed on_input=on_typed /></form>
            <AsCode cli=cli(Err(NoCommand::Agent)) curl=curl.clone() />
        </Dialog>
    }
    .into_any()
}

/// Whether there is no such token any more.
const fn is_gone(deletion: &Deletion) -> bool {
    matches!(
        deletion,
        Deletion::Deleted { .. }
            | Deletion::Gone
            | Deletion::Unanswered {
                found: DeletionFound::Gone,
                ..
            }
    )
}

/// What follows once the token is gone: its page is left for that of its Deployment.
fn gone(
    console: Console,
    token: &Token,
    deployment: &DeploymentId,
    name: &str,
) -> Callback<Arc<Deletion>> {
    let (toasts, route, go) = (Toasts::current(), current_route(), mover());
    let go = StoredValue::new_local(go);
    let (id, deployment, name) = (token.id.clone(), deployment.clone(), name.to_owned());
    Callback::new(move |outcome: Arc<Deletion>| {
        console.act.set(Action::None);
        let told = deletion(&outcome, &name);
        if let Some(toasts) = toasts {
            toasts.show(Toast::good(told.title).text(told.text));
        }
        let is_here = route.with_untracked(
            |route| matches!(route, Route::AgentToken { token, .. } if *token == id),
        );
        if is_here {
            let place = Route::Deployment {
                organization: console.inventory.organization_id(),
                deployment: deployment.clone(),
                view: ListView::default(),
            };
            go.with_value(|go| go(&place, Entry::Replace));
        } else {
            // The button that opened the dialog went with its row.
            page::focus("main h1");
        }
    })
}
