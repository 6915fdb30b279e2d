//! Filling the inventory: everything side by side, what is on screen first.

use std::collections::HashSet;

use astro_tokens::id::{DeploymentId, OrganizationId, TokenId};
use astro_tokens::model::ApiTokensPage;
use astro_tokens::roles;
use futures::channel::oneshot;
use futures::stream::{self, StreamExt};
use leptos::prelude::*;

use super::agents::{load_agent_token, load_every_agent_token};
use super::paging::{PageRead, Pages, SIDE_BY_SIDE, settle};
use super::surroundings::{load_roles, load_surroundings};
use super::{Coverage, FailedPage, Inventory, List, Progress, Stage};
use crate::api::{Api, ApiError, ErrorKind};

/// What is on screen and therefore asked for before everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    Nothing,
    Token(TokenId),
    /// Of that Deployment.
    AgentToken(DeploymentId, TokenId),
    List(List),
}

/// Loads, or loads again, everything, unless that is under way already; what is under way begins anew where another token took
/// over. Rows that are held stay until their list was read to its end.
pub async fn load(inventory: Inventory, api: &Api, first: First) {
    let is_running = inventory
        .progress
        .try_with_untracked(|progress| progress.stage == Stage::Running);
    if is_running == Some(false) {
        load_everything(inventory, api, first).await;
    }
}

async fn load_everything(inventory: Inventory, api: &Api, first: First) {
    read_everything(inventory, api, first).await;
    // What still proves nothing after these stays so: answers that tell different grants of the token in use would be read for ever.
    for _ in 0..MOST_PASSES {
        if is_mixed(inventory) {
            read_everything(inventory, api, First::Nothing).await;
        }
    }
}

/// How often a loading begins anew at most.
const MOST_PASSES: usize = 3;

/// Whether another token took over meanwhile, or the one in use lost a right.
fn is_mixed(inventory: Inventory) -> bool {
    let is_mixed = inventory.ledger.try_with_value(|ledger| ledger.is_mixed);
    is_mixed.unwrap_or(false)
}

async fn read_everything(inventory: Inventory, api: &Api, first: First) {
    let organization = inventory.organization_id();
    inventory.ledger.try_update_value(|ledger| {
        *ledger = ledger.anew(api.now());
    });
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
        First::AgentToken(deployment, token) => {
            load_agent_token(inventory, api, deployment, token).await;
        }
        First::List(list) => {
            let asked = inventory.asked();
            if let Ok(page) = api.list_tokens(&organization, &list.page(0)).await {
                inventory.enter_page(list, page.tokens, asked);
            }
        }
    }
    let reading = Reading {
        inventory,
        api,
        organization: &organization,
    };
    let (known, places) = oneshot::channel();
    let tokens = async {
        let (whole, (), ()) = futures::join!(
            reading.list(&List::Organization),
            async {
                load_surroundings(inventory, api, &organization).await;
                // Nobody else hears it.
                let _ = known.send(());
            },
            load_roles(inventory, api, &organization),
        );
        match whole {
            Err(error) if error.kind == ErrorKind::Forbidden => reading.union().await,
            Err(error) => reading.fail(List::Organization, 0, error),
            Ok(()) => reading.judge_coverage().await,
        }
    };
    let agents = async {
        let _ = places.await;
        load_every_agent_token(inventory, api).await;
    };
    futures::join!(tokens, agents);
    reading.finish();
}

