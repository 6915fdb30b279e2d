//! Where the new token lives. On the page of a place that is settled; else the scope is chosen, then which one.

use std::sync::Arc;

use astro_tokens::form::{Field, NewToken};
use astro_tokens::grants::Place;
use astro_tokens::id::{DeploymentId, OrganizationId, WorkspaceId};
use astro_tokens::model::{EntityType, Scope};
use astro_tokens::roles::built_in;
use astro_tokens::token::Home;
use leptos::prelude::*;

use super::form::Form;
use crate::components::context::Console;
use crate::components::create_form::ENTITY;
use crate::components::place_pick::{Offer, PlacePick, candidates};
use crate::components::scope_badge::{place_words, scope_icon, scope_word};
use crate::inventory::Remote;
use crate::ui::{RadioGroup, RadioOption};

const SCOPES: [Scope; 3] = [Scope::Organization, Scope::Workspace, Scope::Deployment];

/// The home as it is filled in; `None` as long as it is not said which one.
pub fn home_of(draft: &NewToken, organization: OrganizationId) -> Option<Home> {
    let id = || draft.entity_id.clone();
    match draft.scope {
        Scope::Organization => Some(Home::Organization(organization)),
        Scope::Workspace => Some(Home::Workspace(WorkspaceId::new(id()?))),
        Scope::Deployment => Some(Home::Deployment(DeploymentId::new(id()?))),
        Scope::Unknown(_) => None,
    }
}

/// Puts another home in place of the one that is there. Its roles are others, too, but for those that every place of a level has.
pub fn move_to(draft: &mut NewToken, scope: Scope, entity_id: Option<Arc<str>>) {
    let is_same = draft.scope == scope && draft.entity_id == entity_id;
    let has_role = |role: &Arc<str>| is_same || draft.scope == scope && built_in(role).is_some();
    draft.role = draft.role.take().filter(has_role);
    draft.scope = scope;
    draft.entity_id = entity_id;
}

/// What the form begins with where the home is to be chosen: the widest scope at which the caller may create a token, and the
/// place where there is one only. Reactive.
pub fn first(console: Console, organization: &OrganizationId) -> (Scope, Option<Arc<str>>) {
    let whole = Place::Organization(organization.clone());
    if console.right_fence(&whole).is_none() {
        return (Scope::Organization, None);
    }
    for scope in [Scope::Workspace, Scope::Deployment] {
        let free = candidates(console, &|place, _| {
            offer(console, &scope, place).filter(|offer| offer.fenced.is_none())
        });
        match free.as_slice() {
            [] => {}
            [only] => return (scope, Some(only.place.key().entity_id)),
            _ => return (scope, None),
        }
    }
    (Scope::Organization, None)
}

/// Why the caller can create no token anywhere, as far as that is known. Reactive.
pub fn nowhere(console: Console) -> Option<String> {
    let inventory = console.inventory;
    let is_read = inventory.workspaces().with(Remote::is_whole)
        && inventory.deployments().with(Remote::is_whole);
    if !is_read {
        return None;
    }
    let organization = inventory.organization_id();
    let (scope, _) = first(console, &organization);
    let fence = console.right_fence(&Place::Organization(organization));
    fence.filter(|_| scope == Scope::Organization).map(|_| {
        "The token that you are signed in with may create none: that needs Organization Owner, Workspace Owner or \
         Deployment Admin."
            .to_owned()
    })
}

fn offer(console: Console, scope: &Scope, place: &Place) -> Option<Offer> {
    let fits = matches!(
        (scope, place),
        (Scope::Workspace, Place::Workspace(_)) | (Scope::Deployment, Place::Deployment(_))
    );
    fits.then(|| Offer {
        fenced: console.right_fence(place),
        note: None,
    })
}

