//! The Deployments of a Workspace: how each is, and how many tokens have a role on it.

use std::collections::HashMap;
use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::holders::{Holders, holders};
use astro_tokens::id::{DeploymentId, WorkspaceId};
use astro_tokens::model::{Deployment, EntityType};
use astro_tokens::roles::WORKSPACE_ACCESSOR;
use leptos::prelude::*;

use crate::api::ApiError;
use crate::browser::intl::number;
use crate::browser::page;
use crate::components::context::Console;
use crate::components::deployment_status::StatusBadge;
use crate::components::error_notice::ErrorNotice;
use crate::components::names::{Name, legible};
use crate::components::retry_places::RetryPlaces;
use crate::components::scope_badge::{place_href, place_id};
use crate::components::sidebar::uncounted;
use crate::components::standing::Standing;
use crate::components::token_list::no_place;
use crate::inventory::{Coverage, Stage};
use crate::session::EndReason;
use crate::ui::{Blank, Button, Cell, Column, IconName, RowHead, SkeletonTable, WindowedTable};

const COLUMNS: [Column; 5] = [
    column("name", "Deployment", "w-28"),
    column("status", "Status", "w-14"),
    column("runtime", "Astro Runtime", "w-14"),
    column("own", "Tokens with a role on it", "w-22"),
    column("through", "Through the Workspace", "w-22 c-lo"),
];

const fn column(id: &'static str, label: &'static str, class: &'static str) -> Column {
    Column {
        id,
        label,
        class,
        sortable: false,
        is_head_hidden: false,
    }
}

fn heads() -> Vec<&'static str> {
    COLUMNS.iter().map(|column| column.label).collect()
}

const PARTIAL: &str = "These are the Deployments that the token you are signed in with has a role on. The Workspace may have others, \
    which it can’t see.";

/// A Deployment, with the numbers of its tokens where all of them are known.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    deployment: Deployment,
    holders: Option<Holders>,
    /// All tokens with a role in the Workspace are known.
    is_through_known: bool,
    /// What is said of the others, and why.
    unknown: (&'static str, &'static str),
}

/// What stands in the place of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Loading,
    /// The notice above says why.
    Failed,
    /// The caller has the one role that sees none.
    Accessor,
    /// The Workspace is not there, or out of the caller's sight.
    NoWorkspace(Standing),
    Nothing,
    Rows,
}

#[component]
pub fn Deployments(
    console: Console,
    workspace: WorkspaceId,
    standing: Memo<Standing>,
) -> impl IntoView {
    let inventory = console.inventory;
    let retry = RetryPlaces::new(console, "main h1");
    let inside = {
        let workspace = workspace.clone();
        Memo::new(move |_| {
            inventory.deployments().with(|read| {
                let all = read.loaded()?.iter();
                let mut inside: Vec<Deployment> = all
                    .filter(|deployment| deployment.workspace_id == workspace)
                    .cloned()
                    .collect();
                inside.sort_by_cached_key(|deployment| {
                    (deployment.name.to_lowercase(), deployment.id.clone())
                });
                Some(inside)
            })
        })
    };
    let lines = {
        let workspace = workspace.clone();
        Memo::new(move |_| {
            let counts = counted(console, &workspace, inside);
            let lines = inside.get().unwrap_or_default();
            Arc::new(
                lines
                    .into_iter()
                    .map(|deployment| counts.line(deployment))
                    .collect::<Vec<_>>(),
            )
        })
    };
    let place = Place::Workspace(workspace.clone());
    let failure = Memo::new(move |_| inventory.deployments().with(|read| read.failure().cloned()));
    let body = {
        let workspace = workspace.clone();
        Memo::new(move |last: Option<&Body>| {
            match inside.with(|inside| inside.as_ref().map(Vec::is_empty)) {
                Some(false) => Body::Rows,
                _ if inventory.deployments().with(|read| read.is_loading()) => Body::Loading,
                _ if failure.with(Option::is_some) => Body::Failed,
                _ if is_accessor(console, &workspace) => Body::Accessor,
                // It is there, and whoever sees everything sees that there is none.
                _ if console.is_owner() && is_seen(console, &workspace) => Body::Nothing,
                _ => match standing.get() {
                    // What was read before is shown while it is read again.
                    Standing::Loading => match last {
                        Some(last @ (Body::NoWorkspace(_) | Body::Nothing)) => *last,
                        _ => Body::Loading,
                    },
                    gone if !gone.is_there() => Body::NoWorkspace(gone),
                    _ => Body::Nothing,
                },
            }
        })
    };
    let table = move || {
        let row = Callback::new(move |line: Line| row(console, line));
        let foot = ViewFn::from(|| {
            "A token is counted once on each Deployment. Organization Owners can act on all of them and are not counted."
                .into_any()
        });
        view! {
            <WindowedTable
                caption="Deployments, sorted by name"
                columns=COLUMNS.to_vec()
                rows=lines
                key=|line: &Line| line.deployment.id.clone()
                row
                card_class="cards-2"
                foot
            />
        }
        .into_any()
    };
    let is_partial = {
        let workspace = workspace.clone();
        Memo::new(move |_| hides_deployments(console, &workspace))
    };
    let partial = move || {
        let is_told = is_partial.get() && body.get() == Body::Rows;
        is_told.then(|| view! { <p class="muted" role="status">{PARTIAL}</p> })
    };
    view! {
        {move || failure.get().map(|error| failed(console, error, retry))}
        {partial}
        {move || match body.get() {
            Body::Loading => {
                let heads = heads();
                view! { <SkeletonTable label="Loading Deployments" heads /> }.into_any()
            }
            Body::Failed => ().into_any(),
            Body::Rows => table(),
            body => nothing(console, &place, body),
        }}
    }
    .into_any()
}

