//! One or more new grants: on what, and with which role. Only what is legal at the token's home is offered.

mod form;
mod places;

use std::sync::Arc;

use astro_tokens::grants::GrantKey;
use astro_tokens::model::EntityType;
use astro_tokens::token::Home;
use leptos::prelude::*;

use self::form::AddForm;
use self::places::{DeploymentChoice, WorkspaceChoice};
use super::editor::Editor;
use crate::browser::page;
use crate::components::draft::Draft;
use crate::components::grants_save::role_names;
use crate::components::names::{Name, legible};
use crate::components::role_choice::RoleMeaning;
use crate::components::scope_badge::{place_icon, place_words};
use crate::ui::{
    Announcer, Button, ButtonKind, Dialog, DialogWidth, RadioGroup, RadioOption, SelectField,
    TextField, dynamic, dynamic_option,
};

/// Id of the form, for the button in the foot.
const FORM: &str = "add-grant-form";

#[component]
pub fn AddDialog(editor: Editor, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let Some(home) = editor.token.with_untracked(|token| token.home()) else {
        return ().into_any();
    };
    let form = AddForm::new(editor, &home);
    let draft = Draft::new(editor.console, move || form.is_changed(), on_close);
    let close = Callback::new(move |()| draft.close());
    let announcer = Announcer::current();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (keys, role) = match form.send() {
            Ok(wanted) => wanted,
            Err(field) => return page::focus(field),
        };
        let count = keys.len();
        for key in keys {
            editor.put(&key, role.clone());
        }
        on_close.run(());
        if let Some(announcer) = announcer {
            announcer.say(match count {
                1 => "1 grant is pending".to_owned(),
                count => format!("{count} grants are pending"),
            });
        }
    };
    let fence = Signal::derive(move || editor.fence());
    let footer = ViewFn::from(move || {
        view! {
            <Button kind=ButtonKind::Quiet on_press=close>"Cancel"</Button>
            <Button kind=ButtonKind::Primary submit=true form=FORM fenced=fence>"Add"</Button>
        }
        .into_any()
    });
    let subtitle = Signal::stored(Some(
        "It is pending until you review and save all changes.".to_owned(),
    ));
    view! {
        <Dialog open=true title="Add grant" subtitle on_close=close width=DialogWidth::Medium footer>
            <form class="stack" id=FORM novalidate on:submit=add>
                <Fields form home=home.clone() />
            </form>
        </Dialog>
        {draft.question()}
    }
    .into_any()
}

#[component]
fn Fields(form: AddForm, home: Home) -> impl IntoView {
    let levels: Vec<RadioOption> = home.addable_levels().map(level_option).collect();
    let level = Signal::derive(move || form.level.get().as_str().to_owned());
    let on_level = Callback::new(move |level: String| {
        form.level.set(EntityType::from(level.as_str()));
        form.role.set(String::new());
    });
    let after_trying = move |problem: fn(AddForm) -> Option<String>| {
        Signal::derive(move || form.is_tried.get().then(|| problem(form)).flatten())
    };
    let place = dynamic(move || {
        let error = after_trying(AddForm::place_problem);
        if form.level.get() == EntityType::Workspace {
            view! { <WorkspaceChoice form error /> }.into_any()
        } else if form.is_fixed.get_value() {
            view! { <FixedDeployment form /> }.into_any()
        } else {
            view! { <DeploymentChoice form home=home.clone() error /> }.into_any()
        }
    });
    let ids = dynamic_option(move || form.is_of_dags().then(|| ids_field(form)));
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), "Choose a role".to_owned())];
        options.extend(form.editor.options(&form.sample(), [None, None]));
        options
    });
    let on_role = Callback::new(move |role: String| form.role.set(role));
    let role = Signal::derive(move || form.offered_role());
    let console = form.editor.console;
    view! {
        <RadioGroup id="add-level" legend="On what" options=levels value=level on_change=on_level />
        {place}
        {ids}
        <div>
            <SelectField id="add-role" label="Role" options value=form.role on_change=on_role error=after_trying(AddForm::role_problem) />
            {held_note(form)}
        </div>
        <RoleMeaning console role />
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

/// The one Deployment whose Dags a Deployment token can have roles on.
#[component]
fn FixedDeployment(form: AddForm) -> impl IntoView {
    let console = form.editor.console;
    let name = move || {
        let id = form.deployment.get()?;
        let names = console.inventory.names().get();
        let name = names.deployment(id.as_str()).unwrap_or_else(|| id.as_arc());
        Some(view! { <Name text=name.to_string() /> })
    };
    let problem = move || form.place_problem();
    view! {
        <div class="field" id="add-deployment" tabindex="-1">
            <p class="field__label">"Deployment"</p>
            <p>{name}<span class="muted">", in which this token was created"</span></p>
            {move || problem().map(|text| view! { <p class="field__help">{text}</p> })}
        </div>
    }
    .into_any()
}

fn ids_field(form: AddForm) -> AnyView {
    let (label, help) = match form.level.get() {
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
    let error = Signal::derive(move || form.is_tried.get().then(|| form.ids_problem()).flatten());
    let help = Signal::stored(Some(help.to_owned()));
    view! { <TextField id="add-ids" label value=form.ids on_input multiline=true help error /> }
        .into_any()
}

/// What is held or wanted there already, and becomes the new role.
fn held_note(form: AddForm) -> AnyView {
    dynamic(move || {
        let (mine, names) = (
            form.editor.mine(),
            form.editor.console.inventory.names().get(),
        );
        let note = |key: GrantKey| {
            let roles = mine.role_set(&key);
            (!roles.is_empty()).then(|| {
                let place = place_words(&key.place(), &names);
                format!(
                    "{place} has {}, which this role replaces.",
                    role_names(&roles)
                )
            })
        };
        let notes = form.keys().into_iter().filter_map(note);
        let notes = notes.map(|text| view! { <p class="field__help">{legible(&text)}</p> });
        view! { <div role="status">{notes.collect_view()}</div> }.into_any()
    })
}
