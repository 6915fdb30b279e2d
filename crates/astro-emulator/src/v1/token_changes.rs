//! Create, update, replace the grants of, rotate and delete an API token.

use std::sync::Arc;

use http::Request;
use serde_json::Value;

use super::{
    Call, Outcome, Success,
    tokens::{readable, shown},
};
use crate::{
    body::Fields,
    error::ApiError,
    jwt::short_token,
    legality::{broken_home, broken_levels, broken_references, same},
    rights::{Reach, home},
    service::Service,
    state::{EntityType, Grant, Id, Kind, Scope, Token},
    wire::{SubjectRoles, is_known},
};

const NAME_MOST: usize = 256;
const DESCRIPTION_MOST: usize = 500;
const DAYS_MOST: u32 = 3650;
const SCOPES: [(&str, Scope); 3] = [
    ("DEPLOYMENT", Scope::Deployment),
    ("WORKSPACE", Scope::Workspace),
    ("ORGANIZATION", Scope::Organization),
];
const KINDS: [(&str, Kind); 2] = [
    ("STANDARD", Kind::Standard),
    ("DIRECT_ACCESS", Kind::DirectAccess),
];

struct Draft {
    name: String,
    description: String,
    kind: Kind,
    scope: Scope,
    home: Grant,
    days: Option<u32>,
}

pub fn create(service: &mut Service, call: &Call<'_>, organization_id: &str) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let organization_id: Id = organization_id.into();
    let draft = read_draft(call.request, &organization_id)?;
    let errors = broken_home(&service.state, &organization_id, draft.scope, &draft.home);
    if !errors.is_empty() {
        return Err(ApiError::invalid(errors));
    }
    if !reach.may_write_home(Some(&draft.home), &service.state) {
        return Err(ApiError::forbidden(
            "The caller may not create API tokens there",
        ));
    }
    let now = service.now();
    let by = call.caller.profile(&service.state);
    let mut token = Token {
        id: service.ids.entity(),
        organization_id,
        name: draft.name,
        description: draft.description,
        kind: draft.kind,
        scope: draft.scope,
        short_token: String::new(),
        start_at: now,
        end_at: draft.days.map(|days| now.plus_days(i64::from(days))),
        expiry_period_in_days: draft.days,
        last_used_at: None,
        last_rotated_at: None,
        generation: 0,
        grants: vec![draft.home],
        created_at: now,
        created_by: Some(Arc::clone(&by)),
        updated_at: now,
        updated_by: Some(by),
    };
    let value = service.value_of(&token);
    token.short_token = short_token(&value);
    service.state.tokens.insert(token.clone());
    Ok(Success::json(
        &shown(service, &reach, &token).with_value(value),
    ))
}

/// Name, description and lifetime of a new token.
pub fn read_details(fields: &mut Fields) -> (String, String, Option<u32>) {
    let name = fields.text_within("name", 1, NAME_MOST);
    let name = fields.required("name", name);
    let description = fields.text_within("description", 0, DESCRIPTION_MOST);
    let days = fields.integer_within("tokenExpiryPeriodInDays", 1, DAYS_MOST);
    (name, description.unwrap_or_default(), days)
}

fn read_draft(request: &Request<Vec<u8>>, organization_id: &Id) -> Result<Draft, ApiError> {
    let mut fields = Fields::of(request)?;
    let (name, description, days) = read_details(&mut fields);
    let role = fields.required_text("role");
    let known = fields.one_of("scope", &SCOPES);
    fields.required("scope", known.map(|_| String::new()));
    let kind = fields.one_of("kind", &KINDS).unwrap_or(Kind::Standard);
    let entity_id = fields.text("entityId").filter(|id| !id.is_empty());
    let scope = known.unwrap_or(Scope::Organization);
    let entity_id = match (known, entity_id) {
        (Some(Scope::Organization), Some(id)) if *id != **organization_id => {
            fields.refuse(
                "oneof",
                "entityId",
                "must be left out for scope ORGANIZATION, or name the Organization",
            );
            id
        }
        (Some(Scope::Workspace | Scope::Deployment), None) => fields.required("entityId", None),
        (_, id) => id.unwrap_or_else(|| organization_id.to_string()),
    };
    fields.finish()?;
    Ok(Draft {
        name,
        description,
        kind,
        scope,
        home: Grant::new(scope.entity_type(), entity_id, role),
        days,
    })
}

/// A description that is left out stays as it is.
pub fn update(service: &mut Service, call: &Call<'_>, organization_id: &str, id: &str) -> Outcome {
    let reach = writable(service, call, organization_id, id)?;
    let mut fields = Fields::of(call.request)?;
    let name = fields.text_within("name", 1, NAME_MOST);
    let name = fields.required("name", name);
    let description = fields.text_within("description", 0, DESCRIPTION_MOST);
    fields.finish()?;
    change(service, call, id, |token| {
        token.name = name;
        if let Some(description) = description {
            token.description = description;
        }
    });
    let token = service.token(organization_id, id)?;
    Ok(Success::json(&shown(service, &reach, token)))
}

