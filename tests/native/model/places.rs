//! Where grants can be, and which roles there are: what random grants are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_emulator::state::{Id, RoleScope, State};
use astro_tokens::grants::{Grant, GrantKey, Grants};
use astro_tokens::id::{DeploymentId, OrganizationId};
use astro_tokens::model::{EntityType, Scope};

use super::random::Random;

const ORGANIZATION_ROLES: [&str; 4] = [
    "ORGANIZATION_MEMBER",
    "ORGANIZATION_BILLING_ADMIN",
    "ORGANIZATION_OBSERVE_MEMBER",
    "ORGANIZATION_OWNER",
];
const WORKSPACE_ROLES: [&str; 5] = [
    "WORKSPACE_MEMBER",
    "WORKSPACE_AUTHOR",
    "WORKSPACE_OPERATOR",
    "WORKSPACE_ACCESSOR",
    "WORKSPACE_OWNER",
];
const DAGS: [&str; 4] = ["daily", "etl/hourly ünïcode", "a&b", "publish"];
const CLUSTERS: [&str; 2] = ["shared-eu", "shared-us"];
/// A place that nobody has.
pub const NOWHERE: &str = "cnowhere0000000000000000a";

#[derive(Clone, Debug)]
pub struct Places {
    pub organization: OrganizationId,
    pub workspaces: Vec<Id>,
    /// With their Workspaces.
    deployments: BTreeMap<Id, Id>,
    /// With remote execution.
    pub remote: Vec<Id>,
    deployment_roles: Vec<Arc<str>>,
    dag_roles: Vec<Arc<str>>,
    /// Those that can be granted in some Workspaces only.
    restricted: Vec<(RoleScope, Arc<str>, BTreeSet<Id>)>,
}

impl Places {
    pub fn of(state: &State, organization: &OrganizationId) -> Self {
        let here = |id: &Id| **id == *organization.as_str();
        let roles = |scope: RoleScope, built_in: &[&str]| {
            let custom = state.custom_roles.values().filter(move |role| {
                here(&role.organization_id)
                    && role.scope == scope
                    && role.restricted_workspace_ids.is_empty()
            });
            let custom = custom.map(|role| Arc::from(role.name.as_str()));
            built_in
                .iter()
                .map(|name| Arc::from(*name))
                .chain(custom)
                .collect()
        };
        let restricted = state.custom_roles.values().filter(|role| {
            here(&role.organization_id) && !role.restricted_workspace_ids.is_empty()
        });
        let workspaces = state.workspaces.values();
        let deployments = state.deployments.values();
        Self {
            organization: organization.clone(),
            workspaces: workspaces
                .filter(|one| here(&one.organization_id))
                .map(|one| one.id.clone())
                .collect(),
            deployments: deployments
                .clone()
                .filter(|one| here(&one.organization_id))
                .map(|one| (one.id.clone(), one.workspace_id.clone()))
                .collect(),
            remote: deployments
                .clone()
                .filter(|one| here(&one.organization_id) && one.remote_execution)
                .map(|one| one.id.clone())
                .collect(),
            deployment_roles: roles(RoleScope::Deployment, &["DEPLOYMENT_ADMIN"]),
            dag_roles: roles(RoleScope::Dag, &["DAG_AUTHOR", "DAG_VIEWER"]),
            restricted: restricted
                .map(|role| {
                    let workspaces = role.restricted_workspace_ids.iter().cloned();
                    (role.scope, role.name.as_str().into(), workspaces.collect())
                })
                .collect(),
        }
    }

    pub fn has_workspace(&self, id: &str) -> bool {
        self.workspaces.iter().any(|workspace| **workspace == *id)
    }

    pub fn workspace_of(&self, deployment: &str) -> Option<&Id> {
        self.deployments.get(deployment)
    }

    pub fn deployments_of<'a>(&'a self, workspace: &'a str) -> impl Iterator<Item = &'a Id> {
        let inside = self.deployments.iter();
        inside
            .filter(move |(_, of)| ***of == *workspace)
            .map(|(id, _)| id)
    }

    pub fn deployment(&self, random: &mut Random) -> Id {
        let at = random.index(self.deployments.len());
        self.deployments.keys().nth(at).unwrap().clone()
    }

    /// A role that can be held at that level.
    pub fn role(&self, level: &EntityType, random: &mut Random) -> Arc<str> {
        match level {
            // Seldom an Organization Owner.
            EntityType::Organization if random.chance(90) => {
                (*random.pick(&ORGANIZATION_ROLES[..3])).into()
            }
            EntityType::Organization => ORGANIZATION_ROLES[3].into(),
            EntityType::Workspace => (*random.pick(&WORKSPACE_ROLES)).into(),
            EntityType::Deployment => random.pick(&self.deployment_roles).clone(),
            EntityType::Dag | EntityType::DagTag => random.pick(&self.dag_roles).clone(),
            EntityType::Unknown(_) => "CLUSTER_OPERATOR".into(),
        }
    }

