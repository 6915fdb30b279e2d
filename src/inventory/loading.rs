//! Filling the inventory: everything side by side, what is on screen first.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use astro_tokens::id::{OrganizationId, TokenId};
use astro_tokens::model::{ApiTokensPage, Deployment, RolesPage, Workspace};
use astro_tokens::requests::{MAX_LIMIT, Page};
use futures::stream::{self, StreamExt};
use leptos::prelude::*;

use super::paging::{PageEdges, Pages};
use super::{Coverage, FailedPage, Inventory, List, Progress, Remote, Stage};
use crate::api::{Api, ApiError, ErrorKind};

/// Requests under way at once. HTTP/1.1 browsers allow six to a host.
const SIDE_BY_SIDE: usize = 6;
/// A list that changed while it was read is put right at most this many times.
const MOST_ROUNDS: usize = 3;

/// What is on screen and therefore asked for before everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    Nothing,
    Token(TokenId),
    List(List),
}

/// Loads, or loads again, everything. Rows that are held stay until their list was read to its end.
pub async fn load(inventory: Inventory, api: &Api, first: First) {
    let organization = inventory.organization_id();
    let began = api.now();
    inventory.progress.try_update(|progress| {
        *progress = Progress {
            stage: Stage::Running,
            fresh_as_of: progress.fresh_as_of,
            ..Progress::default()
        };
    });
    match &first {
        First::Nothing | First::List(List::Organization) => {}
        First::Token(token) => load_token(inventory, api, token).await,
        First::List(list) => {
            if let Ok(page) = api.list_tokens(&organization, &list.page(0)).await {
                inventory
                    .tokens
                    .try_update(|table| table.enter(page.tokens));
            }
        }
    }
    let reading = Reading::new(inventory, api, &organization);
    let (whole, (), ()) = futures::join!(
        reading.list(&List::Organization),
        load_surroundings(inventory, api, &organization),
        load_roles(inventory, api, &organization),
    );
    match whole {
        Err(error) if error.kind == ErrorKind::Forbidden => reading.union().await,
        Err(error) => reading.fail(List::Organization, 0, error),
        Ok(()) => {
            inventory.coverage.try_set(Coverage::Full);
        }
    }
    reading.finish(began);
}

