//! The operations of Astro's API v1 that the emulator knows, and the table that finds them. Everything else below `/v1`
//! is answered 404 as JSON.

mod agent_tokens;
mod organizations;
mod places;
mod roles;
mod token_changes;
mod tokens;
mod users;

use http::{Method, Request, StatusCode};
use serde::Serialize;

use crate::{
    error::ApiError,
    query::{Query, decode},
    rights::Reach,
    service::{Caller, Service},
};

/// A successful answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Success {
    pub status: StatusCode,
    /// JSON; absent with 204.
    pub body: Option<Vec<u8>>,
}

impl Success {
    fn json(body: &impl Serialize) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(serde_json::to_vec(body).unwrap_or_default()),
        }
    }

    const fn empty() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: None,
        }
    }
}

pub type Outcome = Result<Success, ApiError>;

/// One authenticated call.
#[derive(Debug)]
pub struct Call<'a> {
    pub caller: Caller,
    pub request: &'a Request<Vec<u8>>,
    pub query: Query,
}

impl Call<'_> {
    /// # Errors
    /// 404 and 403 as [`Reach::of`] has them.
    fn reach(&self, service: &Service, organization_id: &str) -> Result<Reach, ApiError> {
        Reach::of(service, &self.caller, organization_id)
    }
}

/// An operation with the ids of its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    ListOrganizations,
    GetOrganization(String),
    ListTokens(String),
    CreateToken(String),
    GetToken(String, String),
    UpdateToken(String, String),
    DeleteToken(String, String),
    UpdateTokenRoles(String, String),
    RotateToken(String, String),
    ListWorkspaces(String),
    GetWorkspace(String, String),
    ListDeployments(String),
    GetDeployment(String, String),
    ListAgentTokens(String, String),
    CreateAgentToken(String, String),
    GetAgentToken(String, String, String),
    DeleteAgentToken(String, String, String),
    ListRoles(String),
    GetRole(String, String),
    GetSelfUser,
}

impl Operation {
    /// # Errors
    /// 404 for a path that is not known, 405 with the known methods for a known path.
    pub fn find(method: &Method, path: &str) -> Result<Self, ApiError> {
        let segments: Vec<String> = path
            .strip_prefix("/v1/")
            .unwrap_or_default()
            .split('/')
            .map(|segment| decode(segment, false))
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let methods = [Method::GET, Method::POST, Method::DELETE];
        let allowed: Vec<Method> = methods
            .into_iter()
            .filter(|known| Self::at(known, &segments).is_some())
            .collect();
        if allowed.is_empty() {
            return Err(ApiError::not_found("No such path in this API"));
        }
        Self::at(method, &segments).ok_or_else(|| ApiError::method_not_allowed(allowed))
    }

    fn at(method: &Method, segments: &[&str]) -> Option<Self> {
        let ["organizations", rest @ ..] = segments else {
            return (segments == ["users", "self"] && method == Method::GET)
                .then_some(Self::GetSelfUser);
        };
        if rest.iter().any(|segment| segment.is_empty()) {
            return None;
        }
        let id = |text: &&str| (*text).to_owned();
        Some(match (method.as_str(), rest) {
            ("GET", []) => Self::ListOrganizations,
            ("GET", [o]) => Self::GetOrganization(id(o)),
            ("GET", [o, "tokens"]) => Self::ListTokens(id(o)),
            ("POST", [o, "tokens"]) => Self::CreateToken(id(o)),
            ("GET", [o, "tokens", t]) => Self::GetToken(id(o), id(t)),
            ("POST", [o, "tokens", t]) => Self::UpdateToken(id(o), id(t)),
            ("DELETE", [o, "tokens", t]) => Self::DeleteToken(id(o), id(t)),
            ("POST", [o, "tokens", t, "roles"]) => Self::UpdateTokenRoles(id(o), id(t)),
            ("POST", [o, "tokens", t, "rotate"]) => Self::RotateToken(id(o), id(t)),
            ("GET", [o, "workspaces"]) => Self::ListWorkspaces(id(o)),
            ("GET", [o, "workspaces", w]) => Self::GetWorkspace(id(o), id(w)),
            ("GET", [o, "deployments"]) => Self::ListDeployments(id(o)),
            ("GET", [o, "deployments", d]) => Self::GetDeployment(id(o), id(d)),
            ("GET", [o, "deployments", d, "agent-tokens"]) => Self::ListAgentTokens(id(o), id(d)),
            ("POST", [o, "deployments", d, "agent-tokens"]) => Self::CreateAgentToken(id(o), id(d)),
            ("GET", [o, "deployments", d, "agent-tokens", t]) => {
                Self::GetAgentToken(id(o), id(d), id(t))
            }
            ("DELETE", [o, "deployments", d, "agent-tokens", t]) => {
                Self::DeleteAgentToken(id(o), id(d), id(t))
            }
            ("GET", [o, "roles"]) => Self::ListRoles(id(o)),
            ("GET", [o, "roles", r]) => Self::GetRole(id(o), id(r)),
            _ => return None,
        })
    }

    /// # Errors
    /// The refusal, as the service would word it.
    pub fn run(&self, service: &mut Service, call: &Call<'_>) -> Outcome {
        match self {
            Self::ListOrganizations => organizations::list(service, call),
            Self::GetOrganization(o) => organizations::get(service, call, o),
            Self::ListTokens(o) => tokens::list(service, call, o),
            Self::GetToken(o, t) => tokens::get(service, call, o, t),
            Self::CreateToken(o) => token_changes::create(service, call, o),
            Self::UpdateToken(o, t) => token_changes::update(service, call, o, t),
            Self::UpdateTokenRoles(o, t) => token_changes::update_roles(service, call, o, t),
            Self::RotateToken(o, t) => token_changes::rotate(service, call, o, t),
            Self::DeleteToken(o, t) => token_changes::delete(service, call, o, t),
            Self::ListWorkspaces(o) => places::list_workspaces(service, call, o),
            Self::GetWorkspace(o, w) => places::get_workspace(service, call, o, w),
            Self::ListDeployments(o) => places::list_deployments(service, call, o),
            Self::GetDeployment(o, d) => places::get_deployment(service, call, o, d),
            Self::ListAgentTokens(o, d) => agent_tokens::list(service, call, o, d),
            Self::CreateAgentToken(o, d) => agent_tokens::create(service, call, o, d),
            Self::GetAgentToken(o, d, t) => agent_tokens::get(service, call, o, d, t),
            Self::DeleteAgentToken(o, d, t) => agent_tokens::delete(service, call, o, d, t),
            Self::ListRoles(o) => roles::list(service, call, o),
            Self::GetRole(o, r) => roles::get(service, call, o, r),
            Self::GetSelfUser => users::get_self(service, call),
        }
    }
}
