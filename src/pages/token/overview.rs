//! What the token is, how long it lives, and how far it reaches.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use astro_tokens::grants::{Grants, Place};
use astro_tokens::id::{DeploymentId, WorkspaceId};
use astro_tokens::model::{Deployment, Workspace};
use astro_tokens::names::Names;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::facts::FactsPanel;
use crate::browser::intl;
use crate::components::context::Console;
use crate::components::grant_tree::{Held, held};
use crate::components::lifetime::Lifetime;
use crate::components::link::href;
use crate::inventory::Coverage;
use crate::routes::{Route, TokenTab};
use crate::ui::{Icon, IconName, Panel};

#[component]
pub fn Overview(token: Arc<Token>) -> impl IntoView {
    view! {
        <div class="split">
            <div class="stack">
                <Lifetime token=token.clone() />
                <FactsPanel token=token.clone() />
            </div>
            <ReachPanel token />
        </div>
    }
}

/// The same of an agent token, which holds no grant.
#[component]
pub fn AgentOverview(token: Arc<Token>) -> impl IntoView {
    view! {
        <div class="split">
            <div class="stack">
                <Lifetime token=token.clone() />
                <FactsPanel token />
            </div>
            <Panel title="Reach">
                <div class="stack stack--sm muted">
                    <p>"The remote execution agents of its Deployment connect with it. It holds no role, and does not open Astro’s API."</p>
                    <p>"Astro can’t change or rotate it: to replace it, create another, give that to the agents, and delete this one."</p>
                </div>
            </Panel>
        </div>
    }
    .into_any()
}

/// What a token reaches without a grant of its own there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Inherited {
    workspaces: usize,
    deployments: usize,
}