/// Asks for the pages that failed once more, and for nothing else.
pub async fn retry(inventory: Inventory, api: &Api) {
    let organization = inventory.organization_id();
    let Some(failed) = inventory.progress.try_update(|progress| {
        progress.stage = Stage::Running;
        std::mem::take(&mut progress.failed)
    }) else {
        return;
    };
    // A first page that failed has told no total: its whole list is still to be read.
    if failed
        .iter()
        .any(|failed| failed.page == 0 && failed.list == List::Organization)
    {
        return load(inventory, api, First::Nothing).await;
    }
    let reading = Reading::new(inventory, api, &organization);
    let reading = &reading;
    stream::iter(failed)
        .map(|failed| async move {
            if failed.page == 0 {
                if let Err(error) = reading.list(&failed.list).await {
                    reading.fail(failed.list, 0, error);
                }
            } else {
                match reading.page(&failed.list, failed.page).await {
                    Ok(_) => reading.count(&failed.list, failed.page),
                    Err(error) => reading.fail(failed.list, failed.page, error),
                }
            }
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect::<()>()
        .await;
    inventory
        .progress
        .try_update(|progress| progress.stage = Stage::Done);
}

/// Reads one token by its id.
pub async fn load_token(inventory: Inventory, api: &Api, token: &TokenId) {
    match api.get_token(&inventory.organization_id(), token).await {
        Ok(read) => {
            inventory.tokens.try_update(|table| table.enter([read]));
            inventory
                .refused
                .try_update(|refused| refused.remove(token));
        }
        Err(error) => {
            if error.kind == ErrorKind::NotFound {
                inventory.tokens.try_update(|table| table.remove(token));
            }
            inventory
                .refused
                .try_update(|refused| refused.insert(token.clone(), error));
        }
    }
}

/// One loading of the tokens.
struct Reading<'a> {
    inventory: Inventory,
    api: &'a Api,
    organization: &'a OrganizationId,
    seen: RefCell<HashSet<TokenId>>,
    pages: RefCell<HashMap<List, Pages>>,
}

impl<'a> Reading<'a> {
    fn new(inventory: Inventory, api: &'a Api, organization: &'a OrganizationId) -> Self {
        Self {
            inventory,
            api,
            organization,
            seen: RefCell::new(HashSet::new()),
            pages: RefCell::new(HashMap::new()),
        }
    }

    /// Reads a whole list. Only a first page that fails is an error: without it nothing is known of the list.
    async fn list(&self, list: &List) -> Result<(), ApiError> {
        let total = self.page(list, 0).await?;
        self.inventory
            .progress
            .try_update(|progress| progress.total += total);
        self.count(list, 0);
        let mut wanted = self.of(list, Pages::unread);
        for _ in 0..=MOST_ROUNDS {
            if wanted.is_empty() {
                break;
            }
            let again = wanted.iter().any(|page| self.was_read(list, *page));
            let outcomes = stream::iter(std::mem::take(&mut wanted))
                .map(|page| async move { (page, self.page(list, page).await) })
                .buffer_unordered(SIDE_BY_SIDE);
            let mut outcomes = std::pin::pin!(outcomes);
            let mut failed = Vec::new();
            while let Some((page, outcome)) = outcomes.next().await {
                match outcome {
                    Ok(_) if !again => self.count(list, page),
                    Ok(_) => {}
                    Err(error) => {
                        failed.push(page);
                        self.fail(list.clone(), page, error);
                    }
                }
            }
            wanted = self.of(list, |pages| {
                let mut wanted = pages.inconsistent();
                wanted.extend(pages.unread());
                wanted.retain(|page| !failed.contains(page));
                wanted.sort_unstable();
                wanted.dedup();
                wanted
            });
            if !failed.is_empty() {
                break;
            }
        }
        self.settle_total(list, total, !wanted.is_empty());
        Ok(())
    }

    /// Reads one page into the table, and tells the list's total.
    async fn page(&self, list: &List, page: usize) -> Result<usize, ApiError> {
        let answer: ApiTokensPage = self
            .api
            .list_tokens(self.organization, &list.page(page))
            .await?;
        let total = usize::try_from(answer.total_count).unwrap_or(usize::MAX);
        let edges = PageEdges {
            first: answer.tokens.first().map(|token| token.id.clone()),
            last: answer.tokens.last().map(|token| token.id.clone()),
            count: answer.tokens.len(),
            total,
        };
        self.seen
            .borrow_mut()
            .extend(answer.tokens.iter().map(|token| token.id.clone()));
        self.pages
            .borrow_mut()
            .entry(list.clone())
            .or_default()
            .enter(page, edges);
        self.inventory
            .tokens
            .try_update(|table| table.enter(answer.tokens));
        Ok(total)
    }

    fn of<R>(&self, list: &List, look: impl FnOnce(&Pages) -> R) -> R {
        look(self.pages.borrow_mut().entry(list.clone()).or_default())
    }

    fn was_read(&self, list: &List, page: usize) -> bool {
        self.of(list, |pages| pages.is_read(page))
    }

    /// Counts the rows of a page towards the progress; the row it shares with the page before counts there.
    fn count(&self, list: &List, page: usize) {
        let rows = self
            .of(list, |pages| pages.rows_of(page))
            .saturating_sub(usize::from(page > 0));
        self.inventory
            .progress
            .try_update(|progress| progress.read = progress.read.saturating_add(rows));
    }

    /// Corrects the total by what the list says now, and tells what may be missing of it.
    fn settle_total(&self, list: &List, first_total: usize, inconsistent: bool) {
        let (total, rows) = self.of(list, |pages| (pages.total(), pages.rows()));
        self.inventory.progress.try_update(|progress| {
            progress.total = (progress.total + total).saturating_sub(first_total);
            if inconsistent {
                progress.missing += total.saturating_sub(rows).max(1);
            }
        });
    }

    fn fail(&self, list: List, page: usize, error: ApiError) {
        self.inventory
            .progress
            .try_update(|progress| progress.failed.push(FailedPage { list, page, error }));
    }

    /// Reads what the caller can see: the lists of each visible Workspace and Deployment.
    async fn union(&self) {
        let workspaces = self.inventory.workspaces.get_untracked();
        let deployments = self.inventory.deployments.get_untracked();
        let lists: Vec<List> = workspaces
            .loaded()
            .into_iter()
            .flat_map(|workspaces| {
                workspaces
                    .iter()
                    .map(|workspace| List::Workspace(workspace.id.clone()))
            })
            .chain(deployments.loaded().into_iter().flat_map(|deployments| {
                deployments
                    .iter()
                    .map(|deployment| List::Deployment(deployment.id.clone()))
            }))
            .collect();
        let count = lists.len();
        let out_of_reach = RefCell::new(Vec::new());
        stream::iter(lists)
            .map(|list| async {
                match self.list(&list).await {
                    Ok(()) => {}
                    Err(error)
                        if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::NotFound) =>
                    {
                        out_of_reach.borrow_mut().push(list);
                    }
                    Err(error) => self.fail(list, 0, error),
                }
            })
            .buffer_unordered(SIDE_BY_SIDE)
            .collect::<()>()
            .await;
        let coverage = Coverage::Partial {
            lists: count,
            out_of_reach: out_of_reach.into_inner(),
        };
        self.inventory.coverage.try_set(coverage);
    }

    /// Drops what a complete reading no longer found.
    fn finish(&self, began: astro_tokens::timestamp::Timestamp) {
        let complete = self
            .inventory
            .progress
            .try_update(|progress| {
                progress.stage = Stage::Done;
                let complete = progress.failed.is_empty();
                if complete {
                    progress.fresh_as_of = Some(began);
                }
                complete && progress.missing == 0
            })
            .unwrap_or(false);
        if complete {
            self.inventory
                .tokens
                .try_update(|table| table.keep(&self.seen.borrow()));
        }
    }
}

