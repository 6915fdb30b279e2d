//! The fields for new grants: on what, and with which role. Only what is legal at the token's home is offered.

mod form;
mod offers;
mod places;

use std::sync::Arc;

use astro_tokens::grants::GrantKey;
use astro_tokens::model::EntityType;
use leptos::prelude::*;

pub use self::form::GrantForm;
pub use self::offers::{Offers, TOO_OLD};
use self::places::PlaceChoice;
use super::names::{legible, role_names};
use super::scope_badge::{place_icon, place_words};
use crate::ui::{RadioGroup, RadioOption, SelectField, TextField, dynamic, dynamic_option};

/// Once per page. `role_label`: what the role is called beside the other fields there.
#[component]
pub fn GrantFields(form: GrantForm, role_label: &'static str) -> impl IntoView {
    let level = Signal::derive(move || form.level().as_str().to_owned());
    let on_level =
        Callback::new(move |level: String| form.choose_level(EntityType::from(level.as_str())));
    let on_what = dynamic(move || {
        let options: Vec<RadioOption> = form.levels().into_iter().map(level_option).collect();
        view! { <RadioGroup id="grant-level" legend="On what" options value=level on_change=on_level /> }
            .into_any()
    });
    let ids = dynamic_option(move || form.is_of_dags().then(|| ids_field(form)));
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), "Choose a role".to_owned())];
        options.extend(form.offers.options(&form.sample(), [None, None]));
        options
    });
    let on_role = Callback::new(move |role: String| form.role.set(role));
    let error = form.told(GrantForm::role_problem);
    view! {
        {on_what}
        <PlaceChoice form />
        {ids}
        <div>
            <SelectField id="grant-role" label=role_label options value=form.role on_change=on_role error />
            {held_note(form)}
        </div>
    }
    .into_any()
}

fn level_option(level: &EntityType) -> RadioOption {
    let key = GrantKey {
        entity_type: level.clone(),
        entity_id: Arc::from(""),
        deployment_id: None,
    };
    let label = match level {
        EntityType::Dag => "Dags by ID",
        EntityType::DagTag => "Dags by tag",
        EntityType::Deployment => "Deployment",
        _ => "Workspace",
    };
    RadioOption::new(level.as_str(), label).icon(place_icon(&key.place()))
}

fn ids_field(form: GrantForm) -> AnyView {
    let (label, help) = match form.level() {
        EntityType::Dag => (
            "Dag IDs",
            "One on each line, or parted by commas. Astro has no list of Dags to choose from.",
        ),
        _ => (
            "Dag tags",
            "One on each line. Astro has no list of tags to choose from.",
        ),
    };
    let on_input = Callback::new(move |text| form.ids.set(text));
    let error = form.told(GrantForm::ids_problem);
    let help = Signal::stored(Some(help.to_owned()));
    view! { <TextField id="grant-ids" label value=form.ids on_input multiline=true help error /> }
        .into_any()
}

/// What is held or wanted there already, and becomes the new role.
fn held_note(form: GrantForm) -> AnyView {
    let (mine, names) = (form.offers.mine, form.offers.console.inventory.names());
    let notes = dynamic(move || {
        let (mine, names) = (mine.get(), names.get());
        let note = |key: GrantKey| {
            let roles = mine.role_set(&key);
            (!roles.is_empty()).then(|| {
                let place = place_words(&key.place(), &names);
                let (verb, roles) = (form.offers.verb(), role_names(&roles));
                format!("It {verb} {roles} on {place}, which this role replaces.")
            })
        };
        let notes = form.keys().into_iter().filter_map(note);
        let notes = notes.map(|text| view! { <p class="field__help">{legible(&text)}</p> });
        notes.collect_view().into_any()
    });
    view! { <div role="status">{notes}</div> }.into_any()
}
