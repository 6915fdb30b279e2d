//! Deleting a token or an agent token for good: what breaks, a typed word, and, where no certain answer came, what was found.

use std::sync::Arc;

use astro_tokens::id::DeploymentId;
use astro_tokens::requests;
use astro_tokens::snippets::astro_cli::{self, NoCommand};
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::actions::{Action, Consequences, Deed, Protection, home_fence};
use super::as_code::{AsCode, calls, cli};
use super::context::Console;
use super::link::{Entry, current_route, mover};
use super::names::legible;
use super::outcomes::{OutcomeNotice, deletion};
use super::sending::Sending;
use crate::browser::{page, task};
use crate::commands::{Deletion, DeletionFound, delete_token, look_after_deletion};
use crate::routes::{ListView, Route};
use crate::session::EndReason;
use crate::ui::{
    Button, ButtonKind, Dialog, DialogWidth, IconName, Toast, Toasts, TypedWord, is_typed,
};

/// What has to be typed.
const WORD: &str = "Delete";

#[component]
pub fn DeleteDialog(token: Arc<Token>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let protection = Protection::of(console, &token);
    let sending = Sending::new(console);
    let typed = RwSignal::new(String::new());
    let reading = console.holds.reading_here();
    let outcome = RwSignal::new(None::<Arc<Deletion>>);
    let name = legible(&token.name);
    let gone = gone(console, &token, &name, protection);
    let address = (token.id.clone(), token.agent_of.clone());
    let delete = {
        let address = address.clone();
        Callback::new(move |()| {
            let (id, agent_of) = address.clone();
            outcome.set(None);
            reading.end();
            sending.start(async move {
                let writer = console.writer.get_value();
                let deletion = delete_token(&writer, &id, agent_of.as_ref()).await;
                if deletion.is_gone() {
                    gone.run(Arc::new(deletion));
                } else {
                    reading.begin();
                    outcome.try_set(Some(Arc::new(deletion)));
                }
            });
        })
    };
    let look = {
        Callback::new(move |()| {
            let (Some(before), (id, agent_of)) = (outcome.get_untracked(), address.clone()) else {
                return;
            };
            sending.start(async move {
                let Deletion::Unanswered { error, .. } = &*before else {
                    return;
                };
                let writer = console.writer.get_value();
                let found = look_after_deletion(&writer, &id, agent_of.as_ref()).await;
                let deletion = Deletion::Unanswered {
                    error: error.clone(),
                    found,
                };
                if deletion.is_gone() {
                    gone.run(Arc::new(deletion));
                } else {
                    reading.begin();
                    outcome.try_set(Some(Arc::new(deletion)));
                }
            });
        })
    };
    let is_unanswered = Memo::new(move |_| {
        outcome.with(|outcome| matches!(outcome.as_deref(), Some(Deletion::Unanswered { .. })))
    });
    let is_over = Memo::new(move |_| outcome.with(|outcome| is_over(outcome.as_deref())));
    let told = {
        let name = name.clone();
        move || {
            outcome.get().map(|outcome| {
                let errors = match &*outcome {
                    Deletion::Refused(error) => vec![error.clone()],
                    Deletion::Unanswered {
                        error,
                        found: DeletionFound::Unknown(second),
                    } => {
                        vec![error.clone(), second.clone()]
                    }
                    Deletion::Unanswered { error, .. } => vec![error.clone()],
                    Deletion::Deleted { .. } | Deletion::Gone => Vec::new(),
                };
                view! { <OutcomeNotice told=deletion(&outcome, &name) errors /> }
            })
        }
    };
    let by_home = home_fence(&token);
    let fence = move || {
        let by_word = || {
            let is_typed = typed.with(|typed| is_typed(WORD, typed));
            (!is_typed).then(|| format!("Type {WORD} first."))
        };
        sending
            .write_fence()
            .or_else(|| by_home.clone())
            .or_else(by_word)
            .or_else(|| protection.fence(Deed::Delete))
    };
    let close = Callback::new(move |()| {
        if is_over.get_untracked() {
            console.end.run(EndReason::Refused);
        }
        sending.close();
    });
    let rotate_instead = {
        let id = token.id.clone();
        Callback::new(move |()| console.act.set(Action::Rotate(id.clone())))
    };
    let fence = Signal::derive(fence);
    let words = Words::of(&token);
    let footer = ViewFn::from(move || {
        (move || {
        let fenced = Signal::derive(move || sending.fence());
        if is_over.get() {
            return view! { <Button on_press=close>"Sign in again"</Button> }.into_any();
        }
        view! {
            {words.can_rotate.then(|| view! {
                <Button kind=ButtonKind::Quiet first=true icon=IconName::Rotate fenced on_press=rotate_instead>"Rotate instead"</Button>
            })}
            <Show when=move || is_unanswered.get()>
                <Button fenced icon=IconName::Refresh on_press=look>"Look again"</Button>
            </Show>
            <Button fenced on_press=close>{move || if is_unanswered.get() { "Close" } else { "Cancel" }}</Button>
            <Button kind=ButtonKind::Danger fenced=fence on_press=delete>
                {move || sending.label(if is_unanswered.get() { "Delete once more" } else { words.delete })}
            </Button>
        }
        .into_any()
    }).into_any()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if fence.get_untracked().is_none() {
            delete.run(());
        }
    };
    let subtitle = Some(words.consequence.to_owned());
    let title = format!("Delete {name}?");
    let on_typed = Callback::new(move |text| typed.set(text));
    let body = move || {
        let (id, organization) = (&token.id, console.inventory.organization_id());
        let request = match &token.agent_of {
            Some(deployment) => requests::delete_agent_token(&organization, deployment, id),
            None => requests::delete_token(&organization, id),
        };
        let command = match &token.agent_of {
            Some(_) => Err(NoCommand::Agent),
            None => astro_cli::home_of(&token).and_then(|home| astro_cli::delete(&home, id)),
        };
        view! {
            {told.clone()}
            <Consequences token=token.clone() title="What will break" />
            {protection.view(Deed::Delete)}
            <form on:submit=submit><TypedWord id="delete-word" word=WORD value=typed on_input=on_typed /></form>
            <AsCode cli=cli(command) curl=calls(console, &[request]) />
        }
    };
    view! {
        <Dialog open=true title subtitle on_close=close alert=true width=DialogWidth::Medium footer>{body()}</Dialog>
    }
    .into_any()
}

/// What differs between a token and an agent token.
#[derive(Clone, Copy)]
struct Words {
    delete: &'static str,
    consequence: &'static str,
    can_rotate: bool,
}

impl Words {
    const fn of(token: &Token) -> Self {
        if token.agent_of.is_some() {
            Self {
                delete: "Delete agent token",
                consequence: "Agents that use it lose their connection to the Deployment. This cannot be undone.",
                can_rotate: false,
            }
        } else {
            Self {
                delete: "Delete token",
                consequence: "It stops working at once, everywhere. This cannot be undone.",
                can_rotate: true,
            }
        }
    }
}

/// One's own token is not accepted any more.
const fn is_over(outcome: Option<&Deletion>) -> bool {
    matches!(
        outcome,
        Some(Deletion::Unanswered {
            found: DeletionFound::NotAccepted,
            ..
        })
    )
}

/// What follows once the token is gone: its page is left, and one's own takes the session with it.
fn gone(
    console: Console,
    token: &Token,
    name: &str,
    protection: Protection,
) -> Callback<Arc<Deletion>> {
    let (toasts, route, go) = (Toasts::current(), current_route(), mover());
    let go = StoredValue::new_local(go);
    let (id, agent_of, name) = (token.id.clone(), token.agent_of.clone(), name.to_owned());
    Callback::new(move |outcome: Arc<Deletion>| {
        let is_own = protection.is_own_untracked();
        console.act.set(Action::None);
        if is_own {
            // Once what the exchange held is let go: nothing is left to go on for.
            task::spawn_abortable(async move { console.end.run(EndReason::Refused) });
            return;
        }
        let told = deletion(&outcome, &name);
        if let Some(toasts) = toasts {
            toasts.show(Toast::good(told.title).text(told.text));
        }
        let is_here = route.with_untracked(|route| match route {
            Route::Token { token, .. } | Route::AgentToken { token, .. } => *token == id,
            _ => false,
        });
        if is_here {
            let list = list_of(console, agent_of.clone());
            go.with_value(|go| go(&list, Entry::Replace));
        } else {
            // The button that opened the dialog went with its row.
            page::focus_heading_when_drawn();
        }
    })
}

/// Where one goes from the page of a token that is gone: to the list that had it.
fn list_of(console: Console, agent_of: Option<DeploymentId>) -> Route {
    let organization = console.inventory.organization_id();
    let view = ListView::default();
    match agent_of {
        Some(deployment) => Route::Deployment {
            organization,
            deployment,
            view,
        },
        None => Route::Tokens { organization, view },
    }
}
