use http::{Request, Response};
use serde_json::{Value, json};

use super::*;

const ORGANIZATION: &str = "c17ycp6x2u8t0xem7p16qgu9b";

fn contract() -> Contract {
    Contract::parse(OPENAPI).unwrap()
}

fn get(path: &str) -> Request<Vec<u8>> {
    Request::get(path).body(Vec::new()).unwrap()
}

fn tokens(query: &str) -> Request<Vec<u8>> {
    get(&format!("/v1/organizations/{ORGANIZATION}/tokens{query}"))
}

fn post(path: &str, body: &Value) -> Request<Vec<u8>> {
    Request::post(path)
        .header("content-type", "application/json; charset=utf-8")
        .body(body.to_string().into_bytes())
        .unwrap()
}

fn answer(status: u16, body: &Value) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body.to_string().into_bytes())
        .unwrap()
}

fn token(index: usize) -> Value {
    json!({
        "id": format!("c{index:024}"), "name": "github-actions-release", "description": "", "kind": "STANDARD",
        "scope": "WORKSPACE", "shortToken": "6LgzPd", "startAt": "2026-03-02T09:30:00Z", "endAt": "2027-03-02T09:30:00Z",
        "createdAt": "2026-03-02T09:30:00Z", "updatedAt": "2026-07-10T09:30:00.25Z", "expiryPeriodInDays": 365,
        "createdBy": {"id": "c21qvrysp43x5qy7ngg1y9vaz", "subjectType": "USER", "fullName": "Mira Okafor"},
        "roles": [
            {"entityType": "WORKSPACE", "entityId": "cuxhncjwf7kbhqobmsi4ow6j4", "role": "WORKSPACE_OPERATOR"},
            {"entityType": "DAG", "entityId": "daily", "role": "DAG_AUTHOR", "deploymentId": "c6qvqzi5ti3muidsb4231slrd"}
        ]
    })
}

fn page(tokens: &[Value]) -> Value {
    json!({ "limit": 1000, "offset": 0, "totalCount": tokens.len(), "tokens": tokens })
}

fn only(messages: &[String]) -> &str {
    assert_eq!(messages.len(), 1, "{messages:?}");
    &messages[0]
}

#[test]
fn every_schema_of_the_contract_compiles() {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    let schemas = Schemas::read(&document).unwrap();
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        for newer in [false, true] {
            let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
            for (_, message) in schemas.errors(&schema, &json!({}), newer) {
                assert!(!message.contains("the contract has"), "{name}: {message}");
            }
        }
    }
}

#[test]
fn the_contracts_own_examples_keep_it() {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    let contract = contract();
    let mut seen = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let response = operations_follow(&document, response);
                let examples = response["content"]["application/json"]["examples"].as_object();
                for example in examples.into_iter().flatten() {
                    let path = path.replace(['{', '}'], "");
                    let request = Request::builder()
                        .method(method.to_uppercase().as_str())
                        .uri(format!("/v1{path}"))
                        .body(Vec::new())
                        .unwrap();
                    let response = answer(status.parse().unwrap(), &example.1["value"]);
                    assert_eq!(
                        contract.answer(&request, &response, false),
                        Vec::<String>::new()
                    );
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

fn operations_follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).unwrap(),
        None => value,
    }
}

#[test]
fn a_right_exchange_has_no_findings() {
    let contract = contract();
    let request =
        tokens("?limit=1000&offset=999&sorts=createdAt%3Aasc&sorts=name:desc&workspaceId=&kind=");
    assert_eq!(contract.request(&request, false), Vec::<String>::new());
    assert_eq!(
        contract.answer(&request, &answer(200, &page(&[token(1)])), false),
        Vec::<String>::new()
    );
}

#[test]
fn wrong_requests_are_caught() {
    let contract = contract();
    let first = |request: &Request<Vec<u8>>| only(&contract.request(request, false)).to_owned();
    for (query, place) in [
        ("?limit=1001", "query limit"),
        ("?limit=ten", "query limit"),
        ("?limit=1&limit=2", "query limit"),
        ("?offset=-1", "query offset"),
        ("?sorts=createdAt:asc,name:asc", "query sorts"),
        ("?sorts=lastUsedAt:asc", "query sorts"),
        ("?kind=AGENT", "query kind"),
        (
            "?includeOnlyOrganizationTokens=1",
            "query includeOnlyOrganizationTokens",
        ),
        ("?nope=1", "query nope"),
    ] {
        let message = first(&tokens(query));
        assert!(
            message.contains(&format!(": {place}")),
            "{query}: {message}"
        );
    }
    let create = format!("/v1/organizations/{ORGANIZATION}/tokens");
    let good =
        json!({"name": "a", "role": "WORKSPACE_OWNER", "scope": "WORKSPACE", "entityId": "c1"});
    assert_eq!(
        contract.request(&post(&create, &good), false),
        Vec::<String>::new()
    );
    for bad in [
        json!({"name": "a", "role": "WORKSPACE_OWNER", "scope": "WORKSPACE"}),
        json!({"name": "a", "role": "ORGANIZATION_OWNER", "scope": "ORGANIZATION", "tokenExpiryPeriodInDays": 0}),
        json!({"name": "a", "role": "ORGANIZATION_OWNER", "scope": "ORGANIZATION", "description": null}),
        json!({"name": "a", "role": "ORGANIZATION_OWNER", "scope": "ORGANIZATION", "nope": 1}),
    ] {
        assert!(first(&post(&create, &bad)).contains(": body"), "{bad}");
    }
    let no_type = Request::post(&create)
        .body(good.to_string().into_bytes())
        .unwrap();
    assert!(first(&no_type).contains("content-type"));
    let no_body = Request::post(&create).body(Vec::new()).unwrap();
    assert!(first(&no_body).contains("is missing"));
    let rotate = post(&format!("{create}/c1/rotate"), &json!({}));
    assert!(first(&rotate).contains("none is declared"));
    assert!(first(&get("/v1/nothing/here")).contains("no such operation"));
    let put = Request::put(&create).body(Vec::new()).unwrap();
    assert!(first(&put).contains("no such operation"));
}

