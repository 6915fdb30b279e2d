//! Keyed children of an element, of which those that stay are left where they are.
//!
//! A window that moves over a long list adds rows at one end and drops some at the other. `<For>` takes most of the others out of
//! the page for that and puts them back, and what is taken out loses the focus, and a press that has begun on it.

use std::rc::Rc;

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

/// What comes to stand at one place.
enum Next {
    /// The child that stood at this place until now.
    Kept(usize),
    New(Box<dyn FnOnce() -> AnyView>),
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
    K: PartialEq + 'static,
{
    let draw = Rc::new(draw);
    let mut keys = Vec::new();
    let next = move || {
        let items = items.get();
        let old = std::mem::replace(&mut keys, items.iter().map(&key).collect());
        let next = items.into_iter().zip(&keys).map(|(item, key)| {
            let draw = Rc::clone(&draw);
            old.iter()
                .position(|old| old == key)
                .map_or_else(|| Next::New(Box::new(move || draw(item))), Next::Kept)
        });
        next.collect()
    };
    keep(Box::new(parent), Box::new(next), Box::new(changed));
}

/// [`keep_rows`] for rows of any kind, compiled once.
fn keep(
    parent: Box<dyn Fn() -> Option<Element>>,
    mut next: Box<dyn FnMut() -> Vec<Next>>,
    changed: Box<dyn Fn()>,
) {
    let around = Owner::current().map(|owner| owner.downgrade());
    let held = StoredValue::new_local(Vec::<Child>::new());
    // Not whenever the effect happens to be dropped: what rows react to goes with the owner.
    on_cleanup(move || drop(held.try_update_value(std::mem::take)));
    Effect::new(move |_| {
        let Some((parent, around)) =
            parent().zip(around.as_ref().and_then(|owner| owner.upgrade()))
        else {
            return;
        };
        let next = next();
        let mut old: Vec<Option<Child>> = held
            .try_update_value(std::mem::take)
            .unwrap_or_default()
            .into_iter()
            .map(Some)
            .collect();
        let mut kept = Vec::with_capacity(next.len());
        let mut after: Option<Node> = None;
        let mut bound = usize::MAX;
        for next in next.into_iter().rev() {
            let mut child = match next {
                Next::New(draw) => Child::new(around.child(), draw),
                Next::Kept(at) => match old.get_mut(at).and_then(Option::take) {
                    Some(child) if at < bound => {
                        bound = at;
                        after.clone_from(&child.element);
                        kept.push(child);
                        continue;
                    }
                    Some(child) => child,
                    None => continue,
                },
            };
            child.view.mount(&parent, after.as_ref());
            after.clone_from(&child.element);
            kept.push(child);
        }
        kept.reverse();
        // Last, so that the list is never lower meanwhile than it is before and after: the page would be scrolled up.
        for child in old.into_iter().flatten() {
            child.drop_from_page();
        }
        held.try_set_value(kept);
        changed();
    });
}
