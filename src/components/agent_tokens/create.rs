//! Creating an agent token: the form, and, where no certain answer came, what was found and the ways on. The value goes to the
//! secret dialog the moment it is there.

use std::sync::Arc;

use astro_tokens::id::DeploymentId;
use astro_tokens::requests;
use astro_tokens::snippets::astro_cli::NoCommand;
use leptos::prelude::*;

use super::form::{Fields, Form, draft};
use crate::commands::{Creation, create_agent_token};
use crate::components::actions::{Action, Due, Issued, IssuedBy};
use crate::components::as_code::{AsCode, INCOMPLETE, calls, cli};
use crate::components::context::Console;
use crate::components::create_dialog::Unanswered;
use crate::components::create_form::FORM;
use crate::components::draft::Draft;
use crate::components::names::legible;
use crate::components::outcomes::{OutcomeNotice, agent_creation};
use crate::components::sending::Sending;
use crate::ui::{Button, ButtonKind, Dialog, DialogWidth};

#[component]
pub fn CreateAgentTokenDialog(deployment: DeploymentId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let form = Form::new(draft());
    let sending = Sending::new(console);
    let reading = console.holds.reading_here();
    let outcome = RwSignal::new(None::<Arc<Creation>>);
    let send = {
        let deployment = deployment.clone();
        Callback::new(move |()| {
            let Some(request) = form.send() else {
                return;
            };
            let deployment = deployment.clone();
            outcome.set(None);
            sending.issue(async move {
                let writer = console.writer.get_value();
                match create_agent_token(&writer, &deployment, &request).await {
                    Creation::Created { id, secret, lookup } => {
                        let issued = Issued {
                            secret,
                            token: id,
                            name: request.name.as_str().into(),
                            by: IssuedBy::AgentCreation,
                            due: Due::LookBeside(lookup),
                        };
                        console.act.set(Action::Secret(Arc::new(issued)));
                    }
                    creation => {
                        match &creation {
                            Creation::Refused(error) => form.refuse(&error.field_errors),
                            // The form, and with it the draft that holds the session, gives way to what was found.
                            Creation::Unanswered { .. } => reading.begin(),
                            Creation::Created { .. } | Creation::NotSent(_) => {}
                        }
                        outcome.try_set(Some(Arc::new(creation)));
                    }
                }
            });
        })
    };
    let is_unanswered = Memo::new(move |_| {
        outcome.with(|outcome| matches!(outcome.as_deref(), Some(Creation::Unanswered { .. })))
    });
    (move || {
        if is_unanswered.get() {
            let name = form.draft.with_untracked(|draft| draft.name.clone());
            view! { <Unanswered name words=agent_creation outcome reading sending /> }.into_any()
        } else {
            let deployment = deployment.clone();
            view! { <FormDialog deployment form sending outcome send /> }.into_any()
        }
    })
    .into_any()
}

#[component]
fn FormDialog(
    deployment: DeploymentId,
    form: Form,
    sending: Sending,
    outcome: RwSignal<Option<Arc<Creation>>>,
    send: Callback<()>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let name = console.inventory.names().with_untracked(|names| {
        let known = names.deployment(deployment.as_str());
        legible(known.unwrap_or(deployment.as_arc()))
    });
    let title = "Create agent token".to_owned();
    let subtitle = Some(
        [
            "For the agents of ",
            &name,
            ". The secret is shown once, right after this step.",
        ]
        .concat(),
    );
    let draft = Draft::new(
        console,
        move || form.is_changed(),
        Callback::new(move |()| sending.close()),
    );
    let close = Callback::new(move |()| {
        if !sending.is_on_untracked() {
            draft.close();
        }
    });
    let footer = ViewFn::from(move || {
        view! {
            <Button kind=ButtonKind::Quiet on_press=close fenced=Signal::derive(move || sending.fence())>"Cancel"</Button>
            <Button kind=ButtonKind::Primary submit=true form=FORM fenced=Signal::derive(move || sending.write_fence())>
                {move || sending.label("Create agent token")}
            </Button>
        }
        .into_any()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.write_fence().is_none() {
            send.run(());
        }
    };
    let refused = move || {
        outcome.get().and_then(|outcome| match &*outcome {
            Creation::NotSent(error) | Creation::Refused(error) => {
                let told = agent_creation(&outcome, "");
                Some(view! { <OutcomeNotice told errors=vec![error.clone()] /> })
            }
            Creation::Created { .. } | Creation::Unanswered { .. } => None,
        })
    };
    let curl = Signal::derive(move || {
        let organization = console.inventory.organization_id();
        form.draft.with(|draft| match draft.request() {
            Ok(request) => calls(
                console,
                &[requests::create_agent_token(
                    &organization,
                    &deployment,
                    &request,
                )],
            ),
            Err(_) => Err(INCOMPLETE.to_owned()),
        })
    });
    view! {
        <Dialog open=true title subtitle on_close=close width=DialogWidth::Medium footer>
            <form class="stack" id=FORM novalidate on:submit=submit on:focusout=move |event| form.left(&event)>
                {sending.notice()}
                {refused}
                <Fields form />
            </form>
            <AsCode cli=cli(Err(NoCommand::Agent)) curl />
        </Dialog>
        {draft.question()}
    }
    .into_any()
}
