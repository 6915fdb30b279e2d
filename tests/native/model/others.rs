//! Someone else with all rights, who changes things before, after and in the middle of what the console does. The token
//! that the console uses keeps its value and its role at home: without them there is nothing left to try.

use std::rc::Rc;

use astro_emulator::Emulator;
use astro_emulator::state::{Id, Token};
use http::Request;
use serde_json::{Value, json};

use super::places::Places;
use super::random::Random;
use super::view;

/// Names that are given again and again, so that they are not unique.
pub const NAMES: [&str; 5] = ["ci-deploy-main", "nightly", "brand new", "לילי", "=1+1"];

#[derive(Clone, Debug)]
pub struct Others {
    /// A person who is Organization Owner.
    pub user: Id,
    pub places: Rc<Places>,
    pub newer: bool,
    /// The token that the console uses.
    pub own: Id,
}

/// What was asked, in words; most often of `subject`.
pub fn act(
    emulator: &mut Emulator,
    others: &Others,
    subject_id: Option<&str>,
    random: &mut Random,
) -> String {
    let organization = others.places.organization.as_str();
    let here = |token: &&Token| *token.organization_id == *organization;
    let tokens: Vec<Token> = emulator
        .state()
        .tokens
        .iter()
        .filter(here)
        .cloned()
        .collect();
    let subject = tokens.iter().find(|token| Some(&*token.id) == subject_id);
    let token = match subject {
        Some(subject) if random.chance(75) => subject,
        _ => random.pick(&tokens),
    };
    let (path, is_own) = (format!("/tokens/{}", token.id), token.id == others.own);
    let (method, path, body) = match random.below(14) {
        12 => {
            let deployment = random.pick(&others.places.remote);
            let name = *random.pick(&NAMES);
            (
                "POST",
                format!("/deployments/{deployment}/agent-tokens"),
                json!({"name": name}),
            )
        }
        13 => {
            let agents = &emulator.state().agent_tokens;
            let there: Vec<_> = agents.values().collect();
            let picked = agents.get(subject_id.unwrap_or_default());
            let Some(agent) = picked.or_else(|| (!there.is_empty()).then(|| *random.pick(&there)))
            else {
                return "nothing to delete".to_owned();
            };
            let (of, id) = (&agent.deployment_id, &agent.token.id);
            (
                "DELETE",
                format!("/deployments/{of}/agent-tokens/{id}"),
                Value::Null,
            )
        }
        0..=5 => {
            let grants = view::grants(token, |_| true, others.newer);
            let (scope, home) = (view::scope(token.scope), view::home(token));
            let mut to = others
                .places
                .changed(&grants, &scope, &home, others.newer, random);
            if is_own && let Some(role) = grants.roles_at(&home).next() {
                to = to.with_role(&home, role.clone());
            }
            ("POST", path + "/roles", json!({"roles": to.to_wire()}))
        }
        6..=7 => {
            let name = *random.pick(&NAMES);
            let description = ["", "theirs", &*token.description][random.index(3)];
            (
                "POST",
                path,
                json!({"name": name, "description": description}),
            )
        }
        8 if !is_own => ("POST", path + "/rotate", Value::Null),
        9 if !is_own => ("DELETE", path, Value::Null),
        _ => (
            "POST",
            "/tokens".to_owned(),
            new_token(others, subject, random),
        ),
    };
    let status = call(emulator, others, method, &path, &body);
    format!("others {method} {path}: {status}")
}

fn new_token(others: &Others, like: Option<&Token>, random: &mut Random) -> Value {
    let places = &others.places;
    let name = match like {
        Some(like) if random.chance(50) => &like.name,
        _ => *random.pick(&NAMES),
    };
    let (scope, entity) = match random.below(3) {
        0 => ("ORGANIZATION", None),
        1 => ("WORKSPACE", Some(random.pick(&places.workspaces).clone())),
        _ => ("DEPLOYMENT", Some(places.deployment(random))),
    };
    let mut body = json!({
        "name": name, "scope": scope, "role": *places.role(&scope.into(), random),
        "tokenExpiryPeriodInDays": 1 + random.below(60),
    });
    if let Some(entity) = entity {
        body["entityId"] = json!(*entity);
    }
    body
}

/// Answers the status.
pub fn call(
    emulator: &mut Emulator,
    others: &Others,
    method: &str,
    path: &str,
    body: &Value,
) -> u16 {
    let value = emulator.session_value(&others.user).unwrap();
    let mut request = Request::builder()
        .method(method)
        .uri(format!(
            "/v1/organizations/{}{path}",
            others.places.organization
        ))
        .header("authorization", format!("Bearer {value}"));
    let mut bytes = Vec::new();
    if !body.is_null() {
        request = request.header("content-type", "application/json");
        bytes = serde_json::to_vec(body).unwrap();
    }
    let answer = emulator.handle(&request.body(bytes).unwrap());
    answer.response.status().as_u16()
}
