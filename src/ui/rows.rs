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
        self.owner.cleanup();
        self.view.unmount();
    }
}

/// Keeps in `parent` one child for each item, in their order, until the current owner ends. `key` tells items apart; `draw` draws one,
/// of a single element, when it comes. `changed` is called after each change.
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
    K: Clone + Eq + Hash + 'static,
{
    let around = Owner::current().unwrap_or_default();
    Effect::new(move |held: Option<HashMap<K, (usize, Child)>>| {
        let mut held = held.unwrap_or_default();
        let Some(parent) = parent() else {
            return held;
        };
        let items = items.get();
        let mut kept = HashMap::with_capacity(items.len());
        let mut after: Option<Node> = None;
        let mut bound = usize::MAX;
        for (at, item) in items.into_iter().enumerate().rev() {
            let key = key(&item);
            let mut child = match held.remove(&key) {
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
        for (_, child) in held.into_values() {
            child.drop_from_page();
        }
        changed();
        kept
    });
}
