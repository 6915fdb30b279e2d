//! ListApiTokens and GetApiToken: what a caller may read of tokens, and what the list filters mean.

use super::{Call, Outcome, Success};
use crate::{
    error::ApiError,
    query::{Query, Reader, order},
    rights::Reach,
    service::Service,
    state::{EntityType, Kind, Scope, Token},
    wire::{ApiToken, ApiTokensPage},
};

const SORTS: &[&str] = &[
    "name",
    "description",
    "createdAt",
    "updatedAt",
    "tokenStartAt",
];

pub fn list(service: &Service, call: &Call<'_>, organization_id: &str) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let mut reader = Reader::new(&call.query);
    let page = reader.page(Some(1000));
    let sorts = reader.sorts(SORTS);
    let only_organization_tokens = reader.boolean("includeOnlyOrganizationTokens");
    let kind = reader
        .one_of("kind", &["STANDARD", "DIRECT_ACCESS"])
        .map(|kind| match kind {
            "DIRECT_ACCESS" => Kind::DirectAccess,
            _ => Kind::Standard,
        });
    reader.finish()?;
    let places = Places::read(&call.query);
    places.permit(service, &reach, organization_id)?;
    let mut found: Vec<&Token> = service
        .state
        .tokens
        .iter()
        .filter(|token| *token.organization_id == *organization_id)
        .filter(|token| !only_organization_tokens || token.scope == Scope::Organization)
        .filter(|token| kind.is_none_or(|kind| token.kind == kind))
        .filter(|token| places.admit(token) && reach.may_read(token, &service.state))
        .collect();
    order(
        &mut found,
        &sorts,
        |key, a, b| match key {
            "name" => a.name.cmp(&b.name),
            "description" => a.description.cmp(&b.description),
            "updatedAt" => a.updated_at.cmp(&b.updated_at),
            "tokenStartAt" => a.start_at.cmp(&b.start_at),
            _ => a.created_at.cmp(&b.created_at),
        },
        |a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)),
    );
    Ok(Success::json(&ApiTokensPage {
        limit: page.limit,
        offset: page.offset,
        tokens: page
            .slice(&found)
            .iter()
            .map(|token| shown(service, &reach, token))
            .collect(),
        total_count: found.len(),
    }))
}

pub fn get(service: &Service, call: &Call<'_>, organization_id: &str, id: &str) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let token = readable(service, &reach, organization_id, id)?;
    Ok(Success::json(&shown(service, &reach, token)))
}

/// # Errors
/// 404 for an unknown id, 403 for one out of reach.
pub fn readable<'a>(
    service: &'a Service,
    reach: &Reach,
    organization_id: &str,
    id: &str,
) -> Result<&'a Token, ApiError> {
    let token = service.token(organization_id, id)?;
    if reach.may_read(token, &service.state) {
        Ok(token)
    } else {
        Err(ApiError::forbidden(
            "The caller may not read this API token",
        ))
    }
}

/// A token as this caller is shown it.
pub fn shown<'a>(service: &'a Service, reach: &Reach, token: &'a Token) -> ApiToken<'a> {
    let narrow = service.switches.narrow_grants;
    ApiToken::new(token, service.switches.newer_contract, |grant| {
        !narrow || reach.may_write_grant(grant, &service.state)
    })
}

/// The filters by where a token holds a role.
struct Places<'a> {
    workspace_id: Option<&'a str>,
    deployment_id: Option<&'a str>,
    dag_id: Option<&'a str>,
    dag_tags: Vec<&'a str>,
}

impl<'a> Places<'a> {
    fn read(query: &'a Query) -> Self {
        Self {
            workspace_id: query.get("workspaceId"),
            deployment_id: query.get("deploymentId"),
            dag_id: query.get("dagId"),
            dag_tags: query.all("dagTags").collect(),
        }
    }

    /// A filter names a place: unknown is 404, out of reach 403. Without one, and below Organization Owner, the list is
    /// refused or narrowed, as the switch says; a Dag alone names no place, for its id is unique in its Deployment only.
    fn permit(
        &self,
        service: &Service,
        reach: &Reach,
        organization_id: &str,
    ) -> Result<(), ApiError> {
        let state = &service.state;
        if let Some(id) = self.workspace_id {
            let found = state.workspaces.get(id);
            if found.is_none_or(|workspace| *workspace.organization_id != *organization_id) {
                return Err(ApiError::not_found(format!("Workspace {id} not found")));
            }
            if !reach.lists_tokens_of_workspace(id) {
                return Err(ApiError::forbidden(
                    "The caller may not list the API tokens of this Workspace",
                ));
            }
        }
        if let Some(id) = self.deployment_id {
            service.deployment(organization_id, id)?;
            if !reach.lists_tokens_of_deployment(id, state) {
                return Err(ApiError::forbidden(
                    "The caller may not list the API tokens of this Deployment",
                ));
            }
        }
        let filtered = self.workspace_id.is_some() || self.deployment_id.is_some();
        if filtered || reach.organization_owner || service.switches.narrow_unfiltered_list {
            Ok(())
        } else {
            Err(ApiError::forbidden(
                "The caller may not list the API tokens of this Organization",
            ))
        }
    }

    fn admit(&self, token: &Token) -> bool {
        let holds = |level: EntityType, id: &str| {
            token
                .grants
                .iter()
                .any(|grant| grant.entity_type == level && *grant.entity_id == *id)
        };
        self.workspace_id
            .is_none_or(|id| holds(EntityType::Workspace, id))
            && self
                .deployment_id
                .is_none_or(|id| holds(EntityType::Deployment, id))
            && self.dag_id.is_none_or(|id| holds(EntityType::Dag, id))
            && (self.dag_tags.is_empty()
                || self
                    .dag_tags
                    .iter()
                    .any(|tag| holds(EntityType::DagTag, tag)))
    }
}
