//! Changes that are wanted and not yet written, place by place, each with what it began with.
//!
//! What others change meanwhile takes none of them away: they lie over the grants as they are now, and a place that
//! others changed is told from one that stood still.

use super::{Change, Grant, GrantKey, Grants};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One line of a place: the role that was held, and the one that is wanted there. Never both absent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    pub was: Option<Arc<str>>,
    pub is: Option<Arc<str>>,
}

/// What is wanted at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Wanted {
    before: BTreeSet<Arc<str>>,
    /// What becomes of roles that were held; those that are not named stay.
    replaced: BTreeMap<Arc<str>, Option<Arc<str>>>,
    added: BTreeSet<Arc<str>>,
}

impl Wanted {
    fn kept(&self, role: &Arc<str>) -> Option<Arc<str>> {
        match self.replaced.get(role) {
            Some(by) => by.clone(),
            None => Some(role.clone()),
        }
    }

    fn after(&self) -> BTreeSet<Arc<str>> {
        let kept = self.before.iter().filter_map(|role| self.kept(role));
        kept.chain(self.added.iter().cloned()).collect()
    }

    fn replace(&mut self, role: &Arc<str>, by: Option<Arc<str>>) {
        if self.before.contains(role) {
            match by {
                Some(by) if by == *role => self.replaced.remove(role),
                by => self.replaced.insert(role.clone(), by),
            };
        } else {
            self.added.remove(role);
            self.added.extend(by);
        }
        self.tidy();
    }

    fn put(&mut self, role: Arc<str>) {
        let heir = self.before.get(&role).or_else(|| self.before.first());
        let heir = heir.cloned();
        let becomes = |held: &Arc<str>| (heir.as_ref() == Some(held)).then(|| role.clone());
        self.replaced = self
            .before
            .iter()
            .map(|held| (held.clone(), becomes(held)))
            .filter(|(held, by)| by.as_ref() != Some(held))
            .collect();
        self.added = match heir {
            Some(_) => BTreeSet::new(),
            None => BTreeSet::from([role]),
        };
    }

    /// Each role that is wanted stands on one line.
    fn tidy(&mut self) {
        let kept: BTreeSet<Arc<str>> = self
            .before
            .iter()
            .filter_map(|role| self.kept(role))
            .collect();
        self.added.retain(|role| !kept.contains(role));
    }

    fn change(&self, key: &GrantKey) -> Change {
        Change {
            key: key.clone(),
            before: self.before.clone(),
            after: self.after(),
        }
    }
}

/// The changes of one token. `now` is always what Astro holds, as it was read last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending(BTreeMap<GrantKey, Wanted>);

impl Pending {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// In the order of the places.
    pub fn changes(&self) -> Vec<Change> {
        self.0
            .iter()
            .map(|(key, wanted)| wanted.change(key))
            .collect()
    }

    pub fn change(&self, key: &GrantKey) -> Option<Change> {
        self.0.get(key).map(|wanted| wanted.change(key))
    }

    /// Puts `by` in place of a role that is held or wanted there; `None` takes it away.
    pub fn replace(&mut self, now: &Grants, key: &GrantKey, role: &Arc<str>, by: Option<Arc<str>>) {
        self.update(now, key, |wanted| wanted.replace(role, by));
    }

    /// This one role there, in place of all that is held or wanted there.
    pub fn put(&mut self, now: &Grants, key: &GrantKey, role: Arc<str>) {
        self.update(now, key, |wanted| wanted.put(role));
    }

    /// No role there any more.
    pub fn clear(&mut self, now: &Grants, key: &GrantKey) {
        self.update(now, key, |wanted| {
            wanted.added.clear();
            wanted.replaced = wanted
                .before
                .iter()
                .map(|role| (role.clone(), None))
                .collect();
        });
    }

    /// Wants nothing there any more.
    pub fn undo(&mut self, key: &GrantKey) {
        self.0.remove(key);
    }

    fn update(&mut self, now: &Grants, key: &GrantKey, change: impl FnOnce(&mut Wanted)) {
        let wanted = self.0.entry(key.clone()).or_insert_with(|| Wanted {
            before: now.role_set(key),
            ..Wanted::default()
        });
        change(wanted);
        if wanted.after() == wanted.before {
            self.0.remove(key);
        }
    }

    /// Whether a change is wanted at a place that others changed since it was begun.
    pub fn is_moved(&self, now: &Grants, key: &GrantKey) -> bool {
        self.0
            .get(key)
            .is_some_and(|wanted| wanted.before != now.role_set(key))
    }

    /// Drops the changes that stand as wanted by now, and says which.
    pub fn settle(&mut self, now: &Grants) -> Vec<GrantKey> {
        let settled: Vec<GrantKey> = self
            .0
            .iter()
            .filter(|(key, wanted)| wanted.after() == now.role_set(key))
            .map(|(key, _)| key.clone())
            .collect();
        for key in &settled {
            self.0.remove(key);
        }
        settled
    }

    /// What the changes began with: at their places as it stood then, elsewhere as it is now.
    pub fn base(&self, now: &Grants) -> Grants {
        self.over(now, |wanted| wanted.before.clone())
    }

    /// What is wanted: the changes at their places, elsewhere as it is now.
    pub fn mine(&self, now: &Grants) -> Grants {
        self.over(now, Wanted::after)
    }

    fn over(&self, now: &Grants, roles: impl Fn(&Wanted) -> BTreeSet<Arc<str>>) -> Grants {
        let elsewhere = now
            .iter()
            .filter(|grant| !self.0.contains_key(&grant.key()))
            .cloned();
        let here = self.0.iter().flat_map(|(key, wanted)| {
            let held = now.at(key);
            roles(wanted).into_iter().map(|role| {
                let kept = held.iter().find(|grant| grant.role == role);
                kept.cloned().unwrap_or_else(|| Grant::new(key, role))
            })
        });
        elsewhere.chain(here).collect()
    }

    /// The lines of a place: what was held in order, then what is added.
    pub fn slots(&self, now: &Grants, key: &GrantKey) -> Vec<Slot> {
        let Some(wanted) = self.0.get(key) else {
            let held = now.roles_at(key).cloned();
            return held
                .map(|role| Slot {
                    was: Some(role.clone()),
                    is: Some(role),
                })
                .collect();
        };
        let held = wanted.before.iter().map(|role| Slot {
            was: Some(role.clone()),
            is: wanted.kept(role),
        });
        let added = wanted.added.iter().map(|role| Slot {
            was: None,
            is: Some(role.clone()),
        });
        held.chain(added).collect()
    }

    /// All places where something is held or wanted, in order.
    pub fn places(&self, now: &Grants) -> BTreeSet<GrantKey> {
        now.keys().chain(self.0.keys().cloned()).collect()
    }
}
