//! How wire types are read: the body becomes one tree whose text still lies in the body, and each type
//! takes its fields from it.
//!
//! serde's derive would write a state machine for each type, which cost the page 20 kB more. Errors
//! name a field and never quote a value, which may be secret.

use crate::id::{DeploymentId, OrganizationId, RoleId, TokenId, UserId, WorkspaceId};
use crate::secret::Secret;
use crate::timestamp::Timestamp;
use serde_json_borrow::Value;
use std::fmt;
use std::sync::Arc;

/// A type of the wire.
pub(crate) trait Read: Sized {
    /// The error names the field that is missing or is not what it should be.
    fn read(value: &Value<'_>) -> Result<Self, Unexpected>;
}

/// The field that is missing or has an unexpected value; empty for the value as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unexpected(pub(crate) &'static str);

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "missing or unexpected value: {}", self.0)
    }
}

/// The fields of a JSON object.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(pub(crate) &'a Value<'a>);

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value<'a>) -> Result<Self, Unexpected> {
        if value.is_object() {
            Ok(Self(value))
        } else {
            Err(Unexpected(""))
        }
    }

    /// `None` when the field is absent or null.
    fn present(self, name: &str) -> Option<&'a Value<'a>> {
        let value = self.0.as_object()?.get(name)?;
        (!value.is_null()).then_some(value)
    }

    pub(crate) fn maybe<T: Read>(self, name: &'static str) -> Result<Option<T>, Unexpected> {
        match self.present(name) {
            Some(value) => T::read(value).map(Some).map_err(|error| error.within(name)),
            None => Ok(None),
        }
    }

    pub(crate) fn required<T: Read>(self, name: &'static str) -> Result<T, Unexpected> {
        self.maybe(name)?.ok_or(Unexpected(name))
    }

    /// What is absent reads as the default.
    pub(crate) fn or_default<T: Read + Default>(self, name: &'static str) -> Result<T, Unexpected> {
        Ok(self.maybe(name)?.unwrap_or_default())
    }

    /// Whether there are fields of other names.
    pub(crate) fn has_other_than(self, names: &[&str]) -> bool {
        self.0
            .as_object()
            .is_some_and(|object| object.keys().any(|key| !names.contains(&key)))
    }
}

impl Unexpected {
    /// The innermost name tells most.
    fn within(self, name: &'static str) -> Self {
        if self.0.is_empty() { Self(name) } else { self }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let items = value.as_array().ok_or(Unexpected(""))?;
        items.iter().map(T::read).collect()
    }
}

impl Read for Arc<str> {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        value.as_str().map(Arc::from).ok_or(Unexpected(""))
    }
}

impl Read for bool {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        value.as_bool().ok_or(Unexpected(""))
    }
}

impl Read for i64 {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        value.as_i64().ok_or(Unexpected(""))
    }
}

impl Read for u64 {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        value.as_u64().ok_or(Unexpected(""))
    }
}

impl Read for f64 {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        value.as_f64().ok_or(Unexpected(""))
    }
}

impl Read for Timestamp {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let text = value.as_str().ok_or(Unexpected(""))?;
        Timestamp::parse_rfc3339(text).map_err(|_| Unexpected(""))
    }
}

impl Read for Secret {
    fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
        let text = value.as_str().ok_or(Unexpected(""))?;
        Ok(Secret::from(text.to_owned()))
    }
}

macro_rules! read_ids {
    ($($id:ident),+) => {$(
        impl Read for $id {
            fn read(value: &Value<'_>) -> Result<Self, Unexpected> {
                Arc::read(value).map($id::new)
            }
        }
    )+};
}

read_ids!(
    OrganizationId,
    WorkspaceId,
    DeploymentId,
    TokenId,
    RoleId,
    UserId
);

/// Enums of the wire keep what they don't know.
macro_rules! read_enums {
    ($($name:ident),+) => {$(
        impl $crate::model::read::Read for $name {
            fn read(value: &serde_json_borrow::Value<'_>) -> Result<Self, $crate::model::read::Unexpected> {
                value.as_str().map($name::from).ok_or($crate::model::read::Unexpected(""))
            }
        }
    )+};
}

/// Pages of lists: their items under one key or more, and where in the list they stand.
macro_rules! read_pages {
    ($($page:ident { $($items:ident: $key:literal),+ }),+) => {$(
        impl $crate::model::read::Read for $page {
            fn read(value: &serde_json_borrow::Value<'_>) -> Result<Self, $crate::model::read::Unexpected> {
                let fields = $crate::model::read::Fields::of(value)?;
                Ok(Self {
                    $($items: fields.or_default($key)?,)+
                    total_count: fields.required("totalCount")?,
                    limit: fields.required("limit")?,
                    offset: fields.required("offset")?,
                })
            }
        }
    )+};
}

/// Lets serde read a type through [`Read`].
macro_rules! deserialize_by_reading {
    ($($name:ident),+) => {$(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json_borrow::Value::deserialize(deserializer)?;
                $crate::model::read::Read::read(&value).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

pub(crate) use {deserialize_by_reading, read_enums, read_pages};
