//! Writes of grants below a token's home: what they are done to, and what is said of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use astro_emulator::state::RoleScope;
use astro_token_console::commands::{SetGrants, read_back, set_grants};
use astro_token_console::components::outcomes;
use astro_tokens::grants::{Grants, Place, diff};
use astro_tokens::id::{DagId, DeploymentId, TokenId, WorkspaceId};
use astro_tokens::model::Deployment;
use astro_tokens::names::Names;
use astro_tokens::token::Home;
use serde_json::json;

use super::bench::Bench;
use super::grants::stored;
use super::perform::{Judged, Write, judge};
use super::says;
use super::words::Part;

/// A token, and the place below its home that is dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    OrganizationTokenInWorkspace,
    OrganizationTokenInDeployment,
    WorkspaceTokenInDeployment,
}

impl Pair {
    /// What to create for it, where the tokens that are there will not do.
    pub fn new_token(self, bench: &Bench) -> Option<serde_json::Value> {
        let emulator = bench.world.host.emulator.borrow();
        let deployments = emulator.state().deployments.values();
        let mut here =
            deployments.filter(|it| *it.organization_id == *bench.world.organization.as_str());
        let workspace = &*here.next().unwrap().workspace_id;
        let new = json!({"scope": "WORKSPACE", "entityId": workspace, "role": "WORKSPACE_MEMBER"});
        (self == Self::WorkspaceTokenInDeployment).then_some(new)
    }
}

/// A Deployment where the token has no role, nor on its Dags: with its Workspace, which is the token's home or has no role for it either.
fn elsewhere(bench: &Bench, token: &TokenId) -> (Place, Place) {
    let held = bench.truth()[token.as_str()].grants.clone();
    let home = bench.token(token).home();
    let emulator = bench.world.host.emulator.borrow();
    let free = emulator.state().deployments.values().find(|it| {
        let is_in_reach = match &home {
            Some(Home::Workspace(home)) => *it.workspace_id == *home.as_str(),
            _ => held
                .iter()
                .all(|grant| *grant.entity_id != *it.workspace_id),
        };
        is_in_reach
            && *it.organization_id == *bench.world.organization.as_str()
            && held.iter().all(|grant| {
                *grant.entity_id != *it.id && grant.deployment_id.as_ref() != Some(&it.id)
            })
    });
    let free = free.unwrap();
    (
        Place::Workspace(WorkspaceId::new(&*free.workspace_id)),
        Place::Deployment(DeploymentId::new(&*free.id)),
    )
}

/// Roles in a Workspace unless the token is at home there, on a Deployment of it, and on a Dag there.
pub fn give_a_branch(bench: &Bench, token: &TokenId) {
    let (workspace, deployment) = elsewhere(bench, token);
    let base = bench.token(token).grants.clone().unwrap();
    let dag = Place::Dag {
        deployment: Some(DeploymentId::new(deployment.key().entity_id)),
        id: DagId::new("daily"),
    };
    let mut given = base
        .with_role(&deployment.key(), "DEPLOYMENT_ADMIN".into())
        .with_role(&dag.key(), "DAG_VIEWER".into());
    if base.roles_at(&workspace.key()).next().is_none() {
        given = given.with_role(&workspace.key(), "WORKSPACE_AUTHOR".into());
    }
    let path = format!("/tokens/{token}/roles");
    let body = json!({"roles": given.to_wire()});
    bench.world.elsewhere("POST", &path, &body);
    bench.world.run(read_back(&bench.writer, token));
}

/// A role of Deployments that may be used everywhere.
fn custom_role(bench: &Bench) -> Arc<str> {
    let emulator = bench.world.host.emulator.borrow();
    let mut roles = emulator.state().custom_roles.values();
    let role = roles.find(|role| {
        *role.organization_id == *bench.world.organization.as_str()
            && role.scope == RoleScope::Deployment
            && role.restricted_workspace_ids.is_empty()
    });
    role.unwrap().name.as_str().into()
}

pub fn set(bench: &Bench, write: Write, token: &TokenId) -> Judged {
    let base = bench.token(token).grants.clone().unwrap();
    let names = names_of(bench);
    let is_in_workspace = matches!(
        write.pair(),
        None | Some(Pair::OrganizationTokenInWorkspace)
    );
    let free = || {
        let (workspace, deployment) = elsewhere(bench, token);
        if is_in_workspace {
            workspace
        } else {
            deployment
        }
    };
    let given = || {
        let daily = base.iter().find(|grant| *grant.entity_id == *"daily");
        let deployment = daily.unwrap().deployment_id.clone().unwrap();
        if is_in_workspace {
            Place::Workspace(names.workspace_of(deployment.as_str()).unwrap().clone())
        } else {
            Place::Deployment(deployment)
        }
    };
    let role = || -> Arc<str> {
        if is_in_workspace {
            "WORKSPACE_ACCESSOR".into()
        } else {
            custom_role(bench)
        }
    };
    let set = match write {
        Write::GrantFurther => {
            let further = Grants::default().with_role(&free().key(), role());
            SetGrants::further(token.clone(), Some(&bench.token(token)), &further)
        }
        _ => SetGrants {
            is_new: false,
            token: token.clone(),
            mine: match write {
                Write::Assign(_) => base.with_role(&free().key(), role()),
                Write::ChangeRole(_) => base.with_role(&given().key(), role()),
                _ => base.without_branch(&given(), &names),
            },
            base: base.clone(),
            resolved: BTreeMap::new(),
        },
    };
    let mine = set.mine.clone();
    let difference = match write {
        Write::Remove(Pair::OrganizationTokenInWorkspace) => 3,
        Write::Remove(_) => 2,
        _ => 1,
    };
    assert_eq!(diff(&base, &mine).len(), difference);
    let outcome = bench.run(set_grants(&bench.writer, set));
    let stands = stored(&bench.truth()[token.as_str()].grants);
    Judged {
        told: vec![(
            Part::Role,
            outcomes::grants(&outcome, "the role", "is", &names),
        )],
        done: vec![(Part::Role, stands == mine)],
        ..judge(says::grants(&outcome, &base), &Ok(stands))
    }
}

/// Which Workspace holds a Deployment.
fn names_of(bench: &Bench) -> Names {
    let emulator = bench.world.host.emulator.borrow();
    let mut names = Names::default();
    for deployment in emulator.state().deployments.values() {
        names.add_deployment(&Deployment {
            id: DeploymentId::new(&*deployment.id),
            name: "d".into(),
            description: None,
            workspace_id: WorkspaceId::new(&*deployment.workspace_id),
            workspace_name: None,
            status: None,
            astro_runtime_version: None,
            remote_execution: None,
        });
    }
    names
}
