//! What is chosen and typed for new grants. A problem is told once it was tried.

use std::sync::Arc;

use astro_tokens::grants::{GrantKey, Parted, Place, typed_ids};
use astro_tokens::id::{DeploymentId, WorkspaceId};
use astro_tokens::model::EntityType;
use astro_tokens::token::Home;
use leptos::prelude::*;

use crate::components::grant_editor::editor::{Editor, TOO_OLD};

/// The form. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct AddForm {
    pub editor: Editor,
    pub level: RwSignal<EntityType>,
    pub workspace: RwSignal<Option<WorkspaceId>>,
    pub deployment: RwSignal<Option<DeploymentId>>,
    /// The Deployment can't be another one: the token was created there.
    pub is_fixed: StoredValue<bool>,
    /// Dag IDs or tags.
    pub ids: RwSignal<String>,
    pub role: RwSignal<String>,
    pub is_tried: RwSignal<bool>,
}

impl AddForm {
    /// To be made while a component is set up.
    pub fn new(editor: Editor, home: &Home) -> Self {
        let fixed = match home {
            Home::Deployment(id) => Some(id.clone()),
            Home::Organization(_) | Home::Workspace(_) => None,
        };
        let first = home.addable_levels().next().cloned();
        Self {
            editor,
            level: RwSignal::new(first.unwrap_or(EntityType::Dag)),
            workspace: RwSignal::new(None),
            is_fixed: StoredValue::new(fixed.is_some()),
            deployment: RwSignal::new(fixed),
            ids: RwSignal::default(),
            role: RwSignal::default(),
            is_tried: RwSignal::new(false),
        }
    }

    /// Whether a Dag or a Dag tag is typed. Reactive.
    pub fn is_of_dags(self) -> bool {
        matches!(self.level.get(), EntityType::Dag | EntityType::DagTag)
    }

    /// Whether closing it would lose what was typed. Reactive.
    pub fn is_changed(self) -> bool {
        self.is_of_dags() && !self.typed().is_empty()
    }

    fn typed(self) -> Vec<Arc<str>> {
        let parted = match self.level.get() {
            EntityType::Dag => Parted::ByLineOrComma,
            _ => Parted::ByLine,
        };
        self.ids.with(|ids| typed_ids(ids, parted))
    }

    /// Where the roles would be, as far as it is chosen. Reactive.
    pub fn keys(self) -> Vec<GrantKey> {
        let level = self.level.get();
        let key = |entity_id: Arc<str>, deployment_id: Option<DeploymentId>| GrantKey {
            entity_type: level.clone(),
            entity_id,
            deployment_id,
        };
        let deployment = self.deployment.get();
        match &level {
            EntityType::Workspace => {
                let chosen = self.workspace.get();
                chosen
                    .map(|id| key(id.as_arc().clone(), None))
                    .into_iter()
                    .collect()
            }
            EntityType::Deployment => deployment
                .map(|id| key(id.as_arc().clone(), None))
                .into_iter()
                .collect(),
            EntityType::Dag | EntityType::DagTag => deployment
                .map(|id| {
                    let typed = self.typed().into_iter();
                    typed.map(|typed| key(typed, Some(id.clone()))).collect()
                })
                .unwrap_or_default(),
            EntityType::Organization | EntityType::Unknown(_) => Vec::new(),
        }
    }

    /// A place for which roles are to be offered. Reactive.
    pub fn sample(self) -> Place {
        let (workspace, deployment) = (self.workspace.get(), self.deployment.get());
        match self.level.get() {
            EntityType::Workspace => {
                Place::Workspace(workspace.unwrap_or_else(|| WorkspaceId::new("")))
            }
            EntityType::Deployment => {
                Place::Deployment(deployment.unwrap_or_else(|| DeploymentId::new("")))
            }
            _ => Place::DagTag {
                deployment,
                tag: Arc::from(""),
            },
        }
    }

    pub fn place_problem(self) -> Option<String> {
        let needs_workspace = self.level.get() == EntityType::Workspace;
        if needs_workspace {
            let is_chosen = self.workspace.with(Option::is_some);
            return (!is_chosen).then(|| "Choose a Workspace.".to_owned());
        }
        let Some(deployment) = self.deployment.get() else {
            return Some("Choose a Deployment.".to_owned());
        };
        let is_too_old = self.is_of_dags() && self.editor.has_no_dag_roles(&deployment);
        self.editor
            .right_fence(&Place::Deployment(deployment))
            .or_else(|| is_too_old.then(|| TOO_OLD.to_owned()))
    }

    /// The role that is chosen, as long as the place that is chosen has it. Reactive.
    pub fn offered_role(self) -> Option<Arc<str>> {
        let role = self.role.get();
        let offered = self.editor.options(&self.sample(), [None, None]);
        let is_offered = !role.is_empty() && offered.iter().any(|(id, _)| *id == role);
        is_offered.then(|| Arc::from(role))
    }

    pub fn ids_problem(self) -> Option<String> {
        (self.is_of_dags() && self.typed().is_empty()).then(|| match self.level.get() {
            EntityType::Dag => "Type at least one Dag ID.".to_owned(),
            _ => "Type at least one Dag tag.".to_owned(),
        })
    }

    pub fn role_problem(self) -> Option<String> {
        let is_missing = self.offered_role().is_none();
        is_missing.then(|| "Choose a role.".to_owned())
    }

    /// Where and which, once nothing is missing; else the first field with a problem.
    pub fn send(self) -> Result<(Vec<GrantKey>, Arc<str>), &'static str> {
        self.is_tried.set(true);
        untrack(|| {
            if self.place_problem().is_some() {
                return Err(match self.level.get() {
                    EntityType::Workspace => "#add-workspace",
                    _ => "#add-deployment",
                });
            }
            if self.ids_problem().is_some() {
                return Err("#add-ids");
            }
            let role = self.offered_role().ok_or("#add-role")?;
            Ok((self.keys(), role))
        })
    }
}
