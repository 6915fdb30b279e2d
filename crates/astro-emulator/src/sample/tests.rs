use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::*;
use crate::state::{CustomRole, EntityType, RoleScope};

const DAY: i64 = 86_400_000_000;

fn now() -> Instant {
    Instant::parse("2026-11-22T09:00:00Z").unwrap()
}

fn usual() -> Sample {
    build(&Options::new(now())).unwrap()
}

fn northwind(sample: &Sample) -> Vec<&Token> {
    let id = &sample
        .state
        .organizations
        .values()
        .find(|o| o.name == "Northwind Data")
        .unwrap()
        .id;
    sample
        .state
        .tokens
        .iter()
        .filter(|token| token.organization_id == *id)
        .collect()
}

fn age(token: &Token) -> i64 {
    now().micros_since(token.created_at)
}

#[test]
fn the_same_options_make_the_same_sample() {
    let small = Options {
        tokens: 300,
        ..Options::new(now())
    };
    let text = |options: &Options| {
        format!(
            "{:?}",
            build(options)
                .unwrap()
                .state
                .tokens
                .iter()
                .collect::<Vec<_>>()
        )
    };
    assert_eq!(text(&small), text(&small));
    assert_ne!(
        text(&small),
        text(&Options {
            seed: 2,
            ..small.clone()
        })
    );
}

#[test]
fn the_counts_are_those_that_were_asked_for() {
    let sample = usual();
    let tokens = northwind(&sample);
    assert_eq!(tokens.len(), 10_482);
    let count = |test: &dyn Fn(&Token) -> bool| tokens.iter().filter(|token| test(token)).count();
    let expired = |token: &Token| token.end_at.is_some_and(|end| now() >= end);
    let unused_for = |token: &Token, days: i64| {
        token
            .last_used_at
            .is_some_and(|used| now().micros_since(used) > days * DAY)
    };
    assert_eq!(count(&expired), 12);
    let within_30_days = |end: Instant| end.micros_since(now()) <= 30 * DAY;
    assert_eq!(
        count(&|t| !expired(t) && t.end_at.is_some_and(within_30_days)),
        7
    );
    assert_eq!(
        count(&|t| !expired(t) && t.last_used_at.is_none() && age(t) > 30 * DAY),
        23
    );
    assert_eq!(count(&|t| !expired(t) && unused_for(t, 90)), 118);
    assert_eq!(count(&|t| t.end_at.is_none()), 41);
    assert_eq!(
        count(&|t| t.grants.iter().any(|g| &*g.role == "ORGANIZATION_OWNER")),
        9
    );
    assert_eq!(count(&|t| t.start_at > now()), 3);
    assert!(
        count(&|t| t.last_used_at.is_none() && age(t) < 30 * DAY) > 50,
        "new ones"
    );
    assert_eq!(sample.state.workspaces.len(), 38 + 2);
    assert_eq!(sample.state.deployments.len(), 140 + 6);
}

#[test]
fn instants_make_sense() {
    for token in usual().state.tokens.iter() {
        let id = &token.name;
        assert!(token.created_at < now(), "{id}");
        assert!(token.created_at <= token.start_at, "{id}");
        let days = |days: u32| token.start_at.plus_days(i64::from(days));
        assert_eq!(token.end_at, token.expiry_period_in_days.map(days), "{id}");
        assert!(
            token
                .expiry_period_in_days
                .is_none_or(|days| (1..=3_650).contains(&days)),
            "{id}"
        );
        for at in token.last_used_at.iter().chain(&token.last_rotated_at) {
            assert!(*at > token.created_at && *at < now(), "{id}");
        }
        let used_after_end = token
            .last_used_at
            .zip(token.end_at)
            .is_some_and(|(used, end)| used > end);
        assert!(!used_after_end, "{id}");
        assert!(token.updated_at >= token.created_at, "{id}");
        let by = token
            .created_by
            .as_ref()
            .and_then(|by| by.username.as_deref());
        assert!(
            by != Some("samir.d@northwind.example") || age(token) > 150 * DAY,
            "{id}"
        );
    }
}

