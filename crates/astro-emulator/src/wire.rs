//! Bodies of answers, exactly as the contract has them: optional fields are absent when unset, never null.
//! These types are the emulator's own, so that they check the console's instead of repeating them.

mod places;
mod tokens;

use std::sync::Arc;

use serde::Serialize;

pub use places::{
    DefaultRole, Deployment, DeploymentsPage, Organization, OrganizationsPage, PRODUCT,
    RoleWithPermissions, RolesPage, SelfUser, Workspace, WorkspacesPage,
};
pub use tokens::{ApiToken, ApiTokensPage, SubjectRoles, is_known};

use crate::state::{self, SubjectType};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_type: Option<SubjectType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_token_name: Option<&'a str>,
}

impl<'a> From<&'a Arc<state::Profile>> for Profile<'a> {
    fn from(profile: &'a Arc<state::Profile>) -> Self {
        Self {
            id: &profile.id,
            subject_type: profile.subject_type,
            full_name: profile.full_name.as_deref(),
            username: profile.username.as_deref(),
            avatar_url: profile.avatar_url.as_deref(),
            api_token_name: profile.api_token_name.as_deref(),
        }
    }
}
