//! What tokens belong to: the Organization, its Workspaces and Deployments, and the roles there are with what they allow.
//!
//! Lists are read as those of tokens are ([`super::paging`]). What was known stays when a later reading fails.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use astro_tokens::id::{OrganizationId, RoleId};
use astro_tokens::model::{Deployment, Role, RolesPage, Workspace};
use astro_tokens::requests::{MAX_LIMIT, Page};
use leptos::prelude::*;

use super::agents::load_every_agent_token;
use super::loading::{First, load};
use super::paging::{LIMIT, PageRead, Pages, offset_of, pages_for, settle};
use super::{Coverage, Inventory, Permissions, Remote};
use crate::api::{Api, ApiError};

/// Reads the Organization, its Workspaces and Deployments: the names beside the ids.
pub async fn load_surroundings(inventory: Inventory, api: &Api, organization: &OrganizationId) {
    futures::join!(
        async {
            let read = api.get_organization(organization).await;
            enter(inventory.organization, read.map(Remote::Loaded));
        },
        async {
            let read = all(
                |workspace: &Workspace| workspace.id.clone(),
                async |page| {
                    let answer = api.list_workspaces(organization, &page).await?;
                    Ok((answer.workspaces, answer.total_count))
                },
            );
            let read = read.await.map(|list| list.remote(Arc::new));
            enter(inventory.workspaces, read);
        },
        async {
            let read = all(
                |deployment: &Deployment| deployment.id.clone(),
                async |page| {
                    let answer = api.list_deployments(organization, &page).await?;
                    Ok((answer.deployments, answer.total_count))
                },
            );
            let read = read.await.map(|list| list.remote(Arc::new));
            enter(inventory.deployments, read);
        },
    );
}

/// Reads them once more, and what is read of each: where the caller sees a part, that is everything.
pub async fn retry_surroundings(inventory: Inventory, api: &Api) {
    let coverage = inventory.coverage.get_untracked();
    if let Coverage::Partial { .. } = coverage {
        return load(inventory, api, First::Nothing).await;
    }
    load_surroundings(inventory, api, &inventory.organization_id()).await;
    load_every_agent_token(inventory, api).await;
}

/// Reads the custom roles and the built-in ones.
pub async fn load_roles(inventory: Inventory, api: &Api, organization: &OrganizationId) {
    let default_roles = RefCell::new(Vec::new());
    let read = all(
        |role: &Role| role.id.clone(),
        async |page| {
            let answer = api.list_roles(organization, &page).await?;
            if page.offset == 0 {
                *default_roles.borrow_mut() = answer.default_roles;
            }
            Ok((answer.roles, answer.total_count))
        },
    )
    .await;
    let read = read.map(|list| {
        list.remote(|roles| {
            Arc::new(RolesPage {
                total_count: roles.len() as u64,
                limit: MAX_LIMIT,
                offset: 0,
                roles,
                default_roles: default_roles.take(),
            })
        })
    });
    if read.is_ok() {
        // What they allow may have changed as well.
        inventory.permissions.try_update(HashMap::clear);
    }
    enter(inventory.roles, read);
}

/// Reads the roles once more.
pub async fn retry_roles(inventory: Inventory, api: &Api) {
    load_roles(inventory, api, &inventory.organization_id()).await;
}

/// Reads what a custom role allows, once: nothing while it is known or under way.
pub async fn load_permissions(inventory: Inventory, api: &Api, role: &RoleId) {
    let is_asked = inventory.permissions.try_update(|all| match all.get(role) {
        Some(Remote::Loading | Remote::Loaded(_) | Remote::Restless { .. }) => true,
        Some(Remote::Failed { .. }) | None => {
            all.insert(role.clone(), Remote::Loading);
            false
        }
    });
    if is_asked != Some(false) {
        return;
    }
    let read = api
        .get_custom_role(&inventory.organization_id(), role)
        .await;
    let remote = match read {
        Ok(read) => Remote::Loaded(Permissions::from(read.permissions)),
        Err(error) => Remote::Failed { error, last: None },
    };
    inventory
        .permissions
        .try_update(|all| all.insert(role.clone(), remote));
}

fn enter<T: Send + Sync + 'static>(signal: RwSignal<Remote<T>>, read: Result<Remote<T>, ApiError>) {
    signal.try_update(|remote| match read {
        Ok(read) => *remote = read,
        Err(error) => remote.fail(error),
    });
}

/// A list that was read to its end.
pub(super) struct Whole<T> {
    pub(super) items: Vec<T>,
    /// How many items it may lack; `None` where it stood still.
    pub(super) missing: Option<usize>,
}

impl<T> Whole<T> {
    fn remote<R>(self, hold: impl FnOnce(Vec<T>) -> R) -> Remote<R> {
        let value = hold(self.items);
        match self.missing {
            None => Remote::Loaded(value),
            Some(missing) => Remote::Restless { value, missing },
        }
    }
}

/// Reads a whole list. One page that fails is a failure of all of it.
pub(super) async fn all<T, Id: Eq + Hash>(
    id: impl Fn(&T) -> Id,
    read: impl AsyncFn(Page) -> Result<(Vec<T>, u64), ApiError>,
) -> Result<Whole<T>, ApiError> {
    let pages = RefCell::new(Pages::default());
    let held: RefCell<BTreeMap<usize, Vec<T>>> = RefCell::default();
    let page = async |number| {
        let page = Page {
            offset: offset_of(number) as u64,
            limit: LIMIT as u64,
            sorts: vec!["createdAt:asc"],
        };
        let (items, total) = read(page).await?;
        let ids = items.iter().map(&id).collect();
        let total = usize::try_from(total).unwrap_or(usize::MAX);
        pages.borrow_mut().enter(number, PageRead { ids, total });
        held.borrow_mut().insert(number, items);
        Ok(())
    };
    page(0).await?;
    let failure = RefCell::new(None);
    let is_restless = settle(
        || pages.borrow().wanted(),
        async |number| {
            let outcome = page(number).await;
            let is_read = outcome.is_ok();
            if let Err(error) = outcome {
                failure.borrow_mut().get_or_insert(error);
            }
            is_read
        },
    )
    .await;
    if let Some(error) = failure.into_inner() {
        return Err(error);
    }
    let pages = pages.into_inner();
    let mut seen = HashSet::new();
    let items = held
        .into_inner()
        .into_iter()
        .filter(|(number, _)| *number < pages_for(pages.total()))
        .flat_map(|(_, items)| items)
        .filter(|item| seen.insert(id(item)))
        .collect();
    Ok(Whole {
        items,
        missing: is_restless.then(|| pages.missing()),
    })
}
