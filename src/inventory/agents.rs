//! Agent tokens. Each Deployment with remote execution has a list of its own, which is read for itself: one that fails leaves
//! the others, and all other tokens, alone.

use std::collections::HashSet;

use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::ApiToken;
use futures::stream::{self, StreamExt};
use leptos::prelude::*;

use super::paging::SIDE_BY_SIDE;
use super::surroundings::all;
use super::{Inventory, Remote};
use crate::api::{Api, ErrorKind};

/// Reads those of every Deployment that has them, once the Deployments are known. What was read of other Deployments is
/// dropped where all Deployments were found.
pub(super) async fn load_every_agent_token(inventory: Inventory, api: &Api) {
    let deployments = inventory.deployments.get_untracked();
    let with_agents: HashSet<DeploymentId> = deployments
        .loaded()
        .into_iter()
        .flat_map(|list| list.iter())
        .filter(|deployment| deployment.has_agents())
        .map(|deployment| deployment.id.clone())
        .collect();
    if deployments.is_whole() {
        inventory
            .agents
            .try_update(|agents| agents.retain(|deployment, _| with_agents.contains(deployment)));
        inventory.tokens.try_update(|table| {
            table.keep_agents(|deployment, _| with_agents.contains(deployment));
        });
    }
    load_of(inventory, api, with_agents).await;
}

/// Reads again those of the Deployments where that failed, unless the caller may not have them.
pub async fn retry_agent_tokens(inventory: Inventory, api: &Api) {
    let failed = inventory.agents.with_untracked(|agents| {
        let failed = agents.iter().filter(|(_, read)| is_failure(read));
        failed
            .map(|(deployment, _)| deployment.clone())
            .collect::<Vec<_>>()
    });
    load_of(inventory, api, failed).await;
}

/// Whether it is worth telling: who may not read them has nothing to try again.
pub fn is_failure(read: &Remote<()>) -> bool {
    let refused = |kind| matches!(kind, ErrorKind::Forbidden | ErrorKind::NotFound);
    read.failure().is_some_and(|error| !refused(error.kind))
}

async fn load_of(
    inventory: Inventory,
    api: &Api,
    deployments: impl IntoIterator<Item = DeploymentId>,
) {
    stream::iter(deployments)
        .map(|deployment| async move { load_agent_tokens(inventory, api, &deployment).await })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect::<()>()
        .await;
}

/// Reads those of one Deployment. Rows that are held stay until its list was read to its end.
pub async fn load_agent_tokens(inventory: Inventory, api: &Api, deployment: &DeploymentId) {
    let organization = inventory.organization_id();
    let asked = inventory.asked();
    let read = all(
        |token: &ApiToken| token.id.clone(),
        async |page| {
            let answer = api
                .list_agent_tokens(&organization, deployment, &page)
                .await?;
            Ok((answer.tokens, answer.total_count))
        },
    )
    .await;
    let read = match read {
        Ok(list) => {
            let mut tokens = list.items;
            inventory.ledger.try_with_value(|ledger| {
                tokens.retain(|token| !ledger.is_gone_since(&token.id, asked));
            });
            let seen: HashSet<TokenId> = tokens.iter().map(|token| token.id.clone()).collect();
            inventory.forget_refusals(&seen);
            inventory.tokens.try_update(|table| {
                table.enter_agents(deployment, tokens);
                if list.missing.is_none() {
                    inventory.ledger.try_with_value(|ledger| {
                        table.keep_agents(|of, id| {
                            of != deployment || seen.contains(id) || ledger.knows_more(id, asked)
                        });
                    });
                }
            });
            Ok(match list.missing {
                None => Remote::Loaded(()),
                Some(missing) => Remote::Restless { value: (), missing },
            })
        }
        Err(error) => Err(error),
    };
    inventory.agents.try_update(|agents| match read {
        Ok(read) => {
            agents.insert(deployment.clone(), read);
        }
        Err(error) => agents.entry(deployment.clone()).or_default().fail(error),
    });
}

/// Reads one agent token by its id.
pub async fn load_agent_token(
    inventory: Inventory,
    api: &Api,
    deployment: &DeploymentId,
    token: &TokenId,
) {
    let organization = inventory.organization_id();
    let asked = inventory.asked();
    match api.get_agent_token(&organization, deployment, token).await {
        Ok(read) => inventory.enter_agent(deployment, read, asked),
        Err(error) => inventory.refuse(token, error),
    }
}
