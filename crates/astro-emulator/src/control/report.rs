//! What the emulator holds, for tests to hold the page against. Without any token value.

use serde_json::{Value, json};

use crate::{emulator::Emulator, query::Query, wire::ApiToken};

/// `?tokens=false` leaves the tokens out.
pub fn state(emulator: &Emulator, query: &Query) -> Value {
    let state = emulator.state();
    let mut report = json!({
        "now": emulator.now(),
        "seed": emulator.options.seed,
        "switches": emulator.service.switches,
        "counts": {
            "organizations": state.organizations.len(),
            "workspaces": state.workspaces.len(),
            "deployments": state.deployments.len(),
            "customRoles": state.custom_roles.len(),
            "users": state.users.len(),
            "tokens": state.tokens.len(),
            "agentTokens": state.agent_tokens.len(),
        },
        "exchanges": emulator.exchanges.count(),
        "violations": emulator.violations.len(),
        "organizations": state.organizations.values()
            .map(|organization| json!({"id": *organization.id, "name": organization.name}))
            .collect::<Vec<_>>(),
    });
    if query.get("tokens") != Some("false") {
        let tokens: Vec<Value> = state
            .tokens
            .iter()
            .map(|token| {
                let mut value =
                    serde_json::to_value(ApiToken::new(token, true, |_| true)).unwrap_or_default();
                value["organizationId"] = json!(*token.organization_id);
                value["generation"] = json!(token.generation);
                value
            })
            .collect();
        report["tokens"] = Value::Array(tokens);
        let agents = state.agent_tokens.values().map(|agent| {
            let shown = ApiToken::of_agent(&agent.token, true);
            let mut value = serde_json::to_value(shown).unwrap_or_default();
            value["organizationId"] = json!(*agent.token.organization_id);
            value["deploymentId"] = json!(*agent.deployment_id);
            value
        });
        report["agentTokens"] = agents.collect();
    }
    report
}