#[test]
fn every_case_is_there() {
    let sample = usual();
    let tokens = northwind(&sample);
    let has = |what: &str, test: &dyn Fn(&Token) -> bool| {
        assert!(tokens.iter().any(|token| test(token)), "{what}");
    };
    has("longest name", &|t| t.name.chars().count() == 256);
    has("longest description", &|t| {
        t.description.chars().count() == 500
    });
    has("markup", &|t| t.name.contains("<img src=x onerror="));
    has("emoji", &|t| t.name.contains('🚀'));
    has("right to left", &|t| t.name.contains('م'));
    has("bidi control", &|t| t.name.contains('\u{202e}'));
    has("zero width", &|t| t.name.contains('\u{200b}'));
    has("formula", &|t| t.name.starts_with('='));
    has("no creator", &|t| t.created_by.is_none());
    let by = |t: &Token| {
        t.created_by
            .clone()
            .unwrap_or_else(|| Arc::new(Profile::bare("".into())))
    };
    has("creator of whom the id is left", &|t| {
        t.created_by.is_some() && by(t).subject_type.is_none()
    });
    has("creator without full name", &|t| {
        by(t).username.is_some() && by(t).full_name.is_none()
    });
    has("made by a token", &|t| {
        by(t).api_token_name.as_deref() == Some("terraform-prod")
    });
    has("newer entity type", &|t| {
        t.grants.iter().any(|g| g.further.is_some())
    });
    for scope in [Scope::Organization, Scope::Workspace, Scope::Deployment] {
        has("direct access", &|t| {
            t.scope == scope && t.kind == Kind::DirectAccess
        });
    }
    let levels: BTreeSet<_> = tokens
        .iter()
        .flat_map(|t| &t.grants)
        .map(|g| g.entity_type.as_str().to_owned())
        .collect();
    for level in ["ORGANIZATION", "WORKSPACE", "DEPLOYMENT", "DAG", "DAG_TAG"] {
        assert!(levels.contains(level), "{level}");
    }
    has("all five levels at once", &|t| {
        let own: BTreeSet<_> = t.grants.iter().map(|g| g.entity_type.as_str()).collect();
        own.len() == 5
    });
    let roles: BTreeSet<&str> = tokens
        .iter()
        .flat_map(|t| &t.grants)
        .map(|g| &*g.role)
        .collect();
    for role in [
        "ORGANIZATION_OWNER",
        "ORGANIZATION_MEMBER",
        "ORGANIZATION_BILLING_ADMIN",
        "ORGANIZATION_OBSERVE_ADMIN",
        "ORGANIZATION_OBSERVE_MEMBER",
        "WORKSPACE_OWNER",
        "WORKSPACE_OPERATOR",
        "WORKSPACE_AUTHOR",
        "WORKSPACE_MEMBER",
        "WORKSPACE_ACCESSOR",
        "DEPLOYMENT_ADMIN",
        "DAG_AUTHOR",
        "DAG_VIEWER",
    ] {
        assert!(roles.contains(role), "{role}");
    }
    let mut homes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for token in &tokens {
        *homes
            .entry((token.name.as_str(), &token.grants[0].entity_id))
            .or_default() += 1;
    }
    assert!(
        homes.values().any(|count| *count > 2),
        "duplicates in one home"
    );
    assert!(
        sample
            .state
            .deployments
            .values()
            .any(|d| d.remote_execution)
    );
    let runtimes: BTreeSet<&str> = sample
        .state
        .deployments
        .values()
        .map(|d| d.astro_runtime_version.as_str())
        .collect();
    for version in ["3.1-12", "3.1-11", "3.0-17", "12.4.0", "11.19.0"] {
        assert!(runtimes.contains(version), "{version}");
    }
    let custom = |test: &dyn Fn(&CustomRole) -> bool| sample.state.custom_roles.values().any(test);
    assert!(custom(&|role| role.scope == RoleScope::Deployment));
    assert!(custom(&|role| role.scope == RoleScope::Dag));
    assert!(custom(&|role| !role.restricted_workspace_ids.is_empty()));
}

#[test]
fn role_sets_are_legal_for_their_scope() {
    for token in usual().state.tokens.iter() {
        let count = |kind: &EntityType| {
            token
                .grants
                .iter()
                .filter(|g| g.entity_type == *kind)
                .count()
        };
        let (organization, workspace, deployment) = (
            count(&EntityType::Organization),
            count(&EntityType::Workspace),
            count(&EntityType::Deployment),
        );
        let legal = match token.scope {
            Scope::Organization => organization == 1,
            Scope::Workspace => organization == 0 && workspace == 1,
            Scope::Deployment => organization == 0 && workspace == 0 && deployment == 1,
        };
        assert!(legal, "{}", token.name);
        assert_eq!(token.grants[0].entity_type, token.scope.entity_type());
        let keys: HashSet<_> = token
            .grants
            .iter()
            .map(|g| {
                (
                    g.entity_type.as_str(),
                    &*g.entity_id,
                    g.deployment_id.as_deref(),
                )
            })
            .collect();
        assert_eq!(keys.len(), token.grants.len(), "{}", token.name);
        let on_dags = |g: &&Grant| matches!(g.entity_type, EntityType::Dag | EntityType::DagTag);
        assert!(
            token
                .grants
                .iter()
                .filter(on_dags)
                .all(|g| g.deployment_id.is_some())
        );
    }
}

#[test]
fn a_workspace_token_stays_in_its_workspace() {
    let sample = usual();
    for token in sample
        .state
        .tokens
        .iter()
        .filter(|token| token.scope == Scope::Workspace)
    {
        for grant in token
            .grants
            .iter()
            .filter(|g| g.entity_type == EntityType::Deployment)
        {
            let home = &sample.state.deployments[&grant.entity_id].workspace_id;
            assert_eq!(*home, token.grants[0].entity_id, "{}", token.name);
        }
    }
}

