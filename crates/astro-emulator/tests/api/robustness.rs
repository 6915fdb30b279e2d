//! Whatever is sent, the emulator answers: no panic, an error body that keeps the contract, and no write by a bad request.

use http::{Method, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    client::{Client, within},
    fixture::id,
};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        prop::sample::select(vec![
            "ORGANIZATION",
            "WORKSPACE",
            "DAG",
            "ORGANIZATION_OWNER",
            "WORKSPACE_OWNER"
        ])
        .prop_map(Value::from),
        prop::sample::select(vec!["org", "finance", "ledger"]).prop_map(|name| json!(id(name))),
    ];
    let key = prop::sample::select(vec![
        "name",
        "description",
        "role",
        "roles",
        "scope",
        "entityId",
        "entityType",
        "deploymentId",
        "kind",
        "tokenExpiryPeriodInDays",
        "else",
    ]);
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_body_is_answered(body in any_json(), path in prop::sample::select(vec!["/tokens", "/tokens/T", "/tokens/T/roles"])) {
        let mut client = Client::new();
        let got = client.post("owner", &path.replace('T', &id("wide")), body);
        prop_assert!(matches!(got.status, 200 | 400), "{}", got.status);
        if got.status == 400 {
            prop_assert!(got.body["message"].is_string());
            let report = client.control(Method::GET, "/state?tokens=false", None).ok();
            prop_assert_eq!(&report["counts"]["tokens"], 14);
        }
    }

    #[test]
    fn any_query_is_answered(query in "[a-zA-Z0-9&=%+:,._-]{0,60}", list in prop::sample::select(vec![
        "tokens", "workspaces", "deployments", "roles",
    ])) {
        let mut client = Client::new();
        let status = client.get("owner", &format!("/{list}?{query}")).status;
        prop_assert!(matches!(status, 200 | 400 | 404));
    }

    #[test]
    fn any_page_of_any_list_is_answered(offset: u64, limit: u64, list in prop::sample::select(vec![
        "tokens", "workspaces", "deployments", "roles",
    ])) {
        let mut client = Client::new();
        let got = client.get("owner", &format!("/{list}?offset={offset}&limit={limit}"));
        prop_assert!(matches!(got.status, 200 | 400));
    }

    #[test]
    fn any_path_method_and_bytes_are_answered(
        path in "(/v1|/_emulator)?(/[a-zA-Z0-9%._~-]{0,12}){0,6}",
        method in prop::sample::select(vec!["GET", "POST", "DELETE", "PUT", "OPTIONS", "HEAD", "PATCH"]),
        body in prop::collection::vec(any::<u8>(), 0..40),
        authorization in "[ -~]{0,60}",
    ) {
        let mut client = Client::new();
        let path = if path.starts_with('/') { path } else { "/".to_owned() };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", authorization)
            .header("content-type", "application/json")
            .body(body)
            .unwrap();
        let answer = client.emulator.handle(&request);
        prop_assert!(answer.response.status().as_u16() < 500);
    }

    #[test]
    fn values_that_almost_fit_are_refused(cut in 1_usize..60, tail in "[A-Za-z0-9_.-]{0,20}") {
        let mut client = Client::new();
        let value = client.value("owner");
        let kept = value.len() - cut.min(value.len());
        let forged = format!("{}{tail}", &value[..kept]);
        prop_assume!(forged != value);
        prop_assert_eq!(client.send(&forged, Method::GET, &within(""), None).status, 401);
    }
}
