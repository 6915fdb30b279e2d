//! API tokens, their grants, and what a role update answers.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Profile;
use crate::{
    instant::Instant,
    state::{EntityType, Grant, Kind, Scope, Token},
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken<'a> {
    id: &'a str,
    name: &'a str,
    description: &'a str,
    kind: Kind,
    scope: Scope,
    short_token: &'a str,
    start_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry_period_in_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_rotated_at: Option<Instant>,
    /// The secret: in the answers to create and rotate only.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<ApiTokenRole<'a>>>,
    created_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<Profile<'a>>,
    updated_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_by: Option<Profile<'a>>,
    /// A field that only a newer minor version of the contract has.
    #[serde(skip_serializing_if = "Option::is_none")]
    network_policy: Option<&'static str>,
}

impl<'a> ApiToken<'a> {
    /// `newer`: with what only a newer contract knows. `shown` picks the grants that the caller may see.
    pub fn new(token: &'a Token, newer: bool, shown: impl Fn(&Grant) -> bool) -> Self {
        Self {
            id: &token.id,
            name: &token.name,
            description: &token.description,
            kind: token.kind,
            scope: token.scope,
            short_token: &token.short_token,
            start_at: token.start_at,
            end_at: token.end_at,
            expiry_period_in_days: token.expiry_period_in_days,
            last_used_at: token.last_used_at,
            last_rotated_at: token.last_rotated_at,
            token: None,
            roles: Some(
                token
                    .grants
                    .iter()
                    .filter(|grant| newer || is_known(grant))
                    .filter(|grant| shown(grant))
                    .map(|grant| ApiTokenRole::new(grant, newer))
                    .collect(),
            ),
            created_at: token.created_at,
            created_by: token.created_by.as_ref().map(Profile::from),
            updated_at: token.updated_at,
            updated_by: token.updated_by.as_ref().map(Profile::from),
            network_policy: newer.then_some("ANY"),
        }
    }

    /// An agent token, which has no roles to tell.
    pub fn of_agent(token: &'a Token, newer: bool) -> Self {
        Self {
            roles: None,
            ..Self::new(token, newer, |_| false)
        }
    }

    pub fn with_value(self, value: String) -> Self {
        Self {
            token: Some(value),
            ..self
        }
    }
}

/// Whether the present contract has this grant's level.
pub const fn is_known(grant: &Grant) -> bool {
    !matches!(grant.entity_type, EntityType::Newer(_))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiTokenRole<'a> {
    entity_type: &'a str,
    entity_id: &'a str,
    role: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment_id: Option<&'a str>,
    #[serde(flatten)]
    further: Option<&'a Map<String, Value>>,
}

impl<'a> ApiTokenRole<'a> {
    pub fn new(grant: &'a Grant, newer: bool) -> Self {
        Self {
            entity_type: grant.entity_type.as_str(),
            entity_id: &grant.entity_id,
            role: &grant.role,
            deployment_id: grant.deployment_id.as_deref(),
            further: grant.further.as_deref().filter(|_| newer),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiTokensPage<'a> {
    pub limit: usize,
    pub offset: usize,
    pub tokens: Vec<ApiToken<'a>>,
    pub total_count: usize,
}

/// The answer to a role update: another shape than the list of grants that was sent.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubjectRoles<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_role: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    workspace_roles: Vec<WorkspaceRole<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deployment_roles: Vec<DeploymentRole<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dag_roles: Vec<DagRole<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WorkspaceRole<'a> {
    workspace_id: &'a str,
    role: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DeploymentRole<'a> {
    deployment_id: &'a str,
    role: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DagRole<'a> {
    deployment_id: &'a str,
    role: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag_tag: Option<&'a str>,
}

impl<'a> SubjectRoles<'a> {
    /// Levels that the contract does not know have no place in this answer.
    pub fn new(grants: impl IntoIterator<Item = &'a Grant>) -> Self {
        let mut roles = Self::default();
        for grant in grants {
            let role = &*grant.role;
            let id = &*grant.entity_id;
            match grant.entity_type {
                EntityType::Organization => roles.organization_role = Some(role),
                EntityType::Workspace => roles.workspace_roles.push(WorkspaceRole {
                    workspace_id: id,
                    role,
                }),
                EntityType::Deployment => roles.deployment_roles.push(DeploymentRole {
                    deployment_id: id,
                    role,
                }),
                EntityType::Dag | EntityType::DagTag => {
                    let of_tag = grant.entity_type == EntityType::DagTag;
                    roles.dag_roles.push(DagRole {
                        deployment_id: grant.deployment_id.as_deref().unwrap_or_default(),
                        role,
                        dag_id: (!of_tag).then_some(id),
                        dag_tag: of_tag.then_some(id),
                    });
                }
                EntityType::Newer(_) => {}
            }
        }
        roles
    }
}
