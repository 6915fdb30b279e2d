//! What is wanted of the grants of one token, over what Astro holds of them, and why something can't be changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use astro_tokens::grants::{Change, GrantKey, Grants, Pending, Place};
use astro_tokens::id::WorkspaceId;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::browser::page;
use crate::components::actions::gone;
use crate::components::context::Console;
use crate::components::grant_form::Offers;
use crate::components::grant_tree::GrantRow;
use crate::components::grants_save::HIDDEN;
use crate::inventory::GrantSight;

/// On a line that stands on a Deployment whose Astro Runtime is too old.
const OLD_LINE: &str = "Dag roles need Astro Runtime 3.1-12 or later";

/// On a line whose place no longer exists.
const GONE: &str = "What no longer exists takes no other role: it can only be removed";

/// The changes of one token. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Editor {
    pub console: Console,
    /// As it was read last with its grants.
    pub token: Memo<Arc<Token>>,
    /// Kept, so that lines are drawn again only when it changes.
    fence: Memo<Option<String>>,
    pub pending: RwSignal<Pending>,
    /// Where the focus was as something was wanted last.
    pub row: StoredValue<Option<page::FocusedRow>>,
    /// What can be granted, over what is wanted so far.
    pub offers: Offers,
}

impl Editor {
    /// To be made while a component is set up.
    pub fn new(console: Console, token: Memo<Arc<Token>>) -> Self {
        let is_told = Memo::new(move |_| token.with(|token| token.grants.is_some()));
        let token = Memo::new(move |last: Option<&Arc<Token>>| {
            let now = token.get();
            let last = last.filter(|_| now.grants.is_none()).cloned();
            last.unwrap_or(now)
        });
        let pending = RwSignal::new(Pending::default());
        let mine = Signal::derive(move || over(token, pending, Pending::mine));
        Self {
            console,
            token,
            fence: Memo::new(move |_| fence(console, token, is_told)),
            pending,
            row: StoredValue::new(None),
            offers: Offers::new(console, mine, false),
        }
    }

    /// Why nothing of this token's grants can be changed now. Reactive.
    pub fn fence(self) -> Option<String> {
        self.fence.get()
    }

    /// That there is no such token any more, so that nothing pending can be saved. Reactive.
    pub fn gone(self) -> Option<String> {
        self.token.with(|token| gone(self.console, &token.id))
    }

    /// Why nothing on this line can be changed, whatever it is to become: in few words, since a line is short. Reactive.
    pub fn line_fence(self, row: &GrantRow) -> Option<String> {
        match &row.place {
            Place::Unknown { .. } => {
                Some("Kept: the console does not know this kind of entity".to_owned())
            }
            place => self
                .offers
                .right_fence(place)
                .or_else(|| self.is_too_old(place).then(|| OLD_LINE.to_owned())),
        }
    }

    /// Why the role of a line can't be chosen. Reactive.
    pub fn role_fence(self, row: &GrantRow) -> Option<String> {
        self.fence()
            .or_else(|| row.is_gone().then(|| GONE.to_owned()))
            .or_else(|| self.line_fence(row))
    }

    /// Why a line can't be removed. Reactive.
    pub fn removal_fence(self, row: &GrantRow) -> Option<String> {
        let by_home = (row.is_home && row.is_only).then(|| {
            "The grant at home can be changed, never removed: delete the token instead.".to_owned()
        });
        let by_kind = matches!(row.place, Place::Unknown { .. }).then(|| self.line_fence(row));
        self.fence()
            .or(by_home)
            .or_else(|| by_kind.flatten())
            .or_else(|| self.offers.right_fence(&row.place))
    }

    /// Why what stands below a place can't be removed as a whole. Reactive.
    pub fn branch_fence(self, place: &Place) -> Option<String> {
        self.fence().or_else(|| {
            let mut below = self.branch(place, false).into_iter();
            below.find_map(|key| self.offers.right_fence(&key.place()))
        })
    }

    /// Where something is wanted below a place, and `with_own` there as well; not the grant at home. Reactive.
    fn branch(self, place: &Place, with_own: bool) -> Vec<GrantKey> {
        let mine = self.mine();
        let names = self.console.inventory.names();
        let mut keys = names.with(|names| mine.below(place, names));
        keys.extend(mine.keys().filter(|key| with_own && key.place() == *place));
        let home = self
            .token
            .with(|token| token.home_grant().map(|home| home.key()));
        keys.retain(|key| Some(key) != home.as_ref());
        keys
    }

    /// Whether roles on Dags don't work there. Reactive.
    fn is_too_old(self, place: &Place) -> bool {
        match place {
            Place::Dag {
                deployment: Some(id),
                ..
            }
            | Place::DagTag {
                deployment: Some(id),
                ..
            } => self.offers.has_no_dag_roles(id),
            _ => false,
        }
    }

