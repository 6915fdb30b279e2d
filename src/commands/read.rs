//! Reading a token for a command: what is read goes to the inventory.

use std::sync::Arc;

use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::token::{Interner, Token};
use leptos::prelude::untrack;

use super::Writer;
use crate::api::{Api, ApiError, ErrorKind};
use crate::inventory::{SightRests, shows_all};

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
    let now = read_to_write(writer, token).await?;
    let waits = writer.api.waits();
    confirm_sight(writer, &now).await?;
    match writer.api.waits() == waits {
        true => Ok(now),
        false => read_to_write(writer, token).await,
    }
}

/// Tokens that are read at most to confirm the sight of a session that is not told what it may do itself.
const MOST_WITNESSES: usize = 3;

/// What was loaded may tell of an Organization Owner, from whom Astro hides nothing, who is none any more: then grants of the token just
/// read may be hidden. The token in use, read anew, tells; where its grants are not told, one that shows what is an Owner's to write. Where
/// none confirms it, nothing tells any more what is hidden. A token that is told to be no Owner's was shown what it may not write, which
/// does not rest on what it may do.
///
/// # Errors
/// Reading failed for the moment.
pub(super) async fn confirm_sight(writer: &Writer, now: &Token) -> Result<(), ApiError> {
    let may_tell = match untrack(|| writer.inventory.rests_on()) {
        SightRests::OnNothingThatChanges => return Ok(()),
        _ if shows_all(now) => return Ok(()),
        SightRests::OnOwn(own) if own == now.id => return Ok(()),
        SightRests::OnOwn(own) => vec![own],
        SightRests::OnOthers => writer.inventory.witnesses(&now.id, MOST_WITNESSES),
    };
    for id in may_tell {
        match read(writer, &writer.api, &id).await {
            // Its grants tell in the inventory by now.
            Ok(_) if writer.is_own(&id) => return Ok(()),
            Ok(read) if shows_all(&read) => return Ok(()),
            Ok(_) => break,
            // It went out of reach: another one may tell the same, but none tells in place of one's own.
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Forbidden) => {
                if writer.is_own(&id) {
                    writer.inventory.remove(&id);
                }
            }
            Err(error) => return Err(error),
        }
    }
    writer.inventory.doubt_sight();
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
