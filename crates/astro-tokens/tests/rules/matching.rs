//! The prepared matcher finds what a naive one finds.

use crate::generate::{names, now, plain_token, tokens};
use crate::query::query;
use astro_tokens::id::DeploymentId;
use astro_tokens::model::{EntityType, Kind};
use astro_tokens::names::Names;
use astro_tokens::query::{Filter, Matcher, Query};
use astro_tokens::token::{Home, Token};
use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

/// Lower case as the crate promises it: of alphabets with a common one, character by character.
fn lower(text: &str) -> String {
    let is_common = |c: char| {
        matches!(u32::from(c), 0..=0x17f | 0x378..=0x37e | 0x380..=0x3ce | 0x400..=0x45f)
            && c != 'İ'
    };
    text.chars()
        .flat_map(|c| {
            if is_common(c) {
                c.to_lowercase().collect::<Vec<_>>()
            } else {
                vec![c]
            }
        })
        .collect()
}

fn naive(query: &Query, token: &Token, names: &Names) -> bool {
    let fields: HashSet<&str> = query.filters.iter().map(Filter::field).collect();
    let filtered = fields.into_iter().all(|field| {
        query
            .filters
            .iter()
            .any(|filter| filter.field() == field && filter.matches(token, now()))
    });
    let mut texts: Vec<String> = vec![
        lower(&token.name),
        lower(token.id.as_str()),
        lower(&token.short_token),
        lower(&token.description),
    ];
    if let Some(creator) = &token.created_by {
        texts.push(lower(creator.display_name()));
    }
    let home_name = match token.home() {
        Some(Home::Organization(id)) => names.organization(id.as_str()),
        Some(Home::Workspace(id)) => names.workspace(id.as_str()),
        Some(Home::Deployment(id)) => names.deployment(id.as_str()),
        None => None,
    };
    texts.extend(home_name.map(|name| lower(name)));
    filtered
        && query
            .text
            .split_whitespace()
            .all(|word| texts.iter().any(|text| text.contains(&lower(word))))
}

proptest! {
    #[test]
    fn finds_what_a_naive_matcher_finds(query in query(), tokens in tokens()) {
        let names = names();
        let mut matcher = Matcher::new(&query, &names, now());
        for token in &tokens {
            prop_assert_eq!(matcher.matches(token), naive(&query, token, &names), "{:?}", token);
        }
    }

    #[test]
    fn finds_a_token_by_any_part_of_its_text(
        tokens in proptest::collection::vec(crate::generate::token(), 1..4),
        word in "[a-zäöüσς]{1,3}", upper in any::<bool>(),
    ) {
        let typed = if upper { word.to_uppercase() } else { word.clone() };
        // A final sigma has the same capital as the other one.
        prop_assume!(!upper || !word.contains('ς'));
        let query = Query { text: typed, ..Query::default() };
        let mut matcher = Matcher::new(&query, &Names::default(), now());
        for mut token in tokens {
            token.description = Arc::from(format!("x{word}y"));
            prop_assert!(matcher.matches(&token));
        }
    }
}

#[test]
fn examples() {
    let found =
        |q: &str, token: &Token| Matcher::new(&Query::parse(q, ""), &names(), now()).matches(token);
    let token = plain_token();
    assert!(found("", &token));
    assert!(found("DEPLOY ci", &token));
    assert!(found("wjbtde", &token));
    assert!(found("northWIND", &token));
    assert!(!found("finance", &token));
    assert!(!found("ci nothing", &token));
    // The name ends in "deploy", the id is "t".
    assert!(!found("deployt", &token));
    assert!(found("scope:workspace scope:organization", &token));
    assert!(!found("scope:workspace expires:never", &token));
    assert!(found(
        "scope:organization expires:never role:ORGANIZATION_MEMBER",
        &token
    ));
    assert!(!found("role:ORGANIZATION_OWNER", &token));

    let mut agent = plain_token();
    agent.kind = Kind::Agent;
    agent.agent_of = Some(DeploymentId::new("d0"));
    agent.grants = Some(astro_tokens::grants::Grants::default());
    let home = names().deployment("d0").unwrap().to_lowercase();
    assert!(found("kind:agent", &agent) && found(&home, &agent));
    assert!(found("kind:agent kind:direct-access", &agent) && !found("kind:standard", &agent));
    // It holds no role there.
    assert!(!found("deployment:d0", &agent));

    let mut assigned = plain_token();
    assigned.grants = Some(astro_tokens::token::Interner::default().grants(vec![
        crate::generate::role_of(EntityType::Organization, "org", "ORGANIZATION_MEMBER", None),
        crate::generate::role_of(EntityType::Workspace, "w0", "WORKSPACE_OWNER", None),
        crate::generate::role_of(EntityType::Dag, "a", "DAG_VIEWER", Some("d2")),
    ]));
    assert!(found("workspace:w0", &assigned));
    assert!(!found("workspace:w1", &assigned));
    // Inherited access and a role on a Dag are no role on the Deployment itself.
    assert!(!found("deployment:d0", &assigned));
    assert!(!found("deployment:d2", &assigned));
}
