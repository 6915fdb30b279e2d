//! Requests: ids stay one path segment, queries decode to what was meant.

use crate::generate::text;
use astro_tokens::grants::{Grant, Grants};
use astro_tokens::id::{DeploymentId, OrganizationId, RoleId, TokenId, WorkspaceId};
use astro_tokens::model::{CreateApiTokenRequest, EntityType, Kind, Scope, UpdateApiTokenRequest};
use astro_tokens::requests::{
    self, ListTokens, Method, Page, get_deployment, get_organization, get_self_user, get_token,
    get_workspace, list_deployments, list_organizations, list_roles, list_tokens, list_workspaces,
};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

proptest! {
    #[test]
    fn an_id_stays_one_segment(organization in text(), token in text()) {
        let request = get_token(&OrganizationId::new(organization.clone()), &TokenId::new(token.clone()));
        let target = request.target();
        let segments: Vec<&str> = target.split('/').collect();
        prop_assert_eq!(segments.len(), 5);
        prop_assert!(target.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%/".contains(&b)), "{}", target);
        for (segment, id) in [(segments[2], organization), (segments[4], token)] {
            if id == "." || id == ".." {
                prop_assert!(!decoded(segment).starts_with('.'));
            } else {
                prop_assert_eq!(decoded(segment), id);
            }
        }
    }

    #[test]
    fn a_query_decodes_to_what_was_meant(workspace in text(), deployment in text(), offset in any::<u64>(), limit in 0..=1000u64) {
        let request = list_tokens(&OrganizationId::new("o"), &ListTokens {
            workspace_id: Some(WorkspaceId::new(workspace.clone())),
            deployment_id: Some(DeploymentId::new(deployment.clone())),
            offset,
            limit,
            sorts: vec!["createdAt:asc", "name:desc"],
            ..ListTokens::default()
        });
        let target = request.target();
        let (path, query) = target.split_once('?').unwrap();
        prop_assert_eq!(path, "/organizations/o/tokens");
        let pairs: Vec<(String, String)> = query.split('&').map(|pair| {
            let (key, value) = pair.split_once('=').unwrap();
            (key.to_owned(), decoded(value))
        }).collect();
        let expected = [
            ("workspaceId", workspace), ("deploymentId", deployment),
            ("offset", offset.to_string()), ("limit", limit.to_string()),
            ("sorts", "createdAt:asc".to_owned()), ("sorts", "name:desc".to_owned()),
        ].map(|(key, value)| (key.to_owned(), value));
        prop_assert_eq!(pairs, expected);
    }
}

#[test]
fn steps_in_the_tree_are_no_ids() {
    for (id, segment) in [(".", "%252E"), ("..", "%252E%252E"), ("...", "...")] {
        assert_eq!(
            get_organization(&OrganizationId::new(id)).path,
            format!("/organizations/{segment}")
        );
    }
}

#[test]
fn every_operation() {
    let o = OrganizationId::new("o");
    let page = Page::default();
    let all = [
        (
            list_organizations(&page),
            "/organizations?offset=0&limit=1000",
        ),
        (get_organization(&o), "/organizations/o"),
        (
            list_workspaces(&o, &page),
            "/organizations/o/workspaces?offset=0&limit=1000",
        ),
        (
            get_workspace(&o, &WorkspaceId::new("w")),
            "/organizations/o/workspaces/w",
        ),
        (
            list_deployments(&o, &page),
            "/organizations/o/deployments?offset=0&limit=1000",
        ),
        (
            get_deployment(&o, &DeploymentId::new("d")),
            "/organizations/o/deployments/d",
        ),
        (
            list_roles(&o, true, &page),
            "/organizations/o/roles?includeDefaultRoles=true&offset=0&limit=1000",
        ),
        (
            list_roles(&o, false, &page),
            "/organizations/o/roles?offset=0&limit=1000",
        ),
        (
            requests::get_custom_role(&o, &RoleId::new("r/1")),
            "/organizations/o/roles/r%2F1",
        ),
        (get_self_user(), "/users/self"),
        (
            get_token(&o, &TokenId::new("t/../x")),
            "/organizations/o/tokens/t%2F..%2Fx",
        ),
        (
            list_tokens(
                &o,
                &ListTokens {
                    include_only_organization_tokens: true,
                    kind: Some(Kind::DirectAccess),
                    sorts: vec!["createdAt:asc"],
                    ..ListTokens::default()
                },
            ),
            "/organizations/o/tokens?includeOnlyOrganizationTokens=true&kind=DIRECT_ACCESS&offset=0&limit=1000&sorts=createdAt%3Aasc",
        ),
    ];
    for (request, target) in all {
        assert_eq!(request.target(), target);
        assert_eq!((request.method, request.body), (Method::Get, None));
    }
    assert_eq!(requests::Method::Delete.as_str(), "DELETE");
}

fn body(request: &requests::ApiRequest) -> serde_json::Value {
    serde_json::from_slice(request.body.as_deref().unwrap()).unwrap()
}

#[test]
fn writes_are_sent_as_the_contract_has_them() {
    let (o, t) = (OrganizationId::new("o"), TokenId::new("t"));
    let least = CreateApiTokenRequest {
        name: "nightly".to_owned(),
        description: String::new(),
        kind: Kind::Standard,
        scope: Scope::Organization,
        entity_id: None,
        role: "ORGANIZATION_MEMBER".into(),
        token_expiry_period_in_days: None,
    };
    let create = requests::create_token(&o, &least);
    assert_eq!(
        (create.method, create.target()),
        (Method::Post, "/organizations/o/tokens".to_owned())
    );
    assert_eq!(
        body(&create),
        serde_json::json!({"name": "nightly", "kind": "STANDARD", "scope": "ORGANIZATION", "role": "ORGANIZATION_MEMBER"})
    );
    let whole = CreateApiTokenRequest {
        description: "Loads \"marts\"".to_owned(),
        kind: Kind::DirectAccess,
        scope: Scope::Deployment,
        entity_id: Some("d".into()),
        role: "queue-reader".into(),
        token_expiry_period_in_days: Some(90),
        ..least
    };
    assert_eq!(
        body(&requests::create_token(&o, &whole)),
        serde_json::json!({
            "name": "nightly", "description": "Loads \"marts\"", "kind": "DIRECT_ACCESS", "scope": "DEPLOYMENT",
            "entityId": "d", "role": "queue-reader", "tokenExpiryPeriodInDays": 90,
        })
    );
    let cleared = UpdateApiTokenRequest {
        name: "n".to_owned(),
        description: String::new(),
    };
    let update = requests::update_token(&o, &t, &cleared);
    assert_eq!(update.target(), "/organizations/o/tokens/t");
    assert_eq!(
        body(&update),
        serde_json::json!({"name": "n", "description": ""})
    );
    let grants: Grants = [Grant {
        entity_type: EntityType::Unknown("POOL".into()),
        entity_id: "p/1".into(),
        deployment_id: Some(DeploymentId::new("d")),
        role: "POOL_USER".into(),
        has_further_fields: true,
    }]
    .into_iter()
    .collect();
    let roles = requests::update_token_roles(&o, &t, &grants);
    assert_eq!(roles.target(), "/organizations/o/tokens/t/roles");
    assert_eq!(
        body(&roles),
        serde_json::json!({"roles": [{"entityType": "POOL", "entityId": "p/1", "role": "POOL_USER", "deploymentId": "d"}]})
    );
    let rotate = requests::rotate_token(&o, &t);
    assert_eq!(rotate.target(), "/organizations/o/tokens/t/rotate");
    assert_eq!((rotate.method, rotate.body), (Method::Post, None));
    let delete = requests::delete_token(&o, &t);
    assert_eq!(delete.target(), "/organizations/o/tokens/t");
    assert_eq!((delete.method, delete.body), (Method::Delete, None));
}