/// The scope, and which one. `is_settled`: nothing is left to be chosen.
#[component]
pub fn HomeChoice(form: Form, console: Console, is_settled: bool) -> impl IntoView {
    let draft = form.draft;
    let scope = Memo::new(move |_| draft.with(|draft| draft.scope.clone()));
    let value = Signal::derive(move || scope.with(|scope| scope.as_str().to_owned()));
    let option =
        |scope: &Scope| RadioOption::new(scope.as_str(), scope_word(scope)).icon(scope_icon(scope));
    let options: Vec<RadioOption> = match is_settled {
        true => vec![option(&scope.get_untracked())],
        false => SCOPES.iter().map(option).collect(),
    };
    let on_change = Callback::new(move |chosen: String| {
        form.change(Field::Entity, |draft| {
            move_to(draft, Scope::from(&*chosen), None);
        });
        form.unleave(Field::Entity);
        form.unleave(Field::Role);
    });
    let organization = console.inventory.organization_id();
    let home = Memo::new(move |_| draft.with(|draft| home_of(draft, organization.clone())));
    let help = Signal::derive(move || {
        let Some(home) = home.get() else {
            return Some("It lives there, and ends with it.".to_owned());
        };
        let place = home.place();
        let names = console.inventory.names();
        match home {
            Home::Organization(_) => console.right_fence(&place),
            Home::Workspace(_) | Home::Deployment(_) => console.right_fence(&place).or_else(|| {
                let words = names.with(|names| place_words(&place, names));
                Some(format!("It lives in {words}, and ends with it."))
            }),
        }
    });
    let which = move || {
        let scope = scope.get();
        if is_settled || scope == Scope::Organization {
            return ().into_any();
        }
        let (label, placeholder, level) = match scope {
            Scope::Workspace => (
                "Home Workspace",
                "Name or ID of a Workspace",
                EntityType::Workspace,
            ),
            _ => (
                "Home Deployment",
                "Name or ID of a Deployment",
                EntityType::Deployment,
            ),
        };
        let all =
            Memo::new(move |_| candidates(console, &|place, _| offer(console, &scope, place)));
        let chosen = Signal::derive(move || home.get().map(|home| home.place()));
        let choose = Callback::new(move |place: Option<Place>| {
            form.change(Field::Entity, |draft| {
                let scope = draft.scope.clone();
                move_to(draft, scope, place.map(|place| place.key().entity_id));
            });
        });
        let error = form.error(Field::Entity);
        view! { <PlacePick id=ENTITY label placeholder level all chosen choose error /> }.into_any()
    };
    view! {
        <RadioGroup id="new-scope" legend="Home scope" options value on_change help />
        {which}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use astro_tokens::form::Expiry;
    use astro_tokens::model::Kind;

    use super::*;

    #[test]
    fn another_home_takes_a_role_away_that_it_may_not_have() {
        let organization = || OrganizationId::new("o");
        let mut draft = NewToken {
            name: String::new(),
            description: String::new(),
            kind: Kind::Standard,
            scope: Scope::Workspace,
            entity_id: Some("w1".into()),
            role: Some("Finance auditor".into()),
            expiry: Expiry::Never,
        };
        assert_eq!(
            home_of(&draft, organization()),
            Some(Home::Workspace(WorkspaceId::new("w1")))
        );
        move_to(&mut draft, Scope::Workspace, Some("w1".into()));
        assert!(draft.role.is_some());
        move_to(&mut draft, Scope::Workspace, Some("w2".into()));
        assert_eq!(draft.role, None);
        draft.role = Some("WORKSPACE_OWNER".into());
        move_to(&mut draft, Scope::Workspace, None);
        move_to(&mut draft, Scope::Workspace, Some("w1".into()));
        assert!(draft.role.is_some());
        move_to(&mut draft, Scope::Deployment, None);
        assert_eq!(draft.role, None);
        assert_eq!(home_of(&draft, organization()), None);
        move_to(&mut draft, Scope::Organization, None);
        assert_eq!(
            home_of(&draft, organization()),
            Some(Home::Organization(organization()))
        );
    }
}
