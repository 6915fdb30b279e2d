//! The order of lists is total, the same for every starting order, and right for each column.

use crate::generate::{DAY, names, now, plain_token, role_of, shifted, tokens};
use crate::query::sort;
use astro_tokens::id::TokenId;
use astro_tokens::model::{EntityType, Kind, Scope};
use astro_tokens::query::{Column, Sort};
use astro_tokens::token::{Interner, Token};
use proptest::prelude::*;
use std::cmp::Ordering;
use std::sync::Arc;

proptest! {
    #[test]
    fn keys_are_in_a_total_order(sort in sort(), tokens in tokens()) {
        let keys: Vec<_> = tokens.iter().map(|token| sort.key(token, &names())).collect();
        for a in &keys {
            for b in &keys {
                prop_assert_eq!(a.cmp(b), b.cmp(a).reverse());
                prop_assert_eq!(a.cmp(b) == Ordering::Equal, a == b);
                for c in &keys {
                    prop_assert!(!(a <= b && b <= c) || a <= c);
                }
            }
        }
    }

    #[test]
    fn the_order_does_not_depend_on_where_it_started(
        sort in sort(),
        mut tokens in tokens().prop_map(|mut tokens| {
            for (index, token) in tokens.iter_mut().enumerate() {
                token.id = TokenId::new(format!("{index:03}"));
            }
            tokens
        }).prop_shuffle(),
    ) {
        let mut reversed: Vec<Token> = tokens.iter().rev().cloned().collect();
        sort.apply(&mut tokens, &names());
        sort.apply(&mut reversed, &names());
        prop_assert_eq!(tokens, reversed);
    }
}

/// Ids in order after sorting.
fn order(column: Column, descending: bool, tokens: &[Token]) -> String {
    let mut tokens: Vec<Arc<Token>> = tokens.iter().cloned().map(Arc::new).collect();
    Sort { column, descending }.apply(&mut tokens, &names());
    tokens.iter().map(|token| token.id.as_str()).collect()
}

fn tokens_with(change: impl Fn(usize, &mut Token)) -> Vec<Token> {
    ["a", "b", "c", "d"]
        .into_iter()
        .enumerate()
        .map(|(index, id)| {
            let mut token = plain_token();
            token.id = TokenId::new(id);
            change(index, &mut token);
            token
        })
        .collect()
}

#[test]
fn text_ignores_case_and_ties_go_by_id() {
    let names = ["beta", "Alpha", "alpha", "Ärger"];
    let tokens = tokens_with(|i, token| token.name = Arc::from(names[i]));
    assert_eq!(order(Column::Name, false, &tokens), "bcad");
    assert_eq!(order(Column::Name, true, &tokens), "dabc");
}

#[test]
fn never_used_is_oldest_and_never_expiring_is_latest() {
    let days = [Some(-3), None, Some(-1), Some(-2)];
    let instant = |i: usize| days[i].map(|days| shifted(now(), days * DAY));
    let used = tokens_with(|i, token| token.last_used_at = instant(i));
    assert_eq!(order(Column::LastUsed, true, &used), "cdab");
    assert_eq!(order(Column::LastUsed, false, &used), "badc");
    let rotated = tokens_with(|i, token| token.last_rotated_at = instant(i));
    assert_eq!(order(Column::LastRotated, true, &rotated), "cdab");
    let ending = tokens_with(|i, token| token.end_at = instant(i));
    assert_eq!(order(Column::Expires, false, &ending), "adcb");
    assert_eq!(order(Column::Expires, true, &ending), "bcda");
}

#[test]
fn roles_go_by_seniority_and_scopes_by_level_then_name() {
    let at_home = |scope: Scope, level: EntityType, id: &str, role: &str, token: &mut Token| {
        token.scope = scope;
        token.grants = Some(Interner::default().grants(vec![role_of(level, id, role, None)]));
    };
    let roles = tokens_with(|i, token| {
        let role = ["zeta", "ORGANIZATION_MEMBER", "ORGANIZATION_OWNER", "Alpha"][i];
        at_home(
            Scope::Organization,
            EntityType::Organization,
            "org",
            role,
            token,
        );
    });
    assert_eq!(order(Column::Role, false, &roles), "cbda");

    // d4 is in "Ärzte", d1 and d0 in "Finance marts".
    let scopes = tokens_with(|i, token| match i {
        0 => at_home(
            Scope::Deployment,
            EntityType::Deployment,
            "d4",
            "DEPLOYMENT_ADMIN",
            token,
        ),
        1 => at_home(
            Scope::Deployment,
            EntityType::Deployment,
            "d1",
            "DEPLOYMENT_ADMIN",
            token,
        ),
        2 => at_home(
            Scope::Workspace,
            EntityType::Workspace,
            "w1",
            "WORKSPACE_OWNER",
            token,
        ),
        _ => at_home(
            Scope::Deployment,
            EntityType::Deployment,
            "d0",
            "DEPLOYMENT_ADMIN",
            token,
        ),
    });
    assert_eq!(order(Column::Scope, false, &scopes), "cdba");
}

#[test]
fn the_other_columns() {
    let tokens = tokens_with(|i, token| {
        token.created_at = shifted(now(), -([2, 0, 3, 1][i]) * DAY);
        token.description = Arc::from(["x", "", "Y", "z"][i]);
        token.kind = [
            Kind::Standard,
            Kind::DirectAccess,
            Kind::from("AGENT"),
            Kind::Standard,
        ][i]
            .clone();
        let grants = [3, 1, 2, 4][i];
        token.grants = Some(
            Interner::default().grants(
                (0..grants)
                    .map(|n| match n {
                        0 => role_of(EntityType::Organization, "org", "ORGANIZATION_MEMBER", None),
                        n => role_of(
                            EntityType::Workspace,
                            &format!("w{n}"),
                            "WORKSPACE_MEMBER",
                            None,
                        ),
                    })
                    .collect(),
            ),
        );
    });
    assert_eq!(order(Column::Created, false, &tokens), "cadb");
    assert_eq!(order(Column::Description, false, &tokens), "bacd");
    assert_eq!(order(Column::Kind, false, &tokens), "cbad");
    assert_eq!(order(Column::OtherGrants, false, &tokens), "bcad");
    assert_eq!(order(Column::Id, true, &tokens), "dcba");
}
