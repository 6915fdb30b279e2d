//! Role sets of the sample tokens: legal ones for each scope, as teams give them.

use super::{places::Places, random::Random, words};
use crate::state::{Grant, RoleScope, Scope};

/// A role set, and the name of the entity that the token is for.
pub struct Granted {
    pub grants: Vec<Grant>,
    pub entity: String,
}

/// A legal set for a token of that scope; `owner` makes an Organization token an Owner.
pub fn any(scope: Scope, owner: bool, places: &Places, random: &mut Random) -> Granted {
    match scope {
        Scope::Organization => organization(owner, places, random),
        Scope::Workspace => workspace(places, random),
        Scope::Deployment => deployment(places, random),
    }
}

fn organization(owner: bool, places: &Places, random: &mut Random) -> Granted {
    let roles = [
        (90, "ORGANIZATION_MEMBER"),
        (4, "ORGANIZATION_BILLING_ADMIN"),
        (3, "ORGANIZATION_OBSERVE_MEMBER"),
        (1, "ORGANIZATION_OBSERVE_ADMIN"),
    ];
    let role = if owner {
        "ORGANIZATION_OWNER"
    } else {
        random.weighted(&roles)
    };
    let mut grants = vec![Grant::organization(places.organization_id.clone(), role)];
    let mut entity = (*random.pick(&words::ENVIRONMENTS)).to_owned();
    if !owner && role == "ORGANIZATION_MEMBER" {
        for _ in 0..random.mostly_low(8) {
            let at = random.index(places.workspaces.len());
            let workspace = &places.workspaces[at];
            push(
                &mut grants,
                Grant::workspace(workspace.id.clone(), workspace_role(random)),
            );
            entity = slug(&workspace.name);
            if random.percent(30) && !places.of_workspace[at].is_empty() {
                let deployment = *random.pick(&places.of_workspace[at]);
                on_deployment(&mut grants, at, deployment, places, random);
            }
        }
    }
    Granted { grants, entity }
}

fn workspace(places: &Places, random: &mut Random) -> Granted {
    let at = some_workspace(places, random);
    let workspace = &places.workspaces[at];
    let mut grants = vec![Grant::workspace(
        workspace.id.clone(),
        workspace_role(random),
    )];
    let mut entity = slug(&workspace.name);
    if !places.of_workspace[at].is_empty() {
        for _ in 0..random.mostly_low(5) {
            let deployment = *random.pick(&places.of_workspace[at]);
            on_deployment(&mut grants, at, deployment, places, random);
            entity.clone_from(&places.deployments[deployment].name);
        }
    }
    Granted { grants, entity }
}

fn deployment(places: &Places, random: &mut Random) -> Granted {
    let at = random.index(places.deployments.len());
    let deployment = &places.deployments[at];
    let workspace = places
        .workspaces
        .iter()
        .position(|w| w.id == deployment.workspace_id)
        .unwrap_or(0);
    let mut grants = Vec::new();
    on_deployment(&mut grants, workspace, at, places, random);
    Granted {
        grants,
        entity: deployment.name.clone(),
    }
}

/// A role on the Deployment and, where its Runtime knows them, now and then roles on its Dags.
fn on_deployment(
    grants: &mut Vec<Grant>,
    workspace: usize,
    at: usize,
    places: &Places,
    random: &mut Random,
) {
    let id = &places.deployments[at].id;
    let role = custom_role(RoleScope::Deployment, workspace, places, random)
        .filter(|_| random.percent(35))
        .unwrap_or("DEPLOYMENT_ADMIN");
    push(grants, Grant::deployment(id.clone(), role));
    if !places.has_dag_roles(at) || !random.percent(12) {
        return;
    }
    for _ in 0..random.within(1..=3) {
        let role = custom_role(RoleScope::Dag, workspace, places, random)
            .filter(|_| random.percent(30))
            .unwrap_or(if random.percent(50) {
                "DAG_AUTHOR"
            } else {
                "DAG_VIEWER"
            });
        push(
            grants,
            match random.percent(70) {
                true => Grant::dag(id.clone(), *random.pick(&words::DAGS), role),
                false => Grant::dag_tag(id.clone(), *random.pick(&words::TAGS), role),
            },
        );
    }
}

/// At most one role for each entity.
fn push(grants: &mut Vec<Grant>, grant: Grant) {
    let same = |other: &Grant| {
        other.entity_type == grant.entity_type
            && other.entity_id == grant.entity_id
            && other.deployment_id == grant.deployment_id
    };
    if !grants.iter().any(same) {
        grants.push(grant);
    }
}

/// A custom role that may be used in that Workspace.
fn custom_role<'a>(
    scope: RoleScope,
    workspace: usize,
    places: &'a Places,
    random: &mut Random,
) -> Option<&'a str> {
    let id = &places.workspaces[workspace].id;
    let usable: Vec<&str> = places
        .custom_roles
        .iter()
        .filter(|role| role.scope == scope)
        .filter(|role| {
            role.restricted_workspace_ids.is_empty() || role.restricted_workspace_ids.contains(id)
        })
        .map(|role| role.name.as_str())
        .collect();
    (!usable.is_empty()).then(|| *random.pick(&usable))
}

fn workspace_role(random: &mut Random) -> &'static str {
    random.weighted(&[
        (10, "WORKSPACE_OWNER"),
        (30, "WORKSPACE_OPERATOR"),
        (25, "WORKSPACE_AUTHOR"),
        (32, "WORKSPACE_MEMBER"),
        (3, "WORKSPACE_ACCESSOR"),
    ])
}

/// Any Workspace, those with many Deployments more often.
fn some_workspace(places: &Places, random: &mut Random) -> usize {
    if random.percent(20) {
        return random.index(places.workspaces.len());
    }
    let id = &random.pick(&places.deployments).workspace_id;
    places
        .workspaces
        .iter()
        .position(|workspace| workspace.id == *id)
        .unwrap_or(0)
}

/// A name as it appears inside other names.
pub fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}
