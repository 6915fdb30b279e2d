//! What is typed for a new agent token. A problem is told beside its field once the field was left, or all was sent.

use std::collections::{BTreeMap, BTreeSet};

use astro_tokens::form::{Expiry, Field, LONGEST_DESCRIPTION, LONGEST_NAME, NewAgentToken};
use astro_tokens::model::{CreateAgentTokenRequest, FieldError};
use leptos::prelude::*;

use crate::browser::page;
use crate::components::expiry_choice::ExpiryChoice;
use crate::components::field_errors::by_field;
use crate::ui::TextField;

/// Id of the form, for the button in the foot.
pub const FORM: &str = "create-agent-token";
const NAME: &str = "new-agent-name";
const DESCRIPTION: &str = "new-agent-description";
const EXPIRY: &str = "new-agent-expiry";
const DAYS: &str = "new-agent-days";
/// Agents run for long; a year is what is usual among them.
const USUAL_DAYS: u16 = 365;

/// The form.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub draft: RwSignal<NewAgentToken>,
    began: StoredValue<NewAgentToken>,
    left: RwSignal<BTreeSet<Field>>,
    /// What Astro said of a field, until it is changed.
    refused: RwSignal<BTreeMap<Field, String>>,
}

impl Form {
    pub fn new() -> Self {
        let began = NewAgentToken {
            name: String::new(),
            description: String::new(),
            expiry: Expiry::Days(USUAL_DAYS),
        };
        Self {
            draft: RwSignal::new(began.clone()),
            began: StoredValue::new(began),
            left: RwSignal::default(),
            refused: RwSignal::default(),
        }
    }

    /// Whether anything would be lost. Reactive.
    pub fn is_changed(self) -> bool {
        self.draft
            .with(|draft| self.began.with_value(|began| draft != began))
    }

    /// What to send, or nothing: then the first field with a problem has the focus.
    pub fn send(self) -> Option<CreateAgentTokenRequest> {
        match self.draft.with_untracked(NewAgentToken::request) {
            Ok(request) => {
                self.refused.update(BTreeMap::clear);
                Some(request)
            }
            Err(problems) => {
                let fields = problems.iter().map(|(field, _)| *field);
                self.left.update(|left| left.extend(fields));
                if let Some((first, _)) = problems.first() {
                    focus(*first);
                }
                None
            }
        }
    }

    /// Puts what Astro says beside the fields it is about.
    pub fn refuse(self, errors: &[FieldError]) {
        let said = by_field(errors);
        let first = said.keys().next().copied();
        self.refused.try_set(said);
        if let Some(first) = first {
            focus(first);
        }
    }

    /// A field was left.
    pub fn left(self, event: &leptos::ev::FocusEvent) {
        let field = match crate::ui::target_id(event).as_deref() {
            Some(NAME) => Field::Name,
            Some(DESCRIPTION) => Field::Description,
            Some(DAYS) => Field::Expiration,
            _ => return,
        };
        self.left.update(|left| {
            left.insert(field);
        });
    }

    fn error(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || {
            if let Some(said) = self.refused.with(|refused| refused.get(&field).cloned()) {
                return Some(said);
            }
            if !self.left.with(|left| left.contains(&field)) {
                return None;
            }
            let problems = self.draft.with(|draft| draft.request().err())?;
            problems
                .into_iter()
                .find_map(|(of, problem)| (of == field).then(|| problem.text(field)))
        })
    }

    fn change(self, field: Field, change: impl FnOnce(&mut NewAgentToken)) {
        self.refused.update(|refused| {
            refused.remove(&field);
        });
        self.draft.update(change);
    }
}

fn focus(field: Field) {
    let id = match field {
        Field::Description => "#new-agent-description",
        Field::Expiration => "#new-agent-days, #new-agent-expiry input:checked",
        Field::Name | Field::Kind | Field::Entity | Field::Role => "#new-agent-name",
    };
    page::focus(id);
}

/// The fields.
#[component]
pub fn Fields(form: Form) -> impl IntoView {
    let draft = form.draft;
    let name = Signal::derive(move || draft.with(|draft| draft.name.clone()));
    let on_name = Callback::new(move |text| form.change(Field::Name, |draft| draft.name = text));
    let description = Signal::derive(move || draft.with(|draft| draft.description.clone()));
    let on_description = Callback::new(move |text| {
        form.change(Field::Description, |draft| draft.description = text);
    });
    let expiry = Signal::derive(move || draft.with(|draft| draft.expiry.clone()));
    let on_expiry = Callback::new(move |expiry: Expiry| {
        form.change(Field::Expiration, |draft| draft.expiry = expiry);
    });
    let on_custom = Callback::new(move |()| {
        form.left.update(|left| {
            left.remove(&Field::Expiration);
        });
    });
    view! {
        <TextField
            id=NAME
            label="Name"
            value=name
            on_input=on_name
            most=LONGEST_NAME
            autofocus=true
            error=form.error(Field::Name)
        />
        <TextField
            id=DESCRIPTION
            label="Description"
            value=description
            on_input=on_description
            multiline=true
            optional=true
            most=LONGEST_DESCRIPTION
            error=form.error(Field::Description)
        />
        <ExpiryChoice id=EXPIRY days_id=DAYS value=expiry on_change=on_expiry on_custom error=form.error(Field::Expiration) />
    }
    .into_any()
}
