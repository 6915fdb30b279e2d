//! Astro's built-in roles, senior first within each level; every other name is a custom role.

use crate::id::WorkspaceId;
use crate::model::{EntityType, Role, RoleScopeType};
use std::cmp::Ordering;
use std::sync::Arc;

pub const ORGANIZATION_OWNER: &str = "ORGANIZATION_OWNER";
pub const WORKSPACE_OWNER: &str = "WORKSPACE_OWNER";
pub const WORKSPACE_ACCESSOR: &str = "WORKSPACE_ACCESSOR";
pub const DEPLOYMENT_ADMIN: &str = "DEPLOYMENT_ADMIN";
pub const DAG_AUTHOR: &str = "DAG_AUTHOR";

/// A role that Astro defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltInRole {
    /// What a grant stores.
    pub name: &'static str,
    pub level: RoleScopeType,
    /// Beside the entity it is on: "Owner".
    pub label: &'static str,
    /// On its own: "Workspace Owner".
    pub full_label: &'static str,
    /// One sentence on what it allows.
    pub meaning: &'static str,
}

/// All built-in roles that a token can hold, by level from the Organization down, senior first.
pub const BUILT_IN: [BuiltInRole; 13] = [
    BuiltInRole {
        name: ORGANIZATION_OWNER,
        level: RoleScopeType::Organization,
        label: "Owner",
        full_label: "Organization Owner",
        meaning: "Everything in the Organization, and Owner of every Workspace.",
    },
    BuiltInRole {
        name: "ORGANIZATION_OBSERVE_ADMIN",
        level: RoleScopeType::Organization,
        label: "Observe Admin",
        full_label: "Organization Observe Admin",
        meaning: "Manages Astro Observe.",
    },
    BuiltInRole {
        name: "ORGANIZATION_OBSERVE_MEMBER",
        level: RoleScopeType::Organization,
        label: "Observe Member",
        full_label: "Organization Observe Member",
        meaning: "Uses Astro Observe.",
    },
    BuiltInRole {
        name: "ORGANIZATION_BILLING_ADMIN",
        level: RoleScopeType::Organization,
        label: "Billing Admin",
        full_label: "Organization Billing Admin",
        meaning: "Manages billing and sees usage.",
    },
    BuiltInRole {
        name: "ORGANIZATION_MEMBER",
        level: RoleScopeType::Organization,
        label: "Member",
        full_label: "Organization Member",
        meaning: "Belongs to the Organization; reaches only what it is granted besides.",
    },
    BuiltInRole {
        name: WORKSPACE_OWNER,
        level: RoleScopeType::Workspace,
        label: "Owner",
        full_label: "Workspace Owner",
        meaning: "Everything in the Workspace, and Admin of each of its Deployments.",
    },
    BuiltInRole {
        name: "WORKSPACE_OPERATOR",
        level: RoleScopeType::Workspace,
        label: "Operator",
        full_label: "Workspace Operator",
        meaning: "Manages Deployments, but not who has access.",
    },
    BuiltInRole {
        name: "WORKSPACE_AUTHOR",
        level: RoleScopeType::Workspace,
        label: "Author",
        full_label: "Workspace Author",
        meaning: "Deploys code and works with Dags.",
    },
    BuiltInRole {
        name: "WORKSPACE_MEMBER",
        level: RoleScopeType::Workspace,
        label: "Member",
        full_label: "Workspace Member",
        meaning: "Sees the Workspace and its Deployments.",
    },
    BuiltInRole {
        name: WORKSPACE_ACCESSOR,
        level: RoleScopeType::Workspace,
        label: "Accessor",
        full_label: "Workspace Accessor",
        meaning: "Sees the Workspace, but none of its Deployments.",
    },
    BuiltInRole {
        name: DEPLOYMENT_ADMIN,
        level: RoleScopeType::Deployment,
        label: "Admin",
        full_label: "Deployment Admin",
        meaning: "Everything on the Deployment, and Author of each of its Dags.",
    },
    BuiltInRole {
        name: DAG_AUTHOR,
        level: RoleScopeType::Dag,
        label: "Author",
        full_label: "Dag Author",
        meaning: "Sees, runs and changes the Dag.",
    },
    BuiltInRole {
        name: "DAG_VIEWER",
        level: RoleScopeType::Dag,
        label: "Viewer",
        full_label: "Dag Viewer",
        meaning: "Sees the Dag and its runs.",
    },
];

/// The built-in role of that name; `None` means a custom role.
pub fn built_in(name: &str) -> Option<&'static BuiltInRole> {
    BUILT_IN.iter().find(|role| role.name == name)
}

/// How a role is called beside the entity it is on: a custom role by its own name.
pub fn label(name: &str) -> &str {
    built_in(name).map_or(name, |role| role.label)
}

/// How a role is called on its own: a custom role by its own name.
pub fn full_label(name: &str) -> &str {
    built_in(name).map_or(name, |role| role.full_label)
}

/// Order of a role for sorting: built-in ones as in [`BUILT_IN`], then custom ones by name.
pub fn order(name: &str) -> (usize, &str) {
    match BUILT_IN.iter().position(|role| role.name == name) {
        Some(position) => (position, ""),
        None => (BUILT_IN.len(), name),
    }
}

/// The same as a comparison.
pub fn by_order(one: &Arc<str>, other: &Arc<str>) -> Ordering {
    order(one).cmp(&order(other))
}

/// The built-in roles of one level, senior first.
pub fn at_level(level: &RoleScopeType) -> impl Iterator<Item = &'static BuiltInRole> {
    BUILT_IN.iter().filter(move |role| role.level == *level)
}

/// The level of the roles that can be granted on such an entity; Dags and Dag tags share theirs. `None`: of an entity
/// type that this version does not know.
pub const fn level_on(entity_type: &EntityType) -> Option<RoleScopeType> {
    match entity_type {
        EntityType::Organization => Some(RoleScopeType::Organization),
        EntityType::Workspace => Some(RoleScopeType::Workspace),
        EntityType::Deployment => Some(RoleScopeType::Deployment),
        EntityType::Dag | EntityType::DagTag => Some(RoleScopeType::Dag),
        EntityType::Unknown(_) => None,
    }
}

/// Names of the roles of one level that can be granted in that Workspace: built-in ones senior first, then custom ones by
/// name. Where it is not known which Workspace that is, restricted ones are among them, and Astro decides.
pub fn offered(
    level: &RoleScopeType,
    custom: &[Role],
    workspace: Option<&WorkspaceId>,
) -> Vec<Arc<str>> {
    let may_be_used = |role: &&Role| {
        role.scope_type == *level
            && (role.restricted_workspace_ids.is_empty()
                || workspace.is_none_or(|id| role.restricted_workspace_ids.contains(id)))
    };
    let mut by_name: Vec<Arc<str>> = custom
        .iter()
        .filter(may_be_used)
        .map(|role| role.name.clone())
        .filter(|name| built_in(name).is_none())
        .collect();
    by_name.sort();
    by_name.dedup();
    at_level(level)
        .map(|role| Arc::from(role.name))
        .chain(by_name)
        .collect()
}
