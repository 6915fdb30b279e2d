//! Every grant of a token, as a tree Organization > Workspace > Deployment > Dag with names beside ids.
//!
//! A table of lines whose depth is said in words and shown as indentation, windowed like every long list. What the
//! caller does not see is told from what no longer exists.

mod rows;

use std::sync::Arc;

use astro_tokens::grants::Grants;
use astro_tokens::roles;
use astro_tokens::token::Token;
use leptos::prelude::*;

use rows::{GrantRow, Known, RowKey, Sight, key, rows as grant_rows};
pub use rows::{Held, held};

use super::context::Console;
use super::copy::copier;
use super::names::Name;
use super::scope_badge::{place_href, place_icon, place_id, place_word};
use crate::inventory::Coverage;
use crate::ui::{Cell, Column, CopyButton, Icon, RowHead, WindowedTable};

const COLUMNS: [Column; 3] = [
    Column {
        id: "where",
        label: "Where",
        class: "w-40",
        sortable: false,
    },
    Column {
        id: "role",
        label: "Role",
        class: "w-22",
        sortable: false,
    },
    Column {
        id: "why",
        label: "Why",
        class: "",
        sortable: false,
    },
];

/// How much the caller sees. Only an Organization Owner surely sees everything; whether a list was narrowed can't be
/// told from the list. Reactive.
fn sight(console: Console) -> Sight {
    let inventory = console.inventory;
    let workspaces = inventory
        .workspaces()
        .with(|read| (read.is_loading(), read.is_whole()));
    let deployments = inventory
        .deployments()
        .with(|read| (read.is_loading(), read.is_whole()));
    Sight {
        is_loading: workspaces.0 || deployments.0,
        is_full: console.is_owner()
            && workspaces.1
            && deployments.1
            && inventory
                .coverage()
                .with(|coverage| *coverage == Coverage::Full),
    }
}

/// The tree of `grants`, which belong to `token`.
#[component]
pub fn GrantTree(token: Arc<Token>, grants: Grants) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let inventory = console.inventory;
    let sight = Memo::new(move |_| sight(console));
    let caption = format!("Grants of {}", token.name);
    let lines = Memo::new(move |_| {
        let organization = inventory.organization_id();
        inventory.names().with(|names| {
            Arc::new(grant_rows(
                &grants,
                token.home_grant(),
                &organization,
                names,
                sight.get(),
            ))
        })
    });
    let copy = copier();
    let row = Callback::new(move |row: GrantRow| view! { <Line row copy /> }.into_any());
    view! {
        <div class="grants">
            <WindowedTable<GrantRow, RowKey>
                caption
                columns=COLUMNS.to_vec()
                rows=Signal::from(lines)
                key=key
                row=row
                card_class="cards-1"
            />
        </div>
    }
    .into_any()
}

#[component]
fn Line(row: GrantRow, copy: Callback<String>) -> impl IntoView {
    let organization = Console::current().map(|console| console.inventory.organization_id());
    let GrantRow {
        level,
        place,
        known,
        grant,
        why,
        besides,
    } = row;
    let (word, id) = (place_word(&place), place_id(&place));
    let name = match &known {
        Known::Name(name) => name.to_string(),
        Known::IdOnly | Known::Loading | Known::NotVisible | Known::Gone => id.to_string(),
    };
    let address = organization.and_then(|organization| place_href(&place, &organization));
    // What no longer exists has no page.
    let address = address.filter(|_| known != Known::Gone);
    let title = match address {
        Some(address) => {
            view! { <a class="truncate" href=address><Name text=name.clone() /></a> }.into_any()
        }
        None => view! { <span class="truncate"><Name text=name.clone() /></span> }.into_any(),
    };
    let remark = match known {
        Known::Name(_) | Known::IdOnly | Known::Loading => None,
        Known::NotVisible => Some("Not visible to this token"),
        Known::Gone => Some("No longer exists"),
    };
    let shown_id = matches!(known, Known::Name(_))
        .then(|| view! { <span class="mono truncate">{id.to_string()}</span> });
    let depth = level.min(4).to_string();
    let role = match &grant {
        Some(grant) => {
            let is_built_in = roles::built_in(&grant.role).is_some();
            let second = if is_built_in {
                view! { <span class="mono">{grant.role.to_string()}</span> }.into_any()
            } else {
                view! { <span>"Custom role"</span> }.into_any()
            };
            view! { <span><Name text=roles::full_label(&grant.role) /></span>{second} }.into_any()
        }
        None => view! { <span class="faint">"No direct role"</span> }.into_any(),
    };
    view! {
        <RowHead>
            <span class="grants__line" data-level=depth.clone()>
                <Icon name=place_icon(&place) />
                <span class="vh">{format!("{word}, level {level}: ")}</span>
                {title}
            </span>
            <span class="grants__line grants__id" data-level=depth>
                <span aria-hidden="true">{word.clone()}</span>
                {shown_id}
                {remark}
                <CopyButton label=format!("Copy {word} ID of {name}") text=id.to_string() on_copy=copy />
            </span>
        </RowHead>
        <Cell label="Role">{role}</Cell>
        <Cell label="Why">
            <span class="muted">{why}</span>
            {besides.map(|text| view! { <span title=text.clone()>{text.clone()}</span> })}
        </Cell>
    }
}

#[cfg(test)]
mod tests {
    use astro_tokens::grants::{Grant, Place};
    use astro_tokens::id::{DeploymentId, OrganizationId, WorkspaceId};
    use astro_tokens::model::{Deployment, EntityType, Workspace};
    use astro_tokens::names::Names;
    use proptest::prelude::*;

