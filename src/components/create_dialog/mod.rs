//! Creating a token: the form, and, where no certain answer came, what was found and the ways on. The value goes to the
//! secret dialog the moment it is there.

mod form;
mod unanswered;

use std::sync::Arc;

use astro_tokens::form::{Expiry, NewToken};
use astro_tokens::model::{CreateApiTokenRequest, Kind, Scope};
use astro_tokens::requests;
use astro_tokens::snippets::astro_cli;
use astro_tokens::token::Token;
use leptos::prelude::*;

use self::form::{FORM, Fields, Form};
use self::unanswered::Unanswered;
use super::actions::{Action, Issued, IssuedBy};
use super::as_code::{AsCode, INCOMPLETE, calls, cli};
use super::context::Console;
use super::draft::Draft;
use super::outcomes::{OutcomeNotice, creation};
use super::role_choice::RoleMeaning;
use super::sending::Sending;
use crate::commands::{Creation, create_token};
use crate::ui::{Button, ButtonKind, Dialog, DialogWidth};

/// Days that most pipelines do with.
const USUAL_DAYS: u16 = 90;

/// What the form begins with.
fn draft(successor_of: Option<&Token>) -> NewToken {
    match successor_of {
        None => NewToken {
            name: String::new(),
            description: String::new(),
            kind: Kind::Standard,
            scope: Scope::Organization,
            entity_id: None,
            role: None,
            expiry: Expiry::Days(USUAL_DAYS),
        },
        Some(old) => {
            let home = old.home_grant();
            let days = old
                .expiry_period_in_days
                .and_then(|days| u16::try_from(days).ok());
            NewToken {
                name: old.name.to_string(),
                description: old.description.to_string(),
                kind: old.kind.clone(),
                scope: old.scope.clone(),
                entity_id: home
                    .filter(|_| old.scope != Scope::Organization)
                    .map(|home| home.entity_id.clone()),
                role: home.map(|home| home.role.clone()),
                expiry: form::expiry(days.unwrap_or(USUAL_DAYS)),
            }
        }
    }
}

/// The dialog. `successor_of`: the new token begins as that one is, and takes over its further grants.
#[component]
pub fn CreateDialog(#[prop(optional, into)] successor_of: Option<Arc<Token>>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let form = Form::new(draft(successor_of.as_deref()));
    let sending = Sending::new(console);
    let outcome = RwSignal::new(None::<Arc<Creation>>);
    let by = StoredValue::new(match &successor_of {
        Some(old) => IssuedBy::Succession(old.clone()),
        None => IssuedBy::Creation,
    });
    let send = Callback::new(move |()| {
        let Some(request) = form.send() else {
            return;
        };
        outcome.set(None);
        sending.issue(async move {
            let writer = console.writer.get_value();
            match create_token(&writer, &request).await {
                Creation::Created { id, secret } => {
                    let issued = Issued {
                        secret,
                        token: id,
                        name: request.name.as_str().into(),
                        by: by.try_get_value().unwrap_or(IssuedBy::Creation),
                    };
                    console.act.set(Action::Secret(Arc::new(issued)));
                }
                creation => {
                    if let Creation::Refused(error) = &creation {
                        form.refuse(&error.field_errors);
                    }
                    outcome.try_set(Some(Arc::new(creation)));
                }
            }
        });
    });
    let is_unanswered = Memo::new(move |_| {
        outcome.with(|outcome| matches!(outcome.as_deref(), Some(Creation::Unanswered { .. })))
    });
    let old = StoredValue::new(successor_of);
    (move || {
        if is_unanswered.get() {
            let name = form.draft.with_untracked(|draft| draft.name.clone());
            view! { <Unanswered name outcome sending /> }.into_any()
        } else {
            view! { <FormDialog form sending outcome send old=old.get_value() /> }.into_any()
        }
    })
    .into_any()
}

#[component]
fn FormDialog(
    form: Form,
    sending: Sending,
    outcome: RwSignal<Option<Arc<Creation>>>,
    send: Callback<()>,
    old: Option<Arc<Token>>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let title = match &old {
        None => "Create API token".to_owned(),
        Some(old) => format!("Create successor of {}", super::names::legible(&old.name)),
    };
    let subtitle = Some("The secret is shown once, right after this step.".to_owned());
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
    let aside = ViewFn::from(move || view! { <Preview form /> }.into_any());
    let footer = ViewFn::from(move || {
        view! {
            <Button kind=ButtonKind::Quiet on_press=close fenced=Signal::derive(move || sending.fence())>"Cancel"</Button>
            <Button kind=ButtonKind::Primary submit=true form=FORM fenced=Signal::derive(move || sending.write_fence())>
                {move || sending.label("Create token")}
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
            Creation::Refused(error) => {
                let told = creation(&outcome, "");
                Some(view! { <OutcomeNotice told errors=vec![error.clone()] /> })
            }
            Creation::Created { .. } | Creation::Unanswered { .. } => None,
        })
    };
    let further = further_grants(old.as_deref());
    view! {
        <Dialog open=true title subtitle on_close=close width=DialogWidth::Wide aside footer>
            <form class="stack" id=FORM novalidate on:submit=submit on:focusout=move |event| form.left(&event)>
                {sending.notice()}
                {refused}
                {further.map(|text| view! { <p class="muted">{text}</p> })}
                <Fields form console />
            </form>
        </Dialog>
        {draft.question()}
    }
    .into_any()
}

/// What a successor gets besides its role at home.
fn further_grants(old: Option<&Token>) -> Option<&'static str> {
    match old?.other_grants().count() {
        0 => None,
        1 => Some("The further grant of the old token is given to it right after it is created."),
        _ => Some("The further grants of the old token are given to it right after it is created."),
    }
}

/// What comes of the form as it is filled in.
#[component]
fn Preview(form: Form) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let request = Memo::new(move |_| form.draft.with(|draft| draft.request().ok()));
    let role = Signal::derive(move || form.draft.with(|draft| draft.role.clone()));
    let command = move |print: &dyn Fn(&CreateApiTokenRequest) -> super::as_code::Command| {
        request.with(|request| match request {
            Some(request) => print(request),
            None => Err(INCOMPLETE.to_owned()),
        })
    };
    let cli = Signal::derive(move || command(&|request| cli(astro_cli::create(request))));
    let curl = Signal::derive(move || {
        let organization = console.inventory.organization_id();
        command(&|request| calls(console, &[requests::create_token(&organization, request)]))
    });
    view! {
        <RoleMeaning console role />
        <AsCode cli curl />
    }
    .into_any()
}