/// Reads the Organization, its Workspaces and Deployments: the names beside the ids.
pub async fn load_surroundings(inventory: Inventory, api: &Api, organization: &OrganizationId) {
    futures::join!(
        async {
            let read = match api.get_organization(organization).await {
                Ok(read) => Remote::Loaded(read),
                Err(error) => Remote::Failed(error),
            };
            inventory.organization.try_set(read);
        },
        async {
            let read = all(async |page| {
                let answer = api.list_workspaces(organization, &page).await?;
                Ok((answer.workspaces, answer.total_count))
            });
            inventory
                .workspaces
                .try_set(remote::<Workspace>(read.await));
        },
        async {
            let read = all(async |page| {
                let answer = api.list_deployments(organization, &page).await?;
                Ok((answer.deployments, answer.total_count))
            });
            inventory
                .deployments
                .try_set(remote::<Deployment>(read.await));
        },
    );
}

async fn load_roles(inventory: Inventory, api: &Api, organization: &OrganizationId) {
    let default_roles = RefCell::new(Vec::new());
    let read = all(async |page| {
        let answer = api.list_roles(organization, &page).await?;
        if page.offset == 0 {
            *default_roles.borrow_mut() = answer.default_roles;
        }
        Ok((answer.roles, answer.total_count))
    })
    .await;
    inventory.roles.try_set(match read {
        Ok(roles) => Remote::Loaded(Arc::new(RolesPage {
            total_count: roles.len() as u64,
            limit: MAX_LIMIT,
            offset: 0,
            roles,
            default_roles: default_roles.into_inner(),
        })),
        Err(error) => Remote::Failed(error),
    });
}

fn remote<T>(read: Result<Vec<T>, ApiError>) -> Remote<Arc<Vec<T>>> {
    match read {
        Ok(list) => Remote::Loaded(Arc::new(list)),
        Err(error) => Remote::Failed(error),
    }
}

/// Reads a short list page by page, advancing by what was received.
async fn all<T>(
    read: impl AsyncFn(Page) -> Result<(Vec<T>, u64), ApiError>,
) -> Result<Vec<T>, ApiError> {
    let mut items = Vec::new();
    loop {
        let page = Page {
            offset: items.len() as u64,
            limit: MAX_LIMIT,
            sorts: vec!["name:asc"],
        };
        let (more, total) = read(page).await?;
        let is_end = more.is_empty();
        items.extend(more);
        if is_end || items.len() as u64 >= total {
            return Ok(items);
        }
    }
}
