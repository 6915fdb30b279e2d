//! What a form goes on with after a try: what stands by then, what nobody knows of, and what takes back what was saved.

use std::sync::Arc;

use astro_tokens::model::UpdateApiTokenRequest;
use astro_tokens::token::Token;

use super::{DetailsFound, DetailsStep, Edit, Edited, Resolved, RoleStep};
use crate::api::{ApiError, ErrorKind};
use crate::commands::set_grants::{self, GrantsFound, GrantsOutcome};

/// What a form has sent before without anybody knowing whether it stands. Found later, it is no one else's change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    details: Vec<UpdateApiTokenRequest>,
    roles: Vec<Arc<str>>,
}

impl Sent {
    pub const fn has_details(&self) -> bool {
        !self.details.is_empty()
    }

    pub const fn has_role(&self) -> bool {
        !self.roles.is_empty()
    }

    pub const fn is_empty(&self) -> bool {
        !self.has_details() && !self.has_role()
    }

    fn has_name(&self, name: &str) -> bool {
        self.details.iter().any(|sent| sent.name == name)
    }

    fn has_description(&self, description: &str) -> bool {
        let mut sent = self.details.iter();
        sent.any(|sent| sent.description == description)
    }
}

/// What came of a try whose first reading succeeded.
pub(super) struct Tried {
    /// What was sent of the details, if anything.
    pub wanted: Option<UpdateApiTokenRequest>,
    pub details: DetailsStep,
    pub role: RoleStep,
    /// The token as it was read last before the role was written.
    pub now: Result<Arc<Token>, ApiError>,
}

impl Edit {
    /// This edit over `now`: whatever of it an earlier try has sent is where it begins.
    pub(super) fn begun(&self, now: &Token) -> Self {
        let mut base = Token::clone(&self.base);
        if self.sent.has_name(&now.name) {
            base.name = now.name.clone();
        }
        if self.sent.has_description(&now.description) {
            base.description = now.description.clone();
        }
        if let Some(role) = own_role(self, now) {
            set_role(&mut base, role);
        }
        Self {
            base: Arc::new(base),
            ..self.clone()
        }
    }
}

/// The role that stands, where an earlier try has sent it.
fn own_role<'a>(edit: &Edit, now: &'a Token) -> Option<&'a Arc<str>> {
    let role = &now.home_grant()?.role;
    edit.sent.roles.contains(role).then_some(role)
}

fn set_role(token: &mut Token, role: &Arc<str>) {
    let Some(home) = token.home_grant().map(|home| home.key()) else {
        return;
    };
    if let Some(grants) = &token.grants {
        token.grants = Some(grants.with_role(&home, role.clone()));
    }
}

/// Nothing could be read, so nothing was sent.
pub(super) fn unread(edit: &Edit, error: ApiError) -> Edited {
    let refused = |error: ApiError| match error.kind {
        ErrorKind::NotFound => DetailsStep::Gone,
        _ => DetailsStep::Refused(error),
    };
    let asks_role = edit.asks_role();
    let (details, role) = match (edit.asks_details(), asks_role) {
        (true, true) => (refused(error), RoleStep::NotTried),
        (true, false) => (refused(error), RoleStep::NotAsked),
        (false, true) => (
            DetailsStep::Unchanged,
            RoleStep::Tried(GrantsOutcome::Refused(set_grants::unread(error))),
        ),
        (false, false) => (DetailsStep::Unchanged, RoleStep::NotAsked),
    };
    Edited {
        details,
        role,
        stands: edit.base.clone(),
        sent: edit.sent.clone(),
        undo: None,
    }
}

/// `asked`: as the form gave it; `edit`: as it was begun over `before`.
pub(super) fn after(asked: &Edit, edit: &Edit, before: &Token, tried: Tried) -> Edited {
    Edited {
        stands: Arc::new(stands(edit, before, &tried)),
        sent: sent(edit, &tried),
        undo: undo(asked, before, &tried),
        details: tried.details,
        role: tried.role,
    }
}

