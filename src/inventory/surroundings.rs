//! What tokens belong to: the Organization, its Workspaces and Deployments, and the roles there are.

use std::cell::RefCell;
use std::sync::Arc;

use astro_tokens::id::OrganizationId;
use astro_tokens::model::{Deployment, RolesPage, Workspace};
use astro_tokens::requests::{MAX_LIMIT, Page};
use leptos::prelude::*;

use super::{Inventory, Remote};
use crate::api::{Api, ApiError};

/// Reads the Organization, its Workspaces and Deployments: the names beside the ids.
pub async fn load_surroundings(inventory: Inventory, api: &Api, organization: &OrganizationId) {
    futures::join!(
        async {
            let read = match api.get_organization(organization).await {
                Ok(read) => Remote::Loaded(read),
                Err(error) => Remote::Failed(error),
            };
            inventory.organization.try_set(read);
        },
        async {
            let read = all(async |page| {
                let answer = api.list_workspaces(organization, &page).await?;
                Ok((answer.workspaces, answer.total_count))
            });
            inventory
                .workspaces
                .try_set(remote::<Workspace>(read.await));
        },
        async {
            let read = all(async |page| {
                let answer = api.list_deployments(organization, &page).await?;
                Ok((answer.deployments, answer.total_count))
            });
            inventory
                .deployments
                .try_set(remote::<Deployment>(read.await));
        },
    );
}

/// Reads the custom roles and the built-in ones.
pub async fn load_roles(inventory: Inventory, api: &Api, organization: &OrganizationId) {
    let default_roles = RefCell::new(Vec::new());
    let read = all(async |page| {
        let answer = api.list_roles(organization, &page).await?;
        if page.offset == 0 {
            *default_roles.borrow_mut() = answer.default_roles;
        }
        Ok((answer.roles, answer.total_count))
    })
    .await;
    inventory.roles.try_set(match read {
        Ok(roles) => Remote::Loaded(Arc::new(RolesPage {
            total_count: roles.len() as u64,
            limit: MAX_LIMIT,
            offset: 0,
            roles,
            default_roles: default_roles.into_inner(),
        })),
        Err(error) => Remote::Failed(error),
    });
}

fn remote<T>(read: Result<Vec<T>, ApiError>) -> Remote<Arc<Vec<T>>> {
    match read {
        Ok(list) => Remote::Loaded(Arc::new(list)),
        Err(error) => Remote::Failed(error),
    }
}

/// Reads a short list page by page, advancing by what was received.
async fn all<T>(
    read: impl AsyncFn(Page) -> Result<(Vec<T>, u64), ApiError>,
) -> Result<Vec<T>, ApiError> {
    let mut items = Vec::new();
    loop {
        let page = Page {
            offset: items.len() as u64,
            limit: MAX_LIMIT,
            sorts: vec!["name:asc"],
        };
        let (more, total) = read(page).await?;
        let is_end = more.is_empty();
        items.extend(more);
        if is_end || items.len() as u64 >= total {
            return Ok(items);
        }
    }
}
