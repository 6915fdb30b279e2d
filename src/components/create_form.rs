//! What is typed for a new token of any kind.

use astro_tokens::form::{Field, NewAgentToken, NewToken};
use astro_tokens::model::{CreateAgentTokenRequest, CreateApiTokenRequest, FieldError};
use leptos::prelude::*;

use super::field_errors::{FieldErrors, Problems};
use crate::browser::page;

/// Id of the form, for the button in the foot.
pub const FORM: &str = "create-token";
pub const NAME: &str = "new-name";
pub const DESCRIPTION: &str = "new-description";
pub const ROLE: &str = "new-role";
pub const KIND: &str = "new-kind";
pub const EXPIRY: &str = "new-expiry";
pub const DAYS: &str = "new-days";

/// Of the field for the home.
pub const ENTITY: &str = "new-home";

/// What is typed, and what to send of it.
pub trait Draft: Clone + PartialEq + Send + Sync + 'static {
    type Request;

    /// Everything wrong with it, in the order of the fields.
    fn request(&self) -> Result<Self::Request, Problems>;
}

impl Draft for NewToken {
    type Request = CreateApiTokenRequest;

    fn request(&self) -> Result<Self::Request, Problems> {
        self.request()
    }
}

impl Draft for NewAgentToken {
    type Request = CreateAgentTokenRequest;

    fn request(&self) -> Result<Self::Request, Problems> {
        self.request()
    }
}

/// The form.
#[derive(Debug)]
pub struct Form<D: Draft> {
    pub draft: RwSignal<D>,
    began: StoredValue<D>,
    errors: FieldErrors,
}

impl<D: Draft> Clone for Form<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Draft> Copy for Form<D> {}

impl<D: Draft> Form<D> {
    pub fn new(draft: D) -> Self {
        Self {
            draft: RwSignal::new(draft.clone()),
            began: StoredValue::new(draft),
            errors: FieldErrors::new(focus),
        }
    }

    /// Whether anything would be lost. Reactive.
    pub fn is_changed(self) -> bool {
        self.draft
            .with(|draft| self.began.with_value(|began| draft != began))
    }

    /// What to send, or nothing: then the first field with a problem has the focus.
    pub fn send(self) -> Option<D::Request> {
        self.errors.checked(self.draft.with_untracked(D::request))
    }

    /// Puts what Astro says beside the fields it is about.
    pub fn refuse(self, errors: &[FieldError]) {
        self.errors.refuse(errors);
    }

    /// A field was left.
    pub fn left(self, event: &leptos::ev::FocusEvent) {
        let field = match crate::ui::target_id(event).as_deref() {
            Some(NAME) => Field::Name,
            Some(DESCRIPTION) => Field::Description,
            Some(ROLE) => Field::Role,
            Some(DAYS) => Field::Expiration,
            Some(ENTITY) => Field::Entity,
            _ => return,
        };
        self.errors.leave(field);
    }

    pub fn error(self, field: Field) -> Signal<Option<String>> {
        let problems = move || self.draft.with(|draft| draft.request().err());
        self.errors.of(field, problems)
    }

    /// Nothing was typed into a field that was put in another's place.
    pub fn unleave(self, field: Field) {
        self.errors.unleave(field);
    }

    pub fn change(self, field: Field, change: impl FnOnce(&mut D)) {
        self.errors.forgive(field);
        self.draft.update(change);
    }
}

fn focus(field: Field) {
    let id = match field {
        Field::Name => "#new-name",
        Field::Description => "#new-description",
        Field::Role => "#new-role",
        // Where the home is settled there is no such field.
        Field::Entity => "#new-home, #new-role",
        Field::Kind => "#new-kind input",
        Field::Expiration => "#new-days, #new-expiry input:checked",
    };
    page::focus(id);
}
