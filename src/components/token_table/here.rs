//! What a token is in one Workspace or on one Deployment: where it comes from, and the roles that it holds there.

use astro_tokens::grants::{Grants, Place};
use astro_tokens::id::WorkspaceId;
use astro_tokens::model::{EntityType, Scope};
use astro_tokens::names::Names;
use astro_tokens::roles::{self, WORKSPACE_ACCESSOR};
use astro_tokens::token::Token;

use super::words::scope_label;

/// Where a token of a place's list was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Here,
    Assigned,
    /// Its grants don't tell.
    Unknown,
}

impl Origin {
    pub fn of(token: &Token, place: &Place) -> Self {
        match token.home() {
            Some(home) if home.place() == *place => Self::Here,
            Some(_) => Self::Assigned,
            // Its home is above whatever has a list of its own.
            None if token.scope == Scope::Organization => Self::Assigned,
            None => Self::Unknown,
        }
    }
}

/// “This Workspace”, “Created here”.
pub fn origin_words<'a>(token: &'a Token, place: &Place) -> (&'a str, &'static str) {
    let scope = scope_label(&token.scope);
    match (Origin::of(token, place), place) {
        (Origin::Here, Place::Workspace(_)) => ("This Workspace", "Created here"),
        (Origin::Here, Place::Deployment(_)) => ("This Deployment", "Created here"),
        (Origin::Here, _) => (scope, "Created here"),
        (Origin::Assigned, _) => (scope, "Assigned"),
        (Origin::Unknown, _) => (scope, "Home unknown"),
    }
}

/// Every role that is held there, senior first: “Operator”, “Admin, queue-reader”.
pub fn roles_here(grants: &Grants, place: &Place) -> String {
    let mut held: Vec<_> = grants.roles_at(&place.key()).cloned().collect();
    held.sort_by(roles::by_order);
    let labels: Vec<&str> = held.iter().map(|role| roles::label(role)).collect();
    labels.join(", ")
}

/// How far those roles reach. `names` knows the Deployments of a Workspace, every one of them or, without `is_every`, those that
/// the caller can see.
pub fn reach_here(grants: &Grants, place: &Place, names: &Names, is_every: bool) -> String {
    match place {
        Place::Workspace(id) => reach_in_workspace(grants, id, names, is_every),
        Place::Deployment(id) => {
            let key = place.key();
            let mut held = grants.roles_at(&key);
            // Beside Dag roles there is little room.
            let (alone, beside) = match held.any(|role| roles::built_in(role).is_some()) {
                true => ("Whole Deployment", "And"),
                false => ("Custom role", "Custom role,"),
            };
            let on_dags = grants.iter().filter(|grant| {
                grant.deployment_id.as_ref() == Some(id)
                    && matches!(grant.entity_type, EntityType::Dag | EntityType::DagTag)
            });
            match on_dags.count() {
                0 => alone.to_owned(),
                1 => format!("{beside} 1 Dag role"),
                count => format!("{beside} {count} Dag roles"),
            }
        }
        _ => String::new(),
    }
}

fn reach_in_workspace(grants: &Grants, id: &WorkspaceId, names: &Names, is_every: bool) -> String {
    let is_inside = |deployment: &str| names.workspace_of(deployment) == Some(id);
    if grants.reaches_deployments_of(id) {
        let inside = names.deployments().filter(|id| is_inside(id.as_str()));
        // None may be none that is known.
        return match inside.count() {
            0 => String::new(),
            _ if !is_every => "All its Deployments".to_owned(),
            1 => "Its 1 Deployment".to_owned(),
            count => format!("All {count} Deployments"),
        };
    }
    let key = Place::Workspace(id.clone()).key();
    let held_inside = grants
        .keys()
        .filter(|key| key.entity_type == EntityType::Deployment && is_inside(&key.entity_id));
    match held_inside.count() {
        0 if grants
            .roles_at(&key)
            .all(|role| **role == *WORKSPACE_ACCESSOR) =>
        {
            "No Deployments".to_owned()
        }
        0 => "Custom role".to_owned(),
        1 => "1 Deployment".to_owned(),
        count => format!("{count} Deployments"),
    }
}

