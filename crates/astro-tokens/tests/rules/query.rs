//! Queries: printing and reading are inverse, and nothing that is typed breaks reading.

use crate::generate::{kind, role_name, scope, text};
use astro_tokens::id::{DeploymentId, WorkspaceId};
use astro_tokens::lifecycle::Lifecycle;
use astro_tokens::model::{Kind, Scope};
use astro_tokens::query::{Column, Filter, Query, Sort};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

pub fn filter() -> impl Strategy<Value = Filter> {
    prop_oneof![
        scope().prop_map(Filter::Scope),
        proptest::sample::select(vec![
            Lifecycle::NotYetValid,
            Lifecycle::Active,
            Lifecycle::Expiring,
            Lifecycle::Expired,
        ])
        .prop_map(Filter::Status),
        Just(Filter::NeverUsed),
        Just(Filter::Unused),
        Just(Filter::NeverExpires),
        kind().prop_map(Filter::Kind),
        prop_oneof![role_name(), text()].prop_map(|role| Filter::Role(Arc::from(role))),
        prop_oneof!["w[0-3]", text()].prop_map(|id| Filter::Workspace(WorkspaceId::new(id))),
        prop_oneof!["d[0-5]", text()].prop_map(|id| Filter::Deployment(DeploymentId::new(id))),
        prop_oneof!["d[0-5]", text()].prop_map(|id| Filter::Dags(DeploymentId::new(id))),
    ]
}

pub fn sort() -> impl Strategy<Value = Sort> {
    (proptest::sample::select(&Column::ALL), any::<bool>())
        .prop_map(|(column, descending)| Sort { column, descending })
}

pub fn query() -> impl Strategy<Value = Query> {
    (
        prop_oneof![
            text(),
            "[a-z]{1,2}( [a-z]{1,2}){0,2}",
            Just("scope:organization ci".to_owned()),
            Just("  ".to_owned()),
        ],
        proptest::collection::btree_set(filter(), 0..4),
        sort(),
    )
        .prop_map(|(text, filters, sort)| Query {
            text,
            filters,
            sort,
        })
}

proptest! {
    #[test]
    fn reading_what_was_printed_gives_the_same_query(query in query()) {
        let (q, sort) = (query.q(), query.sort());
        prop_assert_eq!(Query::parse(&q, &sort), query, "{}", q);
    }

    #[test]
    fn any_text_reads_as_some_query_and_printing_settles(q in text(), sort in text()) {
        let query = Query::parse(&q, &sort);
        let printed = query.q();
        prop_assert_eq!(&Query::parse(&printed, &query.sort()), &query);
        prop_assert_eq!(Query::parse(&printed, "").q(), printed);
    }
}

#[test]
fn examples() {
    let query = Query::parse(
        r#"ci  scope:workspace status:not-yet-valid role:"release manager" kind:direct-access deploy"#,
        "name:asc",
    );
    assert_eq!(query.text, "ci deploy");
    assert_eq!(
        query.filters,
        BTreeSet::from([
            Filter::Scope(Scope::Workspace),
            Filter::Status(Lifecycle::NotYetValid),
            Filter::Kind(Kind::DirectAccess),
            Filter::Role(Arc::from("release manager")),
        ])
    );
    assert_eq!(
        query.sort,
        Sort {
            column: Column::Name,
            descending: false
        }
    );
    assert_eq!(
        query.q(),
        r#"scope:workspace status:not-yet-valid kind:direct-access role:"release manager" ci deploy"#
    );
    assert_eq!(query.sort(), "name:asc");
    assert_eq!(Query::default().sort(), "");
    assert_eq!(
        Query::default().sort,
        Sort {
            column: Column::LastUsed,
            descending: true
        }
    );
}

#[test]
fn what_is_no_filter_is_text() {
    for q in [
        "status:nonsense",
        "scope:",
        ":",
        "colour:red",
        "use:always",
        "a:b:c",
        "http://x",
        r"back\slash",
    ] {
        let query = Query::parse(q, "");
        assert_eq!((&*query.text, query.filters.len()), (q, 0));
        assert_eq!(query.q(), q);
    }
    // In quotes, a filter is text too.
    let query = Query::parse(r#""status:expired""#, "");
    assert_eq!((&*query.text, query.filters.len()), ("status:expired", 0));
    assert_eq!(query.q(), r#""status:expired""#);
    // An open quote reaches to the end.
    assert_eq!(Query::parse("\"a b", "").text, "a b");
    for sort in ["", "name", "name:up", "nam:asc", ":asc", "name:asc:asc"] {
        assert_eq!(Query::parse("", sort).sort, Sort::default(), "{sort}");
    }
}
