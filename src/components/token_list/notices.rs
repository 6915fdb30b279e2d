//! What the list does not have, and why: pages that failed, rows that may be missing, what is out of reach.

use astro_tokens::names::Names;
use leptos::prelude::*;

use super::freshness::refresher;
use super::status::tokens;
use crate::browser::intl::number;
use crate::components::context::Console;
use crate::components::error_notice::ErrorNotice;
use crate::components::names::isolated;
use crate::inventory::{self, Coverage, FailedPage, List, Progress, Stage};
use crate::ui::{Banner, Button, Disclosure, IconName, Size, Tone};

/// What failed, in words: "2 pages with 1,998 tokens could not be loaded." `missing` is what they hold, in words, as far
/// as that is known; `has_rows`: an earlier reading, or another list, has left some.
fn failed_words(failed: &[FailedPage], missing: Option<&str>, has_rows: bool) -> String {
    if failed
        .iter()
        .any(|failed| failed.page == 0 && failed.list == List::Organization)
    {
        return if has_rows {
            "The list of tokens could not be loaded again. What is here may be out of date or incomplete.".to_owned()
        } else {
            "The list of tokens could not be loaded.".to_owned()
        };
    }
    let lists = failed.iter().filter(|failed| failed.page == 0).count();
    let pages = failed.len() - lists;
    let count =
        |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let mut parts = Vec::new();
    if pages > 0 {
        let page = count(pages, "page");
        parts.push(match missing {
            Some(missing) => format!("{page} with {missing}"),
            None => page,
        });
    }
    if lists > 0 {
        parts.push(format!(
            "the tokens of {}",
            if lists == 1 {
                "1 Workspace or Deployment".to_owned()
            } else {
                format!("{lists} Workspaces and Deployments")
            }
        ));
    }
    format!(
        "{} could not be loaded. What is here can be used.",
        parts.join(" and ")
    )
}

/// Pages that failed, with the reason, and a way to ask for them alone.
#[component]
pub fn Failures(console: Console) -> impl IntoView {
    let progress = console.inventory.progress();
    let failed = Memo::new(move |_| {
        progress.with(|progress| match progress.stage {
            Stage::Done => (progress.failed.clone(), missing_rows(progress)),
            Stage::Idle | Stage::Running => (Vec::new(), None),
        })
    });
    let has_rows = Memo::new(move |_| {
        let tokens = console.inventory.tokens();
        tokens.with(|table| table.rows().iter().any(|token| !token.is_agent()))
    });
    let host = console.api_host();
    let retry = Callback::new(move |()| {
        let api = console.api.get_value();
        console
            .tasks
            .spawn(async move { inventory::retry(console.inventory, &api).await });
    });
    (move || {
        let (failed, missing) = failed.get();
        let error = failed.first()?.error.clone();
        let words = failed_words(&failed, missing.map(tokens).as_deref(), has_rows.get());
        let actions = ViewFn::from(move || {
            view! { <Button size=Size::Small icon=IconName::Refresh on_press=retry>"Retry"</Button> }.into_any()
        });
        let view = view! {
            <section class="stack stack--sm" aria-label="What could not be loaded">
                <p class="strong">{words}</p>
                <ErrorNotice error host=host.clone() actions />
            </section>
        };
        Some(view.into_any())
    })
    .into_any()
}

/// Deployments whose agent tokens could not be read, and a way to ask for them alone. The other tokens are there.
#[component]
pub fn AgentFailures(console: Console) -> impl IntoView {
    let agents = console.inventory.agents();
    let failed = Memo::new(move |_| {
        let is_done = console
            .inventory
            .progress()
            .with(|progress| progress.stage == Stage::Done);
        let mut failed = agents.with(|agents| {
            let failed = agents.values().filter(|read| inventory::is_failure(read));
            failed
                .filter_map(|read| read.failure().cloned())
                .collect::<Vec<_>>()
        });
        failed.retain(|_| is_done);
        failed
    });
    let host = console.api_host();
    let retry = Callback::new(move |()| {
        let api = console.api.get_value();
        console.tasks.spawn(async move {
            inventory::retry_agent_tokens(console.inventory, &api).await;
        });
    });
    (move || {
        let failed = failed.get();
        let error = failed.first()?.clone();
        let words = match failed.len() {
            1 => "The agent tokens of 1 Deployment could not be loaded.".to_owned(),
            count => format!("The agent tokens of {count} Deployments could not be loaded."),
        };
        let actions = ViewFn::from(move || {
            view! { <Button size=Size::Small icon=IconName::Refresh on_press=retry>"Retry"</Button> }.into_any()
        });
        let view = view! {
            <section class="stack stack--sm" aria-label="Agent tokens that could not be loaded">
                <p class="strong">{words}</p>
                <ErrorNotice error host=host.clone() actions />
            </section>
        };
        Some(view.into_any())
    })
    .into_any()
}

