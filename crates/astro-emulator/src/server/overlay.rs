//! What the server lays over the page that it serves: keys of `config.json`. The API address is
//! the server's own; everything else comes from the command line or, in tests, through the
//! control API.

use serde_json::{Map, Value};

/// Keys that replace those of the page's own config.json; a null takes a key away.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// As set at the start.
    base: Map<String, Value>,
    /// As set since.
    set: Map<String, Value>,
}

impl Overlay {
    pub fn new(base: Map<String, Value>) -> Self {
        Self {
            base,
            set: Map::new(),
        }
    }

    /// Adds keys to those that were set before.
    pub fn set(&mut self, keys: Map<String, Value>) {
        self.set.extend(keys);
    }

    /// Forgets everything that was set since the start.
    pub fn reset(&mut self) {
        self.set.clear();
    }

    /// The page's config.json with this laid over it. A file that is missing or that isn't an
    /// object counts as empty: the page itself judges what it gets.
    pub fn apply(&self, file: Option<&[u8]>) -> Vec<u8> {
        let parsed = file.and_then(|bytes| serde_json::from_slice(bytes).ok());
        let mut config: Map<String, Value> = parsed.unwrap_or_default();
        for (key, value) in self.base.iter().chain(&self.set) {
            match value {
                Value::Null => config.remove(key),
                value => config.insert(key.clone(), value.clone()),
            };
        }
        Value::Object(config).to_string().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn keys(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn applied(overlay: &Overlay, file: Option<&[u8]>) -> Value {
        serde_json::from_slice(&overlay.apply(file)).unwrap()
    }

    #[test]
    fn later_keys_win_and_null_takes_away() {
        let mut overlay = Overlay::new(keys(json!({"apiBaseUrl": "/v1", "notice": "Sample"})));
        let file: &[u8] = br#"{"apiBaseUrl": "https://api.astronomer.io/v1", "idleMinutes": 15}"#;
        overlay.set(keys(json!({"idleMinutes": 2, "notice": null})));
        assert_eq!(
            applied(&overlay, Some(file)),
            json!({"apiBaseUrl": "/v1", "idleMinutes": 2})
        );
        overlay.reset();
        assert_eq!(
            applied(&overlay, Some(file)),
            json!({"apiBaseUrl": "/v1", "idleMinutes": 15, "notice": "Sample"})
        );
        assert_eq!(applied(&overlay, None)["apiBaseUrl"], "/v1");
        assert_eq!(applied(&overlay, Some(b"[1]"))["apiBaseUrl"], "/v1");
    }
}
