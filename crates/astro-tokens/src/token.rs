//! A token as the console thinks of it: real instants, grants as a set, repeated text shared.
//!
//! The secret value of an answer to create or rotate never gets into a [`Token`].

use crate::grants::{Grant, Grants, Place};
use crate::id::{DeploymentId, OrganizationId, TokenId, WorkspaceId};
use crate::model::{
    ApiToken, ApiTokenRole, BasicSubjectProfile, EntityType, Kind, Scope, SubjectType,
};
use crate::timestamp::Timestamp;
use std::collections::HashSet;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    /// Not unique, not even within a scope.
    pub name: Arc<str>,
    /// Empty when unset.
    pub description: Arc<str>,
    pub kind: Kind,
    pub scope: Scope,
    /// The Deployment that listed it as a token of its remote execution agents; no other token has one.
    pub agent_of: Option<DeploymentId>,
    /// A fragment for recognising the token; not secret. May be empty.
    pub short_token: Arc<str>,
    pub start_at: Timestamp,
    /// `None`: never expires.
    pub end_at: Option<Timestamp>,
    /// Lifetime chosen at creation.
    pub expiry_period_in_days: Option<i64>,
    /// `None`: never used.
    pub last_used_at: Option<Timestamp>,
    /// `None`: never rotated.
    pub last_rotated_at: Option<Timestamp>,
    /// `None`: the answer did not carry them, which is not the same as having none.
    pub grants: Option<Grants>,
    pub created_at: Timestamp,
    pub created_by: Option<Arc<Creator>>,
    pub updated_at: Timestamp,
    pub updated_by: Option<Arc<Creator>>,
}

/// The entity in which a token was created.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    Organization(OrganizationId),
    Workspace(WorkspaceId),
    Deployment(DeploymentId),
}

impl Home {
    /// As what grants are on.
    pub fn place(&self) -> Place {
        match self {
            Self::Organization(id) => Place::Organization(id.clone()),
            Self::Workspace(id) => Place::Workspace(id.clone()),
            Self::Deployment(id) => Place::Deployment(id.clone()),
        }
    }
}

/// Who created or changed a token: a person or another token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Creator {
    /// Of a user or of a token.
    pub id: Arc<str>,
    pub subject_type: Option<SubjectType>,
    pub full_name: Option<Arc<str>>,
    pub username: Option<Arc<str>>,
    pub api_token_name: Option<Arc<str>>,
}

impl Creator {
    /// Full name, else token name, else user name, else id.
    pub fn display_name(&self) -> &Arc<str> {
        [&self.full_name, &self.api_token_name, &self.username]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty())
            .unwrap_or(&self.id)
    }
}

impl Token {
    /// Astro has no field for it: it is the entity of the token's one grant at the level of its
    /// scope, and of an agent token the Deployment that listed it. `None` when the grants are unknown, hold none at that
    /// level, or name several entities.
    pub fn home(&self) -> Option<Home> {
        if let Some(deployment) = &self.agent_of {
            return Some(Home::Deployment(deployment.clone()));
        }
        let id = self.home_grant()?.entity_id.clone();
        match self.scope {
            Scope::Organization => Some(Home::Organization(OrganizationId::new(id))),
            Scope::Workspace => Some(Home::Workspace(WorkspaceId::new(id))),
            Scope::Deployment => Some(Home::Deployment(DeploymentId::new(id))),
            Scope::Unknown(_) => None,
        }
    }

    /// The same of a token of that Organization: of Organization scope it is at home there, whether or not a grant tells so.
    pub fn home_in(&self, organization: &OrganizationId) -> Option<Home> {
        let own = || Home::Organization(organization.clone());
        self.home()
            .or_else(|| (self.scope == Scope::Organization).then(own))
    }

    /// The grant that tells the home, and with it the token's role there.
    pub fn home_grant(&self) -> Option<&Grant> {
        let level = self.home_level()?;
        let mut at_home = self
            .grants
            .as_ref()?
            .iter()
            .filter(|grant| grant.entity_type == level);
        let grant = at_home.next()?;
        at_home
            .all(|other| other.entity_id == grant.entity_id)
            .then_some(grant)
    }

