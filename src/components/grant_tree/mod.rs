//! Every grant of a token, as a tree Organization > Workspace > Deployment > Dag with names beside ids, each with what can be
//! done to it.
//!
//! A table of lines whose depth is said in words and shown as indentation, windowed like every long list. What the
//! caller does not see is told from what no longer exists.

mod line;
mod menu;
mod rows;

use std::sync::Arc;

use astro_tokens::grants::Grants;
use astro_tokens::model::Scope;
use leptos::prelude::*;

use self::line::line;
use self::menu::branch_menu;
pub use self::rows::{GrantRow, Held, held};
use self::rows::{RowKey, Shown, Sight, besides, key, rows as grant_rows};
use super::context::Console;
use super::copy::copier;
use super::grant_editor::Editor;
use super::names::legible;
use crate::inventory::Coverage;
use crate::ui::{Column, WindowedTable};

const COLUMNS: [Column; 4] = [
    Column {
        id: "where",
        label: "Where",
        class: "w-40",
        sortable: false,
        is_head_hidden: false,
    },
    Column {
        id: "role",
        label: "Role",
        class: "w-22",
        sortable: false,
        is_head_hidden: false,
    },
    Column {
        id: "why",
        label: "Why",
        class: "",
        sortable: false,
        is_head_hidden: false,
    },
    Column::ACTIONS,
];

/// How much the caller sees. Only an Organization Owner surely sees everything; whether a list was narrowed can't be
/// told from the list. A person's roles are not told: who is given the list of the whole Organization is taken for one. Reactive.
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
        is_full: (console.is_owner() || console.is_person())
            && workspaces.1
            && deployments.1
            && inventory
                .coverage()
                .with(|coverage| *coverage == Coverage::Full),
    }
}

