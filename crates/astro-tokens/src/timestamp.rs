//! Instants in UTC with microseconds, always within the years 0000 to 9999 that RFC 3339 can write.
//!
//! Arithmetic saturates at those bounds, so every value can be printed and nothing overflows.

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Microseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The text is not an instant of RFC 3339 within the years 0000 to 9999. Does not quote the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATimestamp;

impl fmt::Display for NotATimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date and time as RFC 3339 writes it")
    }
}

impl std::error::Error for NotATimestamp {}

impl Timestamp {
    /// 0000-01-01T00:00:00Z
    pub const MIN: Self = Self(-62_167_219_200_000_000);
    /// 9999-12-31T23:59:59.999999Z
    pub const MAX: Self = Self(253_402_300_799_999_999);

    /// Any offset is accepted, and up to nine digits of a second; those past the sixth are cut off.
    pub fn parse_rfc3339(text: &str) -> Result<Self, NotATimestamp> {
        let instant = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| NotATimestamp)?;
        let seconds = instant.unix_timestamp();
        let micros = seconds
            .checked_mul(1_000_000)
            .and_then(|micros| micros.checked_add(i64::from(instant.microsecond())))
            .ok_or(NotATimestamp)?;
        if (Self::MIN.0..=Self::MAX.0).contains(&micros) {
            Ok(Self(micros))
        } else {
            Err(NotATimestamp)
        }
    }

    /// In UTC, with as many digits of a second as are needed, at most six.
    pub fn to_rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)
            .ok()
            .and_then(|instant| instant.format(&Rfc3339).ok())
            // The bounds of this type keep both steps from failing.
            .unwrap_or_default()
    }

    /// Saturates at [`Self::MIN`] and [`Self::MAX`].
    pub fn from_unix_micros(micros: i64) -> Self {
        Self(micros.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Saturates at [`Self::MIN`] and [`Self::MAX`].
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self::from_unix_micros(seconds.saturating_mul(1_000_000))
    }

    pub const fn unix_micros(self) -> i64 {
        self.0
    }

    /// Saturates at [`Self::MAX`].
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self::from_unix_micros(self.0.saturating_add(micros(duration)))
    }

    /// Saturates at [`Self::MIN`].
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self::from_unix_micros(self.0.saturating_sub(micros(duration)))
    }

    /// How long after `other` this is; negative when it is before.
    pub fn since(self, other: Self) -> time::Duration {
        // The bounds of this type keep the difference within i64.
        time::Duration::microseconds(self.0 - other.0)
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time of RFC 3339")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Timestamp, E> {
                Timestamp::parse_rfc3339(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}