/// “5 created here, 3 assigned from the Organization”
pub fn origin_counts<'a>(
    tokens: impl IntoIterator<Item = &'a Token>,
    place: &Place,
    number: fn(usize) -> String,
) -> String {
    let mut counts = [0_usize; 4];
    for token in tokens {
        let kind = match (Origin::of(token, place), &token.scope) {
            (Origin::Here, _) => 0,
            (Origin::Assigned, Scope::Workspace) => 1,
            (Origin::Assigned, _) => 2,
            (Origin::Unknown, _) => 3,
        };
        if let Some(count) = counts.get_mut(kind) {
            *count += 1;
        }
    }
    let words = [
        "created here",
        "assigned from the Workspace",
        "assigned from the Organization",
        "from a home that is not known",
    ];
    let told: Vec<String> = counts
        .into_iter()
        .zip(words)
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{} {words}", number(count)))
        .collect();
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use astro_tokens::id::DeploymentId;
    use astro_tokens::model::ApiToken;
    use astro_tokens::token::Interner;

    use super::*;

    fn token(scope: &str, roles: &[(&str, &str, &str)]) -> Token {
        let roles: Vec<_> = roles
            .iter()
            .map(|(level, id, role)| {
                let deployment = level.starts_with("DAG").then_some("d1");
                serde_json::json!({"entityType": level, "entityId": id, "role": role, "deploymentId": deployment})
            })
            .collect();
        let wire: ApiToken = serde_json::from_value(serde_json::json!({
            "id": "t", "name": "n", "scope": scope, "startAt": "2026-01-01T00:00:00Z",
            "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z", "roles": roles,
        }))
        .unwrap();
        Interner::default().token(wire)
    }

    fn names() -> Names {
        let mut names = Names::default();
        for id in ["d1", "d2"] {
            let deployment = serde_json::json!({"id": id, "name": id, "workspaceId": "w1"});
            names.add_deployment(&serde_json::from_value(deployment).unwrap());
        }
        names
    }

    fn workspace() -> Place {
        Place::Workspace(WorkspaceId::new("w1"))
    }

    fn deployment() -> Place {
        Place::Deployment(DeploymentId::new("d1"))
    }

    #[test]
    fn where_it_comes_from() {
        let own = token("WORKSPACE", &[("WORKSPACE", "w1", "WORKSPACE_OWNER")]);
        let strange = token(
            "WORKSPACE",
            &[
                ("WORKSPACE", "w1", "WORKSPACE_OWNER"),
                ("WORKSPACE", "w2", "WORKSPACE_OWNER"),
            ],
        );
        let above = token(
            "ORGANIZATION",
            &[
                ("ORGANIZATION", "o", "ORGANIZATION_MEMBER"),
                ("WORKSPACE", "w1", "WORKSPACE_MEMBER"),
            ],
        );
        assert_eq!(
            origin_words(&own, &workspace()),
            ("This Workspace", "Created here")
        );
        assert_eq!(origin_words(&own, &deployment()), ("Workspace", "Assigned"));
        assert_eq!(
            origin_words(&above, &workspace()),
            ("Organization", "Assigned")
        );
        assert_eq!(
            origin_words(&strange, &workspace()),
            ("Workspace", "Home unknown")
        );
        let untold = token("ORGANIZATION", &[("WORKSPACE", "w1", "WORKSPACE_MEMBER")]);
        assert_eq!(
            origin_words(&untold, &workspace()),
            ("Organization", "Assigned")
        );
        let all = [own.clone(), own, above, strange, untold];
        assert_eq!(
            origin_counts(&all, &workspace(), |count| count.to_string()),
            "2 created here, 2 assigned from the Organization, 1 from a home that is not known"
        );
        assert_eq!(origin_counts(&[], &workspace(), |_| String::new()), "");
    }

    #[test]
    fn the_role_there_and_how_far_it_reaches() {
        let words = |place: &Place, roles: &[(&str, &str, &str)]| {
            let grants = token("ORGANIZATION", roles).grants.unwrap();
            let reach = reach_here(&grants, place, &names(), true);
            [roles_here(&grants, place), reach].join(": ")
        };
        let member = ("WORKSPACE", "w1", "WORKSPACE_MEMBER");
        let accessor = ("WORKSPACE", "w1", "WORKSPACE_ACCESSOR");
        let admin = ("DEPLOYMENT", "d1", "DEPLOYMENT_ADMIN");
        let custom = ("DEPLOYMENT", "d1", "queue-reader");
        let elsewhere = ("DEPLOYMENT", "d9", "DEPLOYMENT_ADMIN");
        assert_eq!(words(&workspace(), &[member]), "Member: All 2 Deployments");
        assert_eq!(
            words(&workspace(), &[accessor, elsewhere]),
            "Accessor: No Deployments"
        );
        assert_eq!(
            words(&workspace(), &[accessor, admin, custom]),
            "Accessor: 1 Deployment"
        );
        let grants = token("ORGANIZATION", &[member]).grants.unwrap();
        assert_eq!(
            reach_here(&grants, &workspace(), &names(), false),
            "All its Deployments"
        );
        assert_eq!(words(&deployment(), &[admin]), "Admin: Whole Deployment");
        assert_eq!(
            words(&deployment(), &[custom, admin]),
            "Admin, queue-reader: Whole Deployment"
        );
        assert_eq!(
            words(&deployment(), &[admin, ("DAG_TAG", "pii", "DAG_VIEWER")]),
            "Admin: And 1 Dag role"
        );
        assert_eq!(
            words(&deployment(), &[custom, ("DAG_TAG", "pii", "DAG_VIEWER")]),
            "queue-reader: Custom role, 1 Dag role"
        );
    }
}
