//! Method, path, query and body of each operation of Astro's API: what is sent and what is printed
//! as an equivalent command come from here alone.
//!
//! Ids are percent-encoded, so that one path segment stays one, whatever its text.

use crate::grants::Grants;
use crate::id::{DeploymentId, OrganizationId, RoleId, TokenId, WorkspaceId};
use crate::model::{
    CreateApiTokenRequest, Kind, UpdateApiTokenRequest, UpdateApiTokenRolesRequest,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write;

/// The biggest page that the API grants.
pub const MAX_LIMIT: u64 = 1000;

/// Everything but the unreserved characters (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Post,
    Delete,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// A call of the API, without host and headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiRequest {
    pub method: Method,
    /// Percent-encoded, without the `/v1` that ends the base URL.
    pub path: String,
    /// Not encoded; a key is repeated for each value of an array.
    pub query: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Option<Vec<u8>>,
}

impl ApiRequest {
    fn get(segments: &[&str]) -> Self {
        Self::new(Method::Get, segments)
    }

    fn new(method: Method, segments: &[&str]) -> Self {
        let mut path = String::new();
        for segment in segments {
            path.push('/');
            path.push_str(&encode_segment(segment));
        }
        Self {
            method,
            path,
            query: Vec::new(),
            body: None,
        }
    }

    fn with_body(mut self, body: &impl Serialize) -> Self {
        // Text, numbers and lists of them: writing that as JSON can't fail.
        self.body = serde_json::to_vec(body).ok();
        self
    }

    fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.query.push((key, value.into()));
        self
    }

    fn with_page(self, offset: u64, limit: u64, sorts: &[&'static str]) -> Self {
        let request = self
            .with("offset", offset.to_string())
            .with("limit", limit.to_string());
        sorts
            .iter()
            .fold(request, |request, sort| request.with("sorts", *sort))
    }

    /// Path and query, percent-encoded, to be put behind the base URL.
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (index, (key, value)) in self.query.iter().enumerate() {
            let separator = if index == 0 { '?' } else { '&' };
            // Writing to a String can't fail.
            let _ = write!(
                target,
                "{separator}{key}={}",
                utf8_percent_encode(value, RESERVED)
            );
        }
        target
    }
}

/// A browser takes `.` and `..` for steps in the tree even when they are percent-encoded (WHATWG URL
/// standard), which would address another operation. Encoded twice they are an id that nobody has.
fn encode_segment(segment: &str) -> Cow<'_, str> {
    match segment {
        "." => Cow::Borrowed("%252E"),
        ".." => Cow::Borrowed("%252E%252E"),
        _ => utf8_percent_encode(segment, RESERVED).into(),
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Items to skip.
    pub offset: u64,
    /// At most [`MAX_LIMIT`].
    pub limit: u64,
    /// `field:asc` or `field:desc`, in order of precedence.
    pub sorts: Vec<&'static str>,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            offset: 0,
            limit: MAX_LIMIT,
            sorts: Vec::new(),
        }
    }
}

/// Filters and part of a token list. Without a filter it is every token of the Organization, of all
/// scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTokens {
    /// Tokens with a role in this Workspace, whatever their scope.
    pub workspace_id: Option<WorkspaceId>,
    /// Tokens with a role on this Deployment, whatever their scope.
    pub deployment_id: Option<DeploymentId>,
    /// Only tokens of scope ORGANIZATION.
    pub include_only_organization_tokens: bool,
    pub kind: Option<Kind>,
    /// Items to skip.
    pub offset: u64,
    /// At most [`MAX_LIMIT`].
    pub limit: u64,
    /// Of `name`, `description`, `createdAt`, `updatedAt`, `tokenStartAt`, each `:asc` or `:desc`.
    pub sorts: Vec<&'static str>,
}

impl Default for ListTokens {
    fn default() -> Self {
        Self {
            workspace_id: None,
            deployment_id: None,
            include_only_organization_tokens: false,
            kind: None,
            offset: 0,
            limit: MAX_LIMIT,
            sorts: Vec::new(),
        }
    }
}

/// Answers [`crate::model::ApiTokensPage`].
pub fn list_tokens(organization: &OrganizationId, list: &ListTokens) -> ApiRequest {
    let mut request = ApiRequest::get(&["organizations", organization.as_str(), "tokens"]);
    if let Some(id) = &list.workspace_id {
        request = request.with("workspaceId", id.as_str());
    }
    if let Some(id) = &list.deployment_id {
        request = request.with("deploymentId", id.as_str());
    }
    if list.include_only_organization_tokens {
        request = request.with("includeOnlyOrganizationTokens", "true");
    }
    if let Some(kind) = &list.kind {
        request = request.with("kind", kind.as_str());
    }
    request.with_page(list.offset, list.limit, &list.sorts)
}