fn stands(edit: &Edit, before: &Token, tried: &Tried) -> Token {
    let mut token = Token::clone(&edit.base);
    match (&tried.details, &tried.wanted) {
        (DetailsStep::Unchanged, _) => {
            token.name = before.name.clone();
            token.description = before.description.clone();
        }
        // As it was sent: what someone else has written since is to be noticed.
        (
            DetailsStep::Saved
            | DetailsStep::Unanswered {
                found: DetailsFound::Saved,
                ..
            },
            Some(wanted),
        ) => {
            token.name = wanted.name.as_str().into();
            token.description = wanted.description.as_str().into();
        }
        _ => {}
    }
    let grants = match &tried.role {
        RoleStep::Tried(GrantsOutcome::Unchanged) => {
            let now = tried.now.as_ref().ok();
            now.and_then(|now| now.grants.as_ref())
        }
        RoleStep::Tried(
            GrantsOutcome::Saved { after, .. }
            | GrantsOutcome::Lost { after, .. }
            | GrantsOutcome::Unanswered {
                found: GrantsFound::Saved { after, .. },
                ..
            },
        ) => Some(after),
        RoleStep::Tried(_) | RoleStep::NotAsked | RoleStep::NotTried => None,
    };
    if let Some(grants) = grants {
        token.grants = Some(grants.clone());
    }
    token
}

/// What was read at the start of this try settles those before it, unless this one adds to them.
fn sent(edit: &Edit, tried: &Tried) -> Sent {
    let mut sent = Sent::default();
    if let DetailsStep::Unanswered {
        found: DetailsFound::NotSaved | DetailsFound::Unknown(_),
        ..
    } = &tried.details
    {
        sent.details.clone_from(&edit.sent.details);
        sent.details.extend(tried.wanted.clone());
    }
    if let RoleStep::Tried(GrantsOutcome::Unanswered {
        found: GrantsFound::NotSaved | GrantsFound::Unknown(_),
        ..
    }) = &tried.role
    {
        sent.roles.clone_from(&edit.sent.roles);
        sent.roles.extend(edit.role.clone());
    }
    sent
}

/// Takes back what stands of this edit, and of earlier tries that were only now found to stand; nothing else.
fn undo(asked: &Edit, before: &Token, tried: &Tried) -> Option<Edit> {
    // As it was before any try.
    let mut first = before.clone();
    if asked.sent.has_name(&before.name) {
        first.name = asked.base.name.clone();
    }
    if asked.sent.has_description(&before.description) {
        first.description = asked.base.description.clone();
    }
    let role_before = match (own_role(asked, before), asked.base.home_grant()) {
        (Some(_), Some(home)) => Some(home.role.clone()),
        _ => None,
    };
    let has_details = matches!(
        tried.details,
        DetailsStep::Saved
            | DetailsStep::Unanswered {
                found: DetailsFound::Saved,
                ..
            }
    );
    let was_found = first.name != before.name || first.description != before.description;
    let grants = match &tried.role {
        RoleStep::Tried(
            GrantsOutcome::Saved { before, after, .. }
            | GrantsOutcome::Unanswered {
                found: GrantsFound::Saved { before, after, .. },
                ..
            },
        ) => Some((before, after)),
        RoleStep::Tried(_) | RoleStep::NotAsked | RoleStep::NotTried => None,
    };
    if !has_details && !was_found && grants.is_none() && role_before.is_none() {
        return None;
    }
    let mut base = match (&tried.now, &tried.wanted) {
        (Ok(now), _) => Token::clone(now),
        // What was saved and could not be read back stands as it was sent.
        (Err(_), Some(wanted)) if has_details => Token {
            name: wanted.name.as_str().into(),
            description: wanted.description.as_str().into(),
            ..before.clone()
        },
        (Err(_), _) => before.clone(),
    };
    let role = match grants {
        None => role_before,
        Some((before, after)) => {
            base.grants = Some(after.clone());
            let home = base.home_grant()?.key();
            role_before.or_else(|| before.roles_at(&home).next().cloned())
        }
    };
    let back = if has_details || was_found {
        &first
    } else {
        &base
    };
    Some(Edit {
        name: back.name.to_string(),
        description: back.description.to_string(),
        base: Arc::new(base),
        sent: Sent::default(),
        role,
        resolved: Resolved::default(),
    })
}
