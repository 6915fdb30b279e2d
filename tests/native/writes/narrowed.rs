//! A session that is shown only a part of the grants, as another token than the one to be saved tells: a home in sight does not
//! make a set whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_emulator::state::Scope;
use astro_token_console::commands::{
    GrantsOutcome, GrantsRefusal, SetGrants, read_back, set_grants,
};
use astro_token_console::components::outcomes;
use astro_tokens::grants::{GrantKey, Grants};
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::EntityType;
use astro_tokens::names::Names;
use leptos::prelude::WithUntracked;
use serde_json::json;

use super::bench::Bench;
use super::grants::shapes;
use crate::fixture::{Console, World};

/// A token of that Deployment with a role on a Dag of another one, which is hidden from the Deployment's own Admin.
pub fn with_a_dag_elsewhere(world: &World, deployment: &str) -> TokenId {
    let (id, other) = {
        let emulator = world.host.emulator.borrow();
        let mut deployments = emulator.state().deployments.values();
        let other = deployments.find(|it| {
            *it.organization_id == *world.organization.as_str() && *it.id != *deployment
        });
        let mut tokens = emulator.state().tokens.iter();
        let homed = tokens.find(|token| {
            let mut grants = token.grants.iter();
            token.scope == Scope::Deployment
                && *token.id != *world.id("Deployment Admin")
                && grants.any(|grant| *grant.entity_id == *deployment)
        });
        (homed.unwrap().id.to_string(), other.unwrap().id.clone())
    };
    let roles = json!({"roles": [
        {"entityType": "DEPLOYMENT", "entityId": deployment, "role": "DEPLOYMENT_ADMIN"},
        {"entityType": "DAG", "entityId": "daily", "deploymentId": *other, "role": "DAG_VIEWER"},
    ]});
    world.elsewhere("POST", &format!("/tokens/{id}/roles"), &roles);
    TokenId::new(id)
}

/// The Deployment of the Deployment Admin.
pub fn administered(world: &World) -> Arc<str> {
    let emulator = world.host.emulator.borrow();
    let own = emulator.state().tokens.get(&world.id("Deployment Admin"));
    let mut grants = own.unwrap().grants.iter();
    let admin = grants.find(|it| &*it.role == "DEPLOYMENT_ADMIN");
    admin.unwrap().entity_id.clone()
}

/// A Deployment Admin of a session from which grants are hidden, once all is read.
struct Admin {
    world: World,
    console: Console,
    deployment: Arc<str>,
    /// It has a role on a Dag elsewhere, which is hidden.
    token: TokenId,
}

impl Admin {
    /// `prepare` is run with the Deployment, before anything is read.
    fn new(prepare: impl FnOnce(&World, &str)) -> Self {
        let world = World::switched(400, |switches| switches.narrow_grants = true);
        let deployment = administered(&world);
        let token = with_a_dag_elsewhere(&world, &deployment);
        prepare(&world, &deployment);
        let console = world.console("Deployment Admin");
        world.load(&console);
        Self {
            world,
            console,
            deployment,
            token,
        }
    }

    /// Another role on a Dag, over what is shown of the token.
    fn set(&self) -> SetGrants {
        let tokens = self.console.inventory.tokens();
        let shown = tokens.with_untracked(|table| table.get(&self.token).cloned().unwrap());
        let base = shown.grants.clone().unwrap();
        assert!(
            shown.home_grant().is_some() && base.len() < shapes(&self.world, &self.token).len()
        );
        let dag = GrantKey {
            entity_type: EntityType::Dag,
            entity_id: "hourly".into(),
            deployment_id: Some(DeploymentId::new(&*self.deployment)),
        };
        SetGrants {
            is_new: false,
            token: self.token.clone(),
            mine: base.with_role(&dag, "DAG_VIEWER".into()),
            base,
            resolved: BTreeMap::new(),
        }
    }

    fn save(&self, set: SetGrants) -> GrantsOutcome {
        let writer = self.console.writer(&self.world, "Deployment Admin");
        self.world.run(set_grants(&writer, set))
    }
}

