//! The operations of an OpenAPI 3.1 document: which path templates and methods there are, their
//! parameters, bodies and declared answers. References to `components/responses` are followed
//! here; those to schemas are left to the schema validator.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Map, Value};

/// One declared content type of a body. Without a schema its content is free.
#[derive(Clone, Debug)]
pub struct Media {
    pub content_type: String,
    pub schema: Option<Value>,
}

impl Media {
    pub fn is_json(&self) -> bool {
        self.content_type.eq_ignore_ascii_case("application/json")
    }

    pub fn read(content: Option<&Value>) -> Vec<Self> {
        let entries = content.and_then(Value::as_object).into_iter().flatten();
        entries
            .map(|(content_type, media)| Self {
                content_type: content_type.clone(),
                schema: media.get("schema").cloned(),
            })
            .collect()
    }
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub required: bool,
    pub schema: Value,
}

impl Parameter {
    /// The parameter as the JSON value that its schema speaks of; arrays are repeated keys
    /// (OpenAPI's style `form`, exploded). An empty value counts as absent. Text that is not of
    /// the schema's type stays text, so that the schema refuses it.
    pub fn read(&self, pairs: &[(String, String)]) -> Option<Value> {
        let given = || {
            pairs
                .iter()
                .filter(|(name, text)| *name == self.name && !text.is_empty())
                .map(|p| &p.1)
        };
        let typed = |schema: &Value, text: &String| {
            let value = match schema.get("type").and_then(Value::as_str) {
                Some("integer") => text.parse::<i64>().ok().map(Value::from),
                Some("boolean") => text.parse::<bool>().ok().map(Value::from),
                _ => None,
            };
            value.unwrap_or_else(|| Value::String(text.clone()))
        };
        let items = self.schema.get("items");
        match items {
            Some(items) => {
                let values: Vec<Value> = given().map(|text| typed(items, text)).collect();
                (!values.is_empty()).then_some(Value::Array(values))
            }
            // A key that may stand once but stands twice is an array: no schema of one takes it.
            None if given().count() > 1 => Some(Value::Array(
                given().map(|text| typed(&self.schema, text)).collect(),
            )),
            None => given().next().map(|text| typed(&self.schema, text)),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Body {
    pub required: bool,
    pub media: Vec<Media>,
}

#[derive(Clone, Debug)]
pub struct Operation {
    pub method: Method,
    /// Path template, such as `/organizations/{organizationId}`.
    pub path: String,
    pub query: Vec<Parameter>,
    pub body: Option<Body>,
    /// By status; an empty list means that the answer has no body.
    pub answers: BTreeMap<u16, Vec<Media>>,
}

#[derive(Debug)]
pub struct Operations(Vec<Operation>);

impl Operations {
    pub fn read(document: &Value) -> Result<Self, String> {
        let paths = document
            .get("paths")
            .and_then(Value::as_object)
            .ok_or("no paths")?;
        let mut operations = Vec::new();
        for (path, item) in paths {
            let item = item.as_object().ok_or("a path item is not an object")?;
            for (key, operation) in item {
                let Ok(method) = Method::from_bytes(key.to_uppercase().as_bytes()) else {
                    continue;
                };
                if !["get", "post", "put", "patch", "delete", "head"].contains(&key.as_str()) {
                    continue;
                }
                operations.push(read_operation(document, method, path, item, operation)?);
            }
        }
        Ok(Self(operations))
    }

    /// The operation for a percent-encoded path below the base, with its path parameters. A
    /// literal segment wins over a parameter.
    pub fn find(&self, method: &Method, path: &str) -> Option<(&Operation, Vec<(String, String)>)> {
        let matching = self
            .0
            .iter()
            .filter(|operation| operation.method == *method);
        matching
            .filter_map(|operation| Some((operation, parameters(&operation.path, path)?)))
            .min_by_key(|(_, parameters)| parameters.len())
    }
}

fn parameters(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut segments = path.split('/');
    for expected in template.split('/') {
        let segment = segments.next()?;
        match expected
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        {
            Some(name) => found.push((name.to_owned(), segment.to_owned())),
            None if expected != segment => return None,
            None => {}
        }
    }
    segments.next().is_none().then_some(found)
}

fn read_operation(
    document: &Value,
    method: Method,
    path: &str,
    item: &Map<String, Value>,
    operation: &Value,
) -> Result<Operation, String> {
    let own = operation.get("parameters").and_then(Value::as_array);
    let shared = item.get("parameters").and_then(Value::as_array);
    let mut query = Vec::new();
    for parameter in shared.into_iter().chain(own).flatten() {
        let parameter = follow(document, parameter)?;
        if parameter.get("in").and_then(Value::as_str) == Some("query") {
            query.push(Parameter {
                name: text(parameter, "name")?,
                required: flag(parameter, "required"),
                schema: parameter
                    .get("schema")
                    .cloned()
                    .unwrap_or(Value::Bool(true)),
            });
        }
    }
    let body = operation.get("requestBody").map(|body| Body {
        required: flag(body, "required"),
        media: Media::read(body.get("content")),
    });
    let mut answers = BTreeMap::new();
    let declared = operation.get("responses").and_then(Value::as_object);
    for (status, answer) in declared.into_iter().flatten() {
        let status = status
            .parse()
            .map_err(|_| format!("{status} is not a status"))?;
        answers.insert(
            status,
            Media::read(follow(document, answer)?.get("content")),
        );
    }
    Ok(Operation {
        method,
        path: path.to_owned(),
        query,
        body,
        answers,
    })
}

fn follow<'a>(document: &'a Value, value: &'a Value) -> Result<&'a Value, String> {
    match value.get("$ref").and_then(Value::as_str) {
        None => Ok(value),
        Some(reference) => reference
            .strip_prefix('#')
            .and_then(|pointer| document.pointer(pointer))
            .ok_or_else(|| format!("{reference} leads nowhere")),
    }
}

fn text(value: &Value, key: &str) -> Result<String, String> {
    value
        .get(key)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| format!("no {key}"))
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The pairs of a query, decoded as the URL standard's `application/x-www-form-urlencoded`.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}
