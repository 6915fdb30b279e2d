//! The operations that change something. Each is sent once; a value in an answer is never lost.

use astro_tokens::claims::Claims;
use astro_tokens::grants::Grants;
use astro_tokens::id::{DeploymentId, OrganizationId, TokenId};
use astro_tokens::model::{
    ApiToken, CreateAgentTokenRequest, CreateApiTokenRequest, UpdateApiTokenRequest,
};
use astro_tokens::requests::{self, ApiRequest};
use astro_tokens::secret::{Secret, salvage};
use serde::de::IgnoredAny;

use super::error::undecodable;
use super::{Api, ApiError};
use crate::browser::http::Arriving;

/// The answer to create or rotate: a value that exists nowhere else.
#[derive(Debug)]
pub struct Issued {
    pub secret: Secret,
    /// Of the token; `None` where the answer is damaged and the value does not say it.
    pub id: Option<TokenId>,
    /// The token as answered, without the value; `None` where the answer is damaged.
    pub token: Option<ApiToken>,
}

impl Api {
    pub async fn create_token(
        &self,
        organization: &OrganizationId,
        token: &CreateApiTokenRequest,
    ) -> Result<Issued, ApiError> {
        self.issue(
            requests::create_token(organization, token),
            organization,
            None,
        )
        .await
    }

    pub async fn rotate_token(
        &self,
        organization: &OrganizationId,
        token: &TokenId,
    ) -> Result<Issued, ApiError> {
        self.issue(
            requests::rotate_token(organization, token),
            organization,
            Some(token),
        )
        .await
    }

    pub async fn update_token(
        &self,
        organization: &OrganizationId,
        token: &TokenId,
        update: &UpdateApiTokenRequest,
    ) -> Result<ApiToken, ApiError> {
        self.exchange(requests::update_token(organization, token, update))
            .await
    }

    pub async fn update_token_roles(
        &self,
        organization: &OrganizationId,
        token: &TokenId,
        grants: &Grants,
    ) -> Result<(), ApiError> {
        // Any JSON will do, since the token is read again. A page of whatever stands in between will not.
        let _: IgnoredAny = self
            .exchange(requests::update_token_roles(organization, token, grants))
            .await?;
        Ok(())
    }

    pub async fn delete_token(
        &self,
        organization: &OrganizationId,
        token: &TokenId,
    ) -> Result<(), ApiError> {
        self.end(requests::delete_token(organization, token)).await
    }

    pub async fn create_agent_token(
        &self,
        organization: &OrganizationId,
        deployment: &DeploymentId,
        token: &CreateAgentTokenRequest,
    ) -> Result<Issued, ApiError> {
        self.issue(
            requests::create_agent_token(organization, deployment, token),
            organization,
            None,
        )
        .await
    }

    pub async fn delete_agent_token(
        &self,
        organization: &OrganizationId,
        deployment: &DeploymentId,
        token: &TokenId,
    ) -> Result<(), ApiError> {
        self.end(requests::delete_agent_token(
            organization,
            deployment,
            token,
        ))
        .await
    }

    async fn end(&self, request: ApiRequest) -> Result<(), ApiError> {
        let response = self.respond(request).await?;
        // Astro answers nothing. A page of whatever stands in between is not its word.
        if response.body.is_empty() || serde_json::from_slice::<IgnoredAny>(&response.body).is_ok()
        {
            Ok(())
        } else {
            Err(undecodable(&response))
        }
    }

    /// `token`: the one that the value must be of, where that is known beforehand.
    async fn issue(
        &self,
        request: ApiRequest,
        organization: &OrganizationId,
        token: Option<&TokenId>,
    ) -> Result<Issued, ApiError> {
        let arriving = Arriving::default();
        let response = self.respond_into(request, Some(&arriving)).await?;
        if let Ok(mut answered) = serde_json::from_slice::<ApiToken>(&response.body)
            && let Some(secret) = answered.token.take()
        {
            return Ok(Issued {
                secret,
                id: Some(answered.id.clone()),
                token: Some(answered),
            });
        }
        let secret = salvage(&response.body).ok_or_else(|| undecodable(&response))?;
        let claims = Claims::decode(secret.expose()).ok();
        let (said_organization, said_token) = claims
            .map(|claims| (claims.organization_id, claims.token_id))
            .unwrap_or_default();
        // Something in between may answer with a token of its own.
        let is_of_another = said_organization.is_some_and(|said| said != *organization)
            || token
                .zip(said_token.as_ref())
                .is_some_and(|(own, said)| own != said);
        if is_of_another {
            return Err(undecodable(&response));
        }
        Ok(Issued {
            secret,
            id: said_token,
            token: None,
        })
    }
}
