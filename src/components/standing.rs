//! What the caller knows of the tokens in one Workspace or on one Deployment: all, some or none, and why.

use std::sync::Arc;

use astro_tokens::model::{Deployment, Workspace};
use leptos::prelude::*;

use super::context::Console;
use super::sidebar::uncounted;
use crate::inventory::{Coverage, List, Progress, Remote, Stage};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Loading,
    /// Every token with a role there.
    Known,
    /// Something of it failed, or kept changing.
    Incomplete,
    /// The place is in sight, the list of its tokens is refused.
    OutOfReach,
    /// The place is not among those that the caller can see.
    Unseen,
    /// Every place can be seen, and it is not there.
    Missing,
    /// The caller sees no place at all.
    NoPlace,
}

impl Standing {
    /// Whether the place may be there at all.
    pub const fn is_there(self) -> bool {
        match self {
            Self::Loading | Self::Known | Self::Incomplete | Self::OutOfReach => true,
            Self::Unseen | Self::Missing | Self::NoPlace => false,
        }
    }

    /// `is_seen`: whether the place is among those that were read, where that is known.
    fn of(list: &List, progress: &Progress, coverage: &Coverage, is_seen: Option<bool>) -> Self {
        let Some(uncounted) = uncounted(progress, coverage) else {
            return match progress.stage {
                Stage::Done => Self::Incomplete,
                Stage::Idle | Stage::Running => Self::Loading,
            };
        };
        let id = match list {
            List::Organization => return Self::Known,
            List::Workspace(id) => id.as_str(),
            List::Deployment(id) => id.as_str(),
        };
        match coverage {
            Coverage::Partial { lists: 0, .. } => return Self::NoPlace,
            Coverage::Partial { out_of_reach, .. } if out_of_reach.contains(list) => {
                return Self::OutOfReach;
            }
            Coverage::Partial { .. } | Coverage::Full | Coverage::Unknown => {}
        }
        match is_seen {
            _ if uncounted.iter().any(|other| **other == *id) => Self::Incomplete,
            Some(false) if *coverage == Coverage::Full => Self::Missing,
            Some(false) => Self::Unseen,
            Some(true) | None => Self::Known,
        }
    }

    /// How the tokens of `list` stand. To be made while a component is set up.
    pub fn watch(console: Console, list: List) -> Memo<Self> {
        let inventory = console.inventory;
        Memo::new(move |_| {
            let (is_seen, is_loading) = match &list {
                List::Organization => (None, false),
                List::Workspace(id) => inventory.workspaces().with(|read| {
                    let is_it = |workspace: &Workspace| workspace.id == *id;
                    (is_among(read, is_it), read.is_loading())
                }),
                List::Deployment(id) => inventory.deployments().with(|read| {
                    let is_it = |deployment: &Deployment| deployment.id == *id;
                    (is_among(read, is_it), read.is_loading())
                }),
            };
            let standing = inventory.progress().with(|progress| {
                let coverage = inventory.coverage().read();
                Self::of(&list, progress, &coverage, is_seen)
            });
            match standing {
                // Whether it is there at all is known in a moment.
                Self::Known if is_loading => Self::Loading,
                standing => standing,
            }
        })
    }
}

/// Whether it is among what was read; a list that kept changing may lack it.
fn is_among<T>(read: &Remote<Arc<Vec<T>>>, is_it: impl Fn(&T) -> bool) -> Option<bool> {
    match read.fresh()?.iter().any(is_it) {
        true => Some(true),
        false => read.is_whole().then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use astro_tokens::id::{DeploymentId, WorkspaceId};

    use super::*;
    use crate::api::{ApiError, ErrorKind};
    use crate::inventory::FailedPage;

    fn list() -> List {
        List::Workspace(WorkspaceId::new("w1"))
    }

    fn partial(lists: usize, out_of_reach: Vec<List>) -> Coverage {
        Coverage::Partial {
            lists,
            out_of_reach,
        }
    }

    fn done() -> Progress {
        Progress {
            stage: Stage::Done,
            ..Progress::default()
        }
    }

    #[test]
    fn what_may_be_missing_is_not_called_gone() {
        let list = || Arc::new(vec![1, 2]);
        let restless = Remote::Restless {
            value: list(),
            missing: 1,
        };
        assert_eq!(
            is_among(&Remote::Loaded(list()), |id| *id == 3),
            Some(false)
        );
        assert_eq!(is_among(&restless, |id| *id == 2), Some(true));
        assert_eq!(is_among(&restless, |id| *id == 3), None);
        assert_eq!(is_among(&Remote::<Arc<Vec<u8>>>::Loading, |_| true), None);
    }

    #[test]
    fn what_is_not_known_is_not_called_empty() {
        let of = |progress: &Progress, coverage: &Coverage, is_seen| {
            Standing::of(&list(), progress, coverage, is_seen)
        };
        let elsewhere = List::Deployment(DeploymentId::new("d1"));
        let failed = |list: List| Progress {
            failed: vec![FailedPage {
                list,
                page: 0,
                error: ApiError::of(ErrorKind::ServerError),
            }],
            ..done()
        };
        let sees = partial(2, vec![elsewhere.clone()]);
        assert_eq!(
            of(&Progress::default(), &Coverage::Unknown, None),
            Standing::Loading
        );
        assert_eq!(of(&done(), &Coverage::Full, Some(true)), Standing::Known);
        assert_eq!(of(&done(), &Coverage::Full, None), Standing::Known);
        assert_eq!(of(&done(), &Coverage::Full, Some(false)), Standing::Missing);
        assert_eq!(of(&done(), &sees, Some(true)), Standing::Known);
        assert_eq!(of(&done(), &sees, Some(false)), Standing::Unseen);
        assert_eq!(
            of(&done(), &partial(2, vec![list()]), Some(true)),
            Standing::OutOfReach
        );
        assert_eq!(
            of(&done(), &partial(0, vec![]), Some(false)),
            Standing::NoPlace
        );
        assert_eq!(of(&failed(elsewhere), &sees, Some(true)), Standing::Known);
        assert_eq!(of(&failed(list()), &sees, Some(true)), Standing::Incomplete);
        assert_eq!(
            of(&failed(List::Organization), &Coverage::Unknown, None),
            Standing::Incomplete
        );
    }
}