    /// What Astro holds.
    pub fn now(self) -> Grants {
        self.token
            .with_untracked(|token| token.grants.clone())
            .unwrap_or_default()
    }

    /// What Astro holds, with the pending changes as they began. Reactive.
    pub fn base(self) -> Grants {
        over(self.token, self.pending, Pending::base)
    }

    /// What is wanted. Reactive.
    pub fn mine(self) -> Grants {
        over(self.token, self.pending, Pending::mine)
    }

    /// What is pending. Reactive.
    pub fn changes(self) -> Vec<Change> {
        self.pending.with(Pending::changes)
    }

    /// Places of pending changes that were changed since, by whomever. Reactive.
    pub fn moved(self) -> Vec<GrantKey> {
        let none = Grants::default();
        self.token.with(|token| {
            let now = token.grants.as_ref().unwrap_or(&none);
            self.pending.with(|pending| {
                let keys = pending.changes().into_iter().map(|change| change.key);
                keys.filter(|key| pending.is_moved(now, key)).collect()
            })
        })
    }

    /// How many Deployments are reached no more, though nothing is held there, by the Workspace around them. Reactive.
    pub fn lost(self) -> BTreeMap<WorkspaceId, usize> {
        let (base, mine) = (self.base(), self.mine());
        let names = self.console.inventory.names().get();
        let mut lost = BTreeMap::new();
        for place in base.lost_places(&mine, &names) {
            if let Place::Deployment(id) = &place
                && base.role_set(&place.key()).is_empty()
                && let Some(workspace) = names.workspace_of(id.as_str())
            {
                *lost.entry(workspace.clone()).or_default() += 1;
            }
        }
        lost
    }

    fn update(self, change: impl FnOnce(&mut Pending, &Grants)) {
        let now = self.now();
        self.row.set_value(page::FocusedRow::now());
        self.pending.update(|pending| change(pending, &now));
    }

    /// Puts another role on a line.
    pub fn change_role(self, row: &GrantRow, role: Arc<str>) {
        self.replace(row, Some(role));
    }

    pub fn remove(self, row: &GrantRow) {
        if untrack(|| self.removal_fence(row)).is_none() {
            self.replace(row, None);
        }
    }

    fn replace(self, row: &GrantRow, by: Option<Arc<str>>) {
        if let (Some(key), Some(slot)) = (&row.key, &row.slot)
            && let Some(role) = slot.was.as_ref().or(slot.is.as_ref())
        {
            self.update(|pending, now| pending.replace(now, key, role, by));
        }
    }

    /// Wants nothing on this line any more.
    pub fn undo(self, row: &GrantRow) {
        let was = row.slot.as_ref().and_then(|slot| slot.was.clone());
        self.replace(row, was);
    }

    /// Puts one role on a place, in place of what is wanted there now.
    pub fn put(self, key: &GrantKey, role: Arc<str>) {
        self.update(|pending, now| pending.put(now, key, role));
    }

    /// Removes what is wanted below a place, and there as well `with_own`. The grant at home stays.
    pub fn remove_branch(self, place: &Place, with_own: bool) {
        if untrack(|| self.branch_fence(place)).is_some() {
            return;
        }
        let keys = untrack(|| self.branch(place, with_own));
        self.update(|pending, now| {
            for key in &keys {
                pending.clear(now, key);
            }
        });
    }

    pub fn discard(self) {
        self.pending.set(Pending::default());
    }
}

/// What Astro holds, with what is pending over it. Reactive.
fn over(
    token: Memo<Arc<Token>>,
    pending: RwSignal<Pending>,
    grants: fn(&Pending, &Grants) -> Grants,
) -> Grants {
    let none = Grants::default();
    token.with(|token| {
        let now = token.grants.as_ref().unwrap_or(&none);
        pending.with(|pending| grants(pending, now))
    })
}

fn fence(console: Console, token: Memo<Arc<Token>>, is_told: Memo<bool>) -> Option<String> {
    if let Some(gone) = token.with(|token| gone(console, &token.id)) {
        return Some(gone);
    }
    let has_home = token.with(|token| token.home_grant().is_some());
    if !has_home {
        return Some(
            "The grant at home is not among those that you can see, so others may be hidden as well, and saving would revoke them."
                .to_owned(),
        );
    }
    if console.grant_sight() == GrantSight::Narrowed {
        return Some(HIDDEN.to_owned());
    }
    if !is_told.get() {
        return Some(
            "Astro’s last answer carried no grants of this token: reload it to ask again."
                .to_owned(),
        );
    }
    console.write_fence()
}
