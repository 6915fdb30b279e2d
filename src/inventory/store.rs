//! The signals of the inventory, and what they hold.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::id::{DeploymentId, OrganizationId, RoleId, TokenId, WorkspaceId};
use astro_tokens::model::{Deployment, Organization, RolesPage, Workspace};
use astro_tokens::names::Names;
use astro_tokens::requests::ListTokens;
use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use super::TokenTable;
use super::paging::{LIMIT, Pages, offset_of};
use super::rights::Witness;
use crate::api::ApiError;

/// Something that is read from Astro as a whole. A reading that fails takes nothing away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Remote<T> {
    #[default]
    Loading,
    Loaded(T),
    /// It kept changing while it was read, and that many rows may be missing.
    Restless {
        value: T,
        missing: usize,
    },
    /// The last reading failed; beside that, what an earlier one found.
    Failed {
        error: ApiError,
        last: Option<T>,
    },
}

impl<T> Remote<T> {
    /// What is known, be it by an earlier reading.
    pub const fn loaded(&self) -> Option<&T> {
        match self {
            Self::Loaded(value)
            | Self::Restless { value, .. }
            | Self::Failed {
                last: Some(value), ..
            } => Some(value),
            Self::Loading | Self::Failed { last: None, .. } => None,
        }
    }

    /// What the last reading found.
    pub const fn fresh(&self) -> Option<&T> {
        match self {
            Self::Loaded(value) | Self::Restless { value, .. } => Some(value),
            Self::Loading | Self::Failed { .. } => None,
        }
    }

    pub const fn is_loading(&self) -> bool {
        matches!(self, Self::Loading)
    }

    /// Whether the last reading found everything.
    pub const fn is_whole(&self) -> bool {
        matches!(self, Self::Loaded(_))
    }

    pub const fn failure(&self) -> Option<&ApiError> {
        match self {
            Self::Failed { error, .. } => Some(error),
            Self::Loading | Self::Loaded(_) | Self::Restless { .. } => None,
        }
    }

    /// Rows that may be missing, because the list kept changing while it was read.
    pub const fn missing(&self) -> usize {
        match self {
            Self::Restless { missing, .. } => *missing,
            Self::Loading | Self::Loaded(_) | Self::Failed { .. } => 0,
        }
    }

    /// Enters a failed reading beside what is known.
    pub(super) fn fail(&mut self, error: ApiError) {
        let last = match std::mem::take(self) {
            Self::Loaded(value) | Self::Restless { value, .. } => Some(value),
            Self::Failed { last, .. } => last,
            Self::Loading => None,
        };
        *self = Self::Failed { error, last };
    }
}

/// Names of what a role allows, as Astro has them.
pub type Permissions = Arc<[Arc<str>]>;

/// One list of tokens, as Astro filters it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// Every token of the Organization.
    Organization,
    /// Tokens with a role in the Workspace.
    Workspace(WorkspaceId),
    /// Tokens with a role on the Deployment.
    Deployment(DeploymentId),
}

impl List {
    /// The place whose tokens it has; `None` for the whole Organization.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Organization => None,
            Self::Workspace(id) => Some(Place::Workspace(id.clone())),
            Self::Deployment(id) => Some(Place::Deployment(id.clone())),
        }
    }

    /// The request for a page, in the order in which rows are only ever added at the end.
    pub(super) fn page(&self, page: usize) -> ListTokens {
        let (workspace_id, deployment_id) = match self {
            Self::Organization => (None, None),
            Self::Workspace(id) => (Some(id.clone()), None),
            Self::Deployment(id) => (None, Some(id.clone())),
        };
        ListTokens {
            workspace_id,
            deployment_id,
            offset: offset_of(page) as u64,
            limit: LIMIT as u64,
            sorts: vec!["createdAt:asc"],
            ..ListTokens::default()
        }
    }
}

/// A page that could not be read. It can be asked for again alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedPage {
    pub list: List,
    pub page: usize,
    pub error: ApiError,
}

/// What the caller can see of the Organization's tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Coverage {
    #[default]
    Unknown,
    /// Every token.
    Full,
    /// The union over the Workspaces and Deployments that answered.
    Partial {
        lists: usize,
        out_of_reach: Vec<List>,
    },
}