/// A call on one token; `below` are the segments behind its address.
fn of_token(
    method: Method,
    organization: &OrganizationId,
    token: &TokenId,
    below: &[&str],
) -> ApiRequest {
    let mut segments = vec![
        "organizations",
        organization.as_str(),
        "tokens",
        token.as_str(),
    ];
    segments.extend_from_slice(below);
    ApiRequest::new(method, &segments)
}

/// Answers [`crate::model::ApiToken`].
pub fn get_token(organization: &OrganizationId, token: &TokenId) -> ApiRequest {
    of_token(Method::Get, organization, token, &[])
}

/// Answers [`crate::model::ApiToken`] with the secret value. Sent twice it makes two tokens.
pub fn create_token(organization: &OrganizationId, token: &CreateApiTokenRequest) -> ApiRequest {
    ApiRequest::new(
        Method::Post,
        &["organizations", organization.as_str(), "tokens"],
    )
    .with_body(token)
}

/// Answers [`crate::model::ApiToken`].
pub fn update_token(
    organization: &OrganizationId,
    token: &TokenId,
    update: &UpdateApiTokenRequest,
) -> ApiRequest {
    of_token(Method::Post, organization, token, &[]).with_body(update)
}

/// Replaces every grant of the token. Answers the roles in another shape than they are sent in, which nobody needs:
/// the token is read again instead.
pub fn update_token_roles(
    organization: &OrganizationId,
    token: &TokenId,
    grants: &Grants,
) -> ApiRequest {
    of_token(Method::Post, organization, token, &["roles"]).with_body(&UpdateApiTokenRolesRequest {
        roles: grants.to_wire(),
    })
}

/// Answers [`crate::model::ApiToken`] with the new secret value; the old one ends at once. Sent twice it ends the
/// value that the first answer carried.
pub fn rotate_token(organization: &OrganizationId, token: &TokenId) -> ApiRequest {
    of_token(Method::Post, organization, token, &["rotate"])
}

/// Answers nothing.
pub fn delete_token(organization: &OrganizationId, token: &TokenId) -> ApiRequest {
    of_token(Method::Delete, organization, token, &[])
}

/// Answers [`crate::model::OrganizationsPage`].
pub fn list_organizations(page: &Page) -> ApiRequest {
    ApiRequest::get(&["organizations"]).with_page(page.offset, page.limit, &page.sorts)
}

/// Answers [`crate::model::Organization`].
pub fn get_organization(organization: &OrganizationId) -> ApiRequest {
    ApiRequest::get(&["organizations", organization.as_str()])
}

/// Answers [`crate::model::WorkspacesPage`].
pub fn list_workspaces(organization: &OrganizationId, page: &Page) -> ApiRequest {
    ApiRequest::get(&["organizations", organization.as_str(), "workspaces"]).with_page(
        page.offset,
        page.limit,
        &page.sorts,
    )
}

/// Answers [`crate::model::Workspace`].
pub fn get_workspace(organization: &OrganizationId, workspace: &WorkspaceId) -> ApiRequest {
    ApiRequest::get(&[
        "organizations",
        organization.as_str(),
        "workspaces",
        workspace.as_str(),
    ])
}

/// Answers [`crate::model::DeploymentsPage`].
pub fn list_deployments(organization: &OrganizationId, page: &Page) -> ApiRequest {
    ApiRequest::get(&["organizations", organization.as_str(), "deployments"]).with_page(
        page.offset,
        page.limit,
        &page.sorts,
    )
}

/// Answers [`crate::model::Deployment`].
pub fn get_deployment(organization: &OrganizationId, deployment: &DeploymentId) -> ApiRequest {
    ApiRequest::get(&[
        "organizations",
        organization.as_str(),
        "deployments",
        deployment.as_str(),
    ])
}

/// Answers [`crate::model::RolesPage`].
pub fn list_roles(
    organization: &OrganizationId,
    include_default_roles: bool,
    page: &Page,
) -> ApiRequest {
    let mut request = ApiRequest::get(&["organizations", organization.as_str(), "roles"]);
    if include_default_roles {
        request = request.with("includeDefaultRoles", "true");
    }
    request.with_page(page.offset, page.limit, &page.sorts)
}

/// Answers [`crate::model::RoleWithPermissions`]. Built-in roles have no id: their permissions come with the list.
pub fn get_custom_role(organization: &OrganizationId, role: &RoleId) -> ApiRequest {
    ApiRequest::get(&[
        "organizations",
        organization.as_str(),
        "roles",
        role.as_str(),
    ])
}

/// Answers [`crate::model::SelfUser`]; only for the session token of a person.
pub fn get_self_user() -> ApiRequest {
    ApiRequest::get(&["users", "self"])
}
