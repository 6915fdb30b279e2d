//! ListRoles and GetCustomRole: every caller of the Organization may read them.

use super::{Call, Outcome, Success};
use crate::{
    error::ApiError,
    query::{Reader, order},
    roles::BUILT_IN,
    service::Service,
    state::{CustomRole, RoleScope},
    wire,
};

pub fn list(service: &Service, call: &Call<'_>, organization_id: &str) -> Outcome {
    call.reach(service, organization_id)?;
    let mut reader = Reader::new(&call.query);
    let page = reader.page(None);
    let sorts = reader.sorts(&["name", "scopeType", "description", "createdAt", "updatedAt"]);
    let include_default_roles = reader.boolean("includeDefaultRoles");
    let scopes = reader.many_of(
        "scopeTypes",
        &["DEPLOYMENT", "WORKSPACE", "ORGANIZATION", "DAG"],
    );
    reader.finish()?;
    let wanted = |scope: RoleScope| scopes.is_empty() || scopes.contains(&name(scope));
    let mut found: Vec<&CustomRole> = service
        .state
        .custom_roles
        .values()
        .filter(|role| *role.organization_id == *organization_id && wanted(role.scope))
        .collect();
    order(
        &mut found,
        &sorts,
        |key, a, b| match key {
            "name" => a.name.cmp(&b.name),
            "scopeType" => name(a.scope).cmp(name(b.scope)),
            "description" => a.description.cmp(&b.description),
            "updatedAt" => a.updated_at.cmp(&b.updated_at),
            _ => a.created_at.cmp(&b.created_at),
        },
        |a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)),
    );
    let default_roles = || {
        BUILT_IN
            .iter()
            .filter(|role| wanted(role.scope))
            .map(wire::DefaultRole::from)
            .collect()
    };
    Ok(Success::json(&wire::RolesPage {
        limit: page.limit,
        offset: page.offset,
        roles: page
            .slice(&found)
            .iter()
            .map(|role| (*role).into())
            .collect(),
        total_count: found.len(),
        default_roles: include_default_roles.then(default_roles),
    }))
}

pub fn get(service: &Service, call: &Call<'_>, organization_id: &str, id: &str) -> Outcome {
    call.reach(service, organization_id)?;
    let role = service
        .state
        .custom_roles
        .get(id)
        .filter(|role| *role.organization_id == *organization_id)
        .ok_or_else(|| ApiError::not_found(format!("Role {id} not found")))?;
    Ok(Success::json(&wire::RoleWithPermissions {
        role: role.into(),
        permissions: &role.permissions,
    }))
}

const fn name(scope: RoleScope) -> &'static str {
    match scope {
        RoleScope::Organization => "ORGANIZATION",
        RoleScope::Workspace => "WORKSPACE",
        RoleScope::Deployment => "DEPLOYMENT",
        RoleScope::Dag => "DAG",
    }
}