/// Replaces the whole set; the difference decides whether the caller may.
pub fn update_roles(
    service: &mut Service,
    call: &Call<'_>,
    organization_id: &str,
    id: &str,
) -> Outcome {
    let reach = call.reach(service, organization_id)?;
    let token = readable(service, &reach, organization_id, id)?;
    let newer = service.switches.newer_contract;
    let narrow = service.switches.narrow_grants;
    let sent = read_grants(call.request, newer)?;
    let may_write = |grant: &Grant| reach.may_write_grant(grant, &service.state);
    let home_is_hidden = narrow && home(token).is_some_and(|home| !may_write(home));
    let mut errors = broken_levels(token.scope, organization_id, &sent, home_is_hidden);
    errors.extend(broken_references(&service.state, token, &sent));
    if !errors.is_empty() {
        return Err(ApiError::invalid(errors));
    }
    let added = sent
        .iter()
        .filter(|grant| !token.grants.iter().any(|held| same(held, grant)));
    // What this contract version can't show can't be sent back either: it stays, so that no client loses it unseen.
    let kept = |grant: &Grant| {
        token
            .grants
            .iter()
            .find(|held| !newer && same(held, grant))
            .cloned()
    };
    let unshown: Vec<Grant> = token
        .grants
        .iter()
        .filter(|held| !newer && !is_known(held))
        .cloned()
        .collect();
    let dropped = token
        .grants
        .iter()
        .filter(|held| newer || is_known(held))
        .filter(|held| !narrow || may_write(held))
        .filter(|held| !sent.iter().any(|grant| same(held, grant)));
    if let Some(grant) = added.chain(dropped).find(|grant| !may_write(grant)) {
        let message = format!(
            "The caller may not change {} roles on {}",
            grant.entity_type.as_str(),
            grant.entity_id
        );
        return Err(ApiError::forbidden(message));
    }
    let grants: Vec<Grant> = sent
        .iter()
        .map(|grant| kept(grant).unwrap_or_else(|| grant.clone()))
        .chain(unshown)
        .collect();
    let answer = Success::json(&SubjectRoles::new(&grants));
    change(service, call, id, |token| token.grants = grants);
    Ok(answer)
}

fn read_grants(request: &Request<Vec<u8>>, newer: bool) -> Result<Vec<Grant>, ApiError> {
    let mut fields = Fields::of(request)?;
    let present = fields.array("roles");
    fields.required("roles", present.as_ref().map(|_| String::new()));
    if present.as_ref().is_some_and(Vec::is_empty) {
        fields.refuse("min", "roles", "must hold at least 1 item");
    }
    let mut grants = Vec::new();
    for (at, item) in present.unwrap_or_default().into_iter().enumerate() {
        let Value::Object(item) = item else {
            fields.refuse("object", &format!("roles[{at}]"), "must be an object");
            continue;
        };
        let mut item = Fields::inside(format!("roles[{at}]."), item);
        let entity_type = EntityType::parse(&item.required_text("entityType"));
        if matches!(&entity_type, EntityType::Newer(name) if !newer && !name.is_empty()) {
            item.refuse(
                "oneof",
                "entityType",
                "must be one of DEPLOYMENT, WORKSPACE, ORGANIZATION, DAG, DAG_TAG",
            );
        }
        let entity_id = item.required_text("entityId");
        let role = item.required_text("role");
        let deployment_id = item.text("deploymentId").map(Id::from);
        item.close();
        fields.errors.append(&mut item.errors);
        grants.push(Grant {
            deployment_id,
            ..Grant::new(entity_type, entity_id, role)
        });
    }
    fields.finish()?;
    Ok(grants)
}

/// The old value opens nothing from this moment on.
pub fn rotate(service: &mut Service, call: &Call<'_>, organization_id: &str, id: &str) -> Outcome {
    let reach = writable(service, call, organization_id, id)?;
    let now = service.now();
    let switches = service.switches;
    change(service, call, id, |token| {
        let expired = token.end_at.is_some_and(|end| now >= end);
        let renew = if expired {
            switches.rotate_revives_expired
        } else {
            !switches.rotate_keeps_end_at
        };
        if let Some(days) = token.expiry_period_in_days.filter(|_| renew) {
            token.end_at = Some(now.plus_days(i64::from(days)));
        }
        token.generation = token.generation.saturating_add(1);
        token.last_rotated_at = Some(now);
    });
    let value = service.value_of(service.token(organization_id, id)?);
    if let Some(token) = service.state.tokens.get_mut(id) {
        token.short_token = short_token(&value);
    }
    let token = service.token(organization_id, id)?;
    Ok(Success::json(
        &shown(service, &reach, token).with_value(value),
    ))
}

pub fn delete(service: &mut Service, call: &Call<'_>, organization_id: &str, id: &str) -> Outcome {
    writable(service, call, organization_id, id)?;
    service.state.tokens.remove(id);
    Ok(Success::empty())
}

/// # Errors
/// 404 for an unknown id, 403 when the caller may not write tokens of that home.
fn writable(
    service: &Service,
    call: &Call<'_>,
    organization_id: &str,
    id: &str,
) -> Result<Reach, ApiError> {
    let reach = call.reach(service, organization_id)?;
    let token = service.token(organization_id, id)?;
    if reach.may_write_home(home(token), &service.state) {
        Ok(reach)
    } else {
        Err(ApiError::forbidden(
            "The caller may not change this API token",
        ))
    }
}

fn change(service: &mut Service, call: &Call<'_>, id: &str, with: impl FnOnce(&mut Token)) {
    let now = service.now();
    let by = call.caller.profile(&service.state);
    if let Some(token) = service.state.tokens.get_mut(id) {
        with(token);
        token.updated_at = now;
        token.updated_by = Some(by);
    }
}
