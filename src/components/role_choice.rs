//! The roles that a token can have at home, and what each means.

use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::id::WorkspaceId;
use astro_tokens::model::{RoleScopeType, RolesPage, Scope};
use astro_tokens::roles;
use leptos::prelude::*;

use super::context::Console;
use super::names::legible;
use super::role_permissions::RolePermissions;
use crate::inventory::{Remote, retry_roles};
use crate::ui::{Button, Icon, IconName, Size};

/// Name and words of each role that a token can have at home; `held` is among them even where it is not known. Reactive.
pub fn role_options(
    console: Console,
    scope: &Scope,
    home: Option<&Place>,
    held: Option<&Arc<str>>,
) -> Vec<(String, String)> {
    let level = match scope {
        Scope::Organization => RoleScopeType::Organization,
        Scope::Workspace => RoleScopeType::Workspace,
        Scope::Deployment => RoleScopeType::Deployment,
        Scope::Unknown(_) => return held.iter().map(|role| option(role)).collect(),
    };
    role_options_on(console, &level, home, held)
}

/// Name and words of each role that can be granted at a level, on `place`; those of `held` are among them even where they are
/// not known. Reactive.
pub fn role_options_on<'a>(
    console: Console,
    level: &RoleScopeType,
    place: Option<&Place>,
    held: impl IntoIterator<Item = &'a Arc<str>>,
) -> Vec<(String, String)> {
    let workspace = place.and_then(|place| workspace_around(console, place));
    let mut options: Vec<(String, String)> = console.inventory.roles().with(|read| {
        let custom = read.loaded().map(|page| page.roles.as_slice());
        let offered = roles::offered(level, custom.unwrap_or_default(), workspace.as_ref());
        offered.iter().map(|role| option(role)).collect()
    });
    for held in held {
        if options.iter().all(|(name, _)| **name != **held) {
            options.push(option(held));
        }
    }
    options
}

/// The Workspace itself, or the one around a Deployment and its Dags. Reactive.
fn workspace_around(console: Console, place: &Place) -> Option<WorkspaceId> {
    let deployment = match place {
        Place::Workspace(id) => return Some(id.clone()),
        Place::Deployment(id) => id,
        Place::Dag { deployment, .. } | Place::DagTag { deployment, .. } => deployment.as_ref()?,
        Place::Organization(_) | Place::Unknown { .. } => return None,
    };
    let names = console.inventory.names();
    names.with(|names| names.workspace_of(deployment.as_str()).cloned())
}

fn option(role: &str) -> (String, String) {
    (role.to_owned(), legible(roles::full_label(role)))
}

/// What a role allows, as sentences with a tick, and what it does not, with a cross. Reactive.
fn meaning(console: Console, role: &str) -> Vec<(bool, String)> {
    let Some(built_in) = roles::built_in(role) else {
        return console.inventory.roles().with(|roles| {
            let mut listed = roles.loaded().into_iter().flat_map(|page| &page.roles);
            let known = listed.find(|known| *known.name == *role);
            let described = known.and_then(|known| known.description.as_ref());
            let line = match described.filter(|text| !text.is_empty()) {
                Some(text) => (true, legible(text)),
                None if known.is_none() && roles.is_whole() => (
                    false,
                    "Anything for certain: Astro lists no role of this name.".to_owned(),
                ),
                None if known.is_none() => (
                    true,
                    "What is not known: the details of this role have not been read.".to_owned(),
                ),
                None => (
                    true,
                    "What its permissions say: this custom role has no description.".to_owned(),
                ),
            };
            vec![line]
        });
    };
    let mut lines = vec![(true, built_in.meaning.to_owned())];
    if built_in.level == RoleScopeType::Organization && role != roles::ORGANIZATION_OWNER {
        lines.push((
            false,
            "Nothing in Workspaces and Deployments, until it is granted a role there.".to_owned(),
        ));
    }
    lines
}

/// Why custom roles may be missing among those to choose from. `true`: asking again may help.
fn lack(roles: &Remote<Arc<RolesPage>>) -> Option<(bool, &'static str)> {
    match roles {
        Remote::Loaded(_) => None,
        Remote::Loading => Some((false, "Custom roles are still being loaded.")),
        Remote::Restless { .. } => Some((
            true,
            "The list of custom roles kept changing while it was read: some may be missing.",
        )),
        Remote::Failed { last: None, .. } => Some((
            true,
            "Custom roles could not be loaded: only built-in ones are known.",
        )),
        Remote::Failed { last: Some(_), .. } => Some((
            true,
            "Custom roles could not be loaded again: those of the last time are shown.",
        )),
    }
}

/// Says that custom roles may be missing, and reads them again on request. Nothing where all were read.
#[component]
pub fn RolesLack(console: Console) -> impl IntoView {
    let inventory = console.inventory;
    let retry = move |()| {
        let api = console.api.get_value();
        console
            .tasks
            .spawn(async move { retry_roles(inventory, &api).await });
    };
    (move || {
        let (can_retry, text) = inventory.roles().with(lack)?;
        let button = can_retry.then(|| {
            view! { <Button size=Size::Small icon=IconName::Refresh on_press=retry>"Try again"</Button> }
        });
        Some(view! { <div class="row"><p class="muted small" role="status">{text}</p>{button}</div> })
    })
    .into_any()
}

/// What the chosen role allows.
#[component]
pub fn RoleMeaning(
    console: Console,
    #[prop(into)] role: Signal<Option<Arc<str>>>,
) -> impl IntoView {
    let lines = move || match role.get() {
        None => view! { <p class="muted">"Choose a role to see what it allows."</p> }.into_any(),
        Some(role) => {
            let line = |(allows, text): (bool, String)| {
                let (class, icon, word) = if allows {
                    ("tick good", IconName::Check, "Allows: ")
                } else {
                    ("tick", IconName::Close, "Does not allow: ")
                };
                view! { <li class=class><Icon name=icon /><span><span class="vh">{word}</span>{text}</span></li> }
            };
            view! { <ul class="muted">{meaning(console, &role).into_iter().map(line).collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <section class="stack stack--sm">
            <h3>"What it can do"</h3>
            {lines}
            <RolePermissions console role />
            <RolesLack console />
        </section>
    }
    .into_any()
}
