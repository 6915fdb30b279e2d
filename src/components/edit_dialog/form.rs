//! What is typed into the form.

use std::sync::Arc;

use astro_tokens::form::{Details, Field, LONGEST_DESCRIPTION, LONGEST_NAME};
use astro_tokens::grants::{Change, Conflict, Grants, diff};
use astro_tokens::model::{FieldError, UpdateApiTokenRequest};
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::browser::intl::Style;
use crate::browser::page;
use crate::commands::{
    DetailConflict, DetailsStep, Edit, Edited, GrantsOutcome, Resolved, RoleStep, Sent,
};
use crate::components::actions::{Action, home_fence};
use crate::components::context::Console;
use crate::components::field_errors::FieldErrors;
use crate::components::grants_save::{all_answered, overruled};
use crate::components::role_choice::role_options;
use crate::components::scope_badge::{home_place, scope_word};
use crate::components::sending::Sending;
use crate::ui::{Button, SelectField, Size, TextField, target_id};

/// Id of the form, for the button in the foot.
pub const FORM: &str = "edit-token";
const NAME: &str = "edit-name";
const DESCRIPTION: &str = "edit-description";
const ROLE: &str = "edit-role";

/// The form.
#[derive(Clone, Copy, Debug)]
pub struct EditForm {
    /// The token as the form began, or as it stands after what was saved from here.
    base: RwSignal<Arc<Token>>,
    /// What was sent from here, and nobody knows whether it stands.
    sent: RwSignal<Sent>,
    name: RwSignal<String>,
    description: RwSignal<String>,
    /// At home; `None` where it is not known which that is.
    role: RwSignal<Option<Arc<str>>>,
    pub resolved: RwSignal<Resolved>,
    errors: FieldErrors,
}

impl EditForm {
    pub fn new(base: Arc<Token>) -> Self {
        Self {
            name: RwSignal::new(base.name.to_string()),
            description: RwSignal::new(base.description.to_string()),
            role: RwSignal::new(base.home_grant().map(|grant| grant.role.clone())),
            base: RwSignal::new(base),
            sent: RwSignal::default(),
            resolved: RwSignal::default(),
            errors: FieldErrors::new(focus),
        }
    }

    /// What is compared with. Reactive.
    pub fn base(self) -> Arc<Token> {
        self.base.get()
    }

    /// Whether anything was sent of which nobody knows whether it stands. Reactive.
    pub fn sent(self) -> Sent {
        self.sent.get()
    }

    /// Name, description and role. Reactive.
    pub fn typed(self) -> (String, String, Option<Arc<str>>) {
        (self.name.get(), self.description.get(), self.role.get())
    }

    fn details(self) -> Details {
        Details {
            name: self.name.get(),
            description: self.description.get(),
        }
    }

    /// Whether name and description are as Astro takes them. Reactive.
    pub fn is_valid(self) -> bool {
        self.details().request().is_ok()
    }

    /// Name and description, where they are valid and others than those that stand. Reactive.
    pub fn changed_details(self) -> Option<UpdateApiTokenRequest> {
        let (base, details) = (self.base(), self.details());
        let is_changed = *details.name != *base.name || *details.description != *base.description;
        details.request().ok().filter(|_| is_changed)
    }

    /// The role that stands and the one that is wanted, where it is another one. Reactive.
    pub fn role_change(self) -> Option<(Arc<str>, Arc<str>)> {
        let before = self.base().home_grant()?.role.clone();
        let after = self.role.get()?;
        (before != after).then_some((before, after))
    }

    /// All grants, where the role is another one than the one that stands. Reactive.
    pub fn changed_grants(self) -> Option<Grants> {
        let (base, (_, role)) = (self.base(), self.role_change()?);
        Some(
            base.grants
                .as_ref()?
                .with_role(&base.home_grant()?.key(), role),
        )
    }

    /// Whether there is anything to save, or to lose. Reactive.
    pub fn is_changed(self) -> bool {
        let base = self.base();
        let details = self.details();
        *details.name != *base.name
            || *details.description != *base.description
            || self.role_change().is_some()
            || self.sent.with(|sent| !sent.is_empty())
    }

    /// What to save, or nothing: then the first field with a problem has the focus.
    pub fn send(self) -> Option<Edit> {
        let details = untrack(|| self.details());
        self.errors.checked(details.request())?;
        let sent = self.sent.get_untracked();
        let role = match untrack(|| self.role_change()) {
            Some((_, role)) => Some(role),
            None => self.role.get_untracked().filter(|_| sent.has_role()),
        };
        Some(Edit {
            base: self.base.get_untracked(),
            sent,
            name: details.name,
            description: details.description,
            role,
            resolved: self.resolved.get_untracked(),
        })
    }

    /// Goes on from what stands after `edit` was tried. What was typed meanwhile stays.
    pub fn go_on(self, edit: &Edit, edited: &Edited) {
        let stands = &edited.stands;
        if edited.has_details() {
            follow(self.name, &edit.name, || stands.name.to_string());
            follow(self.description, &edit.description, || {
                stands.description.to_string()
            });
        }
        if edited.has_role() {
            let role_of = |token: &Token| token.home_grant().map(|home| home.role.clone());
            let asked = edit.role.clone().or_else(|| role_of(&edit.base));
            follow(self.role, &asked, || role_of(stands));
        }
        self.base.try_set(stands.clone());
        self.sent.try_set(edited.sent.clone());
    }

    /// Puts what Astro says beside the fields it is about.
    pub fn refuse(self, errors: &[FieldError]) {
        self.errors.refuse(errors);
    }

