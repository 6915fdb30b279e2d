//! Agent tokens: list, create, get and delete on a Deployment with remote execution. There is no update, no rotation, and no
//! role. `docs/emulator.md` says what of this is assumed.

use std::sync::Arc;

use super::{Call, Outcome, Success, token_changes::read_details};
use crate::{
    body::Fields,
    error::{ApiError, FieldError},
    jwt::short_token,
    query::{Reader, order},
    rights::Reach,
    service::Service,
    state::{AgentToken, Kind, Scope, Token},
    wire::{ApiToken, ApiTokensPage},
};

const SORTS: &[&str] = &[
    "name",
    "description",
    "createdAt",
    "updatedAt",
    "createdById",
    "updatedById",
    "tokenStartAt",
];

pub fn list(
    service: &Service,
    call: &Call<'_>,
    organization_id: &str,
    deployment_id: &str,
) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let mut reader = Reader::new(&call.query);
    let page = reader.page(Some(1000));
    let sorts = reader.sorts(SORTS);
    reader.finish()?;
    permit_reading(service, &reach, organization_id, deployment_id)?;
    let mut found: Vec<&Token> = service
        .state
        .agent_tokens
        .values()
        .filter(|agent| *agent.deployment_id == *deployment_id)
        .map(|agent| &agent.token)
        .collect();
    let by = |profile: &Option<Arc<crate::state::Profile>>| {
        profile.as_ref().map(|profile| profile.id.clone())
    };
    order(
        &mut found,
        &sorts,
        |key, a, b| match key {
            "name" => a.name.cmp(&b.name),
            "description" => a.description.cmp(&b.description),
            "updatedAt" => a.updated_at.cmp(&b.updated_at),
            "createdById" => by(&a.created_by).cmp(&by(&b.created_by)),
            "updatedById" => by(&a.updated_by).cmp(&by(&b.updated_by)),
            "tokenStartAt" => a.start_at.cmp(&b.start_at),
            _ => a.created_at.cmp(&b.created_at),
        },
        |a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)),
    );
    let newer = service.switches.newer_contract;
    Ok(Success::json(&ApiTokensPage {
        limit: page.limit,
        offset: page.offset,
        tokens: page
            .slice(&found)
            .iter()
            .map(|token| ApiToken::of_agent(token, newer))
            .collect(),
        total_count: found.len(),
    }))
}

pub fn get(
    service: &Service,
    call: &Call<'_>,
    organization_id: &str,
    deployment_id: &str,
    id: &str,
) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    permit_reading(service, &reach, organization_id, deployment_id)?;
    let agent = service.agent_token(deployment_id, id)?;
    let newer = service.switches.newer_contract;
    Ok(Success::json(&ApiToken::of_agent(&agent.token, newer)))
}

pub fn create(
    service: &mut Service,
    call: &Call<'_>,
    organization_id: &str,
    deployment_id: &str,
) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let deployment = service.deployment(organization_id, deployment_id)?;
    let (organization_id, deployment_id) =
        (deployment.organization_id.clone(), deployment.id.clone());
    let has_agents = deployment.remote_execution;
    let mut fields = Fields::of(call.request)?;
    let (name, description, days) = read_details(&mut fields);
    fields.finish()?;
    if !reach.writes_tokens_of_deployment(&deployment_id, &service.state) {
        return Err(ApiError::forbidden(
            "The caller may not create agent tokens of this Deployment",
        ));
    }
    if !has_agents {
        let message = "deploymentId names a Deployment without remote execution";
        let error = FieldError::new("remoteexecution", "deploymentId", message);
        return Err(ApiError::invalid(vec![error]));
    }
    let now = service.now();
    let by = call.caller.profile(&service.state);
    let mut agent = AgentToken {
        deployment_id,
        token: Token {
            id: service.ids.entity(),
            organization_id,
            name,
            description,
            kind: Kind::Standard,
            scope: Scope::Deployment,
            short_token: String::new(),
            start_at: now,
            end_at: days.map(|days| now.plus_days(i64::from(days))),
            expiry_period_in_days: days,
            last_used_at: None,
            last_rotated_at: None,
            generation: 0,
            grants: Vec::new(),
            created_at: now,
            created_by: Some(Arc::clone(&by)),
            updated_at: now,
            updated_by: Some(by),
        },
    };
    let value = service.value_of_agent(&agent);
    agent.token.short_token = short_token(&value);
    let newer = service.switches.newer_contract;
    let answer = Success::json(&ApiToken::of_agent(&agent.token, newer).with_value(value));
    let id = agent.token.id.clone();
    service.state.agent_tokens.insert(id, agent);
    Ok(answer)
}

pub fn delete(
    service: &mut Service,
    call: &Call<'_>,
    organization_id: &str,
    deployment_id: &str,
    id: &str,
) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    service.deployment(organization_id, deployment_id)?;
    let agent = service.agent_token(deployment_id, id)?;
    if !reach.writes_tokens_of_deployment(&agent.deployment_id, &service.state) {
        return Err(ApiError::forbidden(
            "The caller may not delete agent tokens of this Deployment",
        ));
    }
    service.state.agent_tokens.remove(id);
    Ok(Success::empty())
}

/// # Errors
/// 404 for an unknown Deployment, 403 for one on which the caller has no role.
fn permit_reading(
    service: &Service,
    reach: &Reach,
    organization_id: &str,
    deployment_id: &str,
) -> Result<(), ApiError> {
    service.deployment(organization_id, deployment_id)?;
    if reach.lists_tokens_of_deployment(deployment_id, &service.state) {
        Ok(())
    } else {
        Err(ApiError::forbidden(
            "The caller may not read the agent tokens of this Deployment",
        ))
    }
}
