//! Differences between sets of grants and their three-way merge, held against what is said of single roles.

use crate::generate::{role_name, role_of, wire_role};
use astro_tokens::grants::{Change, ChangeKind, Grant, GrantKey, Grants, Side, diff, merge};
use astro_tokens::id::DeploymentId;
use astro_tokens::model::EntityType;
use astro_tokens::token::Interner;
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Clone, Debug)]
enum Edit {
    Add(Grant),
    Drop(Index),
    /// Another role at a place of the set.
    Change(Index, String),
}

fn grant() -> impl Strategy<Value = Grant> {
    (wire_role(), any::<bool>()).prop_map(|(role, has_further_fields)| {
        let grants = Interner::default().grants(vec![role]);
        let mut grant = grants.iter().next().unwrap().clone();
        grant.has_further_fields = has_further_fields;
        grant
    })
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        grant().prop_map(Edit::Add),
        any::<Index>().prop_map(Edit::Drop),
        (any::<Index>(), role_name()).prop_map(|(index, role)| Edit::Change(index, role)),
    ];
    proptest::collection::vec(edit, 0..4)
}

fn edited(grants: &Grants, edits: &[Edit]) -> Grants {
    edits.iter().fold(grants.clone(), |grants, edit| {
        let all: Vec<Grant> = grants.iter().cloned().collect();
        match edit {
            Edit::Add(grant) => all.into_iter().chain([grant.clone()]).collect(),
            Edit::Drop(_) | Edit::Change(..) if all.is_empty() => grants,
            Edit::Drop(index) => {
                let dropped = index.get(&all);
                all.iter()
                    .filter(|grant| *grant != dropped)
                    .cloned()
                    .collect()
            }
            Edit::Change(index, role) => {
                grants.with_role(&index.get(&all).key(), Arc::from(role.as_str()))
            }
        }
    })
}

fn grants() -> impl Strategy<Value = Grants> {
    proptest::collection::vec(grant(), 0..12).prop_map(|grants| grants.into_iter().collect())
}

/// A base and two sets that were edited from it, some edits being common to both.
fn three() -> impl Strategy<Value = (Grants, Grants, Grants)> {
    (grants(), edits(), edits(), edits()).prop_map(|(base, common, theirs, mine)| {
        let both = edited(&base, &common);
        let theirs = edited(&both, &theirs);
        let mine = edited(&both, &mine);
        (base, theirs, mine)
    })
}

fn roles(grants: &Grants, key: &GrantKey) -> BTreeSet<Arc<str>> {
    grants
        .iter()
        .filter(|grant| grant.key() == *key)
        .map(|grant| grant.role.clone())
        .collect()
}

fn unasked(base: &Grants, theirs: &Grants, mine: &Grants) -> astro_tokens::grants::Merge {
    merge(base, theirs, mine, &BTreeMap::new())
}

fn apply(changes: &[Change], grants: &Grants) -> Grants {
    changes.iter().fold(grants.clone(), |grants, change| {
        let added = change.after.iter().map(|role| Grant {
            entity_type: change.key.entity_type.clone(),
            entity_id: change.key.entity_id.clone(),
            deployment_id: change.key.deployment_id.clone(),
            role: role.clone(),
            has_further_fields: false,
        });
        assert_eq!(roles(&grants, &change.key), change.before);
        let without = grants.without(&change.key);
        without.iter().cloned().chain(added).collect()
    })
}