#[test]
fn wrong_answers_are_caught() {
    let contract = contract();
    let request = tokens("");
    let first =
        |response: &Response<Vec<u8>>| only(&contract.answer(&request, response, false)).to_owned();
    let with = |pointer: &str, value: Value| {
        let mut page = page(&[token(1), token(2)]);
        *page.pointer_mut(pointer).unwrap() = value;
        answer(200, &page)
    };
    assert!(first(&with("/tokens/1/kind", json!("AGENT"))).contains("body/tokens/1/kind"));
    assert!(
        first(&with("/tokens/0/startAt", json!("yesterday"))).contains("body/tokens/0/startAt")
    );
    assert!(first(&with("/tokens/0/createdBy", json!(null))).contains("body/tokens/0/createdBy"));
    assert!(first(&with("/totalCount", json!("2"))).contains("body/totalCount"));
    assert_eq!(
        contract
            .answer(&request, &answer(200, &json!({})), false)
            .len(),
        4,
        "four missing members"
    );
    assert!(first(&answer(418, &json!({}))).contains("status 418"));
    assert_eq!(
        contract
            .answer(&request, &answer(403, &json!({"message": "no"})), false)
            .len(),
        2
    );
    let html = Response::builder()
        .header("content-type", "text/html")
        .body(b"<p>".to_vec())
        .unwrap();
    assert!(first(&html).contains("content-type"));
    let mut broken = answer(200, &json!({}));
    *broken.body_mut() = b"{\"tokens\": [".to_vec();
    assert!(first(&broken).contains("is not JSON"));
    let delete = Request::delete(format!("/v1/organizations/{ORGANIZATION}/tokens/c1"))
        .body(Vec::new())
        .unwrap();
    assert!(
        only(&contract.answer(&delete, &answer(204, &json!({})), false))
            .contains("none is declared")
    );
    assert_eq!(
        contract
            .answer(&get("/v1/nope"), &answer(404, &json!({})), false)
            .len(),
        3
    );
}

#[test]
fn the_newer_contract_opens_entity_types_and_nothing_else() {
    let contract = contract();
    let mut newer = token(1);
    newer["roles"][0]["entityType"] = json!("CLUSTER");
    newer["roles"][0]["clusterId"] = json!("c1");
    let response = answer(200, &page(&[newer.clone()]));
    assert!(only(&contract.answer(&tokens(""), &response, false)).contains("entityType"));
    assert_eq!(
        contract.answer(&tokens(""), &response, true),
        Vec::<String>::new()
    );
    newer["kind"] = json!("NEW");
    assert_eq!(
        contract
            .answer(&tokens(""), &answer(200, &page(&[newer])), true)
            .len(),
        1
    );

    let path = format!("/v1/organizations/{ORGANIZATION}/tokens/c1/roles");
    let grant = json!({"entityType": "CLUSTER", "entityId": "c2", "role": "R"});
    let write = post(&path, &json!({ "roles": [grant] }));
    assert_eq!(contract.request(&write, false).len(), 1);
    assert_eq!(contract.request(&write, true), Vec::<String>::new());
    let further =
        json!({"entityType": "CLUSTER", "entityId": "c2", "role": "R", "clusterId": "c3"});
    assert_eq!(
        contract
            .request(&post(&path, &json!({ "roles": [further] })), true)
            .len(),
        1
    );
}

#[test]
fn no_finding_quotes_a_value() {
    let secret = format!("eyJ{}", "s3cret".repeat(20));
    let contract = contract();
    let mut page = page(&[token(1)]);
    page["tokens"][0]["kind"] = json!(secret);
    page["tokens"][0]["token"] = json!([secret]);
    let mut messages = contract.answer(&tokens(""), &answer(200, &page), false);
    messages.extend(contract.request(&tokens(&format!("?kind={secret}&limit={secret}")), false));
    messages.extend(contract.request(&get(&format!("/v1/{secret}")), false));
    let create = format!("/v1/organizations/{ORGANIZATION}/tokens");
    messages.extend(contract.request(
        &post(
            &create,
            &json!({"name": [secret], "scope": secret, "role": "r"}),
        ),
        false,
    ));
    assert!(messages.len() >= 7, "{messages:?}");
    assert!(!messages.join("\n").contains("s3cret"), "{messages:?}");
}

#[test]
fn preflights_and_other_paths_are_not_looked_at() {
    let contract = contract();
    let preflight = Request::options("/v1/organizations")
        .body(Vec::new())
        .unwrap();
    for request in [
        preflight,
        get("/"),
        get("/_emulator/state"),
        get("/v1x/organizations"),
    ] {
        assert_eq!(contract.request(&request, false), Vec::<String>::new());
        assert_eq!(
            contract.answer(&request, &answer(418, &json!(1)), false),
            Vec::<String>::new()
        );
    }
}

/// A page of 1,000 tokens is what the console asks for; the check must not dominate a test run.
#[test]
fn a_page_of_a_thousand_tokens_is_checked_quickly() {
    let contract = contract();
    let tokens_page: Vec<Value> = (0..1000).map(token).collect();
    let response = answer(200, &page(&tokens_page));
    let request = tokens("");
    assert!(contract.answer(&request, &response, false).is_empty());
    let started = std::time::Instant::now();
    assert!(contract.answer(&request, &response, false).is_empty());
    let took = started.elapsed();
    assert!(took.as_millis() < 1000, "{took:?}");
}
