//! Editing name, description and the role at home as one save. What is saved and what is not is told part by part, the rest
//! can be saved on request, and what someone else changed meanwhile is shown for a choice.

mod conflicts;
mod form;
mod undo;

use std::sync::Arc;

use astro_tokens::requests;
use astro_tokens::snippets::astro_cli::{self, Editable, NoCommand};
use astro_tokens::token::Token;
use leptos::prelude::*;

use self::conflicts::Conflicts;
use self::form::{EditFields, EditForm, FORM};
use self::undo::{joined, undoer, what_stands};
use super::actions::{Action, Deed, Protection, gone};
use super::as_code::{AsCode, Command, INCOMPLETE, calls, cli};
use super::context::Console;
use super::draft::Draft;
use super::grants_save::{HIDDEN, save_all_the_same};
use super::names::legible;
use super::outcomes::{OutcomeNotice, details, role};
use super::role_choice::RoleMeaning;
use super::sending::Sending;
use crate::api::ApiError;
use crate::commands::{
    DetailsFound, DetailsStep, Edit, Edited, GrantsFound, GrantsOutcome, GrantsRefusal, ReadBack,
    Resolved, RoleStep, edit_token,
};
use crate::ui::{Button, ButtonKind, Dialog, DialogWidth, Toast, Toasts};

