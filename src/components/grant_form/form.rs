//! What is chosen and typed for new grants. A problem is told once it was tried.

use std::sync::Arc;

use astro_tokens::grants::{GrantKey, Parted, Place, typed_ids};
use astro_tokens::id::{DeploymentId, WorkspaceId};
use astro_tokens::model::EntityType;
use astro_tokens::names::Names;
use astro_tokens::token::Home;
use leptos::prelude::*;

use super::offers::{Offers, TOO_OLD};

/// The form. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct GrantForm {
    pub offers: Offers,
    /// Of the token that gets them, once that is chosen.
    home: Signal<Option<Home>>,
    level: RwSignal<Option<EntityType>>,
    workspace: RwSignal<Option<WorkspaceId>>,
    deployment: RwSignal<Option<DeploymentId>>,
    /// What is typed to find a place, as long as none is chosen.
    pub sought: RwSignal<String>,
    /// Dag IDs or tags.
    pub ids: RwSignal<String>,
    pub role: RwSignal<String>,
    is_tried: RwSignal<bool>,
}

impl GrantForm {
    /// To be made while a component is set up.
    pub fn new(offers: Offers, home: Signal<Option<Home>>) -> Self {
        Self {
            offers,
            home,
            level: RwSignal::new(None),
            workspace: RwSignal::new(None),
            deployment: RwSignal::new(None),
            sought: RwSignal::default(),
            ids: RwSignal::default(),
            role: RwSignal::default(),
            is_tried: RwSignal::new(false),
        }
    }

