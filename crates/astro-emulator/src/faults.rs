//! Ordered faults: what shall go wrong, for which calls, how often. They change answers, never the rules. What others
//! write meanwhile is ordered the same way.

use std::{collections::BTreeMap, time::Duration};

use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{error::ErrorBody, meanwhile::Write};

/// One order. Without `method` it fits every method, without `path` every path below `/v1`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    pub method: Option<String>,
    /// `*` stands for any text. Held against the path, or, when it has a `?`, against path and query.
    pub path: Option<String>,
    /// Let this many fitting calls through first.
    #[serde(default)]
    pub skip: u64,
    /// Then fail this many.
    #[serde(default = "once")]
    pub times: u64,
    /// Answer with this status instead of running the operation.
    pub status: Option<u16>,
    /// With `status`: the operation runs first, and its answer is replaced.
    #[serde(default)]
    pub after: bool,
    /// With `status`: a text is sent as it is, anything else as JSON. Absent: the API's error body.
    pub body: Option<Value>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub delay_ms: u64,
    /// The answer waits until it is released. Only a server holds answers.
    #[serde(default)]
    pub held: bool,
    pub cut: Option<Cut>,
    /// The body ends in the middle.
    #[serde(default)]
    pub malformed: bool,
    /// The body lacks this many bytes at its end.
    #[serde(default)]
    pub short_by: usize,
    pub content_type: Option<String>,
    /// The body is an HTML page, as a proxy in between would send it.
    #[serde(default)]
    pub html: bool,
    /// What others write right before or right after the call. By itself it leaves the answer alone.
    #[serde(default)]
    pub meanwhile: Vec<Write>,
}

const fn once() -> u64 {
    1
}

/// When the connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cut {
    /// Before the write took effect.
    Before,
    /// After the write took effect, before its answer arrived.
    After,
    /// In the middle of the answer's body, or that many bytes before its end that `shortBy` says.
    Inside,
}

impl Fault {
    /// # Errors
    /// What can't be carried out.
    pub fn check(&self) -> Result<(), String> {
        if let Some(status) = self.status
            && !(200..=599).contains(&status)
        {
            return Err("status must be 200 to 599".to_owned());
        }
        if (self.body.is_some() || self.after) && self.status.is_none() {
            return Err("body and after need a status".to_owned());
        }
        let values = self.headers.values().chain(&self.content_type);
        if self
            .headers
            .keys()
            .any(|name| HeaderName::try_from(name.as_str()).is_err())
            || values
                .into_iter()
                .any(|value| HeaderValue::from_str(value).is_err())
        {
            return Err("headers and contentType must be valid header text".to_owned());
        }
        self.meanwhile.iter().try_for_each(Write::check)
    }

    fn fits(&self, request: &Request<Vec<u8>>) -> bool {
        let path = request.uri().path();
        let method = self.method.as_deref();
        method.is_none_or(|method| request.method().as_str().eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|pattern| {
                let whole = request
                    .uri()
                    .path_and_query()
                    .map_or(path, |both| both.as_str());
                glob(pattern, if pattern.contains('?') { whole } else { path })
            })
    }

    /// Whether the operation runs at all.
    pub const fn lets_it_run(&self) -> bool {
        (self.status.is_none() || self.after) && !matches!(self.cut, Some(Cut::Before))
    }

    /// Bytes of `body` after which the connection breaks.
    pub fn breaks_after(&self, body: &[u8]) -> Option<usize> {
        let is_inside = self.cut == Some(Cut::Inside);
        is_inside.then(|| match self.short_by {
            0 => body.len() / 2,
            short_by => body.len().saturating_sub(short_by),
        })
    }

    pub const fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    /// Whether the answer differs from what the operation gave. A mere delay does not.
    pub fn changes_answer(&self) -> bool {
        self.status.is_some()
            || self.cut.is_some()
            || self.malformed
            || self.short_by > 0
            || self.html
            || self.content_type.is_some()
            || !self.headers.is_empty()
    }

