//! The custom roles that can be given or are held on a Deployment, what each allows, and how many tokens hold it there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::id::DeploymentId;
use astro_tokens::model::{Role, RoleScopeType};
use astro_tokens::query::{Filter, Query};
use astro_tokens::roles;
use leptos::prelude::*;

use super::context::Console;
use super::link::href;
use super::names::{Name, legible};
use super::role_permissions::RolePermissions;
use super::standing::Standing;
use crate::browser::intl::number;
use crate::components::role_choice::RolesLack;
use crate::inventory::{List, Remote};
use crate::routes::{ListView, Route};
use crate::ui::Panel;

/// One role, as the panel tells it.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    name: Arc<str>,
    /// Empty: it has none. `None`: its details have not been read.
    description: Option<Arc<str>>,
    /// Tokens with that role on the Deployment, where all of them are known.
    holders: Option<usize>,
    /// It is held, and can’t be given here any more.
    is_left_over: bool,
}

/// Nothing where there is no custom role to be told of.
#[component]
pub fn CustomRoles(console: Console, deployment: DeploymentId) -> impl IntoView {
    let inventory = console.inventory;
    let standing = Standing::watch(console, List::Deployment(deployment.clone()));
    let id = StoredValue::new(deployment);
    let lines = Memo::new(move |_| {
        let workspace = inventory
            .names()
            .with(|names| id.with_value(|id| names.workspace_of(id.as_str()).cloned()))?;
        let held = id.with_value(|id| {
            let key = Place::Deployment(id.clone()).key();
            let mut held: BTreeMap<Arc<str>, usize> = BTreeMap::new();
            inventory.tokens().with(|table| {
                let grants = table.rows().iter().flat_map(|token| &token.grants);
                for role in grants.flat_map(|grants| grants.roles_at(&key)) {
                    *held.entry(role.clone()).or_default() += 1;
                }
            });
            held
        });
        let is_told = id.with_value(|id| {
            let list = List::Deployment(id.clone());
            let tokens = inventory.tokens();
            tokens.with(|table| table.untold().all(|(other, _)| *other != list))
        });
        let is_known = is_told && standing.get() == Standing::Known;
        inventory.roles().with(|read| {
            let custom = read.loaded().map_or(&[][..], |page| &page.roles);
            let offered = roles::offered(&RoleScopeType::Deployment, custom, Some(&workspace));
            let mut names: BTreeSet<Arc<str>> =
                offered.iter().chain(held.keys()).cloned().collect();
            names.retain(|name| roles::built_in(name).is_none());
            let is_whole = read.is_whole();
            let line = |name: Arc<str>| Line {
                description: description(custom, &name).or_else(|| is_whole.then(Arc::default)),
                holders: is_known.then(|| held.get(&name).copied().unwrap_or_default()),
                is_left_over: is_whole && !offered.contains(&name),
                name,
            };
            Some(names.into_iter().map(line).collect::<Vec<_>>())
        })
    });
    (move || {
        let lines = lines.get()?;
        // Of roles that were not read nobody knows that there is none.
        let is_whole = inventory.roles().with(Remote::is_whole);
        if lines.is_empty() && is_whole {
            return None;
        }
        let rows = lines
            .into_iter()
            .map(|line| row(console, id.get_value(), line))
            .collect_view();
        Some(view! {
            <Panel title="Custom roles on this Deployment" flush=true>
                <ul class="list list--tight">
                    {rows}
                    {(!is_whole).then(|| view! { <li><RolesLack console /></li> })}
                </ul>
            </Panel>
        })
    })
    .into_any()
}

/// `None`: the role is not among those that were read.
fn description(custom: &[Role], name: &str) -> Option<Arc<str>> {
    custom
        .iter()
        .filter(|role| role.scope_type == RoleScopeType::Deployment)
        .find(|role| *role.name == *name)
        .map(|role| role.description.clone().unwrap_or_default())
}

fn row(console: Console, deployment: DeploymentId, line: Line) -> AnyView {
    let filter = Query {
        filters: BTreeSet::from([Filter::Role(line.name.clone())]),
        ..Query::default()
    };
    let holders = line.holders.map(|count| {
        let words = match count {
            0 => {
                return view! { <span class="push faint nowrap">"No token here"</span> }.into_any();
            }
            1 => "1 token".to_owned(),
            count => format!("{} tokens", number(count)),
        };
        let route = Route::Deployment {
            organization: console.inventory.organization_id(),
            deployment,
            view: ListView {
                q: filter.q(),
                sort: filter.sort(),
            },
        };
        let label = format!("{words} with {} here", legible(&line.name));
        view! { <a class="push nowrap" href=href(&route) aria-label=label>{words}</a> }.into_any()
    });
    let role = Signal::stored(Some(line.name.clone()));
    let description = match line.description {
        None => view! { <span class="faint">"Its details have not been read"</span> }.into_any(),
        Some(text) if text.is_empty() => {
            view! { <span class="faint">"No description"</span> }.into_any()
        }
        Some(text) => view! { <Name text=text.to_string() /> }.into_any(),
    };
    view! {
        <li class="custom-role">
            <span class="mono breaks"><Name text=line.name.to_string() /></span>
            <span class="muted breaks">{line.is_left_over.then_some("Can’t be given here any more. ")}{description}</span>
            {holders}
            <div class="custom-role__more"><RolePermissions console role /></div>
        </li>
    }
    .into_any()
}