    /// What the home allows, from the top down. Reactive.
    pub fn levels(self) -> Vec<&'static EntityType> {
        self.home.with(|home| {
            let levels = home.as_ref().map(Home::addable_levels);
            levels.into_iter().flatten().collect()
        })
    }

    /// On what: the first that the home allows, as long as none of them is chosen. Reactive.
    pub fn level(self) -> EntityType {
        let levels = self.levels();
        let chosen = self.level.get().filter(|level| levels.contains(&level));
        chosen
            .or_else(|| levels.first().map(|level| EntityType::clone(level)))
            .unwrap_or(EntityType::Dag)
    }

    pub fn choose_level(self, level: EntityType) {
        self.level.set(Some(level));
        self.sought.set(String::new());
        self.role.set(String::new());
    }

    /// Whether a Dag or a Dag tag is typed. Reactive.
    pub fn is_of_dags(self) -> bool {
        matches!(self.level(), EntityType::Dag | EntityType::DagTag)
    }

    /// Whether closing it would lose what was typed. Reactive.
    pub fn is_typed(self) -> bool {
        self.is_of_dags() && !self.typed().is_empty()
    }

    /// Whether anything is chosen or typed. Reactive.
    pub fn is_begun(self) -> bool {
        self.chosen().is_some()
            || self.is_typed()
            || self.role.with(|role| !role.is_empty())
            || self.sought.with(|sought| !sought.is_empty())
    }

    /// Leaves what was chosen and typed; not on what it is.
    pub fn clear(self) {
        self.workspace.set(None);
        self.deployment.set(None);
        self.sought.set(String::new());
        self.ids.set(String::new());
        self.role.set(String::new());
        self.is_tried.set(false);
    }

    fn typed(self) -> Vec<Arc<str>> {
        let parted = match self.level() {
            EntityType::Dag => Parted::ByLineOrComma,
            _ => Parted::ByLine,
        };
        self.ids.with(|ids| typed_ids(ids, parted))
    }

    /// Whether a role can be had there, by the home alone: of a Deployment, on its Dags at least. Reactive.
    pub fn is_reached(self, place: &Place, names: &Names) -> bool {
        let key = match place {
            Place::Deployment(id) => GrantKey {
                entity_type: EntityType::Dag,
                entity_id: Arc::from("any"),
                deployment_id: Some(id.clone()),
            },
            place => place.key(),
        };
        let home = self.home.read();
        home.as_ref().is_some_and(|home| home.may_add(&key, names))
    }

    /// The Deployment can't be another one: the token is created there. Reactive.
    pub fn fixed(self) -> Option<DeploymentId> {
        match &*self.home.read() {
            Some(Home::Deployment(id)) => Some(id.clone()),
            Some(Home::Organization(_) | Home::Workspace(_)) | None => None,
        }
    }

    fn deployment(self) -> Option<DeploymentId> {
        self.fixed().or_else(|| {
            let names = self.offers.console.inventory.names().get();
            let chosen = self.deployment.get();
            chosen.filter(|id| self.is_reached(&Place::Deployment(id.clone()), &names))
        })
    }

    /// The place that was chosen, which is that of the Dags where those are typed. Reactive.
    pub fn chosen(self) -> Option<Place> {
        match self.level() {
            EntityType::Workspace => self.workspace.get().map(Place::Workspace),
            _ if self.fixed().is_some() => None,
            _ => self.deployment().map(Place::Deployment),
        }
    }

    pub fn choose(self, place: Option<Place>) {
        match (untrack(|| self.level()), place) {
            (EntityType::Workspace, Some(Place::Workspace(id))) => self.workspace.set(Some(id)),
            (EntityType::Workspace, _) => self.workspace.set(None),
            (_, Some(Place::Deployment(id))) => self.deployment.set(Some(id)),
            _ => self.deployment.set(None),
        }
    }

    /// Where the roles would be, as far as it is chosen. Reactive.
    pub fn keys(self) -> Vec<GrantKey> {
        let level = self.level();
        match (&level, self.deployment()) {
            (EntityType::Dag | EntityType::DagTag, Some(id)) => {
                let key = |entity_id: Arc<str>| GrantKey {
                    entity_type: level.clone(),
                    entity_id,
                    deployment_id: Some(id.clone()),
                };
                self.typed().into_iter().map(key).collect()
            }
            (EntityType::Dag | EntityType::DagTag, None) => Vec::new(),
            _ => self.chosen().iter().map(Place::key).collect(),
        }
    }

    /// A place for which roles are to be offered. Reactive.
    pub fn sample(self) -> Place {
        match self.level() {
            EntityType::Workspace => {
                let chosen = self.workspace.get();
                Place::Workspace(chosen.unwrap_or_else(|| WorkspaceId::new("")))
            }
            EntityType::Deployment => {
                let chosen = self.deployment();
                Place::Deployment(chosen.unwrap_or_else(|| DeploymentId::new("")))
            }
            _ => Place::DagTag {
                deployment: self.deployment(),
                tag: Arc::from(""),
            },
        }
    }

    /// What is wrong with a field, once it was tried. Reactive.
    pub fn told(self, problem: fn(Self) -> Option<String>) -> Signal<Option<String>> {
        Signal::derive(move || self.is_tried.get().then(|| problem(self)).flatten())
    }

    pub fn place_problem(self) -> Option<String> {
        if self.level() == EntityType::Workspace {
            let is_chosen = self.workspace.with(Option::is_some);
            return (!is_chosen).then(|| "Choose a Workspace.".to_owned());
        }
        let Some(deployment) = self.deployment() else {
            return Some("Choose a Deployment.".to_owned());
        };
        let is_too_old = self.is_of_dags() && self.offers.has_no_dag_roles(&deployment);
        self.offers
            .right_fence(&Place::Deployment(deployment))
            .or_else(|| is_too_old.then(|| TOO_OLD.to_owned()))
    }

    /// The role that is chosen, as long as the place that is chosen has it. Reactive.
    pub fn offered_role(self) -> Option<Arc<str>> {
        let role = self.role.get();
        let offered = self.offers.options(&self.sample(), [None, None]);
        let is_offered = !role.is_empty() && offered.iter().any(|(id, _)| *id == role);
        is_offered.then(|| Arc::from(role))
    }

    pub fn ids_problem(self) -> Option<String> {
        (self.is_of_dags() && self.typed().is_empty()).then(|| match self.level() {
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
                return Err(match self.level() {
                    EntityType::Workspace => "#grant-workspace",
                    _ => "#grant-deployment",
                });
            }
            if self.ids_problem().is_some() {
                return Err("#grant-ids");
            }
            let role = self.offered_role().ok_or("#grant-role")?;
            Ok((self.keys(), role))
        })
    }
}
