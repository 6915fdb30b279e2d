//! Who may do what: what a caller's grants let it read and write. `docs/emulator.md` has the table.

use std::collections::HashSet;

use crate::{
    error::ApiError,
    service::{Caller, Service},
    state::{EntityType, Grant, Id, State, Token},
};

/// What a caller reaches in one Organization.
#[derive(Debug, Default)]
pub struct Reach {
    /// Reaches everything.
    pub organization_owner: bool,
    owned_workspaces: HashSet<Id>,
    /// Any role there.
    workspaces: HashSet<Id>,
    /// Any role there but WORKSPACE_ACCESSOR, which sees no Deployments.
    workspaces_with_deployments: HashSet<Id>,
    administered_deployments: HashSet<Id>,
    /// Any role there.
    deployments: HashSet<Id>,
    /// Workspaces of `deployments`.
    parents: HashSet<Id>,
}

impl Reach {
    /// # Errors
    /// 404 when there is no such Organization, 403 when the caller does not belong to it.
    pub fn of(service: &Service, caller: &Caller, organization_id: &str) -> Result<Self, ApiError> {
        let state = &service.state;
        let organization = state.organizations.get(organization_id).ok_or_else(|| {
            ApiError::not_found(format!("Organization {organization_id} not found"))
        })?;
        if !caller.organizations(state).contains(&&organization.id) {
            return Err(ApiError::forbidden(
                "The caller does not belong to this Organization",
            ));
        }
        let mut reach = Self::default();
        for grant in caller.grants(state) {
            reach.add(grant, &organization.id, state);
        }
        Ok(reach)
    }

    fn add(&mut self, grant: &Grant, organization_id: &Id, state: &State) {
        let id = &grant.entity_id;
        match grant.entity_type {
            EntityType::Organization if id == organization_id => {
                self.organization_owner |= &*grant.role == "ORGANIZATION_OWNER";
            }
            EntityType::Workspace => {
                let inside = state
                    .workspaces
                    .get(id)
                    .is_some_and(|found| found.organization_id == *organization_id);
                if !inside {
                    return;
                }
                self.workspaces.insert(id.clone());
                if &*grant.role != "WORKSPACE_ACCESSOR" {
                    self.workspaces_with_deployments.insert(id.clone());
                }
                if &*grant.role == "WORKSPACE_OWNER" {
                    self.owned_workspaces.insert(id.clone());
                }
            }
            EntityType::Deployment => {
                let found = state
                    .deployments
                    .get(id)
                    .filter(|found| found.organization_id == *organization_id);
                let Some(deployment) = found else { return };
                self.deployments.insert(id.clone());
                self.parents.insert(deployment.workspace_id.clone());
                if &*grant.role == "DEPLOYMENT_ADMIN" {
                    self.administered_deployments.insert(id.clone());
                }
            }
            _ => {}
        }
    }

    pub fn sees_workspace(&self, id: &str) -> bool {
        self.organization_owner || self.workspaces.contains(id) || self.parents.contains(id)
    }

    pub fn sees_deployment(&self, id: &str, workspace_id: &str) -> bool {
        self.organization_owner
            || self.deployments.contains(id)
            || self.workspaces_with_deployments.contains(workspace_id)
    }

    /// Whether the token list may be narrowed to this Workspace.
    pub fn lists_tokens_of_workspace(&self, id: &str) -> bool {
        self.organization_owner || self.workspaces.contains(id)
    }

    /// Whether the token list may be narrowed to this Deployment.
    pub fn lists_tokens_of_deployment(&self, id: &str, state: &State) -> bool {
        self.organization_owner
            || self.deployments.contains(id)
            || self.owns_workspace_of(id, state)
    }

    /// Whether agent tokens of this Deployment may be created and deleted.
    pub fn writes_tokens_of_deployment(&self, id: &str, state: &State) -> bool {
        self.organization_owner || self.writes_deployment(id, state)
    }

    pub fn may_read(&self, token: &Token, state: &State) -> bool {
        self.organization_owner
            || token.grants.iter().any(|grant| match grant.entity_type {
                EntityType::Workspace => self.workspaces.contains(&grant.entity_id),
                EntityType::Deployment => {
                    self.deployments.contains(&grant.entity_id)
                        || self.owns_workspace_of(&grant.entity_id, state)
                }
                _ => false,
            })
    }

    /// Whether a token with this home grant may be created, edited, rotated, deleted.
    pub fn may_write_home(&self, home: Option<&Grant>, state: &State) -> bool {
        self.organization_owner || home.is_some_and(|home| self.may_write_grant(home, state))
    }

    pub fn may_write_grant(&self, grant: &Grant, state: &State) -> bool {
        if self.organization_owner {
            return true;
        }
        match grant.entity_type {
            EntityType::Workspace => self.owned_workspaces.contains(&grant.entity_id),
            EntityType::Deployment => self.writes_deployment(&grant.entity_id, state),
            EntityType::Dag | EntityType::DagTag => grant
                .deployment_id
                .as_ref()
                .is_some_and(|id| self.writes_deployment(id, state)),
            EntityType::Organization | EntityType::Newer(_) => false,
        }
    }

    fn writes_deployment(&self, id: &str, state: &State) -> bool {
        self.administered_deployments.contains(id) || self.owns_workspace_of(id, state)
    }

    fn owns_workspace_of(&self, deployment_id: &str, state: &State) -> bool {
        !self.owned_workspaces.is_empty()
            && state
                .deployments
                .get(deployment_id)
                .is_some_and(|deployment| self.owned_workspaces.contains(&deployment.workspace_id))
    }
}

/// The grant that says where a token is at home: its one grant at the level of its scope.
pub fn home(token: &Token) -> Option<&Grant> {
    let level = token.scope.entity_type();
    token.grants.iter().find(|grant| grant.entity_type == level)
}
