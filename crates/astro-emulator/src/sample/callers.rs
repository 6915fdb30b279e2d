//! Who the demo and the tests sign in as: one for each kind of caller that the console treats
//! otherwise.

use super::{
    Caller, Draft, Subject, Tokens,
    lives::Times,
    people::People,
    places::{FINANCE, GROWTH, Places},
    random::Random,
};
use crate::state::{Grant, Kind, Scope};

/// Adds the callers' tokens. Their ids depend on the seed alone, not on the size of the sample.
pub fn add(made: &mut Tokens, seed: u64, places: &Places, people: &People) -> Vec<Caller> {
    let mut random = Random::new(seed, "callers");
    let organization = &places.organization_id;
    let (growth, finance) = (&places.workspaces[GROWTH], &places.workspaces[FINANCE]);
    let attribution = &places.deployments[places.of_workspace[GROWTH][1]];
    let callers = [
        (
            "Organization Owner",
            "platform-console",
            Grant::organization(organization.clone(), "ORGANIZATION_OWNER"),
            (253, 365, Some(1)),
            "sees and changes every token of Northwind Data".to_owned(),
        ),
        (
            "Organization Member",
            "directory-sync",
            Grant::organization(organization.clone(), "ORGANIZATION_MEMBER"),
            (40, 180, Some(7_200)),
            "belongs to Northwind Data, with no Workspace: sees no token".to_owned(),
        ),
        (
            "Workspace Owner",
            "growth-analytics-owner",
            Grant::workspace(growth.id.clone(), "WORKSPACE_OWNER"),
            (120, 365, Some(1_500)),
            format!(
                "sees the tokens of the Workspace {} and changes those homed in it",
                growth.name
            ),
        ),
        (
            "Workspace Member",
            "finance-marts-reader",
            Grant::workspace(finance.id.clone(), "WORKSPACE_MEMBER"),
            (70, 180, Some(5_400)),
            format!(
                "sees the tokens of the Workspace {}, changes none",
                finance.name
            ),
        ),
        (
            "Deployment Admin",
            "attribution-deployer",
            Grant::deployment(attribution.id.clone(), "DEPLOYMENT_ADMIN"),
            (95, 180, Some(3_300)),
            format!(
                "sees the tokens of the Deployment {} and changes those homed on it",
                attribution.name
            ),
        ),
        (
            "Expired",
            "nightly-audit-export",
            Grant::organization(organization.clone(), "ORGANIZATION_MEMBER"),
            (102, 90, Some(13 * 86_400)),
            "nothing any more: it expired 12 days ago".to_owned(),
        ),
    ];
    let mut found = Vec::new();
    for (index, (name, token_name, grant, (age, period, used), may)) in
        callers.into_iter().enumerate()
    {
        let scope = match grant.entity_type {
            crate::state::EntityType::Workspace => Scope::Workspace,
            crate::state::EntityType::Deployment => Scope::Deployment,
            _ => Scope::Organization,
        };
        let id = random.id();
        let draft = Draft {
            id: id.clone(),
            organization_id: organization.clone(),
            name: token_name.to_owned(),
            description: format!("Sample caller: {name}"),
            kind: Kind::Standard,
            scope,
            grants: vec![grant],
            short_token: random.short_token(),
            created_by: Some(people.profile(index)),
        };
        made.push(draft, Times::written(made.now, age, Some(period), used));
        found.push(Caller {
            name,
            may,
            subject: Subject::Token(id),
        });
    }
    found
}

/// The session of a person who belongs to two Organizations.
pub fn person(people: &People) -> Caller {
    let user = &people.users[0];
    Caller {
        name: "Personal session",
        may: format!("{} owns two Organizations and chooses one", user.full_name),
        subject: Subject::User(user.id.clone()),
    }
}
