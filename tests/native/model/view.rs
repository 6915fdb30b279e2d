//! The emulator's tokens as the console must hold them, field by field.

use std::sync::Arc;

use astro_emulator::Instant;
use astro_emulator::state::{self, Grant, Profile, State};
use astro_tokens::grants::{self, GrantKey, Grants};
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::{EntityType, Kind, Scope, SubjectType};
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::{Creator, Token};

pub const fn scope(scope: state::Scope) -> Scope {
    match scope {
        state::Scope::Organization => Scope::Organization,
        state::Scope::Workspace => Scope::Workspace,
        state::Scope::Deployment => Scope::Deployment,
    }
}

/// Every token of every kind.
pub fn all(state: &State) -> impl Iterator<Item = &state::Token> {
    let agents = state.agent_tokens.values().map(|agent| &agent.token);
    state.tokens.iter().chain(agents)
}

/// Of any kind.
pub fn held<'a>(state: &'a State, id: &str) -> Option<&'a state::Token> {
    let agent = || state.agent_tokens.get(id).map(|agent| &agent.token);
    state.tokens.get(id).or_else(agent)
}

/// An agent token as the console must hold it.
pub fn agent(agent: &state::AgentToken) -> Token {
    Token {
        kind: Kind::Agent,
        grants: Some(Grants::default()),
        agent_of: Some(DeploymentId::new(agent.deployment_id.clone())),
        ..token(&agent.token, |_| false, false)
    }
}

/// Where the token is at home: the one entity at the level of its scope.
pub fn home(token: &state::Token) -> GrantKey {
    let level = token.scope.entity_type();
    let home = token.grants.iter().find(|grant| grant.entity_type == level);
    grant(home.unwrap(), false).key()
}

/// What a caller is shown of the grants: those that `shows` lets through, unknown entity types and further fields only
/// under a newer contract.
pub fn grants(token: &state::Token, shows: impl Fn(&Grant) -> bool, newer: bool) -> Grants {
    let shown = token.grants.iter().filter(|grant| {
        shows(grant) && (newer || !matches!(grant.entity_type, state::EntityType::Newer(_)))
    });
    shown.map(|one| grant(one, newer)).collect()
}

pub fn grant(grant: &Grant, newer: bool) -> grants::Grant {
    grants::Grant {
        entity_type: EntityType::from(grant.entity_type.as_str()),
        entity_id: grant.entity_id.clone(),
        deployment_id: grant.deployment_id.clone().map(DeploymentId::new),
        role: grant.role.clone(),
        has_further_fields: newer && grant.further.as_ref().is_some_and(|map| !map.is_empty()),
    }
}

/// The other way: what the emulator holds of a grant that was sent.
pub fn grant_held(grant: &grants::Grant) -> Grant {
    Grant {
        deployment_id: grant.deployment_id.as_ref().map(|id| id.as_arc().clone()),
        ..Grant::new(
            state::EntityType::parse(grant.entity_type.as_str()),
            grant.entity_id.clone(),
            grant.role.clone(),
        )
    }
}

fn instant(at: Instant) -> Timestamp {
    Timestamp::from_unix_micros(at.unix_micros())
}

/// Pictures are not held.
fn creator(profile: &Profile) -> Arc<Creator> {
    let text = |text: &Option<String>| text.as_deref().map(Arc::from);
    Arc::new(Creator {
        id: profile.id.clone(),
        subject_type: profile.subject_type.map(|kind| match kind {
            state::SubjectType::User => SubjectType::User,
            state::SubjectType::ServiceKey => SubjectType::ServiceKey,
        }),
        full_name: text(&profile.full_name),
        username: text(&profile.username),
        api_token_name: text(&profile.api_token_name),
    })
}

pub fn token(token: &state::Token, shows: impl Fn(&Grant) -> bool, newer: bool) -> Token {
    Token {
        id: TokenId::new(token.id.clone()),
        name: token.name.as_str().into(),
        description: token.description.as_str().into(),
        kind: match token.kind {
            state::Kind::Standard => Kind::Standard,
            state::Kind::DirectAccess => Kind::DirectAccess,
        },
        scope: scope(token.scope),
        short_token: token.short_token.as_str().into(),
        start_at: instant(token.start_at),
        end_at: token.end_at.map(instant),
        expiry_period_in_days: token.expiry_period_in_days.map(i64::from),
        last_used_at: token.last_used_at.map(instant),
        last_rotated_at: token.last_rotated_at.map(instant),
        grants: Some(grants(token, shows, newer)),
        created_at: instant(token.created_at),
        created_by: token.created_by.as_deref().map(creator),
        updated_at: instant(token.updated_at),
        updated_by: token.updated_by.as_deref().map(creator),
        agent_of: None,
    }
}
