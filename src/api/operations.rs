//! The operations of Astro's API that the console asks for, by name.

use astro_tokens::id::{OrganizationId, RoleId, TokenId};
use astro_tokens::model::{
    ApiToken, ApiTokensPage, DeploymentsPage, Organization, OrganizationsPage, RoleWithPermissions,
    RolesPage, SelfUser, WorkspacesPage,
};
use astro_tokens::requests::{self, ListTokens, Page};

use super::{Api, ApiError};

impl Api {
    pub async fn get_organization(
        &self,
        organization: &OrganizationId,
    ) -> Result<Organization, ApiError> {
        self.exchange(requests::get_organization(organization))
            .await
    }

    pub async fn list_organizations(&self, page: &Page) -> Result<OrganizationsPage, ApiError> {
        self.exchange(requests::list_organizations(page)).await
    }

    pub async fn get_self_user(&self) -> Result<SelfUser, ApiError> {
        self.exchange(requests::get_self_user()).await
    }

    pub async fn list_tokens(
        &self,
        organization: &OrganizationId,
        list: &ListTokens,
    ) -> Result<ApiTokensPage, ApiError> {
        self.exchange(requests::list_tokens(organization, list))
            .await
    }

    pub async fn get_token(
        &self,
        organization: &OrganizationId,
        token: &TokenId,
    ) -> Result<ApiToken, ApiError> {
        self.exchange(requests::get_token(organization, token))
            .await
    }

    pub async fn list_workspaces(
        &self,
        organization: &OrganizationId,
        page: &Page,
    ) -> Result<WorkspacesPage, ApiError> {
        self.exchange(requests::list_workspaces(organization, page))
            .await
    }

    pub async fn list_deployments(
        &self,
        organization: &OrganizationId,
        page: &Page,
    ) -> Result<DeploymentsPage, ApiError> {
        self.exchange(requests::list_deployments(organization, page))
            .await
    }

    /// Custom roles, and the built-in ones beside them.
    pub async fn list_roles(
        &self,
        organization: &OrganizationId,
        page: &Page,
    ) -> Result<RolesPage, ApiError> {
        self.exchange(requests::list_roles(organization, true, page))
            .await
    }

    /// A custom role with its permissions, which its list does not tell.
    pub async fn get_custom_role(
        &self,
        organization: &OrganizationId,
        role: &RoleId,
    ) -> Result<RoleWithPermissions, ApiError> {
        self.exchange(requests::get_custom_role(organization, role))
            .await
    }
}
