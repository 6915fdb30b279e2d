//! One session that writes, beside the truth: what the emulator holds before and after.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_emulator::state::{Grant, Scope, Token};
use astro_emulator::{Emulator, Switches};
use astro_token_console::api::ApiError;
use astro_token_console::commands::{
    Creation, CreationFound, Edit, Lookup, Resolved, Sent, Writer, read_back,
};
use astro_token_console::inventory::load_agent_tokens;
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::{self, CreateAgentTokenRequest, CreateApiTokenRequest};
use astro_tokens::requests::Method;
use leptos::prelude::WithUntracked;
use serde_json::json;

use crate::fixture::{Console, World};

pub const OWNER: &str = "Organization Owner";
pub const NEW: &str = "brand new";

/// A console of an Organization Owner that has read two tokens, the one in use and another, and the agent tokens of a
/// Deployment.
pub struct Bench {
    pub world: World,
    pub console: Console,
    pub writer: Writer,
}

/// A token as the emulator holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub name: String,
    pub description: String,
    pub grants: Vec<Grant>,
    pub value: String,
}

pub type Truth = BTreeMap<String, Held>;

impl Bench {
    pub fn new() -> Self {
        Self::switched(|_| {})
    }

    pub fn switched(change: impl FnOnce(&mut Switches)) -> Self {
        let world = World::with_agents(60, change);
        let console = world.console(OWNER);
        let writer = console.writer(&world, OWNER);
        for token in [TokenId::new(world.id(OWNER)), other(&world)] {
            world.run(read_back(&writer, &token));
        }
        let deployment = with_agents(&world);
        world.run(load_agent_tokens(
            console.inventory,
            &console.api,
            &deployment,
        ));
        world.host.sent.borrow_mut().clear();
        world.host.delivered.borrow_mut().clear();
        world.events.borrow_mut().clear();
        Self {
            world,
            console,
            writer,
        }
    }

    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.world.run(future)
    }

    pub fn own(&self) -> TokenId {
        TokenId::new(self.world.id(OWNER))
    }

    /// A token of Organization scope that is not the one in use.
    pub fn other(&self) -> TokenId {
        other(&self.world)
    }

    /// One with remote execution.
    pub fn deployment(&self) -> DeploymentId {
        with_agents(&self.world)
    }

    /// An agent token of that Deployment.
    pub fn agent(&self) -> TokenId {
        let deployment = self.deployment();
        let emulator = self.world.host.emulator.borrow();
        let mut agents = emulator.state().agent_tokens.values();
        let there = agents.find(|agent| *agent.deployment_id == *deployment.as_str());
        TokenId::new(there.unwrap().token.id.clone())
    }

    pub fn token(&self, id: &TokenId) -> Arc<astro_tokens::token::Token> {
        let tokens = self.console.inventory.tokens();
        tokens.with_untracked(|table| table.get(id).cloned().unwrap())
    }

    /// Everything that the emulator holds of this Organization.
    pub fn truth(&self) -> Truth {
        truth(
            &self.world.host.emulator.borrow(),
            self.world.organization.as_str(),
        )
    }

    /// Requests of the page that were not GETs: each may have taken effect.
    pub fn writes(&self) -> usize {
        self.world.sent(|sent| sent.method != Method::Get).len()
    }

    pub fn targets_of_writes(&self) -> Vec<String> {
        let sent = self.world.sent(|sent| sent.method != Method::Get);
        sent.into_iter().map(|sent| sent.target).collect()
    }

    /// Whether Astro accepts the value that the session holds.
    pub fn is_accepted(&self) -> bool {
        let held = self
            .writer
            .session
            .with_untracked(|session| session.token.authorization());
        let stored = self.truth();
        let stored = stored.get(self.own().as_str());
        stored.is_some_and(|stored| held.expose() == ["Bearer ", &stored.value].concat())
    }

    /// Whether an answer that reached the page holds this value whole.
    pub fn reached_the_page(&self, value: &str) -> bool {
        let delivered = self.world.host.delivered.borrow();
        delivered
            .iter()
            .any(|body| String::from_utf8_lossy(body).contains(value))
    }

    /// The next answer to a reading of it carries no roles.
    pub fn tell_without_roles(&self, id: &TokenId) {
        let path = format!("/tokens/{id}");
        let mut body = self.world.elsewhere("GET", &path, &json!(null));
        body.as_object_mut().unwrap().remove("roles");
        let answer = json!({"method": "GET", "path": "*/tokens/*", "status": 200, "body": body});
        self.world.fault(&answer);
    }

    pub fn edit(&self, id: &TokenId) -> Edit {
        let base = self.token(id);
        Edit {
            name: base.name.to_string(),
            description: base.description.to_string(),
            role: None,
            resolved: Resolved::default(),
            sent: Sent::default(),
            base,
        }
    }

    /// Another role at home than the token has.
    pub fn other_role(&self, id: &TokenId) -> Arc<str> {
        let token = self.token(id);
        let roles = ["ORGANIZATION_MEMBER", "ORGANIZATION_BILLING_ADMIN"];
        let held = token.home_grant().unwrap().role.clone();
        roles
            .into_iter()
            .find(|role| **role != *held)
            .unwrap()
            .into()
    }
}

fn with_agents(world: &World) -> DeploymentId {
    let emulator = world.host.emulator.borrow();
    let agents = &emulator.state().agent_tokens;
    let (_, first) = agents.first_key_value().unwrap();
    DeploymentId::new(first.deployment_id.clone())
}

fn other(world: &World) -> TokenId {
    let own = world.id(OWNER);
    let emulator = world.host.emulator.borrow();
    let found = emulator.state().tokens.iter().find(|token| {
        *token.organization_id == *world.organization.as_str()
            && token.scope == Scope::Organization
            && *token.id != *own
            && token.end_at.is_none_or(|end| end > emulator.now())
    });
    TokenId::new(found.unwrap().id.to_string())
}

pub fn truth(emulator: &Emulator, organization: &str) -> Truth {
    let state = emulator.state();
    let agents = state.agent_tokens.values().map(|agent| &agent.token);
    state
        .tokens
        .iter()
        .chain(agents)
        .filter(|token| *token.organization_id == *organization)
        .map(|token| (token.id.to_string(), held(emulator, token)))
        .collect()
}

fn held(emulator: &Emulator, token: &Token) -> Held {
    Held {
        name: token.name.clone(),
        description: token.description.clone(),
        grants: token.grants.clone(),
        value: emulator.token_value(&token.id).unwrap(),
    }
}

pub fn new_token() -> CreateApiTokenRequest {
    CreateApiTokenRequest {
        name: NEW.to_owned(),
        description: String::new(),
        kind: model::Kind::Standard,
        scope: model::Scope::Organization,
        entity_id: None,
        role: "ORGANIZATION_MEMBER".into(),
        token_expiry_period_in_days: Some(30),
    }
}

pub fn new_agent_token() -> CreateAgentTokenRequest {
    CreateAgentTokenRequest {
        name: NEW.to_owned(),
        description: String::new(),
        token_expiry_period_in_days: Some(30),
    }
}

/// What was found of a creation without a certain answer, and how to look again.
#[track_caller]
pub fn unanswered(outcome: Creation) -> (ApiError, Vec<TokenId>, Lookup) {
    let Creation::Unanswered {
        error,
        found: CreationFound::Tokens(ids),
        lookup,
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    (error, ids, lookup)
}

/// Ids that are there after and were not before.
pub fn added(before: &Truth, after: &Truth) -> BTreeSet<String> {
    let ids = after.keys().filter(|id| !before.contains_key(*id));
    ids.cloned().collect()
}
