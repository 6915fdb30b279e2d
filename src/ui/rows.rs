//! Keyed children of an element, of which those that stay are left where they are.
//!
//! A window that moves over a long list adds rows at one end and drops some at the other. `<For>` takes most of the others out of
//! the page for that and puts them back, and what is taken out loses the focus, and a press that has begun on it.

use std::collections::HashMap;
use std::hash::Hash;

use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};
use web_sys::{Element, Node};

/// One child, and what it reacts with.
struct Child {
    owner: Owner,
    view: AnyViewState,
    /// Its one element.
    element: Option<Node>,
}

impl Child {
    fn new(owner: Owner, draw: impl FnOnce() -> AnyView) -> Self {
        let view = owner.with(|| untrack(|| draw().build()));
        let element = view.elements().into_iter().next().map(Node::from);
        Self {
            owner,
            view,
            element,
        }
    }

    fn drop_from_page(mut self) {
        self.view.unmount();
        self.owner.cleanup();
    }
}

/// Keeps in `parent` one child for each item, in their order, until the current owner ends. `key` tells items apart; `draw` draws one,
/// of a single element, when it comes. `changed` is called each time they were drawn.
///
/// A child that stays is moved only where it changed places with another one that stays.
pub fn keep_rows<T, K>(
    parent: impl Fn() -> Option<Element> + 'static,
    items: Memo<Vec<T>>,
    key: impl Fn(&T) -> K + 'static,
    draw: impl Fn(T) -> AnyView + 'static,
    changed: impl Fn() + 'static,
) where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    let around = Owner::current().map(|owner| owner.downgrade());
    let held = StoredValue::new_local(HashMap::<K, (usize, Child)>::new());
    // Not whenever the effect happens to be dropped: what rows react to goes with the owner.
    on_cleanup(move || drop(held.try_update_value(std::mem::take)));
    Effect::new(move |_| {
        let Some((parent, around)) =
            parent().zip(around.as_ref().and_then(|owner| owner.upgrade()))
        else {
            return;
        };
        let items = items.get();
        let mut old = held.try_update_value(std::mem::take).unwrap_or_default();
        let mut kept = HashMap::with_capacity(items.len());
        let mut after: Option<Node> = None;
        let mut bound = usize::MAX;
        for (at, item) in items.into_iter().enumerate().rev() {
            let key = key(&item);
            if kept.contains_key(&key) {
                continue;
            }
            let mut child = match old.remove(&key) {
                Some((was_at, child)) if was_at < bound => {
                    bound = was_at;
                    after.clone_from(&child.element);
                    kept.insert(key, (at, child));
                    continue;
                }
                Some((_, child)) => child,
                None => Child::new(around.child(), || draw(item)),
            };
            child.view.mount(&parent, after.as_ref());
            after.clone_from(&child.element);
            kept.insert(key, (at, child));
        }
        // Last, so that the list is never lower meanwhile than it is before and after: the page would be scrolled up.
        for (_, child) in old.into_values() {
            child.drop_from_page();
        }
        held.try_set_value(kept);
        changed();
    });
}