/// Where loading stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    #[default]
    Idle,
    Running,
    Done,
}

/// How far the tokens are loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub stage: Stage,
    /// The lists of several places are read. They name a token more than once: sums over them are no number of tokens.
    pub is_union: bool,
    /// Rows of all lists, as far as their pages have told it.
    pub total: usize,
    /// Rows that were read, overlaps left out.
    pub read: usize,
    pub failed: Vec<FailedPage>,
    /// Rows that may be missing, because the list kept changing while it was read.
    pub missing: usize,
    /// When the last loading began of which no page failed.
    pub fresh_as_of: Option<Timestamp>,
}

impl Progress {
    /// Whether the loading is over and nothing could be read: then no count is known, not even 0.
    pub fn is_fruitless(&self) -> bool {
        self.stage == Stage::Done && self.read == 0 && !self.failed.is_empty()
    }
}

/// What the loading that runs, or ran last, has read: a retry goes on with it.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// When the loading began.
    pub began: Option<Timestamp>,
    pub pages: HashMap<List, Pages<TokenId>>,
    /// Lists that kept changing while they were read.
    pub restless: HashSet<List>,
    /// Tokens that were read by id, whether a list has them or not.
    pub by_id: HashSet<TokenId>,
    /// Another token took over meanwhile, or the one in use lost a right: a part was read with what was before.
    pub is_mixed: bool,
    /// How often something was asked for, or became known of a single token. This and what follows is of all loadings.
    noted: u64,
    /// What that was when the last was asked for that is known of a token, or when it became known by a write.
    last_noted: HashMap<TokenId, u64>,
    /// Tokens that are known to be gone: what was asked for before may still have them.
    removed: HashSet<TokenId>,
}

/// When something was asked for, among all that was asked for or became known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked(u64);

impl Ledger {
    /// Of a new loading, whose pages are all asked for from now on.
    pub fn anew(&mut self, began: Timestamp) -> Self {
        Self {
            began: Some(began),
            noted: self.noted,
            last_noted: std::mem::take(&mut self.last_noted),
            removed: std::mem::take(&mut self.removed),
            ..Self::default()
        }
    }

    pub const fn ask(&mut self) -> Asked {
        self.noted += 1;
        Asked(self.noted)
    }

    pub fn note(&mut self, id: &TokenId) {
        self.noted += 1;
        self.last_noted.insert(id.clone(), self.noted);
    }

    /// It was told by itself, as it was when that was asked for.
    pub fn note_told(&mut self, id: &TokenId, asked: Asked) {
        let last = self.last_noted.entry(id.clone()).or_default();
        *last = asked.0.max(*last);
        self.by_id.insert(id.clone());
        self.removed.remove(id);
    }

    /// There is no such token any more.
    pub fn note_removed(&mut self, id: &TokenId) {
        self.note(id);
        self.by_id.remove(id);
        self.removed.insert(id.clone());
    }

    /// Whether it became known to be gone since.
    pub fn is_gone_since(&self, id: &TokenId, asked: Asked) -> bool {
        self.removed.contains(id) && self.knows_more(id, asked)
    }

    /// Whether more became known of it since.
    pub fn knows_more(&self, id: &TokenId, asked: Asked) -> bool {
        self.last_noted.get(id).is_some_and(|last| *last > asked.0)
    }
}

/// The one reactive store. A handle to its signals: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Inventory {
    pub(super) organization_id: StoredValue<OrganizationId>,
    /// The token in use; `None` for a person's session.
    pub(super) own: RwSignal<Option<TokenId>>,
    pub(super) organization: RwSignal<Remote<Organization>>,
    pub(super) workspaces: RwSignal<Remote<Arc<Vec<Workspace>>>>,
    pub(super) deployments: RwSignal<Remote<Arc<Vec<Deployment>>>>,
    pub(super) roles: RwSignal<Remote<Arc<RolesPage>>>,
    /// Of the custom roles that someone asked about since the roles were last read.
    pub(super) permissions: RwSignal<HashMap<RoleId, Remote<Permissions>>>,
    pub(super) tokens: RwSignal<TokenTable>,
    /// Of each Deployment with remote execution, how the reading of its agent tokens went.
    pub(super) agents: RwSignal<HashMap<DeploymentId, Remote<()>>>,
    /// Tokens that were asked for by id and could not be had.
    pub(super) refused: RwSignal<HashMap<TokenId, ApiError>>,
    pub(super) coverage: RwSignal<Coverage>,
    pub(super) progress: RwSignal<Progress>,
    pub(super) ledger: StoredValue<Ledger>,
    pub(super) witness: RwSignal<Witness>,
    names: Memo<Arc<Names>>,
}

