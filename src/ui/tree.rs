//! A windowed tree of links (ARIA Authoring Practices Guide, "Navigation Treeview"): one tab stop, arrow keys, Home,
//! End and letters move, Right and Left open and close, Enter follows the link.
//!
//! Lines are flat in the document: depth, size and position are said by `aria-level`, `aria-setsize` and
//! `aria-posinset`, so they hold for lines that are not in the page as well. The focused line always is.

use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom;
use super::icon::{Icon, IconName, IconSize};
use super::keys::{Move, TypeAhead};
use super::rows::keep_rows;
use super::window::{self, Slot};

/// One visible line: lines below a closed one are left out by the caller.
#[derive(Clone, Debug, PartialEq)]
pub struct TreeLine<K> {
    /// Names the line for good.
    pub key: K,
    /// Where it leads.
    pub href: String,
    /// What it shows, and what letters search.
    pub label: String,
    pub icon: IconName,
    /// A number or word at the end of the line; empty for none.
    pub hint: String,
    /// From 1.
    pub level: usize,
    /// How many lines share its parent, and which of them it is, from 1.
    pub set_size: usize,
    pub position: usize,
    /// `None`: nothing below it.
    pub expanded: Option<bool>,
}

/// Where Left (closed or leaf) leads: the line above that is one level up.
fn parent<K>(lines: &[TreeLine<K>], index: usize) -> Option<usize> {
    let level = lines.get(index)?.level;
    lines
        .iter()
        .take(index)
        .rposition(|line| line.level < level)
}

/// What Right or Left does on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sideways {
    Toggle,
    Go(usize),
    Nothing,
}

fn sideways<K>(lines: &[TreeLine<K>], index: usize, right: bool) -> Sideways {
    match (lines.get(index).and_then(|line| line.expanded), right) {
        (Some(false), true) | (Some(true), false) => Sideways::Toggle,
        (Some(true), true) => {
            Sideways::Go(index.saturating_add(1).min(lines.len().saturating_sub(1)))
        }
        (None, true) => Sideways::Nothing,
        (_, false) => parent(lines, index).map_or(Sideways::Nothing, Sideways::Go),
    }
}

