//! The tree of Workspaces and Deployments in the side bar: found by name or id, windowed, each a link to its tokens.

mod lines;

use std::collections::HashMap;
use std::sync::Arc;

use astro_tokens::id::OrganizationId;
use leptos::prelude::*;

pub use self::lines::uncounted;
use self::lines::{Look, Node, Places, Twist, counts, lines};
use super::context::Console;
use super::error_text::error_text;
use super::link::current_route;
use super::names::legible;
use super::retry_places::RetryPlaces;
use super::scope_badge::place_id;
use crate::api::ApiError;
use crate::browser::{intl, page};
use crate::inventory::Remote;
use crate::routes::{ListView, Route};
use crate::ui::{IconName, Late, SearchField, TreeLine, WindowedTree};

/// How many tokens have a grant on a Workspace or Deployment, by its id, as the page shows it.
type Counts = Option<Arc<HashMap<Arc<str>, String>>>;

/// The whole part of the side bar: its head, the field that finds, and the tree or what stands in its place.
#[component]
pub fn ScopeTree() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let inventory = console.inventory;
    let organization = inventory.organization_id();
    let (find, set_find) = signal(String::new());
    let twists = RwSignal::new(HashMap::new());

    let places = Memo::new_with_compare(
        move |_| {
            let (workspaces, deployments) = (
                inventory.workspaces().read(),
                inventory.deployments().read(),
            );
            let workspaces = workspaces.loaded().map_or(&[][..], |list| list.as_slice());
            let deployments = deployments.loaded().map_or(&[][..], |list| list.as_slice());
            Arc::new(Places::new(workspaces, deployments))
        },
        |_, _| true,
    );
    let is_loading = Memo::new(move |_| {
        inventory.workspaces().with(Remote::is_loading)
            || inventory.deployments().with(Remote::is_loading)
    });
    let retry = RetryPlaces::new(console, "main h1");
    let lack = Memo::new(move |_| {
        Lack::of(
            &inventory.workspaces().read(),
            &inventory.deployments().read(),
        )
    });
    let counts = counted(console);
    let route = current_route();
    let current = Memo::new(move |_| match &*route.read() {
        Route::Workspace { workspace, .. } | Route::WorkspaceDeployments { workspace, .. } => {
            Some(Node::Workspace(workspace.clone()))
        }
        Route::Deployment { deployment, .. } => Some(Node::Deployment(deployment.clone())),
        _ => None,
    });
    let shown = Memo::new_with_compare(
        move |_| {
            let look = Look {
                needle: find.read().trim().to_lowercase(),
                current: current.get(),
                twists: twists.get(),
            };
            Arc::new(places.with(|places| lines(places, &look)))
        },
        |_, _| true,
    );
    let tree_lines = Memo::new_with_compare(
        move |_| {
            let (counts, shown) = (counts.get(), shown.get());
            // Asked once: it comes from the document, and there may be thousands of lines.
            let base = page::base_path();
            let line = |line| tree_line(line, counts.as_deref(), &organization, &base);
            Arc::new(shown.iter().map(line).collect::<Vec<_>>())
        },
        |_, _| true,
    );
    let toggle = Callback::new(move |node: Node| {
        let Node::Workspace(id) = &node else { return };
        let is_open = shown.with_untracked(|lines| {
            lines
                .iter()
                .find(|line| line.node == node)
                .is_some_and(|line| line.expanded == Some(true))
        });
        let twist = if is_open {
            Twist::Closed(current.get_untracked())
        } else {
            Twist::Opened
        };
        twists.update(|twists| drop(twists.insert(id.clone(), twist)));
    });
    let is_empty = Memo::new(move |_| places.with(|places| places.is_empty()));
    let found_none = Memo::new(move |_| shown.with(|lines| lines.is_empty()));
    view! {
        <div class="scopes">
            <div class="nav__label faint small strong">
                <h2 class="scopes__title">"Workspaces"</h2>
                <span class="num">{move || {
                    (!is_loading.get()).then(|| places.with(|places| intl::number(places.workspace_count())))
                }}</span>
            </div>
            <Show when=move || !is_empty.get()>
                <SearchField
                    id="find-scope"
                    label="Find a Workspace or Deployment"
                    placeholder="Find"
                    small=true
                    value=find
                    on_input=Callback::new(move |text| set_find.set(text))
                    on_down=Callback::new(|()| page::focus(".scopes [role='treeitem'][tabindex='0']"))
                />
            </Show>
            {move || lack.get().map(|lack| view! { <Lacking lack retry /> })}
            {move || {
                if is_loading.get() {
                    view! { <Loading /> }.into_any()
                } else if is_empty.get() && lack.with(Option::is_none) {
                    view! { <p class="small faint scopes__note">"No Workspaces visible to this token"</p> }.into_any()
                } else {
                    ().into_any()
                }
            }}
            <p class="small faint scopes__note" role="status">
                {move || (found_none.get() && !is_empty.get()).then_some("Nothing has that name or ID")}
            </p>
            <Show when=move || !found_none.get()>
                <div class="scopes__lines">
                    <WindowedTree label="Workspaces and Deployments" lines=Signal::from(tree_lines) current=current on_toggle=toggle />
                </div>
            </Show>
        </div>
    }
    .into_any()
}

