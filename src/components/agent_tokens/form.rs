//! The fields of a new agent token.

use astro_tokens::form::{Expiry, Field, LONGEST_DESCRIPTION, LONGEST_NAME, NewAgentToken};
use leptos::prelude::*;

use crate::components::create_form::{self, DAYS, DESCRIPTION, EXPIRY, NAME};
use crate::components::expiry_choice::ExpiryChoice;
use crate::ui::TextField;

pub type Form = create_form::Form<NewAgentToken>;

/// Agents run for long; a year is what is usual among them.
const USUAL_DAYS: u16 = 365;

/// What the form begins with.
pub const fn draft() -> NewAgentToken {
    NewAgentToken {
        name: String::new(),
        description: String::new(),
        expiry: Expiry::Days(USUAL_DAYS),
    }
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
        form.unleave(Field::Expiration);
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
