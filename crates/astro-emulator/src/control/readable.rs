//! Which tokens a caller may read, worked out straight from the table of rights, grant by grant. It shares nothing with
//! the list operation and its sets, so that the two check each other.

use serde_json::{Value, json};

use super::Refusal;
use crate::{
    emulator::Emulator,
    query::Query,
    state::{EntityType, Grant, Id, State},
};

/// `?tokenId=`, `?name=` (the first token of that name) or `?userId=` with `&organizationId=`.
pub fn report(emulator: &Emulator, query: &Query) -> Result<Value, Refusal> {
    let state = emulator.state();
    let missing = || {
        (
            http::StatusCode::NOT_FOUND,
            "no such token or user".to_owned(),
        )
    };
    let (id, organization_id, grants) = if let Some(user_id) = query.get("userId") {
        let user = state.users.get(user_id).ok_or_else(missing)?;
        let organization_id = query
            .get("organizationId")
            .map_or_else(|| user.organization_id.clone(), Id::from);
        (&user.id, organization_id, &user.grants)
    } else {
        let by_id = query.get("tokenId").and_then(|id| state.tokens.get(id));
        let by_name = || {
            state
                .tokens
                .iter()
                .find(|token| query.get("name") == Some(&token.name))
        };
        let token = by_id.or_else(by_name).ok_or_else(missing)?;
        (&token.id, token.organization_id.clone(), &token.grants)
    };
    let ids: Vec<&str> = state
        .tokens
        .iter()
        .filter(|token| token.organization_id == organization_id)
        .filter(|token| {
            grants
                .iter()
                .any(|grant| opens(grant, &token.grants, &organization_id, state))
        })
        .map(|token| &*token.id)
        .collect();
    // Who would read a token with a role on the Deployment reads its agent tokens.
    let agents = state.agent_tokens.values();
    let agent_token_ids: Vec<&str> = agents
        .filter(|agent| agent.token.organization_id == organization_id)
        .filter(|agent| {
            let there = [Grant::deployment(agent.deployment_id.clone(), "")];
            grants
                .iter()
                .any(|grant| opens(grant, &there, &organization_id, state))
        })
        .map(|agent| &*agent.token.id)
        .collect();
    Ok(json!({
        "callerId": **id,
        "organizationId": *organization_id,
        "everything": grants.iter().any(|grant| owns_organization(grant, &organization_id)),
        "count": ids.len(),
        "ids": ids,
        "agentTokenIds": agent_token_ids,
    }))
}

fn owns_organization(grant: &Grant, organization_id: &Id) -> bool {
    grant.entity_type == EntityType::Organization
        && grant.entity_id == *organization_id
        && &*grant.role == "ORGANIZATION_OWNER"
}

/// Whether this one grant of the caller lets it read a token that holds those.
fn opens(grant: &Grant, of_token: &[Grant], organization_id: &Id, state: &State) -> bool {
    if owns_organization(grant, organization_id) {
        return true;
    }
    of_token
        .iter()
        .any(|held| match (&grant.entity_type, &held.entity_type) {
            (EntityType::Workspace, EntityType::Workspace)
            | (EntityType::Deployment, EntityType::Deployment) => grant.entity_id == held.entity_id,
            (EntityType::Workspace, EntityType::Deployment)
                if &*grant.role == "WORKSPACE_OWNER" =>
            {
                state
                    .deployments
                    .get(&held.entity_id)
                    .is_some_and(|found| found.workspace_id == grant.entity_id)
            }
            _ => false,
        })
}
