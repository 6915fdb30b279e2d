//! What changes something at Astro, one file for each command.
//!
//! Every write is sent once, ever; nothing here repeats one. An exchange that ended without a certain answer is looked
//! into, and the outcome says what was found. Every outcome is entered in the journal, and what a command learns of a
//! token goes to the inventory. A future that is dropped takes its outcome with it, a secret value too: commands run in
//! the tasks of the console, not in those of a dialog.

mod create;
mod delete;
mod edit;
mod journal;
mod read;
mod rotate;
mod set_grants;
mod turns;

pub use create::{
    Beside, Creation, CreationFound, Lookup, Predecessor, create_agent_token, create_token,
    look_beside, look_for_created, read_predecessor,
};
pub use delete::{Deletion, DeletionFound, delete_token, look_after_deletion};
pub use edit::{
    DetailConflict, DetailsFound, DetailsStep, Edit, Edited, Resolved, RoleStep, Sent, edit_token,
};
pub use journal::{Action, Entry, Journal, Outcome};
pub use read::{read_anew, read_back};
pub use rotate::{Rotation, RotationFound, RotationLookup, look_after_rotation, rotate_token};
pub use set_grants::{
    Answer, Deviation, GrantsFound, GrantsOutcome, GrantsRefusal, ReadBack, SetGrants, set_grants,
};
pub use turns::Turns;

use std::sync::Arc;

use astro_tokens::id::{OrganizationId, TokenId};
use astro_tokens::names::Names;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::api::{Api, ApiError, ErrorKind};
use crate::inventory::{GrantSight, Inventory};
use crate::session::SessionEntry;

/// What a command needs: whom it asks, what it tells.
#[derive(Clone, Debug)]
pub struct Writer {
    pub api: Api,
    pub inventory: Inventory,
    pub session: RwSignal<SessionEntry>,
    pub journal: Journal,
    pub turns: Turns,
    /// Stores the session entry, once it went over to a new value: [`SessionEntry::store`] in the page, where it has an entry.
    pub store: fn(&SessionEntry) -> bool,
}

impl Writer {
    fn organization(&self) -> OrganizationId {
        self.inventory.organization_id()
    }

    fn is_own(&self, token: &TokenId) -> bool {
        self.api.own_token().as_ref() == Some(token)
    }

    /// Whether Astro shows this session every grant of a token, as far as what was read tells.
    fn grant_sight(&self) -> GrantSight {
        untrack(|| self.inventory.grant_sight())
    }

    fn names(&self) -> Arc<Names> {
        let names = self.inventory.names();
        names.try_get_untracked().unwrap_or_default()
    }

    /// As the inventory has it.
    fn held(&self, token: &TokenId) -> Option<Arc<Token>> {
        self.inventory
            .tokens()
            .try_with_untracked(|table| table.get(token).cloned())
            .flatten()
    }
}

/// What is certain of a write whose exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    /// Astro refused it, or it never left the page.
    NotDone,
    /// It may have taken effect.
    Unknown,
}

const fn certainty(error: &ApiError) -> Certainty {
    match error.kind {
        ErrorKind::Invalid
        | ErrorKind::Unauthorized
        | ErrorKind::Forbidden
        | ErrorKind::IpNotAllowed
        | ErrorKind::NotFound
        | ErrorKind::RateLimited { .. }
        | ErrorKind::BlockedByPolicy => Certainty::NotDone,
        ErrorKind::Offline
        | ErrorKind::NotReachable
        | ErrorKind::OriginNotAllowed
        | ErrorKind::NoAnswer
        | ErrorKind::TimedOut
        | ErrorKind::ServerError
        | ErrorKind::Unreadable
        | ErrorKind::Unexpected => Certainty::Unknown,
    }
}
