//! The operations that change something. Each is sent once; a value in an answer is never lost.

use astro_tokens::claims::Claims;
use astro_tokens::grants::Grants;
use astro_tokens::id::{OrganizationId, TokenId};
use astro_tokens::model::{ApiToken, CreateApiTokenRequest, UpdateApiTokenRequest};
use astro_tokens::requests::{self, ApiRequest};
use astro_tokens::secret::{Secret, salvage};
use serde::de::IgnoredAny;

use super::error::undecodable;
use super::{Api, ApiError};

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
        self.issue(requests::create_token(organization, token))
            .await
    }

    pub async fn rotate_token(
        &self,
        organization: &OrganizationId,
        token: &TokenId,
    ) -> Result<Issued, ApiError> {
        self.issue(requests::rotate_token(organization, token))
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
        let response = self
            .respond(requests::delete_token(organization, token))
            .await?;
        // Astro answers nothing. A page of whatever stands in between is not its word.
        if response.body.is_empty() || serde_json::from_slice::<IgnoredAny>(&response.body).is_ok()
        {
            Ok(())
        } else {
            Err(undecodable(&response))
        }
    }

    async fn issue(&self, request: ApiRequest) -> Result<Issued, ApiError> {
        let response = self.respond(request).await?;
        if let Ok(mut token) = serde_json::from_slice::<ApiToken>(&response.body)
            && let Some(secret) = token.token.take()
        {
            return Ok(Issued {
                secret,
                id: Some(token.id.clone()),
                token: Some(token),
            });
        }
        let secret = salvage(&response.body).ok_or_else(|| undecodable(&response))?;
        let id = Claims::decode(secret.expose())
            .ok()
            .and_then(|claims| claims.token_id);
        Ok(Issued {
            secret,
            id,
            token: None,
        })
    }
}
