//! Workspaces and Deployments: lists hold what the caller sees and are never refused for being empty.

use super::{Call, Outcome, Success};
use crate::{
    error::ApiError,
    instant::Instant,
    query::{Page, Query, Reader, order},
    service::Service,
    state::{Deployment, Id, Workspace},
    wire,
};

const SORTS: &[&str] = &["name", "createdAt", "updatedAt"];

/// What the lists of both kinds order and filter by.
trait Place {
    fn id(&self) -> &Id;
    fn name(&self) -> &str;
    fn organization_id(&self) -> &str;
    fn created_at(&self) -> Instant;
    fn updated_at(&self) -> Instant;
}

macro_rules! places {
    ($($kind:ident),+) => {$(
        impl Place for $kind {
            fn id(&self) -> &Id {
                &self.id
            }
            fn name(&self) -> &str {
                &self.name
            }
            fn organization_id(&self) -> &str {
                &self.organization_id
            }
            fn created_at(&self) -> Instant {
                self.created_at
            }
            fn updated_at(&self) -> Instant {
                self.updated_at
            }
        }
    )+};
}

places!(Workspace, Deployment);

/// The page that is asked for, and everything that it is a page of. `ids` is the filter by id of this kind.
fn listed<'a, P: Place>(
    all: impl Iterator<Item = &'a P>,
    call: &Call<'_>,
    organization_id: &str,
    ids: &str,
    most: Option<usize>,
) -> Result<(Page, Vec<&'a P>), ApiError> {
    let mut reader = Reader::new(&call.query);
    let page = reader.page(most);
    let sorts = reader.sorts(SORTS);
    reader.finish()?;
    let mut found: Vec<&P> = all
        .filter(|one| one.organization_id() == organization_id)
        .filter(|one| admits(&call.query, ids, one.id()))
        .filter(|one| admits(&call.query, "names", one.name()))
        .collect();
    order(
        &mut found,
        &sorts,
        |key, a, b| match key {
            "name" => a.name().cmp(b.name()),
            "updatedAt" => a.updated_at().cmp(&b.updated_at()),
            _ => a.created_at().cmp(&b.created_at()),
        },
        |a, b| (a.created_at(), a.id()).cmp(&(b.created_at(), b.id())),
    );
    Ok((page, found))
}

pub fn list_workspaces(service: &Service, call: &Call<'_>, organization_id: &str) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let seen = service
        .state
        .workspaces
        .values()
        .filter(|workspace| reach.sees_workspace(&workspace.id));
    let (page, found) = listed(seen, call, organization_id, "workspaceIds", Some(1000))?;
    Ok(Success::json(&wire::WorkspacesPage {
        limit: page.limit,
        offset: page.offset,
        workspaces: page
            .slice(&found)
            .iter()
            .map(|one| wire::Workspace::new(one, &service.state))
            .collect(),
        total_count: found.len(),
    }))
}

pub fn get_workspace(
    service: &Service,
    call: &Call<'_>,
    organization_id: &str,
    id: &str,
) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let workspace = service
        .state
        .workspaces
        .get(id)
        .filter(|workspace| *workspace.organization_id == *organization_id)
        .ok_or_else(|| ApiError::not_found(format!("Workspace {id} not found")))?;
    if !reach.sees_workspace(id) {
        return Err(ApiError::forbidden(
            "The caller may not read this Workspace",
        ));
    }
    Ok(Success::json(&wire::Workspace::new(
        workspace,
        &service.state,
    )))
}

pub fn list_deployments(service: &Service, call: &Call<'_>, organization_id: &str) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let seen = service
        .state
        .deployments
        .values()
        .filter(|deployment| reach.sees_deployment(&deployment.id, &deployment.workspace_id))
        .filter(|deployment| admits(&call.query, "workspaceIds", &deployment.workspace_id));
    let (page, found) = listed(seen, call, organization_id, "deploymentIds", None)?;
    Ok(Success::json(&wire::DeploymentsPage {
        limit: page.limit,
        offset: page.offset,
        deployments: page
            .slice(&found)
            .iter()
            .map(|one| wire::Deployment::new(one, &service.state))
            .collect(),
        total_count: found.len(),
    }))
}

pub fn get_deployment(
    service: &Service,
    call: &Call<'_>,
    organization_id: &str,
    id: &str,
) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let deployment = service.deployment(organization_id, id)?;
    if !reach.sees_deployment(id, &deployment.workspace_id) {
        return Err(ApiError::forbidden(
            "The caller may not read this Deployment",
        ));
    }
    Ok(Success::json(&wire::Deployment::new(
        deployment,
        &service.state,
    )))
}

/// Whether a repeated filter lets a value through; absent lets everything through.
fn admits(query: &Query, key: &str, value: &str) -> bool {
    query.get(key).is_none() || query.all(key).any(|wanted| wanted == value)
}
