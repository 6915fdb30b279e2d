//! Others create and delete tokens while the list is read: nothing that was there all along gets lost.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use astro_emulator::Emulator;
use proptest::prelude::*;
use serde_json::json;

use crate::fixture::{World, call};

/// What others do to the list, and what came of it.
struct Others {
    value: String,
    base: String,
    own: String,
    deleted: BTreeSet<String>,
    created: BTreeSet<String>,
}

impl Others {
    fn at(world: &World) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self {
            value: world.value("Organization Owner"),
            base: format!("/v1/organizations/{}/tokens", world.organization),
            own: world.id("Organization Owner"),
            deleted: BTreeSet::new(),
            created: BTreeSet::new(),
        }))
    }

    fn create(&mut self, emulator: &mut Emulator) {
        let body = json!({"name": "late", "scope": "ORGANIZATION", "role": "ORGANIZATION_MEMBER"});
        let token = call(emulator, &self.value, "POST", &self.base, &body);
        self.created
            .insert(token["id"].as_str().unwrap().to_owned());
    }

    /// Deletes the token that stands at `place` of the list, counted from its start.
    fn delete(&mut self, emulator: &mut Emulator, place: usize) {
        let organization = self.base.split('/').nth(3).unwrap().to_owned();
        let ids: Vec<String> = emulator
            .state()
            .tokens
            .iter()
            .filter(|token| *token.organization_id == *organization && *token.id != *self.own)
            .map(|token| token.id.to_string())
            .collect();
        if let Some(id) = ids.get(place % ids.len().max(1)) {
            call(
                emulator,
                &self.value,
                "DELETE",
                &format!("{}/{id}", self.base),
                &json!(null),
            );
            self.deleted.insert(id.clone());
        }
    }
}

#[test]
fn a_deletion_between_two_pages_loses_no_row() {
    // Before each of the pages in turn, from a place before, on and behind a border of pages.
    for before in 1..5 {
        for place in [0, 500, 998, 999, 1998, 2997] {
            let world = World::sample(3100);
            let others = Others::at(&world);
            let mut lists = 0;
            world.host.meanwhile({
                let others = others.clone();
                move |emulator, target| {
                    if target.contains("/tokens?") {
                        lists += 1;
                        if lists == before + 1 {
                            others.borrow_mut().delete(emulator, place);
                        }
                    }
                }
            });
            let console = world.console("Organization Owner");
            let at_start = world.readable("Organization Owner");
            world.load(&console);
            console.assert_complete();
            let stayed: BTreeSet<String> = at_start
                .difference(&others.borrow().deleted)
                .cloned()
                .collect();
            let held = console.ids();
            let lost: Vec<&String> = stayed.difference(&held).collect();
            assert!(lost.is_empty(), "before {before}, place {place}: {lost:?}");
        }
    }
}

#[test]
fn a_list_that_grows_past_its_last_page_is_read_to_its_end() {
    let world = World::sample(1999);
    let others = Others::at(&world);
    let mut lists = 0;
    world.host.meanwhile({
        let others = others.clone();
        move |emulator, target| {
            if target.contains("/tokens?") {
                lists += 1;
                if lists == 2 {
                    (0..3).for_each(|_| others.borrow_mut().create(emulator));
                }
            }
        }
    });
    let console = world.console("Organization Owner");
    world.load(&console);
    console.assert_complete();
    assert_eq!(console.progress().total, 2002);
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn a_list_that_shrinks_by_a_page_counts_no_row_twice() {
    let world = World::sample(2001);
    let others = Others::at(&world);
    let mut lists = 0;
    world.host.meanwhile({
        let others = others.clone();
        move |emulator, target| {
            if target.contains("/tokens?") {
                lists += 1;
                if lists == 3 {
                    (0..4).for_each(|_| others.borrow_mut().delete(emulator, 1500));
                }
            }
        }
    });
    let console = world.console("Organization Owner");
    world.load(&console);
    console.assert_complete();
    assert_eq!(console.progress().total, 1997);
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn a_list_that_never_rests_is_told_and_a_later_reading_puts_it_right() {
    let world = World::sample(3000);
    let others = Others::at(&world);
    world.host.meanwhile({
        let others = others.clone();
        move |emulator, target| {
            if target.contains("/tokens?") {
                others.borrow_mut().delete(emulator, 10);
            }
        }
    });
    let console = world.console("Organization Owner");
    world.load(&console);
    assert!(console.progress().missing > 0, "{:?}", console.progress());
    assert_eq!(console.progress().failed, []);

    world.host.quiet();
    world.load(&console);
    console.assert_complete();
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[derive(Clone, Debug)]
enum Change {
    Create,
    Delete(usize),
}

fn change() -> impl Strategy<Value = (usize, Change)> {
    let change = prop_oneof![
        1 => Just(Change::Create),
        2 => (0_usize..3100).prop_map(Change::Delete),
    ];
    (1_usize..=8, change)
}

#[test]
fn what_was_there_all_along_is_read_whenever_others_change_the_list() {
    let config = ProptestConfig::with_cases(24);
    proptest!(config, |(
        total in 1990_usize..3100,
        changes in proptest::collection::vec(change(), 0..6),
        travel in proptest::collection::vec(1_u64..90, 1..8),
    )| {
        let world = World::sample(total);
        world.host.travel(travel);
        let others = Others::at(&world);
        // The first page and each of the first three rounds are one request at least: after the fourth there is a round
        // in which nothing changes any more.
        let comes_to_rest = changes.iter().all(|(at, _)| *at <= 4);
        let mut lists = 0;
        world.host.meanwhile({
            let others = others.clone();
            move |emulator, target| {
                if target.contains("/tokens?") {
                    lists += 1;
                    for (_, change) in changes.iter().filter(|(at, _)| *at == lists) {
                        match change {
                            Change::Create => others.borrow_mut().create(emulator),
                            Change::Delete(place) => others.borrow_mut().delete(emulator, *place),
                        }
                    }
                }
            }
        });
        let console = world.console("Organization Owner");
        let at_start = world.readable("Organization Owner");
        world.load(&console);
        if comes_to_rest {
            console.assert_complete();
        }
        // What may be missing is told; where nothing is told, nothing is missing.
        if console.progress().missing == 0 {
            let held = console.ids();
            let others = others.borrow();
            for id in at_start.difference(&others.deleted) {
                prop_assert!(held.contains(id), "{} was there all along", id);
            }
            for id in &held {
                prop_assert!(at_start.contains(id) || others.created.contains(id));
            }
            let rows = world.readable("Organization Owner").len();
            prop_assert_eq!(console.progress().total, rows);
        }

        world.host.quiet();
        world.load(&console);
        console.assert_complete();
        prop_assert_eq!(console.ids(), world.readable("Organization Owner"));
    });
}