    /// A field was left.
    pub fn left(self, event: &leptos::ev::FocusEvent) {
        let field = match target_id(event).as_deref() {
            Some(NAME) => Field::Name,
            Some(DESCRIPTION) => Field::Description,
            _ => return,
        };
        self.errors.leave(field);
    }

    /// Whether someone else's change still waits for an answer. Reactive.
    pub fn has_open_conflicts(self, edited: &Edited) -> bool {
        self.resolved.with(|resolved| {
            let details = match &edited.details {
                DetailsStep::Conflicts(conflicts) => conflicts.as_slice(),
                _ => &[],
            };
            let grants = role_conflicts(edited);
            let is_answered = |conflict: &DetailConflict| {
                let answer = match conflict.field {
                    Field::Description => &resolved.description,
                    _ => &resolved.name,
                };
                answer
                    .as_ref()
                    .and_then(|answer| answer.to(&conflict.theirs))
                    .is_some()
            };
            !details.iter().all(is_answered) || !all_answered(grants, &resolved.grants)
        })
    }

    /// Whether the role that is wanted allows less than the one that stands, or than the one of someone else that it overrules.
    /// `edited`: what became of the last try. Reactive.
    pub fn is_demotion(self, edited: Option<&Edited>) -> bool {
        let base = self.base();
        let wanted = self.changed_grants();
        let changes = base.grants.as_ref().zip(wanted);
        let changes = changes.map_or_else(Vec::new, |(base, wanted)| diff(base, &wanted));
        let answers = self.resolved.get().grants;
        let overruled = edited.map_or_else(Vec::new, |edited| {
            overruled(role_conflicts(edited), &answers)
        });
        changes.iter().chain(&overruled).any(Change::takes_away)
    }

    fn error(self, field: Field) -> Signal<Option<String>> {
        self.errors
            .of(field, move || self.details().request().err())
    }

    fn forgive(self, field: Field) {
        self.errors.forgive(field);
    }
}

fn role_conflicts(edited: &Edited) -> &[Conflict] {
    match &edited.role {
        RoleStep::Tried(GrantsOutcome::Conflicts(conflicts)) => conflicts,
        _ => &[],
    }
}

/// Sets a field to what stands, unless it was changed since it was sent.
fn follow<T, S>(field: RwSignal<T>, sent: &S, stands: impl FnOnce() -> T)
where
    T: PartialEq<S> + Send + Sync + 'static,
{
    if field.try_with_untracked(|typed| typed == sent) == Some(true) {
        field.try_set(stands());
    }
}

fn focus(field: Field) {
    page::focus(match field {
        Field::Description => "#edit-description",
        Field::Role => "#edit-role",
        _ => "#edit-name",
    });
}

/// The fields.
#[component]
pub fn EditFields(console: Console, form: EditForm, sending: Sending) -> impl IntoView {
    let base = untrack(|| form.base());
    let fenced = Signal::derive(move || {
        let changed = || {
            form.is_changed()
                .then(|| "Save or discard the changes first.".to_owned())
        };
        sending.fence().or_else(changed)
    });
    let on_name = Callback::new(move |text| {
        form.forgive(Field::Name);
        form.name.set(text);
    });
    let on_description = Callback::new(move |text| {
        form.forgive(Field::Description);
        form.description.set(text);
    });
    let role = match home_fence(&base) {
        None => {
            let value = Signal::derive(move || form.role.get().as_deref().unwrap_or_default().to_owned());
            let on_role = Callback::new(move |role: String| form.role.set(Some(Arc::from(role))));
            let held = base.home_grant().map(|grant| grant.role.clone());
            let (scope, home) = (base.scope.clone(), home_place(&base, &console.inventory.organization_id()));
            let options = Signal::derive(move || role_options(console, &scope, home.as_ref(), held.as_ref()));
            let label = match scope_word(&base.scope).as_str() {
                "Organization" => "Organization role",
                "Workspace" => "Workspace role",
                "Deployment" => "Deployment role",
                _ => "Role at home",
            };
            view! { <SelectField id=ROLE label options value on_change=on_role error=form.error(Field::Role) /> }.into_any()
        }
        Some(reason) => view! {
            <div class="field"><p class="field__label">"Role at home"</p><p class="muted">{reason}</p></div>
        }
        .into_any(),
    };
    view! {
        <TextField
            id=NAME
            label="Name"
            value=form.name
            on_input=on_name
            most=LONGEST_NAME
            autofocus=true
            error=form.error(Field::Name)
        />
        <TextField
            id=DESCRIPTION
            label="Description"
            value=form.description
            on_input=on_description
            multiline=true
            optional=true
            most=LONGEST_DESCRIPTION
            error=form.error(Field::Description)
        />
        {role}
        <Expiration console base fenced />
    }
    .into_any()
}

/// The one thing that can't be edited, and what can be done instead.
#[component]
fn Expiration(
    console: Console,
    base: Arc<Token>,
    /// Why this form can't be left now.
    fenced: Signal<Option<String>>,
) -> impl IntoView {
    let end_at = base.end_at;
    let ends = move || match end_at {
        Some(at) => console.format(at, Style::Date),
        None => "Never".to_owned(),
    };
    let id = base.id.clone();
    let succeed = Callback::new(move |()| console.act.set(Action::Successor(id.clone())));
    let by_home = home_fence(&base);
    let fence = Signal::derive(move || by_home.clone().or_else(|| fenced.get()));
    view! {
        <div class="field">
            <p class="field__label">"Expires"</p>
            <div class="row row--wrap">
                <span>{ends}</span>
                <span class="muted">"Fixed when it was created."</span>
                <span class="push"><Button size=Size::Small fenced=fence on_press=succeed>"Create successor"</Button></span>
            </div>
        </div>
    }
    .into_any()
}
