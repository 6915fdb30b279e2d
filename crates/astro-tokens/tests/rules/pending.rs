//! Changes that are not yet written, held against what is said of single places, whatever others do meanwhile.

use crate::generate::{role_name, wire_role};
use astro_tokens::grants::{GrantKey, Grants, Pending, diff, merge};
use astro_tokens::token::Interner;
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Clone, Debug)]
enum Step {
    Replace(Index, Index, Option<String>),
    Put(Index, String),
    Clear(Index),
    Undo(Index),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (
            any::<Index>(),
            any::<Index>(),
            proptest::option::of(role_name())
        )
            .prop_map(|(place, role, by)| Step::Replace(place, role, by)),
        (any::<Index>(), role_name()).prop_map(|(place, role)| Step::Put(place, role)),
        any::<Index>().prop_map(Step::Clear),
        any::<Index>().prop_map(Step::Undo),
    ]
}

fn grants() -> impl Strategy<Value = Grants> {
    proptest::collection::vec(wire_role(), 0..10)
        .prop_map(|roles| Interner::default().grants(roles))
}

fn roles(grants: &Grants, key: &GrantKey) -> BTreeSet<Arc<str>> {
    grants.roles_at(key).cloned().collect()
}

/// Takes the steps on the places of `now` and `others`, as the page would, and on plain sets beside it.
fn taken(
    now: &Grants,
    others: &Grants,
    steps: &[Step],
) -> (Pending, BTreeMap<GrantKey, BTreeSet<Arc<str>>>) {
    let places: Vec<GrantKey> = now.keys().chain(others.keys()).collect();
    let (mut pending, mut sets) = (Pending::default(), BTreeMap::new());
    for step in steps {
        if places.is_empty() {
            break;
        }
        let key = match step {
            Step::Replace(place, ..)
            | Step::Put(place, _)
            | Step::Clear(place)
            | Step::Undo(place) => place.get(&places),
        };
        let set: &mut BTreeSet<Arc<str>> =
            sets.entry(key.clone()).or_insert_with(|| roles(now, key));
        match step {
            Step::Replace(_, which, by) => {
                // What a person can replace is what a line shows.
                let slots: Vec<_> = pending
                    .slots(now, key)
                    .into_iter()
                    .filter(|slot| slot.is.is_some())
                    .collect();
                if slots.is_empty() {
                    continue;
                }
                let slot = which.get(&slots);
                let shown = slot.is.clone().unwrap();
                let by = by.as_deref().map(Arc::<str>::from);
                let others_show_it = slots.iter().filter(|other| other.is == slot.is).count() > 1;
                pending.replace(now, key, slot.was.as_ref().unwrap_or(&shown), by.clone());
                if !others_show_it {
                    set.remove(&shown);
                }
                set.extend(by);
            }
            Step::Put(_, role) => {
                pending.put(now, key, Arc::from(role.as_str()));
                *set = BTreeSet::from([Arc::from(role.as_str())]);
            }
            Step::Clear(_) => {
                pending.clear(now, key);
                set.clear();
            }
            Step::Undo(_) => {
                pending.undo(key);
                *set = roles(now, key);
            }
        }
    }
    (pending, sets)
}

proptest! {
    #[test]
    fn what_is_wanted_is_what_was_done(now in grants(), others in grants(), steps in proptest::collection::vec(step(), 0..12)) {
        let (pending, sets) = taken(&now, &others, &steps);
        let mine = pending.mine(&now);
        for key in now.keys().chain(others.keys()) {
            let expected = sets.get(&key).cloned().unwrap_or_else(|| roles(&now, &key));
            prop_assert_eq!(roles(&mine, &key), expected.clone());
            let shown: BTreeSet<Arc<str>> = pending.slots(&now, &key).into_iter().filter_map(|slot| slot.is).collect();
            prop_assert_eq!(shown, expected);
            let were: Vec<Arc<str>> = pending.slots(&now, &key).into_iter().filter_map(|slot| slot.was).collect();
            prop_assert_eq!(were, now.roles_at(&key).cloned().collect::<Vec<_>>());
        }
        prop_assert_eq!(pending.base(&now), now.clone());
        prop_assert_eq!(pending.changes(), diff(&now, &mine));
        prop_assert_eq!(pending.is_empty(), diff(&now, &mine).is_empty());
        for change in pending.changes() {
            prop_assert!(!pending.is_moved(&now, &change.key));
            prop_assert_eq!(pending.change(&change.key), Some(change));
        }
    }

    #[test]
    fn what_others_change_takes_nothing_away(now in grants(), later in grants(), steps in proptest::collection::vec(step(), 0..8)) {
        let (mut pending, _) = taken(&now, &later, &steps);
        let wanted = pending.changes();
        let (base, mine) = (pending.base(&later), pending.mine(&later));
        for change in &wanted {
            prop_assert_eq!(&roles(&base, &change.key), &change.before);
            prop_assert_eq!(&roles(&mine, &change.key), &change.after);
            prop_assert_eq!(pending.is_moved(&later, &change.key), change.before != roles(&later, &change.key));
        }
        // Merged with what stands, every place that nobody else touched is as wanted, every other one asked about or as they have it.
        let merged = merge(&base, &later, &mine, &BTreeMap::new());
        let asked: BTreeSet<&GrantKey> = merged.conflicts.iter().map(|conflict| &conflict.key).collect();
        for key in pending.places(&later) {
            let stands = roles(&merged.grants, &key);
            match wanted.iter().find(|change| change.key == key) {
                Some(change) if asked.contains(&key) => {
                    prop_assert_ne!(&roles(&later, &key), &change.before);
                    prop_assert_ne!(&roles(&later, &key), &change.after);
                }
                Some(change) => prop_assert_eq!(&stands, &change.after),
                None => prop_assert_eq!(stands, roles(&later, &key)),
            }
        }
        let settled = pending.settle(&later);
        for change in wanted {
            let stands = roles(&later, &change.key) == change.after;
            prop_assert_eq!(settled.contains(&change.key), stands);
            prop_assert_eq!(pending.change(&change.key).is_none(), stands);
        }
    }

    #[test]
    fn grants_that_stay_keep_their_mark(now in grants(), steps in proptest::collection::vec(step(), 0..6)) {
        let marked: Grants = now.iter().cloned().map(|mut grant| { grant.has_further_fields = true; grant }).collect();
        let (pending, _) = taken(&marked, &marked, &steps);
        for grant in &pending.mine(&marked) {
            let was_held = marked.roles_at(&grant.key()).any(|role| *role == grant.role);
            prop_assert_eq!(grant.has_further_fields, was_held);
        }
    }
}