    use super::*;

    fn grant(entity_type: EntityType, id: &str, role: &str, deployment: Option<&str>) -> Grant {
        Grant {
            entity_type,
            entity_id: Arc::from(id),
            deployment_id: deployment.map(DeploymentId::new),
            role: Arc::from(role),
            has_further_fields: false,
        }
    }

    fn names() -> Names {
        let mut names = Names::default();
        for (id, name) in [("w1", "Zebra"), ("w2", "apple")] {
            let text = format!(r#"{{"id":"{id}","name":"{name}"}}"#);
            names.add_workspace(&serde_json::from_str::<Workspace>(&text).unwrap());
        }
        let text = r#"{"id":"d1","name":"prod","workspaceId":"w1"}"#;
        names.add_deployment(&serde_json::from_str::<Deployment>(text).unwrap());
        names
    }

    fn organization() -> OrganizationId {
        OrganizationId::new("o")
    }

    fn all(grants: &Grants, sight: Sight) -> Vec<GrantRow> {
        grant_rows(grants, None, &organization(), &names(), sight)
    }

    #[test]
    fn siblings_stand_by_name_with_everything_below_them() {
        let grants: Grants = [
            grant(EntityType::Workspace, "w1", "WORKSPACE_MEMBER", None),
            grant(EntityType::Workspace, "w2", "WORKSPACE_MEMBER", None),
            grant(EntityType::Dag, "etl", "DAG_VIEWER", Some("d1")),
        ]
        .into_iter()
        .collect();
        let lines = all(&grants, Sight::default());
        let shown: Vec<(usize, String)> = lines
            .iter()
            .map(|row| (row.level, place_id(&row.place).to_string()))
            .collect();
        let expected = [(1, "o"), (2, "w2"), (2, "w1"), (3, "d1"), (4, "etl")];
        assert_eq!(shown, expected.map(|(level, id)| (level, id.to_owned())));
        let inherited = lines.iter().find(|row| row.level == 3).unwrap();
        assert_eq!(inherited.besides.as_deref(), Some("Member, through Zebra"));
    }

    #[test]
    fn what_is_not_visible_is_not_gone() {
        let grants: Grants = [grant(EntityType::Workspace, "w9", "WORKSPACE_MEMBER", None)]
            .into_iter()
            .collect();
        let known = |sight| all(&grants, sight).pop().unwrap().known;
        assert_eq!(
            known(Sight {
                is_loading: true,
                is_full: false
            }),
            Known::Loading
        );
        assert_eq!(
            known(Sight {
                is_loading: false,
                is_full: false
            }),
            Known::NotVisible
        );
        assert_eq!(
            known(Sight {
                is_loading: false,
                is_full: true
            }),
            Known::Gone
        );
    }

    #[test]
    fn an_unknown_entity_type_is_shown_as_it_is() {
        let grants: Grants = [grant(
            EntityType::Unknown("GALAXY".into()),
            "g",
            "STAR",
            None,
        )]
        .into_iter()
        .collect();
        let row = all(
            &grants,
            Sight {
                is_loading: false,
                is_full: true,
            },
        )
        .pop()
        .unwrap();
        assert_eq!(
            (place_word(&row.place).as_str(), row.known),
            ("GALAXY", Known::IdOnly)
        );
    }

    fn any_grant() -> impl Strategy<Value = Grant> {
        let entity = prop_oneof![
            Just(EntityType::Organization),
            Just(EntityType::Workspace),
            Just(EntityType::Deployment),
            Just(EntityType::Dag),
            Just(EntityType::DagTag),
            Just(EntityType::Unknown("X".into())),
        ];
        let id = prop_oneof![
            Just("w1"),
            Just("w2"),
            Just("w3"),
            Just("d1"),
            Just("d2"),
            Just("o")
        ];
        let role = prop_oneof![
            Just("WORKSPACE_OWNER"),
            Just("ORGANIZATION_OWNER"),
            Just("custom")
        ];
        (
            entity,
            id,
            role,
            proptest::option::of(prop_oneof![Just("d1"), Just("d2")]),
        )
            .prop_map(|(entity, id, role, deployment)| grant(entity, id, role, deployment))
    }

    proptest! {
        #[test]
        fn every_grant_is_on_exactly_one_line(grants in proptest::collection::vec(any_grant(), 0..30)) {
            let grants: Grants = grants.into_iter().collect();
            let lines = all(&grants, Sight::default());
            let mut shown: Vec<&Grant> = lines.iter().filter_map(|row| row.grant.as_ref()).collect();
            shown.sort();
            prop_assert_eq!(shown, grants.iter().collect::<Vec<_>>());
            let mut keys: Vec<RowKey> = lines.iter().map(key).collect();
            keys.sort();
            let count = keys.len();
            keys.dedup();
            prop_assert_eq!(keys.len(), count);
            // No line stands deeper than one step below the line before.
            for (before, after) in lines.iter().zip(lines.iter().skip(1)) {
                prop_assert!(after.level <= before.level + 1);
            }
            let counted = held(&grants, |place| matches!(place, Place::Workspace(_)));
            let workspaces: std::collections::BTreeSet<_> = grants.iter()
                .filter(|grant| grant.entity_type == EntityType::Workspace)
                .map(|grant| WorkspaceId::new(grant.entity_id.clone()))
                .collect();
            prop_assert_eq!(counted.entities, workspaces.len());
        }
    }
}
