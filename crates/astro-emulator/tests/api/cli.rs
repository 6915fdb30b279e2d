//! The calls that the vendor's CLI makes, in its order: look a token up by its name over pages of 100, read it again by
//! id, replace its whole role set with one entry changed. Its questions and tables are left out.

use http::Method;
use serde_json::{Value, json};

use crate::{
    client::{Client, Got, within},
    fixture::id,
};

pub struct Cli {
    pub client: Client,
    value: String,
}

/// One entry of a role set.
pub fn entry(level: &str, entity: &str, role: &str) -> Value {
    json!({"entityType": level, "entityId": id(entity), "role": role})
}

/// The list filter of a Workspace's or Deployment's token commands.
pub fn of_workspace(name: &str) -> String {
    format!("workspaceId={}", id(name))
}

pub fn of_deployment(name: &str) -> String {
    format!("deploymentId={}", id(name))
}

pub const OF_ORGANIZATION: &str = "includeOnlyOrganizationTokens=true";

impl Cli {
    /// Signed in with the value of that token.
    pub fn with(token: &str) -> Self {
        let client = Client::new();
        let value = client.value(token);
        Self { client, value }
    }

    /// The same emulator, another value.
    pub fn signed_in_with(self, token: &str) -> Self {
        let value = self.client.value(token);
        Self { value, ..self }
    }

    fn call(&mut self, method: Method, path: &str, body: Option<Value>) -> Got {
        self.client.send(&self.value, method, &within(path), body)
    }

    /// Every page of 100; the scope is filtered here, not by the service.
    pub fn list(&mut self, filter: &str, scope: Option<&str>) -> Vec<Value> {
        let mut all = Vec::new();
        let mut offset = 0;
        loop {
            let page = self
                .call(
                    Method::GET,
                    &format!("/tokens?{filter}&limit=100&offset={offset}"),
                    None,
                )
                .ok();
            all.extend(page["tokens"].as_array().unwrap().iter().cloned());
            offset += 100;
            if page["totalCount"].as_u64().unwrap() <= offset {
                break;
            }
        }
        all.retain(|token| scope.is_none_or(|scope| token["scope"] == scope));
        all
    }

    pub fn names(&mut self, filter: &str, scope: Option<&str>) -> Vec<String> {
        self.list(filter, scope)
            .iter()
            .map(|token| token["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The token of that name and scope, read again by id.
    pub fn find(&mut self, name: &str, filter: &str, scope: &str) -> Value {
        let found = self.list(filter, Some(scope));
        let named: Vec<&Value> = found.iter().filter(|token| token["name"] == name).collect();
        assert_eq!(named.len(), 1, "{name}");
        let id = named[0]["id"].as_str().unwrap().to_owned();
        self.get(&id)
    }

    pub fn get(&mut self, id: &str) -> Value {
        self.call(Method::GET, &format!("/tokens/{id}"), None).ok()
    }

    pub fn create(&mut self, body: Value) -> Value {
        self.call(Method::POST, "/tokens", Some(body)).ok()
    }

    /// Name and description always go together; an empty flag keeps the old text.
    pub fn update(&mut self, token: &Value, name: &str, description: &str) -> Value {
        let kept = |new: &str, field: &str| {
            if new.is_empty() {
                token[field].clone()
            } else {
                json!(new)
            }
        };
        let body =
            json!({"name": kept(name, "name"), "description": kept(description, "description")});
        self.call(Method::POST, &path(token), Some(body)).ok()
    }

    /// Copies every other entry, and appends the new one, if any.
    pub fn replace(&mut self, token: &Value, level: &str, entity: &str, role: Option<&str>) -> Got {
        let other = |held: &&Value| held["entityType"] != level || held["entityId"] != id(entity);
        let mut roles: Vec<Value> = token["roles"]
            .as_array()
            .unwrap()
            .iter()
            .filter(other)
            .cloned()
            .collect();
        roles.extend(role.map(|role| entry(level, entity, role)));
        self.call(
            Method::POST,
            &format!("{}/roles", path(token)),
            Some(json!({"roles": roles})),
        )
    }

    pub fn rotate(&mut self, token: &Value) -> Value {
        self.call(Method::POST, &format!("{}/rotate", path(token)), None)
            .ok()
    }

    pub fn delete(&mut self, token: &Value) -> u16 {
        self.call(Method::DELETE, &path(token), None).status
    }

    pub fn read(&mut self, token: &Value) -> Got {
        self.call(Method::GET, &path(token), None)
    }

    /// The roles of a token as they are now.
    pub fn roles(&mut self, token: &Value) -> Vec<Value> {
        self.read(token).ok()["roles"].as_array().unwrap().clone()
    }

    /// A value that create or rotate gave is good for a call.
    pub fn works(&mut self, value: &Value) -> bool {
        self.client
            .send(value.as_str().unwrap(), Method::GET, &within(""), None)
            .status
            == 200
    }

    /// The commands keep the contract in both directions.
    pub fn done(self) {
        self.client.no_violations();
    }
}

fn path(token: &Value) -> String {
    format!("/tokens/{}", token["id"].as_str().unwrap())
}