/// Asks for the pages that failed once more, and for nothing else, unless others changed the list since.
pub async fn retry(inventory: Inventory, api: &Api) {
    let organization = inventory.organization_id();
    let Some(failed) = inventory.progress.try_update(|progress| {
        progress.stage = Stage::Running;
        std::mem::take(&mut progress.failed)
    }) else {
        return;
    };
    // Without its first page nothing is known of the whole list, not even whether the caller may have it.
    if failed
        .iter()
        .any(|failed| failed.page == 0 && failed.list == List::Organization)
    {
        return load_everything(inventory, api, First::Nothing).await;
    }
    let lists: HashSet<List> = failed.into_iter().map(|failed| failed.list).collect();
    let is_whole = lists.contains(&List::Organization);
    let reading = &Reading {
        inventory,
        api,
        organization: &organization,
    };
    stream::iter(lists)
        .map(|list| async move {
            if reading.of(&list, |pages| pages.is_read(0)) {
                reading.settle(&list).await;
            } else if reading.reaches(&list).await == Some(false) {
                inventory.coverage.try_update(|coverage| {
                    if let Coverage::Partial { out_of_reach, .. } = coverage {
                        out_of_reach.push(list);
                    }
                });
            }
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect::<()>()
        .await;
    if is_whole {
        reading.judge_coverage().await;
    }
    reading.finish();
    if is_mixed(inventory) {
        load_everything(inventory, api, First::Nothing).await;
    }
}

/// Reads one token by its id.
pub async fn load_token(inventory: Inventory, api: &Api, token: &TokenId) {
    let asked = inventory.asked();
    match api.get_token(&inventory.organization_id(), token).await {
        Ok(read) => inventory.enter(read, asked),
        Err(error) => inventory.refuse(token, error),
    }
}

/// One loading of the tokens, or the retry that goes on with it.
struct Reading<'a> {
    inventory: Inventory,
    api: &'a Api,
    organization: &'a OrganizationId,
}

impl Reading<'_> {
    /// Reads a whole list. Only a first page that fails is an error: without it nothing is known of the list.
    async fn list(&self, list: &List) -> Result<(), ApiError> {
        self.page(list, 0).await?;
        self.settle(list).await;
        Ok(())
    }

    /// Reads the pages that are not there, and again those that do not fit together. One that fails is left to a retry.
    async fn settle(&self, list: &List) {
        let is_restless = settle(
            || self.of(list, Pages::wanted),
            async |page| match self.page(list, page).await {
                Ok(()) => true,
                Err(error) => {
                    self.fail(list.clone(), page, error);
                    false
                }
            },
        )
        .await;
        self.inventory.ledger.try_update_value(|ledger| {
            if is_restless {
                ledger.restless.insert(list.clone());
            } else {
                ledger.restless.remove(list);
            }
        });
        self.tell_progress();
    }

    /// Reads one page into the table.
    async fn page(&self, list: &List, page: usize) -> Result<(), ApiError> {
        let asked = self.inventory.asked();
        let answer: ApiTokensPage = self
            .api
            .list_tokens(self.organization, &list.page(page))
            .await?;
        let read = PageRead {
            ids: answer.tokens.iter().map(|token| token.id.clone()).collect(),
            total: usize::try_from(answer.total_count).unwrap_or(usize::MAX),
        };
        self.inventory.ledger.try_update_value(|ledger| {
            ledger
                .pages
                .entry(list.clone())
                .or_default()
                .enter(page, read);
        });
        self.inventory.enter_page(list, answer.tokens, asked);
        self.tell_progress();
        Ok(())
    }

    fn of<R: Default>(&self, list: &List, look: impl FnOnce(&Pages<TokenId>) -> R) -> R {
        self.inventory
            .ledger
            .try_with_value(|ledger| ledger.pages.get(list).map(look))
            .flatten()
            .unwrap_or_default()
    }

    /// Sums up all lists; what was counted before may have changed with the list.
    fn tell_progress(&self) {
        let sums = self.inventory.ledger.try_with_value(|ledger| {
            let missing = |(list, pages): (&List, &Pages<TokenId>)| {
                ledger.restless.contains(list).then(|| pages.missing())
            };
            (
                ledger.pages.values().map(Pages::total).sum(),
                ledger.pages.values().map(Pages::rows).sum(),
                ledger.pages.iter().filter_map(missing).sum(),
            )
        });
        if let Some((total, read, missing)) = sums {
            self.inventory.progress.try_update(|progress| {
                progress.total = total;
                progress.read = read;
                progress.missing = missing;
            });
        }
    }

    fn fail(&self, list: List, page: usize, error: ApiError) {
        self.inventory
            .progress
            .try_update(|progress| progress.failed.push(FailedPage { list, page, error }));
    }

    /// The whole list may have been answered narrowed to what the caller can read. Then its own places say what is out
    /// of reach.
    async fn judge_coverage(&self) {
        let is_complete = self
            .inventory
            .progress
            .try_with_untracked(|progress| progress.failed.is_empty());
        match self.sees_everything() {
            true => {
                self.inventory.coverage.try_set(Coverage::Full);
            }
            false if is_complete == Some(true) => self.union().await,
            false => {}
        }
    }

    /// Whether a list of the whole Organization is all of it: so it is where the token in use is on it as an Organization
    /// Owner. One that is listed without its roles proves nothing. Nothing tells for a personal session, which is taken at
    /// its word.
    fn sees_everything(&self) -> bool {
        let Some(own) = self.api.own_token() else {
            return true;
        };
        self.inventory
            .tokens
            .try_with_untracked(|table| {
                let grants = table.get(&own)?.grants.as_ref();
                Some(grants.is_some_and(|grants| {
                    grants
                        .iter()
                        .any(|grant| *grant.role == *roles::ORGANIZATION_OWNER)
                }))
            })
            .flatten()
            .unwrap_or(false)
    }

    /// Reads what the caller can see: the lists of each visible Workspace and Deployment.
    async fn union(&self) {
        self.inventory
            .progress
            .try_update(|progress| progress.is_union = true);
        let workspaces = self.inventory.workspaces.get_untracked();
        let deployments = self.inventory.deployments.get_untracked();
        // Without them it is not known what there is to read, which is not the same as nothing. Only a refusal is: who may
        // not list places of one kind sees none of that kind.
        let is_refused = |error: &ApiError| error.kind == ErrorKind::Forbidden;
        let failures = (workspaces.failure(), deployments.failure());
        let told = match failures {
            (Some(first), Some(second)) if is_refused(first) => Some(second),
            (Some(error), None) | (None, Some(error)) if is_refused(error) => None,
            (first, second) => first.or(second),
        };
        if let Some(error) = told {
            return self.fail(List::Organization, 0, error.clone());
        }
        let workspaces = workspaces.fresh().into_iter().flat_map(|list| list.iter());
        let deployments = deployments.fresh().into_iter().flat_map(|list| list.iter());
        let lists: Vec<List> = workspaces
            .map(|workspace| List::Workspace(workspace.id.clone()))
            .chain(deployments.map(|deployment| List::Deployment(deployment.id.clone())))
            .collect();
        let count = lists.len();
        let out_of_reach: Vec<List> = stream::iter(lists)
            .map(|list| async { (self.reaches(&list).await == Some(false)).then_some(list) })
            .buffer_unordered(SIDE_BY_SIDE)
            .filter_map(std::future::ready)
            .collect()
            .await;
        let coverage = Coverage::Partial {
            lists: count,
            out_of_reach,
        };
        self.inventory.coverage.try_set(coverage);
    }

    /// Reads the list of a place. Whether it is within the caller's reach, as far as there was an answer.
    async fn reaches(&self, list: &List) -> Option<bool> {
        match self.list(list).await {
            Ok(()) => Some(true),
            Err(error) if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::NotFound) => {
                Some(false)
            }
            Err(error) => {
                self.fail(list.clone(), 0, error);
                None
            }
        }
    }

    /// Drops what a complete reading no longer found.
    fn finish(&self) {
        let ledger = self.inventory.ledger;
        let complete = self
            .inventory
            .progress
            .try_update(|progress| {
                progress.stage = Stage::Done;
                let complete = progress.failed.is_empty();
                if complete {
                    progress.fresh_as_of = ledger.try_with_value(|ledger| ledger.began).flatten();
                }
                complete && progress.missing == 0
            })
            .unwrap_or(false);
        if complete {
            let found: HashSet<TokenId> = ledger
                .try_with_value(|ledger| {
                    let listed = ledger.pages.values().flat_map(Pages::ids);
                    listed.chain(&ledger.by_id).cloned().collect()
                })
                .unwrap_or_default();
            self.inventory.tokens.try_update(|table| {
                table.keep(&found);
                ledger.try_with_value(|ledger| table.keep_listed(&ledger.pages));
            });
            if !is_mixed(self.inventory) {
                self.inventory.renew_sight();
            }
        }
    }
}
