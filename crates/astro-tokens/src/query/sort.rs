//! The order of a list: by one column, ties by id, so that it is the same on every load.

use super::lower::lower_into;
use crate::grants::GrantKey;
use crate::id::TokenId;
use crate::model::Scope;
use crate::names::Names;
use crate::roles;
use crate::timestamp::Timestamp;
use crate::token::{Home, Token};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Name,
    /// Organization, Workspace, Deployment, and within each by the names of the home.
    Scope,
    /// At the home, or in the place whose list it is: built-in roles senior first, then custom ones by name.
    Role,
    /// Never used counts as oldest.
    LastUsed,
    /// Never expires counts as latest.
    Expires,
    Created,
    Id,
    Description,
    Kind,
    /// Number of grants besides the home's.
    OtherGrants,
    /// Never rotated counts as oldest.
    LastRotated,
    CreatedBy,
}

impl Column {
    pub const ALL: [Self; 12] = [
        Self::Name,
        Self::Scope,
        Self::Role,
        Self::LastUsed,
        Self::Expires,
        Self::Created,
        Self::Id,
        Self::Description,
        Self::Kind,
        Self::OtherGrants,
        Self::LastRotated,
        Self::CreatedBy,
    ];

    /// In the URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Scope => "scope",
            Self::Role => "role",
            Self::LastUsed => "lastUsed",
            Self::Expires => "expires",
            Self::Created => "created",
            Self::Id => "id",
            Self::Description => "description",
            Self::Kind => "kind",
            Self::OtherGrants => "otherGrants",
            Self::LastRotated => "lastRotated",
            Self::CreatedBy => "createdBy",
        }
    }
}

/// Printed as `lastUsed:desc`, the way Astro's API writes sort keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    pub column: Column,
    pub descending: bool,
}

impl Default for Sort {
    /// Last used, newest first.
    fn default() -> Self {
        Self {
            column: Column::LastUsed,
            descending: true,
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = if self.descending { "desc" } else { "asc" };
        write!(f, "{}:{direction}", self.column.as_str())
    }
}

impl Sort {
    pub fn parse(text: &str) -> Option<Self> {
        let (name, direction) = text.split_once(':')?;
        let column = Column::ALL
            .into_iter()
            .find(|column| column.as_str() == name)?;
        let descending = match direction {
            "asc" => false,
            "desc" => true,
            _ => return None,
        };
        Some(Self { column, descending })
    }

    pub fn apply<T: Borrow<Token>>(self, tokens: &mut [T], names: &Names) {
        tokens.sort_by_cached_key(|token| self.key(token.borrow(), names));
    }

    /// Keys of the same sort are in the order of their tokens.
    pub fn key(self, token: &Token, names: &Names) -> SortKey {
        self.key_here(token, names, None)
    }

    /// In the list of a place, where the role is the most senior one that is held there.
    pub fn key_here(self, token: &Token, names: &Names, here: Option<&GrantKey>) -> SortKey {
        let (number, text) = match self.column {
            Column::Name => (0, lower(&token.name)),
            Column::Scope => home_key(token, names),
            Column::Role => role_key(token, here),
            Column::LastUsed => (micros_or(token.last_used_at, i64::MIN), Box::default()),
            Column::Expires => (micros_or(token.end_at, i64::MAX), Box::default()),
            Column::Created => (token.created_at.unix_micros(), Box::default()),
            Column::Id => (0, Box::from(token.id.as_str())),
            Column::Description => (0, lower(&token.description)),
            Column::Kind => (0, lower(token.kind.as_str())),
            Column::OtherGrants => (
                i64::try_from(token.other_grants().count()).unwrap_or(i64::MAX),
                Box::default(),
            ),
            Column::LastRotated => (micros_or(token.last_rotated_at, i64::MIN), Box::default()),
            Column::CreatedBy => match &token.created_by {
                Some(creator) => (0, lower(creator.display_name())),
                None => (1, Box::default()),
            },
        };
        SortKey {
            number,
            text,
            descending: self.descending,
            id: token.id.clone(),
        }
    }
}

/// The place of a token in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    number: i64,
    text: Box<str>,
    descending: bool,
    id: TokenId,
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_column = (self.number, &self.text).cmp(&(other.number, &other.text));
        let by_column = if self.descending {
            by_column.reverse()
        } else {
            by_column
        };
        by_column
            .then_with(|| self.id.cmp(&other.id))
            .then_with(|| self.descending.cmp(&other.descending))
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn lower(text: &str) -> Box<str> {
    let mut lower = String::with_capacity(text.len());
    lower_into(text, &mut lower);
    lower.into_boxed_str()
}

fn micros_or(instant: Option<Timestamp>, absent: i64) -> i64 {
    instant.map_or(absent, Timestamp::unix_micros)
}

/// An entity without a known name stands at its id, a token without a known home before the others
/// of its scope.
fn home_key(token: &Token, names: &Names) -> (i64, Box<str>) {
    let level = match token.scope {
        Scope::Organization => 0,
        Scope::Workspace => 1,
        Scope::Deployment => 2,
        Scope::Unknown(_) => 3,
    };
    let workspace_name = |id: &str| names.workspace(id).map_or_else(|| lower(id), |n| lower(n));
    let text = match token.home() {
        Some(Home::Organization(id)) => names
            .organization(id.as_str())
            .map_or_else(|| lower(id.as_str()), |name| lower(name)),
        Some(Home::Workspace(id)) => workspace_name(id.as_str()),
        Some(Home::Deployment(id)) => {
            let above = names
                .workspace_of(id.as_str())
                .map_or_else(Box::default, |workspace| workspace_name(workspace.as_str()));
            let own = names
                .deployment(id.as_str())
                .map_or_else(|| lower(id.as_str()), |name| lower(name));
            // A tab sorts before every printable character, so a shorter name comes first.
            format!("{above}\t{own}").into_boxed_str()
        }
        None => Box::default(),
    };
    (level, text)
}

/// A token without a known home comes last.
fn role_key(token: &Token, here: Option<&GrantKey>) -> (i64, Box<str>) {
    let role = match here {
        Some(here) => token.grants.as_ref().and_then(|grants| {
            let held = grants.roles_at(here);
            held.min_by_key(|role| roles::order(role))
        }),
        None => token.home_grant().map(|grant| &grant.role),
    };
    match role {
        Some(role) => {
            let (position, name) = roles::order(role);
            (i64::try_from(position).unwrap_or(i64::MAX), lower(name))
        }
        None => (i64::MAX, Box::default()),
    }
}