/// The counts, once every token is loaded: numbers that still grow would be taken for the truth. A place whose list is
/// out of reach, or failed, has none.
fn counted(console: Console) -> Memo<Counts> {
    let inventory = console.inventory;
    let unknown = Memo::new(move |_| {
        inventory.progress().with(|progress| {
            inventory
                .coverage()
                .with(|coverage| uncounted(progress, coverage))
        })
    });
    Memo::new(move |known: Option<&Counts>| match unknown.get() {
        Some(unknown) => {
            let counts = inventory.tokens().with(|table| {
                let mut counts = counts(table.rows());
                for (list, count) in table.untold() {
                    if let Some(place) = list.place() {
                        *counts.entry(place_id(&place)).or_default() += count;
                    }
                }
                counts
            });
            let counted = counts
                .into_iter()
                .map(|(id, count)| (id, intl::number(count)));
            let mut shown: HashMap<Arc<str>, String> = counted.collect();
            shown.extend(unknown.into_iter().map(|id| (id, String::new())));
            Some(Arc::new(shown))
        }
        None => known.cloned().flatten(),
    })
}

/// What is not known of Workspaces and Deployments.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lack {
    Failed {
        error: ApiError,
        /// An earlier reading has left all of them.
        is_stale: bool,
    },
    /// The lists kept changing, and that many may be missing.
    Missing(usize),
}

impl Lack {
    fn of<W, D>(workspaces: &Remote<W>, deployments: &Remote<D>) -> Option<Self> {
        let failure = workspaces.failure().or(deployments.failure());
        if let Some(error) = failure {
            return Some(Self::Failed {
                error: error.clone(),
                is_stale: workspaces.loaded().is_some() && deployments.loaded().is_some(),
            });
        }
        let missing = workspaces.missing() + deployments.missing();
        (missing > 0).then_some(Self::Missing(missing))
    }
}

fn tree_line(
    line: &lines::Line,
    counts: Option<&HashMap<Arc<str>, String>>,
    organization: &OrganizationId,
    base: &str,
) -> TreeLine<Node> {
    let (organization, view) = (organization.clone(), ListView::default());
    let (route, icon, id) = match &line.node {
        Node::Workspace(id) => (
            Route::Workspace {
                organization,
                workspace: id.clone(),
                view,
            },
            IconName::Workspace,
            id.as_str(),
        ),
        Node::Deployment(id) => (
            Route::Deployment {
                organization,
                deployment: id.clone(),
                view,
            },
            IconName::Deployment,
            id.as_str(),
        ),
    };
    TreeLine {
        key: line.node.clone(),
        href: format!("{base}{}", route.print()),
        label: legible(&line.name),
        icon,
        hint: counts.map_or_else(String::new, |counts| {
            counts.get(id).cloned().unwrap_or_else(|| "0".to_owned())
        }),
        level: line.level,
        set_size: line.set_size,
        position: line.position,
        expanded: line.expanded,
    }
}

#[component]
fn Loading() -> impl IntoView {
    let line = |_| view! { <span class="skel"></span> };
    view! {
        <Late>
            <div class="scopes__note" aria-busy="true">
                <p class="vh">"Loading Workspaces and Deployments"</p>
                {(0..6).map(line).collect_view()}
            </div>
        </Late>
    }
}

/// What is missing and why, and the way on.
#[component]
fn Lacking(lack: Lack, retry: RetryPlaces) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let host = console.api_host();
    let words = match lack {
        Lack::Failed { error, is_stale } => {
            let title = error_text(error.kind, &host, &page::origin()).title;
            if is_stale {
                format!(
                    "Workspaces and Deployments could not all be loaded again, so some may be out of date. {title}."
                )
            } else {
                format!("Not all Workspaces and Deployments could be loaded. {title}.")
            }
        }
        Lack::Missing(count) => format!(
            "{} of the Workspaces and Deployments may be missing: the lists kept changing while they were read.",
            intl::number(count),
        ),
    };
    view! {
        <div class="small scopes__note stack stack--sm">
            <p>{words}</p>
            <div>{retry.button()}</div>
        </div>
    }
    .into_any()
}