/// What can be counted now.
struct Counts {
    holders: HashMap<DeploymentId, Holders>,
    /// Of these places not all tokens are known; `None`: of no place.
    unknown: Option<Vec<Arc<str>>>,
    workspace: WorkspaceId,
    is_loading: bool,
}

impl Counts {
    fn line(&self, deployment: Deployment) -> Line {
        let is_known = |id: &str| {
            let unknown = self.unknown.as_ref();
            unknown.is_some_and(|unknown| unknown.iter().all(|other| **other != *id))
        };
        let holders = self.holders.get(&deployment.id).copied();
        Line {
            holders: holders.filter(|_| is_known(deployment.id.as_str())),
            is_through_known: is_known(self.workspace.as_str()),
            unknown: match (&self.unknown, self.is_loading) {
                (_, true) => ("Not known yet", "tokens are being loaded"),
                (None, false) => ("Not known", "tokens could not be loaded"),
                (Some(_), false) => ("Not known", "out of sight of this token"),
            },
            deployment,
        }
    }
}

/// Reactive.
fn counted(
    console: Console,
    workspace: &WorkspaceId,
    inside: Memo<Option<Vec<Deployment>>>,
) -> Counts {
    let inventory = console.inventory;
    let mut unknown = inventory
        .progress()
        .with(|progress| uncounted(progress, &inventory.coverage().read()));
    if let Some(unknown) = &mut unknown {
        // How many roles are hidden there is known, and which is not.
        inventory.tokens().with(|table| {
            let places = table.untold().filter_map(|(list, _)| list.place());
            unknown.extend(places.map(|place| place_id(&place)));
        });
    }
    let holders = inside.with(|inside| {
        let ids = inside.iter().flatten().map(|deployment| &deployment.id);
        inventory.tokens().with(|table| {
            let tokens = table.rows().iter().map(AsRef::as_ref);
            holders(ids, workspace, tokens)
        })
    });
    Counts {
        holders,
        unknown,
        workspace: workspace.clone(),
        is_loading: inventory
            .progress()
            .with(|progress| progress.stage != Stage::Done),
    }
}

/// Whether the Workspace is among those that were read. Reactive.
fn is_seen(console: Console, workspace: &WorkspaceId) -> bool {
    let names = console.inventory.names();
    names.with(|names| names.workspace(workspace.as_str()).is_some())
}

/// Whether there may be Deployments in the Workspace that the caller does not see: its own roles give it some of them, and are no
/// role in the Workspace that gives it all. Reactive.
pub fn hides_deployments(console: Console, workspace: &WorkspaceId) -> bool {
    let Some(own) = console.own_token() else {
        return false;
    };
    let reaches_all = console.inventory.tokens().with(|table| {
        let grants = table.get(&own).and_then(|token| token.grants.as_ref());
        grants.is_none_or(|grants| grants.reaches_deployments_of(workspace))
    });
    !reaches_all && !console.is_owner()
}

/// Whether Workspace Accessor is all that the caller is in the Workspace. Reactive.
fn is_accessor(console: Console, workspace: &WorkspaceId) -> bool {
    let Some(own) = console.own_token() else {
        return false;
    };
    console.inventory.tokens().with(|table| {
        let Some(grants) = table.get(&own).and_then(|token| token.grants.as_ref()) else {
            return false;
        };
        let mut there = grants
            .on(&EntityType::Workspace, workspace.as_str())
            .peekable();
        there.peek().is_some() && there.all(|grant| *grant.role == *WORKSPACE_ACCESSOR)
    })
}

