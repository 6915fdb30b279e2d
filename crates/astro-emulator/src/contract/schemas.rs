//! The JSON Schemas of the contract, compiled once each. OpenAPI 3.1 schemas are JSON Schema
//! 2020-12; their references `#/components/schemas/…` resolve because the components travel
//! inside every compiled document.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use super::operations::Media;

pub struct Schemas {
    components: Value,
    /// The same with `entityType` of a grant open.
    newer_components: Value,
    /// The body of a failed call, for paths that the contract does not know.
    pub error: Vec<Media>,
    compiled: RwLock<HashMap<(String, bool), Arc<Validator>>>,
}

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schemas").finish_non_exhaustive()
    }
}

impl Schemas {
    pub fn read(document: &Value) -> Result<Self, String> {
        let schemas = document
            .pointer("/components/schemas")
            .ok_or("no components/schemas")?;
        if schemas.get("Error").is_none() {
            return Err("no schema Error".to_owned());
        }
        let components = json!({ "schemas": schemas });
        let mut newer_components = components.clone();
        for name in ["ApiTokenRole", "ApiTokenRoleInput"] {
            let pointer = format!("/schemas/{name}/properties/entityType");
            let entity_type = newer_components
                .pointer_mut(&pointer)
                .and_then(Value::as_object_mut);
            entity_type
                .ok_or_else(|| format!("no {pointer}"))?
                .remove("enum");
        }
        let error = Media {
            content_type: "application/json".to_owned(),
            schema: Some(json!({ "$ref": "#/components/schemas/Error" })),
        };
        Ok(Self {
            components,
            newer_components,
            error: vec![error],
            compiled: RwLock::default(),
        })
    }

    /// What is wrong with `value`: a JSON pointer and a text that quotes no value.
    pub fn errors(&self, schema: &Value, value: &Value, newer: bool) -> Vec<(String, String)> {
        match self.validator(schema, newer) {
            Err(message) => vec![(String::new(), message)],
            // Most exchanges are right, and a plain answer is several times quicker than a list.
            Ok(validator) if validator.is_valid(value) => Vec::new(),
            Ok(validator) => validator
                .iter_errors(value)
                .map(|error| {
                    (
                        error.instance_path().to_string(),
                        error.masked().to_string(),
                    )
                })
                .collect(),
        }
    }

    fn validator(&self, schema: &Value, newer: bool) -> Result<Arc<Validator>, String> {
        let key = (schema.to_string(), newer);
        let compiled = self.compiled.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = compiled.get(&key) {
            return Ok(Arc::clone(validator));
        }
        drop(compiled);
        let components = if newer {
            &self.newer_components
        } else {
            &self.components
        };
        let document = json!({ "allOf": [schema], "components": components });
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&document)
            .map_err(|error| format!("the contract has an invalid schema: {error}"))?;
        let validator = Arc::new(validator);
        let mut compiled = self
            .compiled
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        compiled.insert(key, Arc::clone(&validator));
        Ok(validator)
    }
}
