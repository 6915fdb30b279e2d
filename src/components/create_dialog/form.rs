//! The fields of a new token.

use std::sync::Arc;

use astro_tokens::form::{Expiry, Field, LONGEST_DESCRIPTION, LONGEST_NAME, NewToken, PRESETS};
use astro_tokens::model::Kind;
use leptos::prelude::*;

use super::further::{Further, FurtherRoles};
use super::home::{HomeChoice, home_of};
use crate::components::context::Console;
use crate::components::create_form::{self, DAYS, DESCRIPTION, EXPIRY, KIND, NAME, ROLE};
use crate::components::expiry_choice::ExpiryChoice;
use crate::components::role_choice::role_options;
use crate::ui::{RadioGroup, RadioLayout, RadioOption, SelectField, TextField};

pub type Form = create_form::Form<NewToken>;

/// A lifetime as the form shows it.
pub fn expiry(days: u16) -> Expiry {
    if PRESETS.contains(&days) {
        Expiry::Days(days)
    } else {
        Expiry::Custom(days.to_string())
    }
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
    let organization = console.inventory.organization_id();
    let place = Memo::new(move |_| {
        draft.with(|draft| {
            let home = home_of(draft, organization.clone());
            (draft.scope.clone(), home.map(|home| home.place()))
        })
    });
    let chosen = Memo::new(move |_| draft.with(|draft| draft.role.clone()));
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), "Choose a role".to_owned())];
        let (scope, home) = place.get();
        // That of an old token is there even where it is not known.
        let held = chosen.get();
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
        form.unleave(Field::Expiration);
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