#[test]
fn ids_have_cuid_shape_and_are_unique() {
    let sample = usual();
    let state = &sample.state;
    let ids: Vec<&Id> = state
        .tokens
        .iter()
        .map(|token| &token.id)
        .chain(state.organizations.keys())
        .chain(state.workspaces.keys())
        .chain(state.deployments.keys())
        .chain(state.custom_roles.keys())
        .chain(state.users.keys())
        .collect();
    let tail = |id: &Id| {
        id[1..]
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    assert!(
        ids.iter()
            .all(|id| id.len() == 25 && id.starts_with('c') && tail(id))
    );
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}

#[test]
fn tokens_come_in_order_of_creation() {
    let sample = usual();
    let created: Vec<_> = sample
        .state
        .tokens
        .iter()
        .map(|token| token.created_at)
        .collect();
    assert!(created.is_sorted());
}

#[test]
fn callers_are_the_same_at_every_size() {
    let names = |tokens, workspaces, deployments| {
        let options = Options {
            tokens,
            workspaces,
            deployments,
            ..Options::new(now())
        };
        let sample = build(&options).unwrap();
        assert_eq!(northwind(&sample).len(), tokens);
        sample
            .callers
            .iter()
            .map(|caller| (caller.name, format!("{:?}", caller.subject)))
            .collect::<Vec<_>>()
    };
    let usual = names(10_482, 38, 140);
    let expected = [
        "Organization Owner",
        "Organization Member",
        "Workspace Owner",
        "Workspace Member",
        "Deployment Admin",
        "Expired",
        "Personal session",
    ];
    assert_eq!(
        usual.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(names(6, 7, 9), usual);
    assert_eq!(names(20_000, 500, 3_000), usual);
    assert!(
        build(&Options {
            tokens: 5,
            ..Options::new(now())
        })
        .is_err()
    );
    assert!(
        build(&Options {
            workspaces: 6,
            ..Options::new(now())
        })
        .is_err()
    );
}

#[test]
fn names_of_places_are_unique_where_people_tell_them_apart() {
    let options = Options {
        tokens: 100,
        workspaces: 500,
        deployments: 3_000,
        ..Options::new(now())
    };
    let state = build(&options).unwrap().state;
    assert_eq!(state.workspaces.len(), 502);
    assert_eq!(state.deployments.len(), 3_006);
    let workspaces: HashSet<_> = state
        .workspaces
        .values()
        .map(|w| (&w.organization_id, &w.name))
        .collect();
    assert_eq!(workspaces.len(), state.workspaces.len());
    let deployments: HashSet<_> = state
        .deployments
        .values()
        .map(|d| (&d.workspace_id, &d.name))
        .collect();
    assert_eq!(deployments.len(), state.deployments.len());
}

#[test]
fn the_person_has_two_organizations() {
    let sample = usual();
    let Some(Subject::User(id)) = sample.callers.last().map(|caller| &caller.subject) else {
        panic!("no person");
    };
    let grants = &sample.state.users[id].grants;
    let organizations = grants
        .iter()
        .filter(|g| g.entity_type == EntityType::Organization);
    assert_eq!(organizations.count(), 2);
}

#[test]
fn agent_tokens_live_on_deployments_with_remote_execution_and_never_hold_a_grant() {
    let sample = usual();
    let state = &sample.state;
    let agents: Vec<_> = state.agent_tokens.values().collect();
    let remote: Vec<_> = state
        .deployments
        .values()
        .filter(|deployment| deployment.remote_execution)
        .collect();
    let of = |deployment: &str| {
        let there = agents
            .iter()
            .filter(|agent| *agent.deployment_id == *deployment);
        there
            .map(|agent| agent.token.name.as_str())
            .collect::<Vec<_>>()
    };
    assert!(agents.iter().all(|agent| {
        let home = &state.deployments[&agent.deployment_id];
        home.remote_execution
            && home.organization_id == agent.token.organization_id
            && agent.token.grants.is_empty()
            && agent.token.last_rotated_at.is_none()
            && state.tokens.get(&agent.token.id).is_none()
    }));
    let written = remote.iter().find(|one| one.name == "ad-spend").unwrap();
    assert_eq!(of(&written.id).len(), 6);
    assert!(remote.iter().any(|one| of(&one.id).is_empty()));
    assert!(
        remote
            .iter()
            .any(|one| of(&one.id).len() > 1 && one.id != written.id)
    );
    let lives: BTreeSet<&str> = agents
        .iter()
        .map(
            |agent| match (agent.token.end_at, agent.token.last_used_at) {
                (None, _) => "endless",
                (Some(end), _) if end <= now() => "expired",
                (Some(end), _) if end <= now().plus_days(30) => "expiring",
                (_, None) => "never used",
                _ => "regular",
            },
        )
        .collect();
    assert_eq!(lives.len(), 5, "{lives:?}");
    // A small Organization has the same ones there.
    let small = build(&Options {
        tokens: 60,
        deployments: 9,
        workspaces: 7,
        ..Options::new(now())
    });
    let small = small.unwrap().state;
    let ids = |state: &State| {
        let agents = state.agent_tokens.values();
        let there = agents.filter(|agent| agent.token.name.contains("ad-spend"));
        there
            .map(|agent| agent.token.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&small), ids(state));
}