fn nothing(console: Console, place: &Place, body: Body) -> AnyView {
    let other_token = ViewFn::from(move || {
        view! { <Button on_press=move |()| console.end.run(EndReason::SignedOut)>"Use another token"</Button> }.into_any()
    });
    match body {
        Body::Accessor => view! {
            <Blank icon=IconName::Lock title="A Workspace Accessor sees no Deployments" actions=other_token>
                <p>
                    "The token that you are signed in with may see this Workspace and none of its Deployments. "
                    "Any other role in the Workspace shows them."
                </p>
            </Blank>
        }
        .into_any(),
        Body::NoWorkspace(standing) => no_place(place, standing, other_token).into_any(),
        _ if console.is_owner() || *console.inventory.coverage().read() == Coverage::Full => view! {
            <Blank icon=IconName::Deployment title="No Deployments in this Workspace">
                <p>"Deployments are made in Astro, and show up here once they are there."</p>
            </Blank>
        }
        .into_any(),
        _ => view! {
            <Blank icon=IconName::Deployment title="No Deployments in sight">
                <p>"This Workspace has none that the token you are signed in with can see."</p>
            </Blank>
        }
        .into_any(),
    }
}

fn failed(console: Console, error: ApiError, retry: RetryPlaces) -> AnyView {
    let actions = ViewFn::from(move || retry.button());
    let has_some = console
        .inventory
        .deployments()
        .with_untracked(|read| read.loaded().is_some());
    let words = match has_some {
        true => "The Deployments could not be loaded again. What is here may be out of date.",
        false => "The Deployments could not be loaded.",
    };
    let host = console.api_host();
    view! {
        <section class="stack stack--sm" aria-label="What could not be loaded">
            <p class="strong">{words}</p>
            <ErrorNotice error host actions />
        </section>
    }
    .into_any()
}

fn row(console: Console, line: Line) -> AnyView {
    let Line {
        deployment,
        holders,
        is_through_known,
        unknown: (what, why),
    } = line;
    let place = Place::Deployment(deployment.id.clone());
    let address =
        place_href(&place, &console.inventory.organization_id()).unwrap_or_else(page::base_path);
    let (name, id) = (deployment.name.to_string(), deployment.id.to_string());
    let runtime = match &deployment.astro_runtime_version {
        Some(version) => view! { <Name text=version.to_string() /> }.into_any(),
        None => view! { <span class="faint">"Not told"</span> }.into_any(),
    };
    let not_known = || (what.to_owned(), why.to_owned());
    let (on_it, kinds) = holders.map_or_else(not_known, |holders| on_it(holders, number));
    let through = holders.filter(|_| is_through_known);
    let (through, what) = through.map_or_else(not_known, |holders| through_it(holders, number));
    view! {
        <RowHead>
            <span class="cell__name"><a href=address title=legible(&name)><Name text=name.clone() /></a></span>
            <span class="mono">{id}</span>
        </RowHead>
        <Cell label="Status"><span><StatusBadge status=deployment.status /></span><span></span></Cell>
        <Cell label="Astro Runtime"><span>{runtime}</span><span></span></Cell>
        <Cell label="Tokens with a role on it"><span>{on_it}</span><span>{kinds}</span></Cell>
        <Cell label="Through the Workspace" class="c-lo"><span>{through}</span><span>{what}</span></Cell>
    }
    .into_any()
}

/// “9 tokens”, “4 own, 5 assigned”
fn on_it(holders: Holders, number: fn(usize) -> String) -> (String, String) {
    let count = match holders.on_it() {
        0 => "None".to_owned(),
        1 => "1 token".to_owned(),
        count => format!("{} tokens", number(count)),
    };
    let kinds = match (holders.own, holders.assigned) {
        (0, 0) => String::new(),
        (own, 0) => format!("{} own", number(own)),
        (0, assigned) => format!("{} assigned", number(assigned)),
        (own, assigned) => format!("{} own, {} assigned", number(own), number(assigned)),
    };
    (count, kinds)
}

/// “12 more tokens”
fn through_it(holders: Holders, number: fn(usize) -> String) -> (String, String) {
    let without = "without a role on it".to_owned();
    match holders.through_workspace {
        0 => ("None".to_owned(), String::new()),
        1 => ("1 more token".to_owned(), without),
        count => (format!("{} more tokens", number(count)), without),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_said() {
        let says = |own, assigned, through_workspace| {
            let holders = Holders {
                own,
                assigned,
                through_workspace,
            };
            let (count, kinds) = on_it(holders, |count| count.to_string());
            let (through, _) = through_it(holders, |count| count.to_string());
            [count, kinds, through].join("; ")
        };
        assert_eq!(says(0, 0, 0), "None; ; None");
        assert_eq!(says(1, 0, 1), "1 token; 1 own; 1 more token");
        assert_eq!(
            says(4, 5, 12),
            "9 tokens; 4 own, 5 assigned; 12 more tokens"
        );
    }
}
