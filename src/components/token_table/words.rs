//! What the cells of a token say, as plain text.

use astro_tokens::grants::Grant;
use astro_tokens::id::OrganizationId;
use astro_tokens::model::{EntityType, Kind, Scope};
use astro_tokens::names::Names;
use astro_tokens::query::{Column, Sort};
use astro_tokens::roles;
use astro_tokens::token::{Home, Token};

/// Name of a column, as its head has it.
pub const fn column_label(column: Column) -> &'static str {
    match column {
        Column::Name => "Token",
        Column::Scope => "Scope",
        Column::Role => "Role",
        Column::LastUsed => "Last used",
        Column::Expires => "Expires",
        Column::Created => "Created",
        Column::Id => "ID",
        Column::Description => "Description",
        Column::Kind => "Kind",
        Column::OtherGrants => "Other grants",
        Column::LastRotated => "Last rotated",
        Column::CreatedBy => "Created by",
    }
}

/// Name of a column in the list of a Workspace or Deployment.
pub const fn column_label_here(column: Column) -> &'static str {
    match column {
        // All that is to be told of it there.
        Column::Scope => "Origin",
        _ => column_label(column),
    }
}

/// What the direction of an order means.
pub const fn direction_label(sort: Sort) -> &'static str {
    match (sort.column, sort.descending) {
        (Column::LastUsed | Column::Created | Column::LastRotated, true) => "newest first",
        (Column::LastUsed | Column::Created | Column::LastRotated, false) => "oldest first",
        (Column::Expires, false) => "soonest first",
        (Column::Expires, true) => "latest first",
        (Column::OtherGrants, true) => "most first",
        (Column::OtherGrants, false) => "fewest first",
        (Column::Scope, false) => "widest first",
        (Column::Scope, true) => "narrowest first",
        (Column::Role, false) => "highest first",
        (Column::Role, true) => "lowest first",
        (
            Column::Name | Column::Id | Column::Description | Column::Kind | Column::CreatedBy,
            false,
        ) => "A to Z",
        (
            Column::Name | Column::Id | Column::Description | Column::Kind | Column::CreatedBy,
            true,
        ) => "Z to A",
    }
}

/// Name of a scope.
pub fn scope_label(scope: &Scope) -> &str {
    match scope {
        Scope::Organization => "Organization",
        Scope::Workspace => "Workspace",
        Scope::Deployment => "Deployment",
        Scope::Unknown(text) => text,
    }
}

/// Name of a kind.
pub fn kind_label(kind: &Kind) -> &str {
    match kind {
        Kind::Standard => "Standard",
        Kind::DirectAccess => "Direct Access",
        Kind::Agent => "Agent",
        Kind::Unknown(text) => text,
    }
}

/// The home's name, or its id as long as the name is not known: "Growth analytics / web-events".
pub fn home_label(token: &Token, organization: &OrganizationId, names: &Names) -> String {
    match token.home_in(organization) {
        Some(Home::Organization(id)) => names
            .organization(id.as_str())
            .unwrap_or(id.as_arc())
            .to_string(),
        Some(Home::Workspace(id)) => names
            .workspace(id.as_str())
            .unwrap_or(id.as_arc())
            .to_string(),
        Some(Home::Deployment(id)) => {
            let own = names.deployment(id.as_str()).unwrap_or(id.as_arc());
            match names
                .workspace_of(id.as_str())
                .and_then(|workspace| names.workspace(workspace.as_str()))
            {
                Some(workspace) => format!("{workspace} / {own}"),
                None => own.to_string(),
            }
        }
        None => "Home unknown".to_owned(),
    }
}

/// The role at home and the other grants in words. `may_hide`: Astro may not show all of them.
pub fn role_lines(token: &Token, may_hide: bool) -> (String, String) {
    if token.is_agent() {
        return ("None".to_owned(), "Agent tokens hold no role".to_owned());
    }
    let Some(grants) = &token.grants else {
        return ("Unknown".to_owned(), "Roles were not sent".to_owned());
    };
    let others = other_grants(token.other_grants());
    match token.home_grant() {
        Some(home) => {
            let is_custom = roles::built_in(&home.role).is_none();
            let second = if others.is_empty() && is_custom {
                "Custom role".to_owned()
            } else {
                others
            };
            (roles::label(&home.role).to_owned(), second)
        }
        None if grants.is_empty() && may_hide => {
            ("Not in sight".to_owned(), "No grants in sight".to_owned())
        }
        None if grants.is_empty() => ("None".to_owned(), "No grants".to_owned()),
        None if may_hide => ("Not in sight".to_owned(), others),
        None => ("Not at home".to_owned(), others),
    }
}