    /// Turns the operation's answer, or none, into the ordered one.
    pub fn apply(&self, ran: Option<Response<Vec<u8>>>, request_id: &str) -> Response<Vec<u8>> {
        let mut response = ran
            .filter(|_| self.status.is_none())
            .unwrap_or_else(|| self.instead(request_id));
        if self.html {
            *response.body_mut() =
                b"<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>".to_vec();
            response
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        }
        if self.malformed {
            let half = response.body().len() / 2;
            response.body_mut().truncate(half);
        }
        if self.cut != Some(Cut::Inside) {
            let kept = response.body().len().saturating_sub(self.short_by);
            response.body_mut().truncate(kept);
        }
        let content_type = self
            .content_type
            .iter()
            .map(|value| ("content-type", value));
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value));
        for (name, value) in headers.chain(content_type) {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name), HeaderValue::from_str(value))
            {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }

    fn instead(&self, request_id: &str) -> Response<Vec<u8>> {
        let status = self
            .status
            .and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let error = ErrorBody {
            message: status.canonical_reason().unwrap_or("Failure"),
            request_id,
            status_code: status.as_u16(),
            field_errors: &[],
        };
        let body = match &self.body {
            Some(Value::String(text)) => text.clone().into_bytes(),
            Some(json) => serde_json::to_vec(json).unwrap_or_default(),
            None => serde_json::to_vec(&error).unwrap_or_default(),
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

/// The orders that still stand, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn order(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn standing(&self) -> &[Fault] {
        &self.0
    }

    /// The first fitting order that is due; counts this call in every fitting one before it.
    pub fn due(&mut self, request: &Request<Vec<u8>>) -> Option<Fault> {
        if request.method() == Method::OPTIONS {
            return None;
        }
        for at in 0..self.0.len() {
            let fault = &mut self.0[at];
            if !fault.fits(request) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if fault.times <= 1 {
                return Some(self.0.remove(at));
            }
            fault.times -= 1;
            return Some(fault.clone());
        }
        None
    }
}

/// Whether `pattern`, in which `*` stands for any text, is all of `text`.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(json: &str) -> Fault {
        serde_json::from_str(json).unwrap()
    }

    fn get(path: &str) -> Request<Vec<u8>> {
        Request::get(path).body(Vec::new()).unwrap()
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("/v1/*/tokens", "/v1/organizations/c1/tokens", true),
            ("/v1/*/tokens", "/v1/organizations/c1/tokens/c2", false),
            ("/v1/a", "/v1/a", true),
            ("/v1/a", "/v1/ab", false),
            ("*a*b", "xaxb", true),
            ("*a*b", "xbxa", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn orders_skip_then_fail_then_are_gone() {
        let mut faults = Faults::default();
        faults.order(fault(
            r#"{"method":"get","path":"/v1/*","skip":1,"times":2,"status":503}"#,
        ));
        let due: Vec<bool> = (0..5)
            .map(|_| faults.due(&get("/v1/x")).is_some())
            .collect();
        assert_eq!(due, [false, true, true, false, false]);
        assert!(faults.standing().is_empty());
    }

    #[test]
    fn other_methods_and_paths_do_not_count() {
        let mut faults = Faults::default();
        faults.order(fault(r#"{"method":"POST","status":500}"#));
        faults.order(fault(r#"{"path":"*?*offset=999*","status":500}"#));
        assert!(faults.due(&get("/v1/x")).is_none());
        assert!(faults.due(&get("/v1/x?limit=1&offset=999")).is_some());
        assert_eq!(faults.standing().len(), 1);
    }

    #[test]
    fn an_order_that_cannot_be_carried_out_is_refused() {
        assert!(fault(r#"{"status":99}"#).check().is_err());
        assert!(fault(r#"{"body":{}}"#).check().is_err());
        assert!(fault(r#"{"after":true}"#).check().is_err());
        assert!(fault(r#"{"headers":{"a b":"c"}}"#).check().is_err());
        assert!(fault(r#"{"contentType":"a\nb"}"#).check().is_err());
        assert!(serde_json::from_str::<Fault>(r#"{"stauts":500}"#).is_err());
        let write = |method: &str, path: &str| {
            let write = format!(r#"{{"when":"after","method":"{method}","path":"{path}"}}"#);
            fault(&format!(r#"{{"meanwhile":[{write}]}}"#)).check()
        };
        assert!(write("GET", "/v1/organizations/c1/tokens").is_err());
        assert!(write("DELETE", "/tokens/c2").is_err());
        assert!(write("DELETE", "/v1/organizations/c1/a b").is_err());
        assert!(write("DELETE", "/v1/organizations/c1/tokens/c2").is_ok());
        assert!(
            fault(r#"{"status":429,"headers":{"Retry-After":"2"}}"#)
                .check()
                .is_ok()
        );
    }
}