#[component]
pub fn EditDialog(token: Arc<Token>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let protection = Protection::of(console, &token);
    let sending = Sending::new(console);
    let form = EditForm::new(token.clone());
    let outcome = RwSignal::new(None::<Edited>);
    // What can be taken back of earlier tries.
    let undo = StoredValue::new(None::<Edit>);
    let toasts = Toasts::current();
    let name = legible(&token.name);
    let leave = {
        let name = name.clone();
        move |title: &str, text: String| {
            console.act.set(Action::None);
            if let Some(toasts) = toasts {
                let toast = Toast::good(format!("{title} {name}")).text(text);
                toasts.show(match undo.get_value() {
                    Some(undo) => toast.action("Undo", undoer(console, toasts, undo)),
                    None => toast,
                });
            }
        }
    };
    let save = {
        let leave = leave.clone();
        Callback::new(move |()| {
            let Some(edit) = form.send() else {
                return;
            };
            let leave = leave.clone();
            outcome.set(None);
            sending.start(async move {
                let edited = edit_token(&console.writer.get_value(), edit.clone()).await;
                if let Some(back) = &edited.undo {
                    // What an earlier try saved is taken back as well.
                    undo.try_update_value(|undo| {
                        *undo = match undo.take() {
                            Some(first) => joined(first, back),
                            None => Some(back.clone()),
                        };
                    });
                }
                if is_whole(&edited) {
                    let has_saved = undo.try_with_value(Option::is_some) == Some(true);
                    match is_nothing(&edited) && !has_saved {
                        true => leave(
                            "Nothing had to be saved of",
                            "What stands is what you chose.".to_owned(),
                        ),
                        false => leave("Saved", besides(console, &edited)),
                    }
                } else {
                    form.go_on(&edit, &edited);
                    if let DetailsStep::Refused(error) = &edited.details {
                        form.refuse(&error.field_errors);
                    }
                    outcome.try_set(Some(edited));
                }
            });
        })
    };
    // What was asked about something else that is wanted by now is no question any more.
    Effect::new(move |before: Option<String>| {
        let (name, description, role) = form.typed();
        let typed = [
            &name,
            "\n",
            &description,
            "\n",
            role.as_deref().unwrap_or_default(),
        ]
        .concat();
        let has_changed = before.is_some_and(|before| before != typed);
        let has_conflicts =
            || outcome.with_untracked(|edited| edited.as_ref().is_some_and(has_conflicts));
        if has_changed && has_conflicts() {
            form.resolved.set(Resolved::default());
            outcome.set(None);
        }
        typed
    });
    let leave_partly = Callback::new(move |()| {
        if undo.with_value(Option::is_some) {
            leave("Saved a part of the changes to", String::new());
        } else {
            sending.close();
        }
    });
    // Set with each outcome, ahead of it.
    let has_saved = move || outcome.with(Option::is_some) && undo.with_value(Option::is_some);
    let draft = Draft::new(console, move || form.is_changed(), leave_partly);
    let title_of_loss = Signal::derive(move || match has_saved() {
        true => "Discard what is not saved?".to_owned(),
        false => "Discard what you typed?".to_owned(),
    });
    let loss = Signal::derive(move || {
        outcome.track();
        undo.with_value(|undo| what_stands(undo.as_ref(), &form.sent()))
    });
    let close = Callback::new(move |()| {
        if !sending.is_on_untracked() {
            draft.close();
        }
    });
    let is_demotion = Memo::new(move |_| outcome.with(|edited| form.is_demotion(edited.as_ref())));
    let fence = Signal::derive(move || {
        let unchanged = || {
            let text = match has_saved() {
                true => "Nothing is left to be saved.",
                false => "Nothing has changed yet.",
            };
            (!form.is_changed()).then(|| text.to_owned())
        };
        let open = || {
            let is_open = outcome.with(|outcome| {
                outcome
                    .as_ref()
                    .is_some_and(|edited| form.has_open_conflicts(edited))
            });
            is_open.then(|| "Choose first which of the two shall stand.".to_owned())
        };
        sending
            .write_fence()
            .or_else(|| gone(console, &form.base().id))
            .or_else(unchanged)
            .or_else(open)
            .or_else(|| form.role_change().and_then(|_| console.sight_fence(HIDDEN)))
            .or_else(|| protection.fence(Deed::Demote).filter(|_| is_demotion.get()))
    });
    let save_label = Memo::new(move |_| if has_saved() { "Save the rest" } else { "Save" });
    let footer = ViewFn::from(move || {
        let fenced = Signal::derive(move || sending.fence());
        view! {
            <Button kind=ButtonKind::Quiet fenced on_press=close>"Cancel"</Button>
            <Button kind=ButtonKind::Primary submit=true form=FORM fenced=fence>{move || sending.label(save_label.get())}</Button>
        }
        .into_any()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if fence.get_untracked().is_none() {
            save.run(());
        }
    };
    let title = format!("Edit {name}");
    let aside = ViewFn::from(move || view! { <Preview console form /> }.into_any());
    let told = move || {
        outcome
            .get()
            .map(|edited| notices(console, &edited, fence, save))
    };
    view! {
        <Dialog open=true title on_close=close width=DialogWidth::Wide aside footer>
            <form class="stack" id=FORM novalidate on:submit=submit on:focusout=move |event| form.left(&event)>
                {told}
                {move || outcome.get().map(|edited| view! { <Conflicts console form edited /> })}
                <EditFields console form sending />
                {move || is_demotion.get().then(|| protection.view(Deed::Demote))}
            </form>
        </Dialog>
        {draft.question_of(title_of_loss, loss)}
    }
    .into_any()
}

const fn has_conflicts(edited: &Edited) -> bool {
    matches!(edited.details, DetailsStep::Conflicts(_))
        || matches!(edited.role, RoleStep::Tried(GrantsOutcome::Conflicts(_)))
}

/// Nothing is left to be saved.
const fn is_whole(edited: &Edited) -> bool {
    edited.has_details() && edited.has_role()
}

/// Nothing was written: it stands already, or was left as someone else set it.
const fn is_nothing(edited: &Edited) -> bool {
    matches!(edited.details, DetailsStep::Unchanged)
        && matches!(
            edited.role,
            RoleStep::NotAsked | RoleStep::Tried(GrantsOutcome::Unchanged)
        )
}

/// What there is to say of a whole save besides: that the role was not seen, or what someone else changed after it.
fn besides(console: Console, edited: &Edited) -> String {
    let names = console.inventory.names().get_untracked();
    match &edited.role {
        RoleStep::Tried(GrantsOutcome::Saved {
            read_back: ReadBack::Failed(_),
            ..
        }) => role(&edited.role, &names).map_or_else(String::new, |told| told.title),
        RoleStep::Tried(GrantsOutcome::Saved { .. } | GrantsOutcome::Unanswered { .. }) => {
            role(&edited.role, &names).map_or_else(String::new, |told| told.in_one_line())
        }
        RoleStep::Tried(_) | RoleStep::NotAsked | RoleStep::NotTried => String::new(),
    }
}

/// What became of each part.
fn notices(
    console: Console,
    edited: &Edited,
    fence: Signal<Option<String>>,
    save: Callback<()>,
) -> AnyView {
    let mut errors_of_details = Vec::new();
    match &edited.details {
        DetailsStep::Refused(error) => errors_of_details.push(error.clone()),
        DetailsStep::Unanswered { error, found } => {
            errors_of_details.push(error.clone());
            if let DetailsFound::Unknown(second) = found {
                errors_of_details.push(second.clone());
            }
        }
        DetailsStep::Unchanged
        | DetailsStep::Saved
        | DetailsStep::NotTried
        | DetailsStep::Gone
        | DetailsStep::Invalid(_)
        | DetailsStep::Conflicts(_) => {}
    }
    let errors_of_role = match &edited.role {
        RoleStep::Tried(outcome) => grants_errors(outcome),
        RoleStep::NotAsked | RoleStep::NotTried => Vec::new(),
    };
    let of_details = details(&edited.details)
        .map(|told| view! { <OutcomeNotice told errors=errors_of_details /> });
    let names = console.inventory.names().get_untracked();
    let actions = match &edited.role {
        RoleStep::Tried(GrantsOutcome::Refused(GrantsRefusal::Unproven)) => {
            ViewFn::from(move || save_all_the_same(console, fence, save))
        }
        _ => ViewFn::default(),
    };
    let of_role = role(&edited.role, &names)
        .map(|told| view! { <OutcomeNotice told errors=errors_of_role actions /> });
    view! { {of_details}{of_role} }.into_any()
}

/// What Astro, or the browser, says of a writing of grants.
pub fn grants_errors(outcome: &GrantsOutcome) -> Vec<ApiError> {
    match outcome {
        GrantsOutcome::Refused(GrantsRefusal::Api(error))
        | GrantsOutcome::Saved {
            read_back: ReadBack::Failed(error),
            ..
        } => vec![error.clone()],
        GrantsOutcome::Unanswered {
            error,
            found: GrantsFound::Unknown(second),
        } => {
            vec![error.clone(), second.clone()]
        }
        GrantsOutcome::Unanswered { error, .. } => vec![error.clone()],
        GrantsOutcome::Unchanged
        | GrantsOutcome::Saved { .. }
        | GrantsOutcome::Conflicts(_)
        | GrantsOutcome::Refused(_)
        | GrantsOutcome::Lost { .. } => Vec::new(),
    }
}

/// What the role allows, and the same change as code.
#[component]
fn Preview(console: Console, form: EditForm) -> impl IntoView {
    let command = Signal::derive(move || -> Command {
        let base = form.base();
        let held = base.home_grant().map(|grant| grant.role.clone());
        let (name, description, role) = form.typed();
        if !form.is_valid() {
            return Err(INCOMPLETE.to_owned());
        }
        let before = Editable {
            name: &base.name,
            description: &base.description,
            role: held.as_deref(),
        };
        let after = Editable {
            name: &name,
            description: &description,
            role: role.as_deref(),
        };
        let home = astro_cli::home_of(&base);
        cli(home.and_then(|home| astro_cli::update(&home, &base.id, &before, &after)))
    });
    let curl = Signal::derive(move || -> Command {
        let organization = console.inventory.organization_id();
        let base = form.base();
        if !form.is_valid() {
            return Err(INCOMPLETE.to_owned());
        }
        let mut requests = Vec::new();
        if let Some(details) = form.changed_details() {
            requests.push(requests::update_token(&organization, &base.id, &details));
        }
        if let Some(grants) = form.changed_grants() {
            requests.push(requests::update_token_roles(
                &organization,
                &base.id,
                &grants,
            ));
        }
        if requests.is_empty() {
            return Err(NoCommand::NoChange.to_string());
        }
        calls(console, &requests)
    });
    let role = Signal::derive(move || form.typed().2);
    view! {
        <RoleMeaning console role />
        <AsCode cli=command curl />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use astro_tokens::model::ApiToken;
    use astro_tokens::token::Interner;

    use super::*;
    use crate::api::ErrorKind;
    use crate::commands::Sent;

    pub fn token(name: &str) -> Arc<Token> {
        let text = format!(
            r#"{{"id":"t","name":"{name}","description":"d","kind":"STANDARD","scope":"ORGANIZATION","shortToken":"x",
            "startAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z",
            "roles":[{{"entityType":"ORGANIZATION","entityId":"o","role":"ORGANIZATION_MEMBER"}}]}}"#
        );
        Arc::new(Interner::default().token(serde_json::from_str::<ApiToken>(&text).unwrap()))
    }

    fn edited(details: DetailsStep, role: RoleStep) -> Edited {
        Edited {
            details,
            role,
            stands: token("n"),
            sent: Sent::default(),
            undo: None,
        }
    }

    #[test]
    fn a_save_is_whole_only_when_each_part_stands() {
        let saved = || edited(DetailsStep::Saved, RoleStep::NotAsked);
        assert!(is_whole(&saved()));
        let error = ApiError::of(ErrorKind::TimedOut);
        for details in [
            DetailsStep::NotTried,
            DetailsStep::Gone,
            DetailsStep::Refused(error.clone()),
            DetailsStep::Conflicts(Vec::new()),
            DetailsStep::Unanswered {
                error: error.clone(),
                found: DetailsFound::NotSaved,
            },
        ] {
            assert!(!is_whole(&edited(details, RoleStep::NotAsked)));
        }
        for role in [
            RoleStep::NotTried,
            RoleStep::Tried(GrantsOutcome::Conflicts(Vec::new())),
            RoleStep::Tried(GrantsOutcome::Refused(GrantsRefusal::Gone)),
            RoleStep::Tried(GrantsOutcome::Unanswered {
                error,
                found: GrantsFound::NotSaved,
            }),
        ] {
            assert!(!is_whole(&edited(DetailsStep::Saved, role)));
        }
    }
}