/// Counts the known Workspaces and Deployments that are reached only through a grant further up.
fn inherited(
    grants: &Grants,
    workspaces: &[Workspace],
    deployments: &[Deployment],
    names: &Names,
) -> Inherited {
    let mut direct_workspaces: HashSet<WorkspaceId> = HashSet::new();
    let mut direct_deployments: HashSet<DeploymentId> = HashSet::new();
    for grant in grants {
        match grant.place() {
            Place::Workspace(id) => drop(direct_workspaces.insert(id)),
            Place::Deployment(id) => drop(direct_deployments.insert(id)),
            _ => {}
        }
    }
    let workspaces = workspaces
        .iter()
        .filter(|workspace| !direct_workspaces.contains(&workspace.id))
        .filter(|workspace| {
            !grants
                .implied(&Place::Workspace(workspace.id.clone()), names)
                .is_empty()
        })
        .count();
    // What is granted further up holds for all Deployments of a Workspace alike.
    let mut reached: HashMap<&WorkspaceId, bool> = HashMap::new();
    let deployments = deployments
        .iter()
        .filter(|deployment| !direct_deployments.contains(&deployment.id))
        .filter(|deployment| {
            *reached.entry(&deployment.workspace_id).or_insert_with(|| {
                !grants
                    .implied(&Place::Deployment(deployment.id.clone()), names)
                    .is_empty()
            })
        })
        .count();
    Inherited {
        workspaces,
        deployments,
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!(
        "{} {}",
        intl::number(count),
        if count == 1 { one } else { several }
    )
}

fn roles_text(held: &Held, inherited: usize) -> String {
    let mut parts: Vec<String> = match held.roles.as_slice() {
        [(role, _)] if inherited == 0 => vec![role.clone()],
        roles => roles
            .iter()
            .map(|(role, count)| format!("{} {role}", intl::number(*count)))
            .collect(),
    };
    if inherited > 0 {
        parts.push(format!("{} inherited", intl::number(inherited)));
    }
    parts.join(", ")
}

/// One line: icon, how many of what, and with which roles.
type ReachLine = (IconName, String, String);

/// `may_hide`: Astro may not show every grant.
fn reach_lines(grants: &Grants, inherited: &Inherited, may_hide: bool) -> Vec<ReachLine> {
    let organization = held(grants, |place| matches!(place, Place::Organization(_)));
    let workspaces = held(grants, |place| matches!(place, Place::Workspace(_)));
    let deployments = held(grants, |place| matches!(place, Place::Deployment(_)));
    let dags = held(grants, |place| matches!(place, Place::Dag { .. }));
    let tags = held(grants, |place| matches!(place, Place::DagTag { .. }));
    let others = held(grants, |place| matches!(place, Place::Unknown { .. }));
    let none = || {
        if may_hide {
            "No role in sight"
        } else {
            "No role"
        }
        .to_owned()
    };
    let mut lines = vec![(
        IconName::Organization,
        "Organization".to_owned(),
        if organization.entities == 0 {
            none()
        } else {
            roles_text(&organization, 0)
        },
    )];
    let mut line = |icon, held: &Held, inherited: usize, one: &str, several: &str| {
        let total = held.entities + inherited;
        if total > 0 {
            lines.push((
                icon,
                counted(total, one, several),
                roles_text(held, inherited),
            ));
        }
    };
    line(
        IconName::Workspace,
        &workspaces,
        inherited.workspaces,
        "Workspace",
        "Workspaces",
    );
    line(
        IconName::Deployment,
        &deployments,
        inherited.deployments,
        "Deployment",
        "Deployments",
    );
    line(IconName::Dag, &dags, 0, "Dag", "Dags");
    line(IconName::Tag, &tags, 0, "Dag tag", "Dag tags");
    line(
        IconName::Key,
        &others,
        0,
        "entity of a kind unknown here",
        "entities of kinds unknown here",
    );
    lines
}

#[component]
fn ReachPanel(token: Arc<Token>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let inventory = console.inventory;
    let address = href(&Route::Token {
        organization: inventory.organization_id(),
        token: token.id.clone(),
        tab: TokenTab::Access,
        successor: None,
    });
    let open = ViewFn::from(move || view! { <a href=address.clone()>"Open access"</a> }.into_any());
    let Some(grants) = token.grants.clone() else {
        return view! {
            <Panel title="Reach">
                <p class="muted">"Astro’s answer carried no grants of this token, so its reach is not known."</p>
            </Panel>
        }
        .into_any();
    };
    let lines = Memo::new(move |_| {
        let (workspaces, deployments) = (
            inventory.workspaces().read(),
            inventory.deployments().read(),
        );
        let workspaces = workspaces.loaded().map_or(&[][..], |list| list.as_slice());
        let deployments = deployments.loaded().map_or(&[][..], |list| list.as_slice());
        let inherited = inventory
            .names()
            .with(|names| inherited(&grants, workspaces, deployments, names));
        let may_hide = console.may_hide_grants_of(&token);
        reach_lines(&grants, &inherited, may_hide)
    });
    let is_partial = move || {
        inventory
            .coverage()
            .with(|coverage| matches!(coverage, Coverage::Partial { .. }))
    };
    view! {
        <Panel title="Reach" aside=open flush=true>
            <ul class="list list--tight">
                {move || lines
                    .get()
                    .into_iter()
                    .map(|(icon, what, roles)| view! {
                        <li><span class="scope"><Icon name=icon />{what}</span><span class="push muted token__roles">{roles}</span></li>
                    })
                    .collect_view()}
                <Show when=is_partial>
                    <li class="muted small">"Inherited counts hold for the Workspaces and Deployments that are visible to your token."</li>
                </Show>
            </ul>
        </Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use astro_tokens::grants::Grant;
    use astro_tokens::model::EntityType;

    use super::*;

    fn grants(list: &[(EntityType, &str, &str)]) -> Grants {
        list.iter()
            .map(|(entity_type, id, role)| Grant {
                entity_type: entity_type.clone(),
                entity_id: Arc::from(*id),
                deployment_id: None,
                role: Arc::from(*role),
                has_further_fields: false,
            })
            .collect()
    }

    fn world() -> (Vec<Workspace>, Vec<Deployment>, Names) {
        let read = |text: String| serde_json::from_str::<Workspace>(&text).unwrap();
        let workspaces: Vec<Workspace> = ["w1", "w2"]
            .map(|id| read(format!(r#"{{"id":"{id}","name":"{id}"}}"#)))
            .to_vec();
        let deployments: Vec<Deployment> = [("d1", "w1"), ("d2", "w1"), ("d3", "w2")]
            .map(|(id, workspace)| {
                let text = format!(r#"{{"id":"{id}","name":"{id}","workspaceId":"{workspace}"}}"#);
                serde_json::from_str(&text).unwrap()
            })
            .to_vec();
        let mut names = Names::default();
        workspaces
            .iter()
            .for_each(|workspace| names.add_workspace(workspace));
        deployments
            .iter()
            .for_each(|deployment| names.add_deployment(deployment));
        (workspaces, deployments, names)
    }

    #[test]
    fn what_is_granted_directly_is_not_inherited_as_well() {
        let (workspaces, deployments, names) = world();
        let count = |list: &[(EntityType, &str, &str)]| {
            let found = inherited(&grants(list), &workspaces, &deployments, &names);
            (found.workspaces, found.deployments)
        };
        assert_eq!(
            count(&[(EntityType::Organization, "o", "ORGANIZATION_OWNER")]),
            (2, 3)
        );
        assert_eq!(
            count(&[
                (EntityType::Organization, "o", "ORGANIZATION_OWNER"),
                (EntityType::Workspace, "w1", "WORKSPACE_MEMBER")
            ]),
            (1, 3)
        );
        assert_eq!(
            count(&[
                (EntityType::Workspace, "w1", "WORKSPACE_AUTHOR"),
                (EntityType::Deployment, "d1", "DEPLOYMENT_ADMIN")
            ]),
            (0, 1)
        );
        assert_eq!(
            count(&[(EntityType::Workspace, "w1", "WORKSPACE_ACCESSOR")]),
            (0, 0)
        );
        assert_eq!(count(&[(EntityType::Workspace, "w1", "custom")]), (0, 0));
    }
}
