//! Instants with microsecond precision, UTC, written as RFC 3339: the only notion of time in the emulator.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Microseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    pub const fn from_unix_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    pub const fn unix_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, as the `iat` and `exp` claims of RFC 7519 have them.
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// May be negative.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(SECOND))
    }

    /// Days of 24 hours; may be negative.
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_micros(days.saturating_mul(DAY))
    }

    pub const fn micros_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// # Errors
    /// The text when it is not an RFC 3339 date-time.
    pub fn parse(text: &str) -> Result<Self, String> {
        OffsetDateTime::parse(text, &Rfc3339)
            .map(Self::from)
            .map_err(|_| text.to_owned())
    }

    pub fn to_rfc3339(self) -> String {
        self.date_time()
            .format(&Rfc3339)
            .unwrap_or_else(|_| "1970-01-01T00:00:00Z".to_owned())
    }

    /// IMF-fixdate of RFC 9110, for the `Date` header.
    pub fn to_http_date(self) -> String {
        let at = self.date_time();
        let weekday = at.weekday().to_string();
        let month = at.month().to_string();
        format!(
            "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
            &weekday[..3],
            at.day(),
            &month[..3],
            at.year(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }

    /// Instants beyond year 9999 or before year 0 are held at those ends: RFC 3339 has no text for them.
    fn date_time(self) -> OffsetDateTime {
        const FIRST: i64 = -62_167_219_200;
        const LAST: i64 = 253_402_300_799;
        let nanos = i128::from(self.0.clamp(FIRST * SECOND, LAST * SECOND)) * 1_000;
        OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl From<OffsetDateTime> for Instant {
    fn from(at: OffsetDateTime) -> Self {
        let micros = at.unix_timestamp_nanos().div_euclid(1_000);
        Self(i64::try_from(micros).unwrap_or(if micros < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .map_err(|text| D::Error::custom(format!("not an RFC 3339 date-time: {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_number_name_the_same_instant() {
        let at = Instant::parse("2026-03-02T09:30:00.25Z").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-03-02T09:30:00.25Z");
        assert_eq!(at, Instant::parse("2026-03-02T10:30:00.25+01:00").unwrap());
        assert_eq!(at.unix_seconds(), 1_772_443_800);
        assert_eq!(Instant::from_unix_micros(-1).unix_seconds(), -1);
    }

    #[test]
    fn http_date_is_imf_fixdate() {
        let at = Instant::parse("1994-11-06T08:49:37Z").unwrap();
        assert_eq!(at.to_http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn far_instants_stay_printable() {
        assert_eq!(
            Instant::from_unix_micros(i64::MAX).to_rfc3339(),
            "9999-12-31T23:59:59Z"
        );
        assert_eq!(
            Instant::from_unix_micros(i64::MIN).to_rfc3339(),
            "0000-01-01T00:00:00Z"
        );
    }
}
