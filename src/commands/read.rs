//! Reading a token for a command: what is read goes to the inventory.

use std::sync::Arc;

use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::token::{Interner, Token};

use super::Writer;
use crate::api::{Api, ApiError, ErrorKind};
use crate::inventory::{GrantSight, shows_all};

/// Reads a token again, so that the inventory has it as it is now. Goes on after a value was shown.
pub async fn read_back(writer: &Writer, token: &TokenId) {
    // What fails is seen where the token is shown, and at the next loading.
    let _ = read(writer, &writer.api, token).await;
}

/// The same of a token that something is about to be done to, of whatever kind.
///
/// # Errors
/// What is held of it may be out of date.
pub async fn read_anew(writer: &Writer, token: &Token) -> Result<(), ApiError> {
    match &token.agent_of {
        Some(deployment) => read_agent(writer, deployment, &token.id).await,
        None => read(writer, &writer.api, &token.id).await.map(drop),
    }
}

/// Reads one token and enters it; drops it where Astro has none of that id.
pub(super) async fn read(
    writer: &Writer,
    api: &Api,
    token: &TokenId,
) -> Result<Arc<Token>, ApiError> {
    let asked = writer.inventory.asked();
    match api.get_token(&writer.organization(), token).await {
        Ok(read) => {
            writer.inventory.enter(read.clone(), asked);
            Ok(Arc::new(Interner::default().token(read)))
        }
        Err(error) => {
            if error.kind == ErrorKind::NotFound {
                writer.inventory.remove(token);
            }
            Err(error)
        }
    }
}

/// Reads one token that is about to be written over. Where the writing would have to wait for Astro, what is written over would be
/// old by then: it is read again after the wait.
pub(super) async fn read_to_write(
    writer: &Writer,
    token: &TokenId,
) -> Result<Arc<Token>, ApiError> {
    loop {
        let now = read(writer, &writer.api, token).await?;
        if !writer.api.is_held() {
            return Ok(now);
        }
    }
}

/// The same of a token whose grants are about to be replaced, so that what tells whether all of them are shown is confirmed as well.
pub(super) async fn read_to_replace(
    writer: &Writer,
    token: &TokenId,
) -> Result<Arc<Token>, ApiError> {
    loop {
        let now = read_to_write(writer, token).await?;
        let waits = writer.api.waits();
        confirm_sight(writer, &now).await?;
        if writer.api.waits() == waits {
            return Ok(now);
        }
    }
}

/// What was loaded may tell of a session that may do more than this one may by now, from which Astro then hides grants of the token
/// just read. The token in use, read anew, tells; where that is not told, one that shows what is an Organization Owner's to write.
async fn confirm_sight(writer: &Writer, now: &Token) -> Result<(), ApiError> {
    while writer.grant_sight() == GrantSight::Whole && !shows_all(now) {
        let own = writer
            .api
            .own_token()
            .filter(|own| writer.held(own).is_some());
        let is_own = own.is_some();
        let Some(witness) = own.or_else(|| writer.inventory.witness_of_sight(&now.id)) else {
            return Ok(());
        };
        if witness == now.id {
            return Ok(());
        }
        match read(writer, &writer.api, &witness).await {
            Ok(witness) if is_own || shows_all(&witness) => return Ok(()),
            Err(error) if error.kind == ErrorKind::NotFound && !is_own => {}
            Err(error) if !matches!(error.kind, ErrorKind::NotFound | ErrorKind::Forbidden) => {
                return Err(error);
            }
            Ok(_) | Err(_) => writer.inventory.doubt_sight(),
        }
    }
    Ok(())
}

/// The same as [`read`] of an agent token.
pub(super) async fn read_agent(
    writer: &Writer,
    deployment: &DeploymentId,
    token: &TokenId,
) -> Result<(), ApiError> {
    let organization = writer.organization();
    let asked = writer.inventory.asked();
    let read = writer
        .api
        .get_agent_token(&organization, deployment, token)
        .await;
    match read {
        Ok(read) => {
            writer.inventory.enter_agent(deployment, read, asked);
            Ok(())
        }
        Err(error) => {
            if error.kind == ErrorKind::NotFound {
                writer.inventory.remove(token);
            }
            Err(error)
        }
    }
}

/// What asking for one's own token by its id came to, asked alone. One 401 is not enough.
pub(super) enum OwnToken {
    Read(Arc<Token>),
    /// Astro does not accept its value any more.
    Refused,
    Failed(ApiError),
}

pub(super) async fn read_own(writer: &Writer, alone: &Api, token: &TokenId) -> OwnToken {
    match read(writer, alone, token).await {
        Ok(token) => OwnToken::Read(token),
        Err(error) if error.kind == ErrorKind::Unauthorized => {
            match alone.get_organization(&writer.organization()).await {
                Err(again) if again.kind == ErrorKind::Unauthorized => OwnToken::Refused,
                Ok(_) | Err(_) => OwnToken::Failed(error),
            }
        }
        Err(error) => OwnToken::Failed(error),
    }
}