/// The tree of everything that is held and wanted.
#[component]
pub fn GrantTree(editor: Editor) -> impl IntoView {
    let console = editor.console;
    let inventory = console.inventory;
    let sight = Memo::new(move |_| sight(console));
    let may_hide = Memo::new(move |_| editor.token.with(|token| console.may_hide_grants_of(token)));
    let caption = Signal::derive(move || {
        editor
            .token
            .with(|token| format!("Grants of {}", legible(&token.name)))
    });
    let lines = Memo::new(move |_| {
        let organization = inventory.organization_id();
        let token = editor.token.get();
        let none = Grants::default();
        inventory.names().with(|names| {
            editor.pending.with(|pending| {
                Arc::new(grant_rows(Shown {
                    now: token.grants.as_ref().unwrap_or(&none),
                    pending,
                    home: token.home_grant(),
                    organization: &organization,
                    names,
                    sight: sight.get(),
                    may_hide: may_hide.get(),
                    is_of_organization: token.scope == Scope::Organization,
                }))
            })
        })
    });
    let besides = Memo::new(move |_| {
        let mine = editor.mine();
        let names = inventory.names();
        Arc::new(lines.with(|lines| names.with(|names| besides(&mine, lines, names))))
    });
    let copy = copier();
    let (menu, list) = branch_menu(editor);
    let row = Callback::new(move |row: GrantRow| line(editor, besides, menu, &row, copy));
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
            {list}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use astro_tokens::grants::{Grant, GrantKey, Pending, Place};
    use astro_tokens::id::{DeploymentId, OrganizationId, WorkspaceId};
    use astro_tokens::model::{Deployment, EntityType, Workspace};
    use astro_tokens::names::Names;
    use proptest::prelude::*;

    use super::rows::{Known, Line};
    use super::*;
    use crate::components::scope_badge::{place_id, place_word};

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
        edited(grants, &Pending::default(), None, sight)
    }

    fn edited(
        now: &Grants,
        pending: &Pending,
        home: Option<&Grant>,
        sight: Sight,
    ) -> Vec<GrantRow> {
        grant_rows(Shown {
            now,
            pending,
            home,
            organization: &organization(),
            names: &names(),
            sight,
            may_hide: false,
            is_of_organization: false,
        })
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
        let besides = besides(&grants, &lines, &names());
        assert_eq!(besides[&inherited.place], "Member, through Zebra");
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

    fn role(name: &str) -> Arc<str> {
        Arc::from(name)
    }

    #[test]
    fn a_change_stays_on_its_line_and_what_is_added_has_its_place_in_the_tree() {
        let home = grant(EntityType::Organization, "o", "ORGANIZATION_MEMBER", None);
        let zebra = grant(EntityType::Workspace, "w1", "WORKSPACE_MEMBER", None);
        let now: Grants = [home.clone(), zebra.clone()].into_iter().collect();
        let dag = grant(EntityType::Dag, "etl", "DAG_VIEWER", Some("d1"));
        let mut pending = Pending::default();
        pending.replace(
            &now,
            &zebra.key(),
            &zebra.role,
            Some(role("WORKSPACE_OWNER")),
        );
        pending.put(&now, &dag.key(), dag.role.clone());
        let rows = edited(&now, &pending, Some(&home), Sight::default());
        let shown: Vec<(String, Line, usize)> = rows
            .iter()
            .map(|row| (row.called.clone(), row.line.clone(), row.below))
            .collect();
        let line = |name: &str, line, below| (name.to_owned(), line, below);
        assert_eq!(
            shown,
            [
                line("Organization o", Line::Held(role("ORGANIZATION_MEMBER")), 2),
                line("Workspace Zebra", Line::Held(role("WORKSPACE_MEMBER")), 1),
                line("Deployment prod in Zebra", Line::Entity, 1),
                line("Dag etl on prod in Zebra", Line::Added(1), 0),
            ]
        );
        assert!(rows.iter().all(|row| row.moved.is_none()));
        // Through what is wanted, not what was held.
        let given = besides(&pending.mine(&now), &rows, &names());
        assert_eq!(given[&rows.last().unwrap().place], "Author, through Zebra");

        let later = now.with_role(&zebra.key(), role("WORKSPACE_AUTHOR"));
        let rows = edited(&later, &pending, Some(&home), Sight::default());
        let moved = rows.iter().find(|row| row.level == 2).unwrap();
        assert_eq!(moved.line, Line::Held(role("WORKSPACE_MEMBER")));
        assert_eq!(moved.moved.as_deref(), Some("Workspace Author"));
    }

    #[test]
    fn several_roles_on_one_place_are_told_apart_and_the_home_counts_nowhere() {
        let home = grant(EntityType::Workspace, "w1", "WORKSPACE_MEMBER", None);
        let now: Grants = [
            home.clone(),
            grant(EntityType::Deployment, "d1", "DEPLOYMENT_ADMIN", None),
            grant(EntityType::Deployment, "d1", "queue-reader", None),
        ]
        .into_iter()
        .collect();
        let rows = edited(&now, &Pending::default(), Some(&home), Sight::default());
        let called: Vec<(&str, usize, bool, bool)> = rows
            .iter()
            .map(|row| (&*row.called, row.below, row.is_home, row.is_only))
            .collect();
        assert_eq!(
            called,
            [
                ("Organization o", 2, false, false),
                ("Workspace Zebra", 2, true, true),
                (
                    "Deployment prod in Zebra, Deployment Admin",
                    0,
                    false,
                    false
                ),
                ("Deployment prod in Zebra, queue-reader", 0, false, false),
            ]
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
            let line_of = |row: &GrantRow| Some((row.key.clone()?, row.slot.as_ref()?.was.clone()?));
            let shown: Vec<(GrantKey, Arc<str>)> = lines.iter().filter_map(line_of).collect();
            prop_assert_eq!(shown.len(), grants.len());
            let shown: BTreeSet<_> = shown.into_iter().collect();
            prop_assert_eq!(shown, grants.iter().map(|grant| (grant.key(), grant.role.clone())).collect());
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