    /// Whether its grants are there without any at home: whoever is shown them so is not shown all of them.
    pub fn hides_home(&self) -> bool {
        let (Some(level), Some(grants), None) = (self.home_level(), &self.grants, &self.agent_of)
        else {
            return false;
        };
        grants.iter().all(|grant| grant.entity_type != level)
    }

    /// Whether it was created in this very place.
    pub fn is_at_home(&self, place: &Place) -> bool {
        self.home().is_some_and(|home| home.place() == *place)
    }

    /// Grants besides the one that tells the home.
    pub fn other_grants(&self) -> impl Iterator<Item = &Grant> {
        let home = self.home_grant();
        self.grants
            .iter()
            .flatten()
            .filter(move |grant| home != Some(*grant))
    }

    /// Whether it is a token of remote execution agents: it can be created and deleted, and holds no grant. It can't be
    /// edited, rotated or assigned.
    pub const fn is_agent(&self) -> bool {
        self.agent_of.is_some()
    }

    fn home_level(&self) -> Option<EntityType> {
        crate::grants::level_of(&self.scope)
    }
}

/// Makes tokens whose repeated text (entity ids, roles, creators) shares one allocation each, so
/// that 100,000 of them fit.
#[derive(Debug, Default)]
pub struct Interner {
    texts: HashSet<Arc<str>>,
    creators: HashSet<Arc<Creator>>,
}

impl Interner {
    pub fn token(&mut self, wire: ApiToken) -> Token {
        Token {
            id: wire.id,
            name: wire.name,
            description: self.text(wire.description),
            kind: wire.kind,
            scope: wire.scope,
            agent_of: None,
            short_token: wire.short_token,
            start_at: wire.start_at,
            end_at: wire.end_at,
            expiry_period_in_days: wire.expiry_period_in_days,
            last_used_at: wire.last_used_at,
            last_rotated_at: wire.last_rotated_at,
            grants: wire.roles.map(|roles| self.grants(roles)),
            created_at: wire.created_at,
            created_by: wire.created_by.map(|profile| self.creator(profile)),
            updated_at: wire.updated_at,
            updated_by: wire.updated_by.map(|profile| self.creator(profile)),
        }
    }

    /// A token that `deployment` listed as one of its agents. That it has no roles to tell means that it holds none.
    pub fn agent_token(&mut self, deployment: &DeploymentId, wire: ApiToken) -> Token {
        let deployment = DeploymentId::new(self.text(deployment.as_arc().clone()));
        Token {
            kind: Kind::Agent,
            scope: Scope::Deployment,
            agent_of: Some(deployment),
            grants: Some(Grants::default()),
            ..self.token(wire)
        }
    }

    pub fn grants(&mut self, roles: Vec<ApiTokenRole>) -> Grants {
        roles
            .into_iter()
            .map(|role| Grant {
                entity_type: match role.entity_type {
                    EntityType::Unknown(text) => EntityType::Unknown(self.text(text)),
                    known => known,
                },
                entity_id: self.text(role.entity_id),
                deployment_id: role
                    .deployment_id
                    .map(|id| DeploymentId::new(self.text(id.as_arc().clone()))),
                role: self.text(role.role),
                has_further_fields: role.has_further_fields,
            })
            .collect()
    }

    fn creator(&mut self, profile: BasicSubjectProfile) -> Arc<Creator> {
        let creator = Creator {
            id: profile.id,
            subject_type: profile.subject_type,
            full_name: profile.full_name,
            username: profile.username,
            api_token_name: profile.api_token_name,
        };
        match self.creators.get(&creator) {
            Some(known) => known.clone(),
            None => {
                let creator = Arc::new(creator);
                self.creators.insert(creator.clone());
                creator
            }
        }
    }

    fn text(&mut self, text: Arc<str>) -> Arc<str> {
        match self.texts.get(&text) {
            Some(known) => known.clone(),
            None => {
                self.texts.insert(text.clone());
                text
            }
        }
    }
}