    /// Whether Astro lets this be granted anew to a token of that scope and home.
    pub fn exists(&self, grant: &Grant, scope: &Scope, home: &GrantKey) -> bool {
        let is_inside = |deployment: &str| {
            self.workspace_of(deployment).is_some_and(|workspace| {
                *scope != Scope::Workspace || **workspace == *home.entity_id
            })
        };
        let named = |roles: &[&str]| roles.contains(&&*grant.role);
        let has = |level: RoleScope, roles: &[Arc<str>], deployment: &str| {
            let workspace = self.workspace_of(deployment);
            let mut restricted = self.restricted.iter();
            roles.contains(&grant.role)
                || restricted.any(|(of, name, workspaces)| {
                    *of == level
                        && *name == grant.role
                        && workspace.is_some_and(|id| workspaces.contains(id))
                })
        };
        match &grant.entity_type {
            EntityType::Organization => named(&ORGANIZATION_ROLES),
            EntityType::Workspace => {
                self.has_workspace(&grant.entity_id) && named(&WORKSPACE_ROLES)
            }
            EntityType::Deployment => {
                is_inside(&grant.entity_id)
                    && has(
                        RoleScope::Deployment,
                        &self.deployment_roles,
                        &grant.entity_id,
                    )
            }
            EntityType::Dag | EntityType::DagTag => {
                let deployment = grant.deployment_id.as_ref();
                deployment.is_some_and(|id| {
                    is_inside(id.as_str()) && has(RoleScope::Dag, &self.dag_roles, id.as_str())
                })
            }
            EntityType::Unknown(_) => true,
        }
    }

    /// A grant that a token of that scope and home may have beside its home grant.
    fn beside(&self, scope: &Scope, home: &GrantKey, newer: bool, random: &mut Random) -> Grant {
        let deployment = match scope {
            Scope::Workspace => {
                let inside: Vec<&Id> = self.deployments_of(&home.entity_id).collect();
                match inside.is_empty() {
                    true => self.deployment(random),
                    false => (*random.pick(&inside)).clone(),
                }
            }
            Scope::Deployment => Id::from(&*home.entity_id),
            Scope::Organization | Scope::Unknown(_) => self.deployment(random),
        };
        let level = match (scope, random.below(if newer { 12 } else { 10 })) {
            (Scope::Organization, 0..=2) => EntityType::Workspace,
            (Scope::Organization | Scope::Workspace, 3..=5) => EntityType::Deployment,
            (_, 0..=2 | 6..=7) => EntityType::Dag,
            (_, 10..) => EntityType::Unknown("CLUSTER".into()),
            _ => EntityType::DagTag,
        };
        let entity_id: Arc<str> = match &level {
            EntityType::Workspace => random.pick(&self.workspaces).clone(),
            EntityType::Deployment => deployment.clone(),
            EntityType::Unknown(_) => (*random.pick(&CLUSTERS)).into(),
            _ => (*random.pick(&DAGS)).into(),
        };
        let of_dag = matches!(level, EntityType::Dag | EntityType::DagTag);
        Grant {
            role: self.role(&level, random),
            entity_type: level,
            entity_id,
            deployment_id: of_dag.then(|| DeploymentId::new(deployment)),
            has_further_fields: false,
        }
    }

    /// The same grants with one place changed: most often a legal one that is not home.
    pub fn changed(
        &self,
        grants: &Grants,
        scope: &Scope,
        home: &GrantKey,
        newer: bool,
        random: &mut Random,
    ) -> Grants {
        let keys: Vec<GrantKey> = grants.keys().filter(|key| key != home).collect();
        match random.below(20) {
            0..=5 if !keys.is_empty() => {
                let key = random.pick(&keys);
                grants.with_role(key, self.role(&key.entity_type, random))
            }
            6..=9 if !keys.is_empty() => grants.without(random.pick(&keys)),
            // A second role at a place.
            10 if !keys.is_empty() => {
                let key = random.pick(&keys);
                let one = Grants::default().with_role(key, self.role(&key.entity_type, random));
                grants.iter().chain(one.iter()).cloned().collect()
            }
            11 => grants.with_role(home, self.role(&home.entity_type, random)),
            _ => {
                let one = self.beside(scope, home, newer, random);
                grants.with_role(&one.key(), one.role)
            }
        }
    }

    /// The same grants with something that can't stand, or that names what is not there.
    pub fn spoilt(&self, grants: &Grants, home: &GrantKey, random: &mut Random) -> Grants {
        let key = |entity_type, entity_id: &str| GrantKey {
            entity_type,
            entity_id: entity_id.into(),
            deployment_id: None,
        };
        match random.below(5) {
            0 => grants.without(home),
            1 => grants.with_role(
                &key(EntityType::Organization, NOWHERE),
                "ORGANIZATION_MEMBER".into(),
            ),
            2 => grants.with_role(
                &key(EntityType::Workspace, NOWHERE),
                "WORKSPACE_MEMBER".into(),
            ),
            3 => {
                let workspace = random.pick(&self.workspaces);
                grants.with_role(
                    &key(EntityType::Workspace, workspace),
                    "WORKSPACE_OWNER".into(),
                )
            }
            _ => grants.with_role(&key(EntityType::Dag, "daily"), "DAG_VIEWER".into()),
        }
    }
}
