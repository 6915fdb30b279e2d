//! Which sets of grants a token may hold: by level for each scope, and by what exists in the Organization.

use std::collections::HashSet;

use crate::{
    error::FieldError,
    roles,
    state::{EntityType, Grant, Id, RoleScope, Scope, State, Token},
};

/// What makes a set illegal for a token of that scope, whatever exists. `home_is_hidden`: the caller could not see the
/// home grant, and its absence is let through.
pub fn broken_levels(
    scope: Scope,
    organization_id: &str,
    grants: &[Grant],
    home_is_hidden: bool,
) -> Vec<FieldError> {
    let home = scope.entity_type();
    let mut errors = Vec::new();
    let mut homes = 0;
    let mut seen = HashSet::new();
    for (at, grant) in grants.iter().enumerate() {
        let level = &grant.entity_type;
        if *level == home {
            homes += 1;
            if homes == 2 {
                errors.push(refuse(
                    "max",
                    at,
                    "entityType",
                    &format!(
                        "is a second {} role; a token of this scope holds exactly one",
                        home.as_str()
                    ),
                ));
            }
        } else if !may_stand_beside(scope, level) {
            errors.push(refuse(
                "oneof",
                at,
                "entityType",
                &format!(
                    "{} is not allowed for a token of scope {}",
                    level.as_str(),
                    home.as_str()
                ),
            ));
        }
        match (level, &grant.deployment_id) {
            (EntityType::Organization, _) if *grant.entity_id != *organization_id => {
                errors.push(refuse(
                    "oneof",
                    at,
                    "entityId",
                    "must be the token's own Organization",
                ));
            }
            (EntityType::Dag | EntityType::DagTag, None) => {
                errors.push(refuse(
                    "required",
                    at,
                    "deploymentId",
                    "is required for Dag roles",
                ));
            }
            (
                EntityType::Organization | EntityType::Workspace | EntityType::Deployment,
                Some(_),
            ) => {
                errors.push(refuse(
                    "excluded",
                    at,
                    "deploymentId",
                    "is allowed for Dag roles only",
                ));
            }
            _ => {}
        }
        if !seen.insert((
            level.as_str(),
            &*grant.entity_id,
            grant.deployment_id.as_deref(),
            &*grant.role,
        )) {
            errors.push(refuse("unique", at, "role", "repeats an earlier grant"));
        }
    }
    if homes == 0 && !home_is_hidden {
        let message = format!("roles must hold exactly one {} role", home.as_str());
        errors.push(FieldError::new("required", "roles", message));
    }
    errors
}

const fn may_stand_beside(scope: Scope, level: &EntityType) -> bool {
    match level {
        EntityType::Dag | EntityType::DagTag | EntityType::Newer(_) => true,
        EntityType::Organization => false,
        EntityType::Workspace => matches!(scope, Scope::Organization),
        EntityType::Deployment => !matches!(scope, Scope::Deployment),
    }
}

/// What names something that does not exist or does not belong together. Grants that the token holds already are not
/// looked up again: a Workspace or role may be gone since, and the rest of the set must still be writable.
pub fn broken_references(state: &State, token: &Token, grants: &[Grant]) -> Vec<FieldError> {
    let home = grants
        .iter()
        .find(|grant| grant.entity_type == token.scope.entity_type());
    grants
        .iter()
        .enumerate()
        .filter(|(_, grant)| !token.grants.iter().any(|held| same(held, grant)))
        .flat_map(|(at, grant)| {
            broken_reference(state, &token.organization_id, token.scope, home, at, grant)
        })
        .collect()
}

/// The same, for the one grant of a token that is being created.
pub fn broken_home(
    state: &State,
    organization_id: &Id,
    scope: Scope,
    grant: &Grant,
) -> Vec<FieldError> {
    broken_reference(state, organization_id, scope, Some(grant), 0, grant)
        .into_iter()
        .map(|error| {
            let field = error
                .field
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .to_owned();
            let message = error.message.replacen(&error.field, &field, 1);
            FieldError {
                field,
                message,
                ..error
            }
        })
        .collect()
}

fn broken_reference(
    state: &State,
    organization_id: &Id,
    scope: Scope,
    home: Option<&Grant>,
    at: usize,
    grant: &Grant,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let deployment = |id: &Id| {
        state
            .deployments
            .get(id)
            .filter(|deployment| deployment.organization_id == *organization_id)
    };
    let (role_scope, workspace_id) = match &grant.entity_type {
        EntityType::Organization => (RoleScope::Organization, None),
        EntityType::Workspace => {
            let found = state.workspaces.get(&grant.entity_id);
            if found.is_none_or(|workspace| workspace.organization_id != *organization_id) {
                errors.push(refuse(
                    "exists",
                    at,
                    "entityId",
                    "names no Workspace of this Organization",
                ));
            }
            (RoleScope::Workspace, Some(&grant.entity_id))
        }
        level @ (EntityType::Deployment | EntityType::Dag | EntityType::DagTag) => {
            let of_dag = *level != EntityType::Deployment;
            let field = if of_dag { "deploymentId" } else { "entityId" };
            let id = if of_dag {
                grant.deployment_id.as_ref()
            } else {
                Some(&grant.entity_id)
            };
            let found = id.and_then(deployment);
            if found.is_none() && id.is_some() {
                errors.push(refuse(
                    "exists",
                    at,
                    field,
                    "names no Deployment of this Organization",
                ));
            }
            if let Some(found) = found
                && scope == Scope::Workspace
                && home.is_some_and(|home| home.entity_id != found.workspace_id)
            {
                errors.push(refuse(
                    "workspace",
                    at,
                    field,
                    "names a Deployment outside the token's Workspace",
                ));
            }
            let role_scope = if of_dag {
                RoleScope::Dag
            } else {
                RoleScope::Deployment
            };
            (role_scope, found.map(|found| &found.workspace_id))
        }
        EntityType::Newer(_) => return errors,
    };
    if grant.entity_id.is_empty() {
        errors.push(refuse("required", at, "entityId", "must not be empty"));
    }
    if !role_exists(
        state,
        organization_id,
        &grant.role,
        role_scope,
        workspace_id,
    ) {
        let names: Vec<&str> = roles::names(role_scope).collect();
        let custom = matches!(role_scope, RoleScope::Deployment | RoleScope::Dag);
        let or_custom = if custom {
            " or a custom role usable there"
        } else {
            ""
        };
        errors.push(refuse(
            "oneof",
            at,
            "role",
            &format!("must be one of {}{or_custom}", names.join(", ")),
        ));
    }
    errors
}

fn role_exists(
    state: &State,
    organization_id: &Id,
    name: &str,
    scope: RoleScope,
    workspace_id: Option<&Id>,
) -> bool {
    roles::is_built_in(name, scope)
        || state.custom_roles.values().any(|role| {
            let usable = role.restricted_workspace_ids.is_empty()
                || workspace_id.is_some_and(|id| role.restricted_workspace_ids.contains(id));
            role.organization_id == *organization_id
                && role.scope == scope
                && role.name == name
                && usable
        })
}

/// Whether two grants are the same as far as the four keys of the contract go.
pub fn same(a: &Grant, b: &Grant) -> bool {
    a.entity_type == b.entity_type
        && a.entity_id == b.entity_id
        && a.deployment_id == b.deployment_id
        && a.role == b.role
}

fn refuse(code: &'static str, at: usize, field: &str, what: &str) -> FieldError {
    let field = format!("roles[{at}].{field}");
    let message = format!("{field} {what}");
    FieldError::new(code, field, message)
}
