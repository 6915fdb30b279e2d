//! The token that a new one takes over from, read right before that one is created: what others changed since it was shown is
//! not handed on.

use std::sync::Arc;

use astro_tokens::grants::diff;
use astro_tokens::token::Token;

use crate::api::{ApiError, ErrorKind};
use crate::commands::Writer;
use crate::commands::read::read;

#[derive(Clone, Debug)]
pub enum Predecessor {
    /// Its grants are those that were shown.
    AsShown,
    /// Its grants are others by now.
    Changed(Arc<Token>),
    /// Astro answered without its grants, which is not the same as having none.
    GrantsAbsent,
    Gone,
    Unread(ApiError),
}

/// Reads it again. Writes nothing.
pub async fn read_predecessor(writer: &Writer, shown: &Token) -> Predecessor {
    let now = match read(writer, &writer.api, &shown.id).await {
        Ok(now) => now,
        Err(error) if error.kind == ErrorKind::NotFound => return Predecessor::Gone,
        Err(error) => return Predecessor::Unread(error),
    };
    match (&shown.grants, &now.grants) {
        (_, None) => Predecessor::GrantsAbsent,
        (Some(shown), Some(is)) if diff(shown, is).is_empty() => Predecessor::AsShown,
        _ => Predecessor::Changed(now),
    }
}
