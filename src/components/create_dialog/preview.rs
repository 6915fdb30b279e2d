//! What comes of the form as it is filled in: what the role allows, and the same as code. Further grants take a second call,
//! which needs the new token's id.

use astro_tokens::grants::{Grant, Grants};
use astro_tokens::id::TokenId;
use astro_tokens::model::CreateApiTokenRequest;
use astro_tokens::names::Names;
use astro_tokens::requests;
use astro_tokens::snippets::astro_cli::{self, NoCommand};
use astro_tokens::token::Home;
use leptos::prelude::*;

use super::form::Form;
use super::home::home_of;
use crate::components::as_code::{AsCode, Command, INCOMPLETE, calls, cli};
use crate::components::context::Console;
use crate::components::role_choice::RoleMeaning;
use crate::components::scope_badge::place_words;

/// Stands for the id, which only the answer tells.
const NEW_TOKEN: &str = "new-token-id";

#[component]
pub fn Preview(
    console: Console,
    form: Form,
    /// What it gets besides its role at home.
    grants: Signal<Grants>,
) -> impl IntoView {
    let request = Memo::new(move |_| form.draft.with(|draft| draft.request().ok()));
    let role = Signal::derive(move || form.draft.with(|draft| draft.role.clone()));
    let organization = console.inventory.organization_id();
    let home = Memo::new(move |_| {
        form.draft
            .with(|draft| home_of(draft, organization.clone()))
    });
    let command = move |print: &dyn Fn(&CreateApiTokenRequest, &Home) -> Command| match (
        &*request.read(),
        &*home.read(),
    ) {
        (Some(request), Some(home)) => print(request, home),
        _ => Err(INCOMPLETE.to_owned()),
    };
    let of_cli = Signal::derive(move || {
        let grants = grants.get();
        let names = console.inventory.names().get();
        command(&|request, home| cli(by_cli(request, home, &grants, &names)))
    });
    let of_curl = Signal::derive(move || {
        let grants = grants.get();
        command(&|request, home| {
            let organization = console.inventory.organization_id();
            let first = calls(console, &[requests::create_token(&organization, request)])?;
            if grants.is_empty() {
                return Ok(first);
            }
            let at_home = Grant::new(&home.place().key(), request.role.clone());
            let whole = grants.iter().cloned().chain([at_home]).collect();
            let id = TokenId::new(NEW_TOKEN);
            let second = requests::update_token_roles(&organization, &id, &whole);
            Ok(joined(first, calls(console, &[second])?))
        })
    });
    view! {
        <RoleMeaning console role />
        <AsCode cli=of_cli curl=of_curl />
    }
    .into_any()
}

fn joined(first: String, second: String) -> String {
    if !second.contains(NEW_TOKEN) {
        return [first, second].join("\n\n");
    }
    let note = ["# ", NEW_TOKEN, ": the ID that the first one answers"].concat();
    [first, note, second].join("\n\n")
}

fn by_cli(
    request: &CreateApiTokenRequest,
    home: &Home,
    further: &Grants,
    names: &Names,
) -> Result<String, NoCommand> {
    let first = astro_cli::create(request)?;
    if further.is_empty() {
        return Ok(first);
    }
    let id = TokenId::new(NEW_TOKEN);
    let line = |grant: &Grant| {
        let place = grant.place();
        // Those that no command gives stand in the second call of curl.
        astro_cli::assign(home, &id, &place, [], &grant.role)
            .unwrap_or_else(|none| format!("# {}: {none}", place_words(&place, names)))
    };
    let further: Vec<String> = further.iter().map(line).collect();
    Ok(joined(first, further.join("\n\n")))
}

#[cfg(test)]
mod tests {
    use astro_tokens::grants::Place;
    use astro_tokens::id::{DagId, DeploymentId, OrganizationId, WorkspaceId};
    use astro_tokens::model::{Kind, Scope};

    use super::*;

    #[test]
    fn further_grants_are_commands_of_their_own() {
        let request = CreateApiTokenRequest {
            name: "n".into(),
            description: String::new(),
            kind: Kind::Standard,
            scope: Scope::Organization,
            entity_id: None,
            role: "ORGANIZATION_MEMBER".into(),
            token_expiry_period_in_days: None,
        };
        let home = Home::Organization(OrganizationId::new("o"));
        let of = |further: &Grants| by_cli(&request, &home, further, &Names::default()).unwrap();
        assert_eq!(of(&Grants::default()).matches("astro ").count(), 1);
        let further = Grants::default()
            .with_role(
                &Place::Workspace(WorkspaceId::new("w1")).key(),
                "WORKSPACE_MEMBER".into(),
            )
            .with_role(
                &Place::Deployment(DeploymentId::new("d1")).key(),
                "DEPLOYMENT_ADMIN".into(),
            );
        let both = of(&further);
        assert!(both.contains("astro workspace token organization-token add new-token-id"));
        assert!(both.contains("astro deployment token organization-token add new-token-id"));
        assert!(both.contains("\n# new-token-id: "));
        let dag = Place::Dag {
            deployment: Some(DeploymentId::new("d1")),
            id: DagId::new("etl"),
        };
        let only_dags = of(&Grants::default().with_role(&dag.key(), "DAG_VIEWER".into()));
        assert!(only_dags.contains("\n# Dag etl"), "{only_dags}");
        assert!(!only_dags.contains("new-token-id"), "{only_dags}");
    }
}
