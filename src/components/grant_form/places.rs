//! The Workspaces and Deployments to choose from.

use astro_tokens::grants::Place;
use astro_tokens::model::EntityType;
use leptos::prelude::*;

use super::form::GrantForm;
use super::offers::TOO_OLD;
use crate::components::names::{Name, role_names};
use crate::components::place_pick::{Offer, PlacePick, candidates};

/// The Workspace, or the Deployment, on which or on whose Dags the role is.
#[component]
pub fn PlaceChoice(form: GrantForm) -> impl IntoView {
    let is_of_workspaces = Memo::new(move |_| form.level() == EntityType::Workspace);
    let has_fixed = Memo::new(move |_| form.fixed().is_some());
    (move || match (is_of_workspaces.get(), has_fixed.get()) {
        (false, true) => view! { <FixedDeployment form /> }.into_any(),
        (is_workspace, _) => view! { <Pick form is_workspace /> }.into_any(),
    })
    .into_any()
}

#[component]
fn Pick(form: GrantForm, is_workspace: bool) -> impl IntoView {
    let offers = form.offers;
    let all = Memo::new(move |_| {
        // Once for all places: there may be thousands.
        let (mine, is_of_dags) = (offers.mine.get(), form.is_of_dags());
        let offer = |place: &Place| {
            let roles = mine.role_set(&place.key());
            let held = || [offers.verb(), " ", &role_names(&roles)].concat();
            let is_too_old = || match place {
                Place::Deployment(id) => is_of_dags && offers.has_no_dag_roles(id),
                _ => false,
            };
            Offer {
                fenced: offers
                    .right_fence(place)
                    .or_else(|| is_too_old().then(|| TOO_OLD.to_owned())),
                note: (!roles.is_empty()).then(held),
            }
        };
        candidates(offers.console, &|place, names| {
            let fits = matches!(place, Place::Workspace(_)) == is_workspace;
            (fits && form.is_reached(place, names)).then(|| offer(place))
        })
    });
    let choose = Callback::new(move |place| form.choose(place));
    let chosen = Signal::derive(move || form.chosen());
    let error = form.told(GrantForm::place_problem);
    let (id, label, placeholder, level) = match is_workspace {
        true => (
            "grant-workspace",
            "Workspace",
            "Name or ID of a Workspace",
            EntityType::Workspace,
        ),
        false => (
            "grant-deployment",
            "Deployment",
            "Name or ID of a Deployment",
            EntityType::Deployment,
        ),
    };
    view! { <PlacePick id label placeholder level all chosen choose typed=form.sought error /> }
        .into_any()
}

/// The one Deployment whose Dags a Deployment token can have roles on.
#[component]
fn FixedDeployment(form: GrantForm) -> impl IntoView {
    let names = form.offers.console.inventory.names();
    let name = move || {
        let id = form.fixed()?;
        let names = names.get();
        let name = names.deployment(id.as_str()).unwrap_or_else(|| id.as_arc());
        Some(view! { <Name text=name.to_string() /> })
    };
    let problem = move || form.place_problem();
    view! {
        <div class="field" id="grant-deployment" tabindex="-1">
            <p class="field__label">"Deployment"</p>
            <p>{name}<span class="muted">", the home of the token"</span></p>
            {move || problem().map(|text| view! { <p class="field__help">{text}</p> })}
        </div>
    }
    .into_any()
}