proptest! {
    #[test]
    fn what_neither_side_removed_is_there_and_nothing_that_both_lack((base, theirs, mine) in three()) {
        let merged = unasked(&base, &theirs, &mine);
        let conflicts: BTreeSet<GrantKey> = merged.conflicts.iter().map(|conflict| conflict.key.clone()).collect();
        for grant in base.iter().chain(&theirs).chain(&mine) {
            let key = grant.key();
            if conflicts.contains(&key) {
                continue;
            }
            let held = |grants: &Grants| roles(grants, &key).contains(&grant.role);
            let was_removed = held(&base) && !(held(&theirs) && held(&mine));
            prop_assert_eq!(held(&merged.grants), !was_removed, "{:?}", grant);
        }
        let anywhere: Grants = theirs.iter().chain(&mine).cloned().collect();
        for grant in &merged.grants {
            prop_assert!(anywhere.roles_at(&grant.key()).any(|role| *role == grant.role));
        }
    }

    #[test]
    fn a_conflict_is_where_both_changed_and_differ((base, theirs, mine) in three()) {
        let merged = unasked(&base, &theirs, &mine);
        let keys: BTreeSet<GrantKey> = [&base, &theirs, &mine].into_iter().flat_map(Grants::keys).collect();
        let mut conflicts = merged.conflicts.iter();
        for key in keys {
            let [b, t, m] = [&base, &theirs, &mine].map(|grants| roles(grants, &key));
            if t != b && m != b && t != m {
                let conflict = conflicts.next().unwrap();
                prop_assert_eq!(&conflict.key, &key);
                prop_assert_eq!((&conflict.base, &conflict.theirs, &conflict.mine), (&b, &t, &m));
                prop_assert_eq!(roles(&merged.grants, &key), t, "what is not resolved stands as they have it");
            }
        }
        prop_assert!(conflicts.next().is_none());
    }

    #[test]
    fn conflicts_end_as_told((base, theirs, mine) in three(), sides in proptest::collection::vec(any::<bool>(), 40)) {
        let open = unasked(&base, &theirs, &mine);
        // An answer for every place, of which only those to conflicts may count.
        let keys: BTreeSet<GrantKey> = [&base, &theirs, &mine].into_iter().flat_map(Grants::keys).collect();
        let answers: BTreeMap<GrantKey, Side> = keys
            .iter()
            .zip(sides.iter().cycle())
            .map(|(key, mine)| (key.clone(), if *mine { Side::Mine } else { Side::Theirs }))
            .collect();
        let merged = merge(&base, &theirs, &mine, &answers);
        prop_assert!(merged.conflicts.is_empty());
        for key in &keys {
            let asked = open.conflicts.iter().find(|conflict| conflict.key == *key);
            let expected = match (asked, answers[key]) {
                (Some(conflict), Side::Mine) => conflict.mine.clone(),
                (Some(conflict), Side::Theirs) => conflict.theirs.clone(),
                (None, _) => roles(&open.grants, key),
            };
            prop_assert_eq!(roles(&merged.grants, key), expected);
        }
    }

    #[test]
    fn one_side_alone_is_taken_as_it_is((base, x, _) in three()) {
        let theirs = unasked(&base, &x, &base);
        prop_assert_eq!(&theirs.grants, &x);
        prop_assert!(theirs.conflicts.is_empty());
        let mine = unasked(&base, &base, &x);
        prop_assert_eq!(diff(&mine.grants, &x), vec![]);
        prop_assert!(mine.conflicts.is_empty());
        let same = unasked(&base, &x, &x);
        prop_assert_eq!(&same.grants, &x);
        prop_assert!(same.conflicts.is_empty());
    }

    #[test]
    fn the_sides_may_be_swapped_but_for_conflicts((base, a, b) in three()) {
        let (ab, ba) = (unasked(&base, &a, &b), unasked(&base, &b, &a));
        let keys = |conflicts: &[astro_tokens::grants::Conflict]| -> Vec<GrantKey> {
            conflicts.iter().map(|conflict| conflict.key.clone()).collect()
        };
        prop_assert_eq!(keys(&ab.conflicts), keys(&ba.conflicts));
        let agreed = |grants: &Grants| ab.conflicts.iter().fold(grants.clone(), |grants, conflict| grants.without(&conflict.key));
        prop_assert_eq!(diff(&agreed(&ab.grants), &agreed(&ba.grants)), vec![]);
    }

    #[test]
    fn a_change_of_one_role_keeps_all_else_of_theirs((base, theirs, _) in three(), role in role_name()) {
        let home = role_of(EntityType::Organization, "home", "before", None);
        let home = Interner::default().grants(vec![home]);
        let with_home = |grants: &Grants| -> Grants { grants.iter().chain(&home).cloned().collect() };
        let (base, theirs) = (with_home(&base), with_home(&theirs));
        let key = home.keys().next().unwrap();
        let merged = unasked(&base, &theirs, &base.with_role(&key, Arc::from(role.as_str())));
        prop_assert_eq!(&merged.grants, &theirs.with_role(&key, Arc::from(role.as_str())));
        prop_assert!(merged.conflicts.is_empty());
        let marked = |grants: &Grants| grants.with_further_fields().cloned().collect::<Vec<_>>();
        prop_assert_eq!(marked(&merged.grants), marked(&theirs));
    }

    #[test]
    fn a_difference_applied_to_the_one_gives_the_other((from, to, other) in three()) {
        for (from, to) in [(&from, &to), (&to, &other), (&other, &from)] {
            let changes = diff(from, to);
            prop_assert!(changes.iter().all(|change| change.before != change.after));
            prop_assert_eq!(diff(&apply(&changes, from), to), vec![]);
            let mut back = diff(to, from);
            for change in &mut back {
                std::mem::swap(&mut change.before, &mut change.after);
            }
            prop_assert_eq!(&back, &changes);
            let reversed: Vec<Change> = changes.iter().map(Change::reversed).collect();
            prop_assert_eq!(&reversed, &diff(to, from));
            let applied = from.with_changes(&changes);
            prop_assert_eq!(diff(&applied, to), vec![]);
            prop_assert_eq!(diff(&applied.with_changes(&reversed), from), vec![]);
            let touched: BTreeSet<GrantKey> = changes.iter().map(|change| change.key.clone()).collect();
            let untouched = |grants: &Grants| -> Grants {
                grants.iter().filter(|grant| !touched.contains(&grant.key())).cloned().collect()
            };
            prop_assert_eq!(untouched(&applied), untouched(from), "with every mark");
        }
        prop_assert_eq!(diff(&from, &from), vec![]);
    }

    #[test]
    fn keys_and_what_is_at_them(grants in grants(), role in role_name()) {
        let keys: Vec<GrantKey> = grants.keys().collect();
        let expected: BTreeSet<GrantKey> = grants.iter().map(Grant::key).collect();
        prop_assert_eq!(&keys, &expected.into_iter().collect::<Vec<_>>());
        for key in &keys {
            prop_assert_eq!(grants.roles_at(key).cloned().collect::<BTreeSet<_>>(), roles(&grants, key));
            let rest: Grants = grants.iter().filter(|grant| grant.key() != *key).cloned().collect();
            prop_assert_eq!(&grants.without(key), &rest);
            let replaced = grants.with_role(key, Arc::from(role.as_str()));
            prop_assert_eq!(replaced.without(key), rest);
            prop_assert_eq!(replaced.roles_at(key).map(|role| &**role).collect::<Vec<_>>(), vec![role.as_str()]);
        }
        for grant in &grants {
            prop_assert_eq!(grant.key().place(), grant.place());
            prop_assert_eq!(grant.place().key(), grant.key());
            if grants.roles_at(&grant.key()).count() == 1 {
                prop_assert_eq!(&grants.with_role(&grant.key(), grant.role.clone()), &grants, "what stands keeps its mark");
            }
        }
    }
}