/// The tree. `current`: the line whose page is open. `on_toggle` is told which line is to be opened or closed.
#[component]
pub fn WindowedTree<K>(
    #[prop(into)] label: String,
    #[prop(into)] lines: Signal<Arc<Vec<TreeLine<K>>>>,
    #[prop(into)] current: Signal<Option<K>>,
    #[prop(into)] on_toggle: Callback<K>,
) -> impl IntoView
where
    K: Clone + Eq + Send + Sync + 'static,
{
    let list = NodeRef::<html::Ul>::new();
    let viewport = window::follow(move || list.get().map(|list| Element::clone(&list)));
    let count = Memo::new(move |_| lines.with(|lines| lines.len()));
    let range = Memo::new(move |_| viewport.get().range(count.get()));
    let row_height = Memo::new(move |_| viewport.with(|viewport| viewport.row));
    let type_ahead = StoredValue::new(TypeAhead::default());

    let (focused, set_focused) = signal(None::<K>);
    // The one tab stop: where the focus was, else the current page, else the first line.
    let stop = Memo::new(move |_| {
        lines.with(|lines| {
            let find = |wanted: &Option<K>| {
                let wanted = wanted.as_ref()?;
                lines.iter().position(|line| line.key == *wanted)
            };
            focused
                .with(find)
                .or_else(|| current.with(find))
                .or((!lines.is_empty()).then_some(0))
        })
    });
    let slots =
        Memo::new(move |_| range.with(|range| window::slots(range, stop.get(), count.get())));
    let mounted = Memo::new(move |_| {
        lines.with(|lines| {
            let key = |slot: &Slot| match slot {
                Slot::Row(index) => lines
                    .get(*index)
                    .map(|line| Identity::Line(line.key.clone())),
                Slot::Gap { place, .. } => Some(Identity::Gap(*place)),
            };
            slots.with(|slots| slots.iter().filter_map(key).collect::<Vec<_>>())
        })
    });
    let keeper = window::FocusKeeper::new();

    let focus = move |index: usize| {
        set_focused
            .set(lines.with_untracked(|lines| lines.get(index).map(|line| line.key.clone())));
        request_animation_frame(move || {
            let Some(Some(list)) = list.try_get_untracked() else {
                return;
            };
            let Ok(Some(line)) = list.query_selector("[role='treeitem'][tabindex='0']") else {
                return;
            };
            if let Some(line) = line.dyn_ref::<HtmlElement>() {
                dom::focus_quietly(line);
            }
            dom::bring_into_view(&line);
        });
    };
    let key = move |event: KeyboardEvent| {
        if dom::has_modifier(&event) {
            return;
        }
        let (key, at) = (event.key(), stop.get_untracked());
        let step = Move::of_key(&key).and_then(|step| {
            step.apply(at, count.get_untracked(), viewport.get_untracked().page())
        });
        if let Some(index) = step {
            event.prevent_default();
            focus(index);
            return;
        }
        if let (Some(at), "ArrowRight" | "ArrowLeft") = (at, key.as_str()) {
            event.prevent_default();
            match lines.with_untracked(|lines| sideways(lines, at, key == "ArrowRight")) {
                Sideways::Toggle => {
                    if let Some(key) =
                        lines.with_untracked(|lines| lines.get(at).map(|line| line.key.clone()))
                    {
                        set_focused.set(Some(key.clone()));
                        on_toggle.run(key);
                    }
                }
                Sideways::Go(index) => focus(index),
                Sideways::Nothing => {}
            }
            return;
        }
        let mut found = None;
        lines.with_untracked(|lines| {
            type_ahead.update_value(|typed| {
                if typed.press(&key, event.time_stamp()) {
                    found = typed.find(lines.iter().map(|line| line.label.as_str()), at);
                }
            });
        });
        if let Some(index) = found {
            event.prevent_default();
            focus(index);
        }
    };
    let leave = move |event: FocusEvent| {
        keeper.left(&event);
        // Taken off the page, the focused element still says so, when what it belonged to is gone already.
        if list
            .try_get_untracked()
            .flatten()
            .is_some_and(|list| dom::focus_leaves(&list, &event))
            && event.related_target().is_some()
        {
            set_focused.set(None);
        }
    };
    let draw = move |identity: Identity<K>| match identity {
        Identity::Gap(place) => {
            let height = move || {
                let rows = slots.with(|slots| {
                    slots.iter().find_map(|slot| match slot {
                        Slot::Gap { place: known, rows } if *known == place => Some(*rows),
                        _ => None,
                    })
                });
                #[allow(clippy::cast_precision_loss)]
                let pixels = rows.unwrap_or(0) as f64 * row_height.get();
                format!("{pixels}px")
            };
            view! { <li role="none" aria-hidden="true" style:height=height></li> }.into_any()
        }
        Identity::Line(own) => {
            let find = own.clone();
            let line = Memo::new(move |known: Option<&Option<TreeLine<K>>>| {
                // Looked for among the lines in the page alone: the whole list may be long.
                let now = lines.with(|lines| {
                    slots
                        .with(|slots| {
                            slots.iter().find_map(|slot| match slot {
                                Slot::Row(index) => {
                                    lines.get(*index).filter(|line| line.key == find)
                                }
                                Slot::Gap { .. } => None,
                            })
                        })
                        .cloned()
                });
                now.or_else(|| known.cloned().flatten())
            });
            let is_stop = {
                let own = own.clone();
                Memo::new(move |_| {
                    lines.with(|lines| {
                        stop.get()
                            .and_then(|at| lines.get(at))
                            .is_some_and(|line| line.key == own)
                    })
                })
            };
            let is_current = {
                let own = own.clone();
                Memo::new(move |_| current.with(|current| current.as_ref() == Some(&own)))
            };
            let focus_in = {
                let own = own.clone();
                move |_| set_focused.set(Some(own.clone()))
            };
            let toggle = move |event: MouseEvent| {
                event.prevent_default();
                event.stop_propagation();
                on_toggle.run(own.clone());
            };
            let with = move |read: fn(&TreeLine<K>) -> Option<String>| {
                move || line.with(|line| line.as_ref().and_then(read))
            };
            let has_twist = Memo::new(move |_| {
                line.with(|line| line.as_ref().is_some_and(|line| line.expanded.is_some()))
            });
            view! {
                <li role="none">
                    <a
                        class="item"
                        role="treeitem"
                        href=with(|line| Some(line.href.clone()))
                        tabindex=move || if is_stop.get() { "0" } else { "-1" }
                        {..custom_attribute("aria-level", with(|line| Some(line.level.to_string())))}
                        aria-setsize=with(|line| Some(line.set_size.to_string()))
                        aria-posinset=with(|line| Some(line.position.to_string()))
                        aria-expanded=with(|line| line.expanded.map(|expanded| expanded.to_string()))
                        aria-current=move || is_current.get().then_some("page")
                        title=with(|line| Some(line.label.clone()))
                        on:focusin=focus_in
                    >
                        {move || {
                            let toggle = toggle.clone();
                            has_twist.get().then(|| view! {
                                <span class="tree__twist" aria-hidden="true" on:click=toggle>
                                    <Icon name=IconName::Right size=IconSize::Small />
                                </span>
                            })
                        }}
                        {move || line.with(|line| line.as_ref().map(|line| view! { <Icon name=line.icon /> }))}
                        <span class="truncate">{with(|line| Some(line.label.clone()))}</span>
                        {move || {
                            line.with(|line| line.as_ref().map(|line| line.hint.clone()))
                                .filter(|hint| !hint.is_empty())
                                .map(|hint| view! { <span class="push faint small">{hint}</span> })
                        }}
                    </a>
                </li>
            }
            .into_any()
        }
    };
    keep_rows(
        move || list.get().map(|list| Element::clone(&list)),
        mounted,
        Clone::clone,
        draw,
        move || keeper.rows_changed(),
    );
    view! {
        <ul class="tree" role="tree" aria-label=label node_ref=list on:keydown=key on:focusin=move |event| keeper.entered(&event) on:focusout=leave></ul>
    }
}

