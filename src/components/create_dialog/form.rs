//! What is typed into the form. A problem is told beside its field once the field was left, or all was sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_tokens::form::{Expiry, Field, LONGEST_DESCRIPTION, LONGEST_NAME, NewToken, PRESETS};
use astro_tokens::model::{CreateApiTokenRequest, FieldError, Kind};
use leptos::prelude::*;

use super::further::{Further, FurtherRoles};
use super::home::{ENTITY, HomeChoice, home_of};
use crate::browser::page;
use crate::components::context::Console;
use crate::components::expiry_choice::ExpiryChoice;
use crate::components::field_errors::by_field;
use crate::components::role_choice::role_options;
use crate::ui::{RadioGroup, RadioLayout, RadioOption, SelectField, TextField};

/// Id of the form, for the button in the foot.
pub const FORM: &str = "create-token";
const NAME: &str = "new-name";
const DESCRIPTION: &str = "new-description";
const ROLE: &str = "new-role";
const KIND: &str = "new-kind";
const EXPIRY: &str = "new-expiry";
const DAYS: &str = "new-days";

/// A lifetime as the form shows it.
pub fn expiry(days: u16) -> Expiry {
    if PRESETS.contains(&days) {
        Expiry::Days(days)
    } else {
        Expiry::Custom(days.to_string())
    }
}

/// The form.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub draft: RwSignal<NewToken>,
    began: StoredValue<NewToken>,
    left: RwSignal<BTreeSet<Field>>,
    /// What Astro said of a field, until it is changed.
    refused: RwSignal<BTreeMap<Field, String>>,
}

impl Form {
    pub fn new(draft: NewToken) -> Self {
        Self {
            draft: RwSignal::new(draft.clone()),
            began: StoredValue::new(draft),
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
    pub fn send(self) -> Option<CreateApiTokenRequest> {
        match self.draft.with_untracked(NewToken::request) {
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
            Some(ROLE) => Field::Role,
            Some(DAYS) => Field::Expiration,
            Some(ENTITY) => Field::Entity,
            _ => return,
        };
        self.left.update(|left| {
            left.insert(field);
        });
    }

    pub fn error(self, field: Field) -> Signal<Option<String>> {
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

    /// Nothing was typed into a field that was put in another's place.
    pub fn unleave(self, field: Field) {
        self.left.update(|left| {
            left.remove(&field);
        });
    }

    pub fn change(self, field: Field, change: impl FnOnce(&mut NewToken)) {
        self.refused.update(|refused| {
            refused.remove(&field);
        });
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

/// The fields, from the home scope down to the lifetime. `is_settled`: the home can't be chosen. `further`: what it gets
/// besides.
#[component]
pub fn Fields(
    form: Form,
    console: Console,
    is_settled: bool,
    #[prop(optional_no_strip)] further: Option<Further>,
) -> impl IntoView {
    let draft = form.draft;
    let name = Signal::derive(move || draft.with(|draft| draft.name.clone()));
    let on_name = Callback::new(move |text| form.change(Field::Name, |draft| draft.name = text));
    let description = Signal::derive(move || draft.with(|draft| draft.description.clone()));
    let on_description = Callback::new(move |text| {
        form.change(Field::Description, |draft| draft.description = text)
    });
    let role = Signal::derive(move || {
        draft.with(|draft| draft.role.as_deref().unwrap_or_default().to_owned())
    });
    let on_role = Callback::new(move |role: String| {
        form.change(Field::Role, |draft| {
            draft.role = (!role.is_empty()).then(|| Arc::from(role))
        });
    });
    // What a successor begins with is there even where it is not known.
    let held = draft.with_untracked(|draft| draft.role.clone());
    let organization = console.inventory.organization_id();
    let place = Memo::new(move |_| {
        draft.with(|draft| {
            let home = home_of(draft, organization.clone());
            (draft.scope.clone(), home.map(|home| home.place()))
        })
    });
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), "Choose a role".to_owned())];
        let (scope, home) = place.get();
        options.extend(role_options(console, &scope, home.as_ref(), held.as_ref()));
        options
    });
    let further = further.map(|further| view! { <FurtherRoles further /> });
    view! {
        <HomeChoice form console is_settled />
        <div class="cols">
            <TextField
                id=NAME
                label="Name"
                value=name
                on_input=on_name
                most=LONGEST_NAME
                autofocus=true
                error=form.error(Field::Name)
            />
            <SelectField id=ROLE label="Role" options value=role on_change=on_role error=form.error(Field::Role) />
        </div>
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
        <KindChoice form />
        <Lifetime form />
        {further}
    }
    .into_any()
}

#[component]
fn KindChoice(form: Form) -> impl IntoView {
    let kinds = vec![
        RadioOption::new(Kind::Standard.as_str(), "Standard")
            .hint("calls the Astro API and the Deployments it can reach"),
        RadioOption::new(Kind::DirectAccess.as_str(), "Direct Access").hint(
            "reaches Airflow on Deployments without Astro’s API; Astro may refuse it at this scope",
        ),
    ];
    let value = Signal::derive(move || form.draft.with(|draft| draft.kind.as_str().to_owned()));
    let on_change = Callback::new(move |kind: String| {
        form.change(Field::Kind, |draft| {
            draft.kind = if kind == Kind::DirectAccess.as_str() {
                Kind::DirectAccess
            } else {
                Kind::Standard
            };
        });
    });
    view! {
        <RadioGroup
            id=KIND
            legend="Kind"
            layout=RadioLayout::List
            options=kinds
            value
            on_change
            error=form.error(Field::Kind)
        />
    }
    .into_any()
}

#[component]
fn Lifetime(form: Form) -> impl IntoView {
    let value = Signal::derive(move || form.draft.with(|draft| draft.expiry.clone()));
    let on_change = Callback::new(move |expiry: Expiry| {
        form.change(Field::Expiration, |draft| draft.expiry = expiry);
    });
    let on_custom = Callback::new(move |()| {
        form.left.update(|left| {
            left.remove(&Field::Expiration);
        });
    });
    let error = form.error(Field::Expiration);
    view! { <ExpiryChoice id=EXPIRY days_id=DAYS value on_change on_custom error /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_a_preset_where_there_is_one() {
        assert_eq!(expiry(90), Expiry::Days(90));
        assert_eq!(expiry(91), Expiry::Custom("91".to_owned()));
    }
}
