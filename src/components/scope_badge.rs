//! Where something stands in an Organization, told by icon and word, never by colour.

use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::id::{OrganizationId, WorkspaceId};
use astro_tokens::model::Scope;
use astro_tokens::names::Names;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::link::href;
use super::names::legible;
use crate::routes::{ListView, Route};
use crate::ui::{Badge, Icon, IconName};

/// Icon of a home scope.
pub const fn scope_icon(scope: &Scope) -> IconName {
    match scope {
        Scope::Organization => IconName::Organization,
        Scope::Workspace => IconName::Workspace,
        Scope::Deployment => IconName::Deployment,
        Scope::Unknown(_) => IconName::Key,
    }
}

/// Word for a home scope: "Workspace"; one that this version does not know is shown as it is.
pub fn scope_word(scope: &Scope) -> String {
    match scope {
        Scope::Organization => "Organization",
        Scope::Workspace => "Workspace",
        Scope::Deployment => "Deployment",
        Scope::Unknown(text) => text,
    }
    .to_owned()
}

/// Icon of what a grant is on.
pub const fn place_icon(place: &Place) -> IconName {
    match place {
        Place::Organization(_) => IconName::Organization,
        Place::Workspace(_) => IconName::Workspace,
        Place::Deployment(_) => IconName::Deployment,
        Place::Dag { .. } => IconName::Dag,
        Place::DagTag { .. } => IconName::Tag,
        Place::Unknown { .. } => IconName::Key,
    }
}

/// Word for what a grant is on: "Dag tag"; an entity type that this version does not know is shown as it is.
pub fn place_word(place: &Place) -> String {
    match place {
        Place::Organization(_) => "Organization",
        Place::Workspace(_) => "Workspace",
        Place::Deployment(_) => "Deployment",
        Place::Dag { .. } => "Dag",
        Place::DagTag { .. } => "Dag tag",
        Place::Unknown { entity_type, .. } => entity_type,
    }
    .to_owned()
}

/// Id of what a grant is on, or the text of a Dag tag.
pub fn place_id(place: &Place) -> Arc<str> {
    match place {
        Place::Organization(id) => id.as_arc().clone(),
        Place::Workspace(id) => id.as_arc().clone(),
        Place::Deployment(id) => id.as_arc().clone(),
        Place::Dag { id, .. } => id.as_arc().clone(),
        Place::DagTag { tag, .. } => tag.clone(),
        Place::Unknown { entity_id, .. } => entity_id.clone(),
    }
}

/// Name of what a grant is on, where it is known. Dags and tags have none besides their id.
pub fn place_name(place: &Place, names: &Names) -> Option<Arc<str>> {
    match place {
        Place::Organization(id) => names.organization(id.as_str()),
        Place::Workspace(id) => names.workspace(id.as_str()),
        Place::Deployment(id) => names.deployment(id.as_str()),
        Place::Dag { .. } | Place::DagTag { .. } | Place::Unknown { .. } => None,
    }
    .cloned()
}

/// “Workspace Finance marts”, “Dag invoice on prod-etl”: what a grant is on, for a sentence. Ids stand where names are not known.
pub fn place_words(place: &Place, names: &Names) -> String {
    let named = |place: &Place| {
        let name = place_name(place, names).unwrap_or_else(|| place_id(place));
        legible(&name)
    };
    let words = [place_word(place), named(place)].join(" ");
    match place {
        Place::Dag {
            deployment: Some(id),
            ..
        }
        | Place::DagTag {
            deployment: Some(id),
            ..
        } => [words, named(&Place::Deployment(id.clone()))].join(" on "),
        Place::Organization(_)
        | Place::Workspace(_)
        | Place::Deployment(_)
        | Place::Dag { .. }
        | Place::DagTag { .. }
        | Place::Unknown { .. } => words,
    }
}

/// Name of a Workspace, else its id.
pub fn workspace_word(id: &WorkspaceId, names: &Names) -> String {
    legible(names.workspace(id.as_str()).unwrap_or_else(|| id.as_arc()))
}

/// Address of the page of a Workspace or Deployment, below the Organization of this session.
pub fn place_href(place: &Place, organization: &OrganizationId) -> Option<String> {
    let (organization, view) = (organization.clone(), ListView::default());
    let route = match place {
        Place::Workspace(id) => Route::Workspace {
            organization,
            workspace: id.clone(),
            view,
        },
        Place::Deployment(id) => Route::Deployment {
            organization,
            deployment: id.clone(),
            view,
        },
        Place::Organization(_) => Route::Tokens { organization, view },
        Place::Dag { .. } | Place::DagTag { .. } | Place::Unknown { .. } => return None,
    };
    Some(href(&route))
}

/// The entity in which a token of `organization` was created; `None` where the grants don't tell.
pub fn home_place(token: &Token, organization: &OrganizationId) -> Option<Place> {
    Some(token.home_in(organization)?.place())
}

/// Its name, else its id.
pub fn home_name(token: &Token, organization: &OrganizationId, names: &Names) -> Option<Arc<str>> {
    let place = home_place(token, organization)?;
    Some(place_name(&place, names).unwrap_or_else(|| place_id(&place)))
}

/// Icon and word of a home scope, as one thing of a line.
#[component]
pub fn ScopeLevel(scope: Scope) -> impl IntoView {
    view! { <span class="scope"><Icon name=scope_icon(&scope) />{scope_word(&scope)}</span> }
}

/// Icon and word of a home scope, beside a title.
#[component]
pub fn ScopeBadge(scope: Scope) -> impl IntoView {
    view! { <Badge icon=scope_icon(&scope)>{scope_word(&scope)}</Badge> }
}
