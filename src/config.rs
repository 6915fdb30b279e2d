//! `config.json`, checked as a whole: a value that does not hold is an error that names its key, never a silent default.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// Where the real Astro API answers.
pub const ASTRO_API: &str = "https://api.astronomer.io/v1";

/// The checked configuration of this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Ends in `/v1`. https, loopback, or a path of the page's own origin.
    pub api_base_url: String,
    /// Sign-out after this long without a key press or click. 2 to 60 minutes.
    pub idle: Duration,
    /// Sign-out after this long in any case. 1 to 24 hours.
    pub absolute: Duration,
    /// Every write is off.
    pub read_only: bool,
    /// Requests are spaced so that no more than this many start in a second. 0: no limit.
    pub requests_per_second: u32,
    /// A banner on every page.
    pub notice: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            api_base_url: ASTRO_API.to_owned(),
            idle: minutes(15),
            absolute: hours(8),
            read_only: false,
            requests_per_second: 20,
            notice: None,
        }
    }
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

const fn hours(hours: u64) -> Duration {
    minutes(hours * 60)
}

/// What is wrong with which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The key as it stands in the file, or `config.json` for the file itself.
    pub key: String,
    pub problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.key, self.problem)
    }
}

fn error(key: &str, problem: impl Into<String>) -> ConfigError {
    ConfigError {
        key: key.to_owned(),
        problem: problem.into(),
    }
}

impl Config {
    /// Reads the text of `config.json`. An absent key has its default.
    ///
    /// # Errors
    /// The first key that is unknown, of the wrong type, or out of its bounds.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let document: Value =
            serde_json::from_str(text).map_err(|_| error("config.json", "is not valid JSON"))?;
        let Value::Object(entries) = document else {
            return Err(error("config.json", "must be a JSON object"));
        };
        let mut config = Self::default();
        for (key, value) in &entries {
            match key.as_str() {
                "apiBaseUrl" => config.api_base_url = api_base_url(key, value)?,
                "idleMinutes" => config.idle = minutes(whole_number(key, value, 2, 60)?),
                "absoluteHours" => config.absolute = hours(whole_number(key, value, 1, 24)?),
                "readOnly" => {
                    config.read_only = value
                        .as_bool()
                        .ok_or_else(|| error(key, "must be true or false"))?;
                }
                "requestsPerSecond" => {
                    let rate = whole_number(key, value, 0, 1000)?;
                    config.requests_per_second = u32::try_from(rate).unwrap_or(u32::MAX);
                }
                "notice" => {
                    let notice = value.as_str().ok_or_else(|| error(key, "must be text"))?;
                    config.notice = (!notice.trim().is_empty()).then(|| notice.to_owned());
                }
                _ => return Err(error(key, "is not a key that this version knows")),
            }
        }
        Ok(config)
    }

    /// Host that the token is sent to, as a person reads it: `api.astronomer.io`, or the page's own for a path.
    pub fn api_host<'a>(&'a self, page_origin: &'a str) -> &'a str {
        let address = if self.api_base_url.starts_with('/') {
            page_origin
        } else {
            &self.api_base_url
        };
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }
}

fn whole_number(key: &str, value: &Value, least: u64, most: u64) -> Result<u64, ConfigError> {
    value
        .as_u64()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| {
            error(
                key,
                format!("must be a whole number from {least} to {most}"),
            )
        })
}

/// https, or http on the loopback interface, or a path of the same origin; always ending in `/v1`.
fn api_base_url(key: &str, value: &Value) -> Result<String, ConfigError> {
    let text = value.as_str().ok_or_else(|| error(key, "must be text"))?;
    if !text.ends_with("/v1") {
        return Err(error(key, "must end in /v1"));
    }
    if text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '@' | '\\'))
    {
        return Err(error(
            key,
            "must be a plain address without spaces, user, query or fragment",
        ));
    }
    if text.starts_with('/') && !text.starts_with("//") {
        return Ok(text.to_owned());
    }
    if let Some(rest) = text.strip_prefix("https://")
        && !rest.starts_with('/')
    {
        return Ok(text.to_owned());
    }
    if let Some(rest) = text.strip_prefix("http://") {
        let authority = rest.split('/').next().unwrap_or_default();
        let host = match authority.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        };
        if matches!(host, "localhost" | "127.0.0.1" | "::1") {
            return Ok(text.to_owned());
        }
        return Err(error(
            key,
            "must be https unless it is on the loopback interface",
        ));
    }
    Err(error(
        key,
        "must be https://…/v1 or a path of this origin such as /api/v1",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_object_is_the_documented_defaults() {
        let config = Config::parse("{}").unwrap();
        assert_eq!(config, Config::default());
        assert_eq!(config.api_base_url, "https://api.astronomer.io/v1");
        assert_eq!(
            (config.idle.as_secs(), config.absolute.as_secs()),
            (900, 28_800)
        );
        assert_eq!(config.requests_per_second, 20);
    }

    #[test]
    fn bounds_hold_on_both_sides() {
        for (text, good) in [
            (r#"{"idleMinutes":2}"#, true),
            (r#"{"idleMinutes":1}"#, false),
            (r#"{"idleMinutes":60}"#, true),
            (r#"{"idleMinutes":61}"#, false),
            (r#"{"idleMinutes":2.5}"#, false),
            (r#"{"absoluteHours":24}"#, true),
            (r#"{"absoluteHours":25}"#, false),
            (r#"{"requestsPerSecond":0}"#, true),
            (r#"{"requestsPerSecond":-1}"#, false),
            (r#"{"readOnly":"yes"}"#, false),
            (r#"{"notice":7}"#, false),
        ] {
            assert_eq!(Config::parse(text).is_ok(), good, "{text}");
        }
    }

    #[test]
    fn an_error_names_its_key() {
        for (text, key) in [
            (r#"{"idleMinute":15}"#, "idleMinute"),
            (
                r#"{"apiBaseUrl":"http://api.astronomer.io/v1"}"#,
                "apiBaseUrl",
            ),
            ("[]", "config.json"),
            ("{", "config.json"),
        ] {
            assert_eq!(Config::parse(text).unwrap_err().key, key, "{text}");
        }
    }

    #[test]
    fn the_token_goes_to_https_loopback_or_the_same_origin_only() {
        for (url, good) in [
            ("https://api.astronomer.io/v1", true),
            ("https://api.astronomer.io/v1/", false),
            ("http://localhost:8888/v1", true),
            ("http://127.0.0.1:1/v1", true),
            ("http://[::1]:80/v1", true),
            ("http://localhost.evil.example/v1", false),
            ("http://localhost@evil.example/v1", false),
            ("/api/v1", true),
            ("//evil.example/v1", false),
            ("https:///v1", false),
            ("ftp://localhost/v1", false),
            ("https://a b/v1", false),
            ("javascript:alert(1)//v1", false),
        ] {
            let text = serde_json::json!({ "apiBaseUrl": url }).to_string();
            assert_eq!(Config::parse(&text).is_ok(), good, "{url}");
        }
    }

    #[test]
    fn the_host_is_what_a_person_reads() {
        let config = Config {
            api_base_url: "https://api.astronomer.io/v1".into(),
            ..Config::default()
        };
        assert_eq!(
            config.api_host("https://tokens.example.com"),
            "api.astronomer.io"
        );
        let config = Config {
            api_base_url: "/api/v1".into(),
            ..Config::default()
        };
        assert_eq!(
            config.api_host("https://tokens.example.com"),
            "tokens.example.com"
        );
    }
}
