//! The session entry: the one thing that session storage holds.

use std::time::Duration;

use astro_tokens::id::OrganizationId;
use astro_tokens::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use super::{End, Limits, PastedToken};
use crate::browser::storage;

/// A session as it runs.
#[derive(Clone, Debug)]
pub struct SessionEntry {
    pub token: PastedToken,
    pub organization_id: OrganizationId,
    pub api_base_url: String,
    /// Writes are switched off for this session.
    pub read_only: bool,
    pub started_at: Timestamp,
    pub last_active_at: Timestamp,
}

/// The entry as it stands in session storage.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    token: String,
    organization_id: String,
    api_base_url: String,
    read_only: bool,
    started_at: Timestamp,
    last_active_at: Timestamp,
}

/// What was found in session storage.
#[derive(Debug)]
pub enum StoredSession {
    None,
    /// The entry was of no use any more and is gone; the reason where it is one that a person should hear.
    Dropped(Option<End>),
    Found(SessionEntry),
}

impl SessionEntry {
    /// A session that starts now.
    pub fn new(
        token: PastedToken,
        organization_id: OrganizationId,
        api_base_url: &str,
        now: Timestamp,
    ) -> Self {
        Self {
            token,
            organization_id,
            api_base_url: api_base_url.to_owned(),
            read_only: false,
            started_at: now,
            last_active_at: now,
        }
    }

    /// Name of the Web Lock that the page of this session holds while it lives.
    pub fn lock_name(&self) -> String {
        format!("session-{}", self.started_at.unix_micros())
    }

    /// Writes the entry to session storage. False where the browser refuses: the session then lasts until a reload.
    pub fn store(&self) -> bool {
        let stored = Stored {
            token: self.token.value().to_owned(),
            organization_id: self.organization_id.as_str().to_owned(),
            api_base_url: self.api_base_url.clone(),
            read_only: self.read_only,
            started_at: self.started_at,
            last_active_at: self.last_active_at,
        };
        serde_json::to_string(&stored).is_ok_and(|text| storage::set_session_entry(&text))
    }

    /// Whether this tab still has an entry.
    pub fn is_stored() -> bool {
        storage::session_entry().is_some()
    }

    /// Reads the entry of this tab, and drops one that is stale, damaged, or for another API.
    pub fn load(
        api_base_url: &str,
        idle: Duration,
        absolute: Duration,
        now: Timestamp,
    ) -> StoredSession {
        let Some(text) = storage::session_entry() else {
            return StoredSession::None;
        };
        let outcome = Self::revive(&text, api_base_url, idle, absolute, now);
        if !matches!(outcome, StoredSession::Found(_)) {
            storage::clear_session_entry();
        }
        outcome
    }

    fn revive(
        text: &str,
        api_base_url: &str,
        idle: Duration,
        absolute: Duration,
        now: Timestamp,
    ) -> StoredSession {
        let Ok(stored) = serde_json::from_str::<Stored>(text) else {
            return StoredSession::Dropped(None);
        };
        if stored.api_base_url != api_base_url || stored.organization_id.is_empty() {
            return StoredSession::Dropped(None);
        }
        let token = match PastedToken::parse(&stored.token, now) {
            Ok(token) => token,
            Err(super::PasteError::Expired(_)) => {
                return StoredSession::Dropped(Some(End::TokenExpires));
            }
            Err(super::PasteError::Malformed(_)) => return StoredSession::Dropped(None),
        };
        let entry = Self {
            token,
            organization_id: OrganizationId::new(stored.organization_id.as_str()),
            api_base_url: stored.api_base_url,
            read_only: stored.read_only,
            started_at: stored.started_at,
            last_active_at: stored.last_active_at,
        };
        match Limits::of(&entry, idle, absolute).ended(now) {
            Some(end) => StoredSession::Dropped(Some(end)),
            None => StoredSession::Found(entry),
        }
    }

    /// Forgets the entry of this tab.
    pub fn clear() {
        storage::clear_session_entry();
    }
}