/// Takes from this Deployment every token that is at home elsewhere.
fn leave_its_own(world: &World, deployment: &str) {
    let others: Vec<(String, serde_json::Value)> = {
        let emulator = world.host.emulator.borrow();
        let reach = emulator.state().tokens.iter().filter(|token| {
            let mut grants = token.grants.iter();
            token.scope != Scope::Deployment && grants.any(|grant| *grant.entity_id == *deployment)
        });
        reach
            .map(|token| {
                let level = token.scope.entity_type();
                let home = token.grants.iter().find(|grant| grant.entity_type == level);
                let home = home.unwrap();
                let roles = json!({"roles": [
                    {"entityType": home.entity_type.as_str(), "entityId": *home.entity_id, "role": *home.role},
                ]});
                (token.id.to_string(), roles)
            })
            .collect()
    };
    assert!(!others.is_empty());
    for (id, roles) in others {
        world.elsewhere("POST", &format!("/tokens/{id}/roles"), &roles);
    }
}

fn told(outcome: &GrantsOutcome) -> String {
    outcomes::grants(outcome, "the role", "is", &Names::default()).text
}

#[test]
fn what_is_hidden_beside_a_home_in_sight_is_not_dropped() {
    let admin = Admin::new(|_, _| {});
    let before = shapes(&admin.world, &admin.token);
    let outcome = admin.save(admin.set());
    assert_eq!(outcome, GrantsOutcome::Refused(GrantsRefusal::Narrowed));
    assert_eq!(shapes(&admin.world, &admin.token), before);
    assert!(told(&outcome).contains("hides grants from you"));
}

#[test]
fn where_nothing_tells_whether_grants_are_hidden_the_person_is_asked() {
    let admin = Admin::new(leave_its_own);
    let before = shapes(&admin.world, &admin.token);
    let outcome = admin.save(admin.set());
    assert_eq!(outcome, GrantsOutcome::Refused(GrantsRefusal::Unproven));
    assert_eq!(shapes(&admin.world, &admin.token), before);
    assert!(told(&outcome).contains("Nothing tells"));
    admin.console.inventory.trust_sight();
    let outcome = admin.save(admin.set());
    assert!(
        matches!(outcome, GrantsOutcome::Saved { .. }),
        "{outcome:?}"
    );
    // What was feared, and nothing else: the set that is sent replaces what was hidden.
    let after = shapes(&admin.world, &admin.token);
    let dropped: Vec<&String> = before.difference(&after).collect();
    let added: Vec<&String> = after.difference(&before).collect();
    assert_eq!(dropped.len(), 1, "{dropped:?}");
    assert!(dropped[0].contains("daily") && !dropped[0].contains(&*admin.deployment));
    assert_eq!(added.len(), 1, "{added:?}");
    assert!(added[0].contains("hourly") && added[0].contains(&*admin.deployment));
}

#[test]
fn a_grant_that_the_session_could_not_write_shows_that_none_is_hidden() {
    let admin = Admin::new(|world, _| {
        world.control("POST", "/switches", &json!({"narrowGrants": false}));
    });
    let before = shapes(&admin.world, &admin.token);
    let tokens = admin.console.inventory.tokens();
    let shown = tokens.with_untracked(|table| table.get(&admin.token).cloned().unwrap());
    let base = shown.grants.clone().unwrap();
    let home = shown.home_grant().unwrap().key();
    let outcome = admin.save(SetGrants {
        is_new: false,
        token: admin.token.clone(),
        mine: base.clone().without(&home),
        base,
        resolved: BTreeMap::new(),
    });
    // The next thing that is checked.
    assert_eq!(
        outcome,
        GrantsOutcome::Refused(GrantsRefusal::HomeGrantRemoved)
    );
    assert_eq!(shapes(&admin.world, &admin.token), before);
}

