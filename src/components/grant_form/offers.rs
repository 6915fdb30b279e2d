//! What can be granted: on what the caller may write, where roles on Dags work, and which roles there are.

use std::collections::HashSet;
use std::sync::Arc;

use astro_tokens::grants::{Grants, Place};
use astro_tokens::id::DeploymentId;
use astro_tokens::model::EntityType;
use astro_tokens::rights::Rights;
use astro_tokens::roles;
use astro_tokens::runtime::{DagRoles, dag_roles};
use astro_tokens::token::Home;
use leptos::prelude::*;

use crate::components::context::Console;
use crate::components::role_choice::role_options_on;

/// Why no role on a Dag is offered there.
pub const TOO_OLD: &str =
    "Roles on Dags need Astro Runtime 3.1-12 or later, and this Deployment has an older one.";

/// A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Offers {
    pub console: Console,
    /// What is held or wanted so far.
    pub mine: Signal<Grants>,
    /// The token does not exist yet, and holds nothing.
    is_new: bool,
    rights: Memo<Rights>,
    /// Deployments on which roles on Dags don't work.
    too_old: Memo<Arc<HashSet<DeploymentId>>>,
}

impl Offers {
    /// To be made while a component is set up.
    pub fn new(console: Console, mine: Signal<Grants>, is_new: bool) -> Self {
        let deployments = console.inventory.deployments();
        let too_old = Memo::new(move |_| {
            deployments.with(|read| {
                let all = read.loaded().into_iter().flat_map(|list| list.iter());
                let too_old = all.filter(|deployment| {
                    dag_roles(deployment.astro_runtime_version.as_deref()) == DagRoles::TooOld
                });
                Arc::new(too_old.map(|deployment| deployment.id.clone()).collect())
            })
        });
        Self {
            console,
            mine,
            is_new,
            rights: Memo::new(move |_| console.rights()),
            too_old,
        }
    }

    /// What the token does with the roles in `mine`.
    pub const fn verb(self) -> &'static str {
        match self.is_new {
            true => "gets",
            false => "holds",
        }
    }

    /// Whether the caller may write nowhere that `home` reaches, as far as that is known. Reactive.
    pub fn is_nowhere(self, home: &Home) -> bool {
        let inventory = self.console.inventory;
        let (workspaces, deployments) = (inventory.workspaces(), inventory.deployments());
        let is_read =
            workspaces.with(|read| read.is_whole()) && deployments.with(|read| read.is_whole());
        let levels: Vec<_> = home.addable_levels().collect();
        is_read
            && self.rights.with(|rights| {
                inventory.names().with(|names| {
                    let is_free = |place: &Place, level: &EntityType| {
                        levels.contains(&level) && rights.may_write(place, names)
                    };
                    let mut on_workspaces = names.workspaces().cloned().map(Place::Workspace);
                    let mut on_deployments = names
                        .deployments()
                        .filter(|id| home.reaches(id, names.workspace_of(id.as_str())))
                        .cloned()
                        .map(Place::Deployment);
                    !on_workspaces.any(|place| is_free(&place, &EntityType::Workspace))
                        && !on_deployments.any(|place| {
                            is_free(&place, &EntityType::Deployment)
                                || is_free(&place, &EntityType::Dag)
                        })
                })
            })
    }

    /// Why the caller can't write there, as far as that is known. Reactive.
    pub fn right_fence(self, place: &Place) -> Option<String> {
        let may = self
            .rights
            .with(|rights| self.console.may_write(rights, place));
        match may {
            true => None,
            false => untrack(|| self.console.right_fence(place)),
        }
    }

    /// Whether its Astro Runtime is too old for roles on Dags. Reactive.
    pub fn has_no_dag_roles(self, deployment: &DeploymentId) -> bool {
        self.too_old.with(|too_old| too_old.contains(deployment))
    }

    /// The roles to choose from at a place; those that are held are among them. Reactive.
    pub fn options(self, place: &Place, held: [Option<&Arc<str>>; 2]) -> Vec<(String, String)> {
        let level = match place {
            Place::Organization(_) => EntityType::Organization,
            Place::Workspace(_) => EntityType::Workspace,
            Place::Deployment(_) => EntityType::Deployment,
            Place::Dag { .. } | Place::DagTag { .. } => EntityType::Dag,
            Place::Unknown { .. } => return Vec::new(),
        };
        let Some(level) = roles::level_on(&level) else {
            return Vec::new();
        };
        role_options_on(
            self.console,
            &level,
            Some(place),
            held.into_iter().flatten(),
        )
    }
}