impl Inventory {
    /// An empty store, whose signals live as long as the current reactive owner.
    pub fn new(organization_id: OrganizationId, own: Option<TokenId>) -> Self {
        let organization = RwSignal::new(Remote::<Organization>::default());
        let workspaces = RwSignal::new(Remote::<Arc<Vec<Workspace>>>::default());
        let deployments = RwSignal::new(Remote::<Arc<Vec<Deployment>>>::default());
        let names = Memo::new_with_compare(
            move |_| {
                let mut names = Names::default();
                if let Some(organization) = organization.read().loaded() {
                    names.add_organization(organization);
                }
                for workspace in workspaces
                    .read()
                    .loaded()
                    .into_iter()
                    .flat_map(|list| list.iter())
                {
                    names.add_workspace(workspace);
                }
                for deployment in deployments
                    .read()
                    .loaded()
                    .into_iter()
                    .flat_map(|list| list.iter())
                {
                    names.add_deployment(deployment);
                }
                Arc::new(names)
            },
            |_, _| true,
        );
        Self {
            organization_id: StoredValue::new(organization_id),
            own: RwSignal::new(own),
            organization,
            workspaces,
            deployments,
            roles: RwSignal::new(Remote::default()),
            permissions: RwSignal::new(HashMap::new()),
            tokens: RwSignal::new(TokenTable::default()),
            agents: RwSignal::new(HashMap::new()),
            refused: RwSignal::new(HashMap::new()),
            coverage: RwSignal::new(Coverage::default()),
            progress: RwSignal::new(Progress::default()),
            ledger: StoredValue::new(Ledger::default()),
            witness: RwSignal::new(Witness::None),
            names,
        }
    }

    pub fn organization_id(&self) -> OrganizationId {
        self.organization_id.get_value()
    }

    pub fn organization(&self) -> ReadSignal<Remote<Organization>> {
        self.organization.read_only()
    }

    /// Name of the Organization, or its id as long as the name is not known.
    pub fn organization_name(&self) -> Arc<str> {
        match self.organization.read().loaded() {
            Some(organization) => organization.name.clone(),
            None => self.organization_id.with_value(|id| id.as_arc().clone()),
        }
    }

    pub fn workspaces(&self) -> ReadSignal<Remote<Arc<Vec<Workspace>>>> {
        self.workspaces.read_only()
    }

    pub fn deployments(&self) -> ReadSignal<Remote<Arc<Vec<Deployment>>>> {
        self.deployments.read_only()
    }

    pub fn roles(&self) -> ReadSignal<Remote<Arc<RolesPage>>> {
        self.roles.read_only()
    }

    /// What a custom role allows; `None` until it is asked for by [`super::load_permissions`]. Reactive.
    pub fn permissions(&self, role: &RoleId) -> Option<Remote<Permissions>> {
        self.permissions.read().get(role).cloned()
    }

    pub fn tokens(&self) -> ReadSignal<TokenTable> {
        self.tokens.read_only()
    }

    /// How the reading of the agent tokens of each Deployment with remote execution went; the tokens are among
    /// [`Self::tokens`].
    pub fn agents(&self) -> ReadSignal<HashMap<DeploymentId, Remote<()>>> {
        self.agents.read_only()
    }

    /// Why a token that was asked for by id is not in the table.
    pub fn refusal(&self, id: &TokenId) -> Option<ApiError> {
        self.refused.read().get(id).cloned()
    }

    pub fn coverage(&self) -> ReadSignal<Coverage> {
        self.coverage.read_only()
    }

    pub fn progress(&self) -> ReadSignal<Progress> {
        self.progress.read_only()
    }

    /// Names of the Organization, its Workspaces and Deployments, as far as they are known.
    pub fn names(&self) -> Memo<Arc<Names>> {
        self.names
    }
}
