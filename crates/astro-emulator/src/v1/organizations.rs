//! ListOrganizations and GetOrganization.

use super::{Call, Outcome, Success};
use crate::{
    query::{Reader, order},
    service::Service,
    state::Organization,
    wire,
};

const PLANS: &[&str] = &["TRIAL", "BASIC", "STANDARD", "PREMIUM", "BUSINESS_CRITICAL"];

/// An API token gets the one Organization that it belongs to, a person every one that lists them as a member.
pub fn list(service: &Service, call: &Call<'_>) -> Outcome {
    let mut reader = Reader::new(&call.query);
    let page = reader.page(Some(1000));
    let sorts = reader.sorts(&["name", "createdAt", "updatedAt"]);
    let plan = reader.one_of("productPlan", PLANS);
    reader.one_of("astronomerProduct", &["ASTRO"]);
    let product = reader.one_of("product", &["HOSTED", "HYBRID"]);
    reader.finish()?;
    let mut found: Vec<&Organization> = call
        .caller
        .organizations(&service.state)
        .into_iter()
        .filter_map(|id| service.state.organizations.get(id))
        .filter(|organization| plan.is_none_or(|plan| organization.plan == plan))
        .filter(|_| product.is_none_or(|product| product == wire::PRODUCT))
        .collect();
    order(
        &mut found,
        &sorts,
        |key, a, b| match key {
            "name" => a.name.cmp(&b.name),
            "updatedAt" => a.updated_at.cmp(&b.updated_at),
            _ => a.created_at.cmp(&b.created_at),
        },
        |a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)),
    );
    Ok(Success::json(&wire::OrganizationsPage {
        limit: page.limit,
        offset: page.offset,
        organizations: page
            .slice(&found)
            .iter()
            .map(|found| (*found).into())
            .collect(),
        total_count: found.len(),
    }))
}

pub fn get(service: &Service, call: &Call<'_>, id: &str) -> Outcome {
    let mut reader = Reader::new(&call.query);
    reader.boolean("isLookUpOnly");
    reader.finish()?;
    call.reach(service, id)?;
    let organization = &service.state.organizations[id];
    Ok(Success::json(&wire::Organization::from(organization)))
}