fn key(entity_type: EntityType, id: &str, deployment: Option<&str>) -> GrantKey {
    GrantKey {
        entity_type,
        entity_id: Arc::from(id),
        deployment_id: deployment.map(DeploymentId::new),
    }
}

#[test]
fn kinds_of_change() {
    let before = Interner::default().grants(vec![
        role_of(EntityType::Workspace, "w0", "WORKSPACE_AUTHOR", None),
        role_of(EntityType::Workspace, "w1", "WORKSPACE_MEMBER", None),
        role_of(EntityType::Dag, "a", "DAG_VIEWER", Some("d0")),
    ]);
    let after = before
        .with_role(
            &key(EntityType::Workspace, "w0", None),
            Arc::from("WORKSPACE_OWNER"),
        )
        .without(&key(EntityType::Workspace, "w1", None))
        // The same Dag id on another Deployment is another place.
        .with_role(
            &key(EntityType::Dag, "a", Some("d1")),
            Arc::from("DAG_AUTHOR"),
        );
    let kinds: Vec<(GrantKey, ChangeKind)> = diff(&before, &after)
        .into_iter()
        .map(|change| (change.key.clone(), change.kind()))
        .collect();
    assert_eq!(
        kinds,
        vec![
            (key(EntityType::Workspace, "w0", None), ChangeKind::Changed),
            (key(EntityType::Workspace, "w1", None), ChangeKind::Removed),
            (key(EntityType::Dag, "a", Some("d1")), ChangeKind::Added),
        ]
    );
}

#[test]
fn a_role_that_was_sent_twice_is_held_once_and_keeps_the_mark() {
    let mut marked = role_of(EntityType::Workspace, "w0", "WORKSPACE_AUTHOR", None);
    marked.has_further_fields = true;
    let plain = role_of(EntityType::Workspace, "w0", "WORKSPACE_AUTHOR", None);
    for roles in [
        vec![plain.clone(), marked.clone()],
        vec![marked.clone(), plain],
    ] {
        let grants = Interner::default().grants(roles);
        assert_eq!(grants.len(), 1);
        assert_eq!(grants.with_further_fields().count(), 1);
        assert_eq!(diff(&grants, &Grants::from_iter([])).len(), 1);
    }
}
