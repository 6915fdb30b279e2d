//! The built-in roles, senior to junior within each level.

use crate::state::RoleScope;

/// A role that every Organization has.
#[derive(Clone, Copy, Debug)]
pub struct BuiltInRole {
    pub name: &'static str,
    pub scope: RoleScope,
    pub description: &'static str,
    pub permissions: &'static [&'static str],
}

const fn role(
    scope: RoleScope,
    name: &'static str,
    description: &'static str,
    permissions: &'static [&'static str],
) -> BuiltInRole {
    BuiltInRole {
        name,
        scope,
        description,
        permissions,
    }
}

use RoleScope::{Dag, Deployment, Organization, Workspace};

/// Permission names are representative, not complete.
pub const BUILT_IN: [BuiltInRole; 13] = [
    role(
        Organization,
        "ORGANIZATION_OWNER",
        "Manages everything in the Organization",
        &[
            "organization.get",
            "organization.update",
            "organization.apiTokens.access",
            "workspace.create",
        ],
    ),
    role(
        Organization,
        "ORGANIZATION_OBSERVE_ADMIN",
        "Manages Astro Observe",
        &["organization.get", "organization.observe.manage"],
    ),
    role(
        Organization,
        "ORGANIZATION_OBSERVE_MEMBER",
        "Reads Astro Observe",
        &["organization.get", "organization.observe.get"],
    ),
    role(
        Organization,
        "ORGANIZATION_BILLING_ADMIN",
        "Manages billing",
        &["organization.get", "organization.billing.manage"],
    ),
    role(
        Organization,
        "ORGANIZATION_MEMBER",
        "Belongs to the Organization",
        &["organization.get"],
    ),
    role(
        Workspace,
        "WORKSPACE_OWNER",
        "Manages everything in the Workspace",
        &[
            "workspace.get",
            "workspace.update",
            "workspace.apiTokens.manage",
            "deployment.create",
        ],
    ),
    role(
        Workspace,
        "WORKSPACE_OPERATOR",
        "Manages Deployments in the Workspace",
        &["workspace.get", "deployment.create", "deployment.update"],
    ),
    role(
        Workspace,
        "WORKSPACE_AUTHOR",
        "Deploys and runs Dags in the Workspace",
        &[
            "workspace.get",
            "deployment.deploys.create",
            "deployment.airflow.edit",
        ],
    ),
    role(
        Workspace,
        "WORKSPACE_MEMBER",
        "Reads the Workspace",
        &["workspace.get", "deployment.get"],
    ),
    role(
        Workspace,
        "WORKSPACE_ACCESSOR",
        "Reaches the Workspace without its Deployments",
        &["workspace.get"],
    ),
    role(
        Deployment,
        "DEPLOYMENT_ADMIN",
        "Manages everything in the Deployment",
        &[
            "deployment.get",
            "deployment.update",
            "deployment.apiTokens.manage",
        ],
    ),
    role(
        Dag,
        "DAG_AUTHOR",
        "Runs and edits the Dag",
        &["dag.get", "dag.run.create", "dag.update"],
    ),
    role(Dag, "DAG_VIEWER", "Reads the Dag", &["dag.get"]),
];

/// Names of the built-in roles of one level.
pub fn names(scope: RoleScope) -> impl Iterator<Item = &'static str> {
    BUILT_IN
        .iter()
        .filter(move |role| role.scope == scope)
        .map(|role| role.name)
}

pub fn is_built_in(name: &str, scope: RoleScope) -> bool {
    names(scope).any(|known| known == name)
}
