//! Reads a JSON request body strictly: every broken constraint and every unknown field is named in one answer.

use http::{Request, header::CONTENT_TYPE};
use serde_json::{Map, Value};

use crate::error::{ApiError, FieldError};

/// An object whose fields are taken out one by one; what is left at the end is unknown.
#[derive(Debug)]
pub struct Fields {
    prefix: String,
    rest: Map<String, Value>,
    pub errors: Vec<FieldError>,
}

impl Fields {
    /// # Errors
    /// 400 when the body is not a JSON object or not declared as JSON.
    pub fn of(request: &Request<Vec<u8>>) -> Result<Self, ApiError> {
        let declared = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let essence = declared
            .and_then(|text| text.split(';').next())
            .unwrap_or_default()
            .trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::bad_request(
                "Content-Type must be application/json",
            ));
        }
        match serde_json::from_slice(request.body()) {
            Ok(Value::Object(rest)) => Ok(Self::inside(String::new(), rest)),
            Ok(_) => Err(ApiError::bad_request("Request body must be a JSON object")),
            Err(_) => Err(ApiError::bad_request("Request body is not valid JSON")),
        }
    }

    /// The fields of a nested object; `prefix` is put before their names in errors.
    pub const fn inside(prefix: String, rest: Map<String, Value>) -> Self {
        Self {
            prefix,
            rest,
            errors: Vec::new(),
        }
    }

    /// Absent is `None`; null counts as a wrong type: optional fields are left out.
    pub fn text(&mut self, field: &'static str) -> Option<String> {
        match self.rest.remove(field)? {
            Value::String(text) => Some(text),
            _ => {
                self.refuse("string", field, "must be a string");
                None
            }
        }
    }

    /// Lengths count Unicode characters.
    pub fn text_within(
        &mut self,
        field: &'static str,
        least: usize,
        most: usize,
    ) -> Option<String> {
        let text = self.text(field)?;
        let length = text.chars().count();
        if length < least {
            self.refuse(
                "min",
                field,
                &format!("must have at least {least} characters"),
            );
        } else if length > most {
            self.refuse(
                "max",
                field,
                &format!("must have at most {most} characters"),
            );
        }
        Some(text)
    }

    /// Gives the empty string after noting the error, so that reading can go on.
    pub fn required(&mut self, field: &'static str, value: Option<String>) -> String {
        if value.is_none()
            && !self
                .errors
                .iter()
                .any(|error| error.field == self.name(field))
        {
            self.refuse("required", field, "is required");
        }
        value.unwrap_or_default()
    }

    pub fn required_text(&mut self, field: &'static str) -> String {
        let text = self.text(field);
        let empty = text.as_deref() == Some("");
        let text = self.required(field, text);
        if empty {
            self.refuse("required", field, "must not be empty");
        }
        text
    }

    /// `None` when absent or not among `values`.
    pub fn one_of<T: Copy>(&mut self, field: &'static str, values: &[(&str, T)]) -> Option<T> {
        let text = self.text(field)?;
        let found = values
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
            self.refuse(
                "oneof",
                field,
                &format!("must be one of {}", names.join(", ")),
            );
        }
        found
    }

    pub fn integer_within(&mut self, field: &'static str, least: u32, most: u32) -> Option<u32> {
        let value = self.rest.remove(field)?;
        let Some(number) = value.as_i64() else {
            self.refuse("number", field, "must be a whole number");
            return None;
        };
        match u32::try_from(number) {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            Ok(number) if number > most => {
                self.refuse("max", field, &format!("must be {most} or less"));
                None
            }
            Err(_) if number > 0 => {
                self.refuse("max", field, &format!("must be {most} or less"));
                None
            }
            _ => {
                self.refuse("min", field, &format!("must be {least} or greater"));
                None
            }
        }
    }

    /// Absent gives `None`, as does anything but an array, which is noted.
    pub fn array(&mut self, field: &'static str) -> Option<Vec<Value>> {
        match self.rest.remove(field)? {
            Value::Array(items) => Some(items),
            _ => {
                self.refuse("array", field, "must be an array");
                None
            }
        }
    }

    pub fn refuse(&mut self, code: &'static str, field: &str, what: &str) {
        let name = self.name(field);
        let message = format!("{name} {what}");
        self.errors.push(FieldError::new(code, name, message));
    }

    /// Notes what was not taken out.
    pub fn close(&mut self) {
        let unknown: Vec<String> = self.rest.keys().cloned().collect();
        for field in unknown {
            self.refuse("unknown", &field, "is not a known field");
        }
    }

    /// # Errors
    /// 400 with one field error for each broken constraint and unknown field.
    pub fn finish(mut self) -> Result<(), ApiError> {
        self.close();
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(ApiError::invalid(self.errors))
        }
    }

    fn name(&self, field: &str) -> String {
        format!("{}{field}", self.prefix)
    }
}