/// Grants by level: "3 deployments, 1 Dag tag".
fn other_grants<'a>(grants: impl Iterator<Item = &'a Grant>) -> String {
    const LEVELS: [(&str, &str); 6] = [
        ("organization", "organizations"),
        ("workspace", "workspaces"),
        ("deployment", "deployments"),
        ("Dag", "Dags"),
        ("Dag tag", "Dag tags"),
        ("other grant", "other grants"),
    ];
    let mut entities: [Vec<&Grant>; 6] = Default::default();
    for grant in grants {
        let level = match &grant.entity_type {
            EntityType::Organization => 0,
            EntityType::Workspace => 1,
            EntityType::Deployment => 2,
            EntityType::Dag => 3,
            EntityType::DagTag => 4,
            EntityType::Unknown(_) => 5,
        };
        // Grants are in order, so several roles on one entity are neighbours.
        if let Some(known) = entities.get_mut(level)
            && known.last().is_none_or(|last| {
                (&last.entity_id, &last.deployment_id) != (&grant.entity_id, &grant.deployment_id)
            })
        {
            known.push(grant);
        }
    }
    let mut text = String::new();
    for (found, (one, many)) in entities.iter().zip(LEVELS) {
        if !found.is_empty() {
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(&found.len().to_string());
            text.push(' ');
            text.push_str(if found.len() == 1 { one } else { many });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use astro_tokens::model::ApiToken;
    use astro_tokens::token::Interner;

    use super::*;

    fn token(scope: &str, roles: &str) -> Token {
        let text = format!(
            r#"{{"id":"t","name":"n","description":"","kind":"STANDARD","scope":"{scope}","shortToken":"x",
            "startAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"{roles}}}"#
        );
        Interner::default().token(serde_json::from_str::<ApiToken>(&text).unwrap())
    }

    fn grant(level: &str, id: &str, role: &str) -> String {
        format!(r#"{{"entityType":"{level}","entityId":"{id}","role":"{role}"}}"#)
    }

    fn lines(scope: &str, grants: &[String]) -> (String, String) {
        let token = token(scope, &format!(r#","roles":[{}]"#, grants.join(",")));
        role_lines(&token, false)
    }

    #[test]
    fn roles_in_words() {
        let home = grant("WORKSPACE", "w1", "WORKSPACE_OPERATOR");
        assert_eq!(
            lines("WORKSPACE", std::slice::from_ref(&home)),
            ("Operator".into(), String::new())
        );
        assert_eq!(
            lines(
                "WORKSPACE",
                &[
                    home,
                    grant("DEPLOYMENT", "d1", "DEPLOYMENT_ADMIN"),
                    grant("DEPLOYMENT", "d1", "queue-reader"),
                    grant("DEPLOYMENT", "d2", "DEPLOYMENT_ADMIN"),
                    grant("DAG_TAG", "nightly", "DAG_VIEWER")
                ]
            ),
            ("Operator".into(), "2 deployments, 1 Dag tag".into())
        );
        assert_eq!(
            lines("DEPLOYMENT", &[grant("DEPLOYMENT", "d1", "queue-reader")]),
            ("queue-reader".into(), "Custom role".into())
        );
        assert_eq!(
            lines(
                "WORKSPACE",
                &[grant("DEPLOYMENT", "d1", "DEPLOYMENT_ADMIN")]
            ),
            ("Not at home".into(), "1 deployment".into())
        );
        assert_eq!(lines("WORKSPACE", &[]), ("None".into(), "No grants".into()));
        assert_eq!(role_lines(&token("WORKSPACE", ""), true).0, "Unknown");
    }

    #[test]
    fn what_may_be_hidden_is_not_called_none() {
        let hidden = |grants: &[String]| {
            let roles = format!(r#","roles":[{}]"#, grants.join(","));
            role_lines(&token("WORKSPACE", &roles), true)
        };
        let elsewhere = grant("DEPLOYMENT", "d1", "DEPLOYMENT_ADMIN");
        let not_in_sight = || "Not in sight".to_owned();
        assert_eq!(hidden(&[]), (not_in_sight(), "No grants in sight".into()));
        assert_eq!(
            hidden(&[elsewhere]),
            (not_in_sight(), "1 deployment".into())
        );
        let home = grant("WORKSPACE", "w1", "WORKSPACE_OPERATOR");
        assert_eq!(hidden(&[home]), ("Operator".into(), String::new()));
    }

    #[test]
    fn a_home_without_a_name_shows_its_id() {
        let token = token(
            "DEPLOYMENT",
            &format!(
                r#","roles":[{}]"#,
                grant("DEPLOYMENT", "d1", "DEPLOYMENT_ADMIN")
            ),
        );
        let organization = OrganizationId::new("o");
        assert_eq!(home_label(&token, &organization, &Names::default()), "d1");
    }

    #[test]
    fn the_home_of_an_organization_token_is_known_without_a_grant_there() {
        let organization = OrganizationId::new("o");
        let of = |scope| {
            home_label(
                &token(scope, r#","roles":[]"#),
                &organization,
                &Names::default(),
            )
        };
        assert_eq!(of("ORGANIZATION"), "o");
        assert_eq!(of("WORKSPACE"), "Home unknown");
    }

    #[test]
    fn every_column_has_words() {
        for column in Column::ALL {
            assert!(!column_label(column).is_empty());
            assert_ne!(
                direction_label(Sort {
                    column,
                    descending: true
                }),
                direction_label(Sort {
                    column,
                    descending: false
                })
            );
        }
    }
}
