//! Workspaces and Deployments: lists hold what the caller sees and are never refused for being empty.

use std::cmp::Ordering;

use super::{Call, Outcome, Success};
use crate::{
    error::ApiError,
    instant::Instant,
    query::{Query, Reader, order},
    service::Service,
    state::{Deployment, Id, Workspace},
    wire,
};

const SORTS: &[&str] = &["name", "createdAt", "updatedAt"];

pub fn list_workspaces(service: &Service, call: &Call<'_>, organization_id: &str) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let mut reader = Reader::new(&call.query);
    let page = reader.page(Some(1000));
    let sorts = reader.sorts(SORTS);
    reader.finish()?;
    let mut found: Vec<&Workspace> = service
        .state
        .workspaces
        .values()
        .filter(|workspace| {
            *workspace.organization_id == *organization_id && reach.sees_workspace(&workspace.id)
        })
        .filter(|workspace| admits(&call.query, "workspaceIds", &workspace.id))
        .filter(|workspace| admits(&call.query, "names", &workspace.name))
        .collect();
    order(
        &mut found,
        &sorts,
        |key, a, b| {
            by(
                key,
                (&a.name, a.created_at, a.updated_at),
                (&b.name, b.created_at, b.updated_at),
            )
        },
        |a, b| in_order_of_creation((a.created_at, &a.id), (b.created_at, &b.id)),
    );
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
    let mut reader = Reader::new(&call.query);
    let page = reader.page(None);
    let sorts = reader.sorts(SORTS);
    reader.finish()?;
    let mut found: Vec<&Deployment> = service
        .state
        .deployments
        .values()
        .filter(|deployment| *deployment.organization_id == *organization_id)
        .filter(|deployment| reach.sees_deployment(&deployment.id, &deployment.workspace_id))
        .filter(|deployment| admits(&call.query, "deploymentIds", &deployment.id))
        .filter(|deployment| admits(&call.query, "workspaceIds", &deployment.workspace_id))
        .filter(|deployment| admits(&call.query, "names", &deployment.name))
        .collect();
    order(
        &mut found,
        &sorts,
        |key, a, b| {
            by(
                key,
                (&a.name, a.created_at, a.updated_at),
                (&b.name, b.created_at, b.updated_at),
            )
        },
        |a, b| in_order_of_creation((a.created_at, &a.id), (b.created_at, &b.id)),
    );
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

type Facts<'a> = (&'a str, Instant, Instant);

fn by(key: &str, a: Facts<'_>, b: Facts<'_>) -> Ordering {
    match key {
        "name" => a.0.cmp(b.0),
        "updatedAt" => a.2.cmp(&b.2),
        _ => a.1.cmp(&b.1),
    }
}

fn in_order_of_creation(a: (Instant, &Id), b: (Instant, &Id)) -> Ordering {
    a.cmp(&b)
}
