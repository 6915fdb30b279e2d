//! What the operations work on: the state, the clock, the sources of ids and values, and the switches.

use std::sync::Arc;

use crate::{
    error::ApiError,
    ids::Ids,
    instant::Instant,
    jwt::Issuer,
    state::{AgentToken, Deployment, Grant, Id, Profile, State, Token, User},
    switches::Switches,
};

#[derive(Clone, Debug)]
pub struct Service {
    pub state: State,
    pub switches: Switches,
    pub clock: Clock,
    pub ids: Ids,
    pub issuer: Issuer,
}

impl Service {
    pub fn new(state: State, switches: Switches, seed: u64) -> Self {
        Self {
            clock: Clock::starting(state.now),
            state,
            switches,
            ids: Ids::new(seed),
            issuer: Issuer::new(seed),
        }
    }

    pub const fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The present value of a token.
    pub fn value_of(&self, token: &Token) -> String {
        self.issuer
            .sign(&self.issuer.token_claims(token, &self.state))
    }

    pub fn value_of_agent(&self, agent: &AgentToken) -> String {
        self.issuer
            .sign(&self.issuer.agent_token_claims(agent, &self.state))
    }

    /// # Errors
    /// 404 when the Deployment has no such agent token.
    pub fn agent_token(&self, deployment_id: &str, id: &str) -> Result<&AgentToken, ApiError> {
        self.state
            .agent_tokens
            .get(id)
            .filter(|agent| *agent.deployment_id == *deployment_id)
            .ok_or_else(|| ApiError::not_found(format!("Agent token {id} not found")))
    }

    /// # Errors
    /// 404 when no such Deployment is in the Organization.
    pub fn deployment(&self, organization_id: &str, id: &str) -> Result<&Deployment, ApiError> {
        self.state
            .deployments
            .get(id)
            .filter(|deployment| *deployment.organization_id == *organization_id)
            .ok_or_else(|| ApiError::not_found(format!("Deployment {id} not found")))
    }

    /// # Errors
    /// 404 when no such token is in the Organization.
    pub fn token(&self, organization_id: &str, id: &str) -> Result<&Token, ApiError> {
        self.state
            .tokens
            .get(id)
            .filter(|token| *token.organization_id == *organization_id)
            .ok_or_else(|| ApiError::not_found(format!("API token {id} not found")))
    }
}

/// A base, which a server may let follow the wall, and a shift, which the control API sets.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    base: Instant,
    shift_micros: i64,
}

impl Clock {
    pub const fn starting(base: Instant) -> Self {
        Self {
            base,
            shift_micros: 0,
        }
    }

    pub const fn now(self) -> Instant {
        self.base.plus_micros(self.shift_micros)
    }

    pub const fn follow(&mut self, base: Instant) {
        self.base = base;
    }

    pub const fn set(&mut self, to: Instant) {
        self.shift_micros = to.micros_since(self.base);
    }

    pub const fn advance(&mut self, micros: i64) {
        self.shift_micros = self.shift_micros.saturating_add(micros);
    }
}

/// Whose value a call carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    Token(Id),
    User(Id),
}

impl Caller {
    pub const fn id(&self) -> &Id {
        match self {
            Self::Token(id) | Self::User(id) => id,
        }
    }

    /// Grants over all Organizations. A caller that was deleted meanwhile holds none.
    pub fn grants<'a>(&self, state: &'a State) -> &'a [Grant] {
        match self {
            Self::Token(id) => state.tokens.get(id).map(|token| token.grants.as_slice()),
            Self::User(id) => state.users.get(id).map(|user| user.grants.as_slice()),
        }
        .unwrap_or_default()
    }

    /// Organizations that the caller belongs to.
    pub fn organizations<'a>(&self, state: &'a State) -> Vec<&'a Id> {
        match self {
            Self::Token(id) => state
                .tokens
                .get(id)
                .map(|token| &token.organization_id)
                .into_iter()
                .collect(),
            Self::User(id) => state.users.get(id).map(member_of).unwrap_or_default(),
        }
    }

    pub fn profile(&self, state: &State) -> Arc<Profile> {
        Arc::new(match self {
            Self::Token(id) => state
                .tokens
                .get(id)
                .map_or_else(|| Profile::bare(id.clone()), Profile::of_token),
            Self::User(id) => state
                .users
                .get(id)
                .map_or_else(|| Profile::bare(id.clone()), Profile::of_user),
        })
    }
}

fn member_of(user: &User) -> Vec<&Id> {
    user.grants
        .iter()
        .filter(|grant| grant.entity_type == crate::state::EntityType::Organization)
        .map(|grant| &grant.entity_id)
        .collect()
}