#[test]
fn of_a_token_that_was_just_created_nothing_is_hidden_but_later_on_others_may_have_given_it_more() {
    let admin = Admin::new(|_, _| {});
    let home = json!({"entityType": "DEPLOYMENT", "entityId": *admin.deployment, "role": "DEPLOYMENT_ADMIN"});
    let new = json!({
        "name": "just created",
        "scope": "DEPLOYMENT",
        "entityId": *admin.deployment,
        "role": "DEPLOYMENT_ADMIN",
    });
    let created = admin.world.elsewhere("POST", "/tokens", &new);
    let token = TokenId::new(created["id"].as_str().unwrap());
    let writer = admin.console.writer(&admin.world, "Deployment Admin");
    admin.world.run(read_back(&writer, &token));
    let further = |id: &str| {
        let dag = GrantKey {
            entity_type: EntityType::Dag,
            entity_id: id.into(),
            deployment_id: Some(DeploymentId::new(&*admin.deployment)),
        };
        let tokens = admin.console.inventory.tokens();
        let now = tokens.with_untracked(|table| table.get(&token).cloned());
        let further = Grants::default().with_role(&dag, "DAG_VIEWER".into());
        SetGrants::further(token.clone(), now.as_deref(), &further)
    };
    let dag = |id: &str, deployment: &str| json!({"entityType": "DAG", "entityId": id, "deploymentId": deployment, "role": "DAG_VIEWER"});
    let outcome = admin.save(further("hourly"));
    assert!(
        matches!(outcome, GrantsOutcome::Saved { .. }),
        "{outcome:?}"
    );
    let given = [home.clone(), dag("hourly", &admin.deployment)];
    assert_eq!(shapes(&admin.world, &token), stored_shapes(&given));

    // What is finished later is a save like any other.
    let more = [given.as_slice(), &[dag("daily", &elsewhere(&admin))]].concat();
    let path = format!("/tokens/{token}/roles");
    admin
        .world
        .elsewhere("POST", &path, &json!({"roles": more}));
    let outcome = admin.save(SetGrants {
        is_new: false,
        ..further("weekly")
    });
    assert_eq!(outcome, GrantsOutcome::Refused(GrantsRefusal::Narrowed));
    assert_eq!(shapes(&admin.world, &token), stored_shapes(&more));
}

/// A Deployment that the Admin has no role on.
fn elsewhere(admin: &Admin) -> Arc<str> {
    let emulator = admin.world.host.emulator.borrow();
    let mut deployments = emulator.state().deployments.values();
    let other = deployments.find(|it| {
        *it.organization_id == *admin.world.organization.as_str() && *it.id != *admin.deployment
    });
    other.unwrap().id.clone()
}

/// As [`shapes`] has them.
fn stored_shapes(roles: &[serde_json::Value]) -> BTreeSet<String> {
    roles.iter().map(|role| format!("{role} None")).collect()
}

#[test]
fn an_owner_sees_every_grant_whatever_another_token_lacks() {
    let bench = Bench::new();
    let token = bench.other();
    // A token that truly has no role at home.
    let odd = {
        let emulator = bench.world.host.emulator.borrow();
        let mut tokens = emulator.state().tokens.iter();
        let homed = tokens.find(|it| {
            it.scope == Scope::Workspace
                && *it.organization_id == *bench.world.organization.as_str()
        });
        TokenId::new(homed.unwrap().id.to_string())
    };
    let mut body = bench
        .world
        .elsewhere("GET", &format!("/tokens/{odd}"), &json!(null));
    body["roles"] = json!([]);
    bench
        .world
        .fault(&json!({"method": "GET", "path": "*/tokens/*", "status": 200, "body": body}));
    bench.run(read_back(&bench.writer, &odd));
    assert!(bench.token(&odd).home().is_none());
    let base = bench.token(&token).grants.clone().unwrap();
    let home = bench.token(&token).home_grant().unwrap().key();
    let set = SetGrants {
        is_new: false,
        token: token.clone(),
        mine: base.with_role(&home, bench.other_role(&token)),
        base,
        resolved: BTreeMap::new(),
    };
    let outcome = bench.run(set_grants(&bench.writer, set));
    assert!(
        matches!(outcome, GrantsOutcome::Saved { .. }),
        "{outcome:?}"
    );
}