/// Rows that the failed pages hold, as far as the totals tell. Those of several lists may be the same tokens.
fn missing_rows(progress: &Progress) -> Option<usize> {
    let rows = progress
        .total
        .saturating_sub(progress.read)
        .saturating_sub(progress.missing);
    (rows > 0 && !progress.is_union).then_some(rows)
}

/// Rows that may be missing because the list kept changing.
#[component]
pub fn Missing(console: Console) -> impl IntoView {
    let missing = Memo::new(move |_| {
        console
            .inventory
            .progress()
            .with(|progress| progress.missing)
    });
    let refresh = refresher(console);
    (move || {
        let missing = missing.get();
        (missing > 0).then(|| {
            let actions = ViewFn::from(move || {
                view! { <Button size=Size::Small icon=IconName::Refresh on_press=refresh>"Refresh"</Button> }.into_any()
            });
            let verb = if missing == 1 { "token may be missing" } else { "tokens may be missing" };
            view! {
                <Banner tone=Tone::Warn icon=IconName::Alert title=format!("{missing} {verb}") announce=true actions>
                    <p>"The list kept changing while it was read."</p>
                </Banner>
            }
        })
    })
    .into_any()
}

/// At most so many places are named without a question.
const NAMED: usize = 3;

/// What the list is, where it is not the whole Organization.
#[component]
pub fn CoverageNotice(console: Console) -> impl IntoView {
    let inventory = console.inventory;
    // It stays as it is when everything is read again.
    let open = RwSignal::new(false);
    (move || {
        let Coverage::Partial { lists, out_of_reach } = inventory.coverage().get() else { return ().into_any() };
        if lists == 0 {
            return ().into_any();
        }
        let count = |loaded: Option<usize>, one: &str| match loaded.unwrap_or(0) {
            1 => format!("1 {one}"),
            many => format!("{many} {one}s"),
        };
        let workspaces = count(inventory.workspaces().with(|list| list.fresh().map(|list| list.len())), "Workspace");
        let deployments = count(inventory.deployments().with(|list| list.fresh().map(|list| list.len())), "Deployment");
        let title = format!("Tokens of what this token can see: {workspaces} and {deployments}");
        let beyond = (!out_of_reach.is_empty()).then(|| {
            let names = inventory.names().get();
            let places: Vec<String> = out_of_reach.iter().map(|list| isolated(name_of(list, &names))).collect();
            let label = format!("It can’t see the tokens of {} of these", number(places.len()));
            let is_short = places.len() <= NAMED;
            let places = StoredValue::new(places.join(", "));
            if is_short {
                return view! { <p>"It can’t see the tokens of "{places.get_value()}"."</p> }.into_any();
            }
            let children = ViewFn::from(move || view! { <p class="breaks">{places.get_value()}</p> });
            view! { <Disclosure label open children /> }.into_any()
        });
        view! {
            <Banner icon=IconName::Lock title>
                <p>
                    "Tokens that have no role there are out of reach. Listing the whole Organization needs Organization Owner."
                </p>
                {beyond}
            </Banner>
        }
        .into_any()
    })
    .into_any()
}

fn name_of<'a>(list: &'a List, names: &'a Names) -> &'a str {
    match list {
        List::Organization => "Organization",
        List::Workspace(id) => names.workspace(id.as_str()).unwrap_or(id.as_arc()),
        List::Deployment(id) => names.deployment(id.as_str()).unwrap_or(id.as_arc()),
    }
}

#[cfg(test)]
mod tests {
    use astro_tokens::id::WorkspaceId;

    use super::*;
    use crate::api::{ApiError, ErrorKind};

    fn failed(list: List, page: usize) -> FailedPage {
        FailedPage {
            list,
            page,
            error: ApiError::of(ErrorKind::ServerError),
        }
    }

    #[test]
    fn what_failed_is_named() {
        let workspace = || List::Workspace(WorkspaceId::new("w"));
        assert_eq!(
            failed_words(
                &[failed(List::Organization, 3), failed(List::Organization, 4)],
                Some("1998 tokens"),
                true
            ),
            "2 pages with 1998 tokens could not be loaded. What is here can be used."
        );
        assert_eq!(
            failed_words(
                &[failed(workspace(), 0), failed(workspace(), 2)],
                None,
                true
            ),
            "1 page and the tokens of 1 Workspace or Deployment could not be loaded. What is here can be used."
        );
        assert_eq!(
            failed_words(&[failed(List::Organization, 0)], None, false),
            "The list of tokens could not be loaded."
        );
        assert_eq!(
            failed_words(&[failed(List::Organization, 0)], None, true),
            "The list of tokens could not be loaded again. What is here may be out of date or incomplete."
        );
    }
}