/// What tells one slot in the page from another.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Identity<K> {
    Gap(u8),
    Line(K),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<TreeLine<u8>> {
        let line = |key, level, expanded| TreeLine {
            key,
            href: String::new(),
            label: String::new(),
            icon: IconName::Workspace,
            hint: String::new(),
            level,
            set_size: 1,
            position: 1,
            expanded,
        };
        vec![
            line(0, 1, Some(true)),
            line(1, 2, None),
            line(2, 2, None),
            line(3, 1, Some(false)),
            line(4, 1, None),
        ]
    }

    #[test]
    fn right_opens_then_enters() {
        assert_eq!(sideways(&lines(), 3, true), Sideways::Toggle);
        assert_eq!(sideways(&lines(), 0, true), Sideways::Go(1));
        assert_eq!(sideways(&lines(), 1, true), Sideways::Nothing);
        assert_eq!(sideways(&lines(), 99, true), Sideways::Nothing);
    }

    #[test]
    fn left_closes_then_goes_to_the_parent() {
        assert_eq!(sideways(&lines(), 0, false), Sideways::Toggle);
        assert_eq!(sideways(&lines(), 2, false), Sideways::Go(0));
        assert_eq!(sideways(&lines(), 3, false), Sideways::Nothing);
        assert_eq!(sideways(&lines(), 4, false), Sideways::Nothing);
    }
}
