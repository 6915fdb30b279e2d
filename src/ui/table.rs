//! A windowed, sortable table: a real `<table>` with explicit roles (browsers drop them once a row is a grid), of
//! which at most 94 rows are in the page.
//!
//! Guarantees: rows are told apart by key and never by number, so that selection and focus survive sorting and
//! loading; the row with the focus stays in the page; `aria-rowcount` and `aria-rowindex` count all rows. With the
//! focus in a row, j and k, arrows, Home, End, PageUp and PageDown go from row to row, and Enter opens (the focus
//! stands on the row's own link). It scrolls with the page; on a narrow screen a row is a card of fixed height.

use std::sync::Arc;

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::button::{IconButton, Size};
use super::dom;
use super::field::Select;
use super::icon::{Icon, IconName, IconSize};
use super::keys::Move;
use super::rows::keep_rows;
use super::window::{self, Slot};

/// A column. `class` sets width and when it gives way: `w-28`, `w-14 c-lo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// What `on_sort` is told.
    pub id: &'static str,
    pub label: &'static str,
    pub class: &'static str,
    pub sortable: bool,
    /// The head is read aloud and not seen: what stands below explains itself.
    pub is_head_hidden: bool,
}

impl Column {
    /// The last one, with what can be done to a row.
    pub const ACTIONS: Self = Self {
        id: "actions",
        label: "Actions",
        class: "c-act",
        sortable: false,
        is_head_hidden: true,
    };
}

/// By which column rows are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortOrder {
    pub column: &'static str,
    pub descending: bool,
}

impl SortOrder {
    /// In the words of `aria-sort`.
    const fn direction(self) -> &'static str {
        if self.descending {
            "descending"
        } else {
            "ascending"
        }
    }
}

/// The cell that names its row, with the row's link in it.
#[component]
pub fn RowHead(children: Children) -> impl IntoView {
    view! { <th role="rowheader" scope="row"><div class="cell">{children()}</div></th> }
}

/// A cell of up to two lines: the fact, then its context. `label` is the column's, for cards.
#[component]
pub fn Cell(
    label: &'static str,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! { <td role="cell" data-label=label class=class><div class="cell">{children()}</div></td> }
}

/// The element of a row that takes the focus: its link, else its first button.
fn focus_target(row: &Element) -> Option<HtmlElement> {
    ["th a[href]", "a[href]", "button"]
        .iter()
        .find_map(|selector| row.query_selector(selector).ok().flatten())
        .and_then(|element| element.dyn_into().ok())
}

/// Focuses the row with this index, once it is in the page.
fn focus_row(body: NodeRef<html::Tbody>, index: usize) {
    request_animation_frame(move || {
        let Some(Some(body)) = body.try_get_untracked() else {
            return;
        };
        let selector = format!("tr[aria-rowindex='{}']", index + 2);
        let Ok(Some(row)) = body.query_selector(&selector) else {
            return;
        };
        if let Some(target) = focus_target(&row) {
            dom::focus_quietly(&target);
        }
        dom::bring_into_view(&row);
    });
}

/// Rows from which on the keyboard has a way past them: each is at least one stop of Tab.
const LONG: usize = 10;

/// The table.
///
/// `row` draws one row: a [`RowHead`] and a [`Cell`] for each further column, in the order of `columns`. It is called
/// again when the row's value changes, and may read signals. `key` names a row for good. `card_class`: `cards-1` to
/// `cards-4`, the lines of two cells that a card has below its title (three without it).
#[component]
pub fn WindowedTable<T, K>(
    #[prop(into)] caption: Signal<String>,
    columns: Vec<Column>,
    #[prop(into)] rows: Signal<Arc<Vec<T>>>,
    key: fn(&T) -> K,
    #[prop(into)] row: Callback<T, AnyView>,
    #[prop(optional, into)] sort: Signal<Option<SortOrder>>,
    #[prop(optional, into)] on_sort: Option<Callback<&'static str>>,
    #[prop(optional)] card_class: &'static str,
    /// Rows are on their way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What stands below the rows.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Clone + Eq + Send + Sync + 'static,
{
    let body = NodeRef::<html::Tbody>::new();
    let span = columns.len().to_string();
    let viewport = window::follow(move || body.get().map(|body| Element::clone(&body)));
    let count = Memo::new(move |_| rows.with(|rows| rows.len()));
    let range = Memo::new(move |_| viewport.get().range(count.get()));
    let row_height = Memo::new(move |_| viewport.with(|viewport| viewport.row));

    let (focused, set_focused) = signal(None::<K>);
    let pinned = Memo::new(move |_| {
        focused.with(|focused| {
            let focused = focused.as_ref()?;
            rows.with(|rows| rows.iter().position(|row| key(row) == *focused))
        })
    });
    // What is in the page: each slot with the key of its row.
    let mounted = Memo::new(move |_| {
        rows.with(|rows| {
            let slots = range.with(|range| window::slots(range, pinned.get(), rows.len()));
            slots
                .into_iter()
                .map(|slot| Mounted::of(slot, rows, key))
                .collect::<Vec<_>>()
        })
    });
    let keeper = window::FocusKeeper::new();

    let draw = move |mounted_as: Mounted<K>| match mounted_as {
        Mounted::Gap { place, .. } => {
            let height = move || {
                let rows = mounted.with(|mounted| mounted.iter().find_map(|slot| slot.gap(place)));
                #[allow(clippy::cast_precision_loss)]
                let pixels = rows.unwrap_or(0) as f64 * row_height.get();
                format!("{pixels}px")
            };
            let span = span.clone();
            view! { <tr class="gap" aria-hidden="true"><td colspan=span style:height=height></td></tr> }.into_any()
        }
        Mounted::Row { key: own, index } => {
            let place = {
                let own = own.clone();
                Memo::new(move |known: Option<&usize>| {
                    let now =
                        mounted.with(|mounted| mounted.iter().find_map(|slot| slot.index_of(&own)));
                    now.or(known.copied()).unwrap_or(index)
                })
            };
            // A row on its way out keeps what it showed.
            let value = Memo::new(move |known: Option<&Option<T>>| {
                rows.with(|rows| rows.get(place.get()).cloned())
                    .or_else(|| known.cloned().flatten())
            });
            view! {
                <tr
                    role="row"
                    aria-rowindex=move || (place.get() + 2).to_string()
                    on:focusin=move |_| set_focused.set(Some(own.clone()))
                >
                    {move || value.get().map(|value| row.run(value))}
                </tr>
            }
            .into_any()
        }
    };
    keep_rows(
        move || body.get().map(|body| Element::clone(&body)),
        mounted,
        Mounted::identity,
        draw,
        move || keeper.rows_changed(),
    );
    let leave = move |event: FocusEvent| {
        keeper.left(&event);
        // Taken off the page, the focused element still says so, when what it belonged to is gone already.
        if body
            .try_get_untracked()
            .flatten()
            .is_some_and(|body| dom::focus_leaves(&body, &event))
            && event.related_target().is_some()
        {
            set_focused.set(None);
        }
    };
    let step = move |event: KeyboardEvent| {
        if dom::has_modifier(&event) || event.shift_key() || dom::in_form_control(&event) {
            return;
        }
        let target = Move::of_row_key(&event.key()).and_then(|step| {
            step.apply(
                pinned.get_untracked(),
                count.get_untracked(),
                viewport.get_untracked().page(),
            )
        });
        if let Some(index) = target {
            event.prevent_default();
            set_focused.set(rows.with_untracked(|rows| rows.get(index).map(key)));
            focus_row(body, index);
        }
    };

    let end = NodeRef::<html::P>::new();
    let is_long = Memo::new(move |_| count.get() > LONG);
    let skip = move |_| {
        if let Some(end) = end.get_untracked() {
            let _ = end.focus();
        }
    };
    let sorts = on_sort.map(|on_sort| sort_bar(columns.clone(), sort, on_sort));
    let heads = columns
        .into_iter()
        .enumerate()
        .map(|(index, column)| head(index, column, sort, on_sort))
        .collect_view();
    view! {
        <div class="table-wrap" aria-busy=move || busy.get().to_string()>
            <Show when=move || is_long.get()>
                <button type="button" class="skip" on:click=skip>"Skip the table"</button>
            </Show>
            {sorts}
            <table
                class=format!("table table--windowed table--cards {card_class}")
                role="table"
                aria-rowcount=move || (count.get() + 1).to_string()
            >
                <caption>{move || caption.get()}</caption>
                <thead role="rowgroup"><tr role="row" aria-rowindex="1">{heads}</tr></thead>
                <tbody role="rowgroup" node_ref=body on:keydown=step on:focusin=move |event| keeper.entered(&event) on:focusout=leave></tbody>
            </table>
            <p class="vh" tabindex="-1" node_ref=end>"End of the table"</p>
            {foot.map(|foot| view! { <div class="table-foot row row--wrap">{foot.run()}</div> })}
        </div>
    }
}

/// A slot that knows which row it holds.
#[derive(Clone, Debug, PartialEq)]
enum Mounted<K> {
    Gap { place: u8, rows: usize },
    Row { key: K, index: usize },
}

/// What tells one mounted slot from another.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Identity<K> {
    Gap(u8),
    Row(K),
}

impl<K: Clone + PartialEq> Mounted<K> {
    fn of<T>(slot: Slot, rows: &[T], key: fn(&T) -> K) -> Self {
        match slot {
            Slot::Gap { place, rows } => Self::Gap { place, rows },
            Slot::Row(index) => match rows.get(index) {
                Some(row) => Self::Row {
                    key: key(row),
                    index,
                },
                None => Self::Gap {
                    place: u8::MAX,
                    rows: 1,
                },
            },
        }
    }

    fn identity(&self) -> Identity<K> {
        match self {
            Self::Gap { place, .. } => Identity::Gap(*place),
            Self::Row { key, .. } => Identity::Row(key.clone()),
        }
    }

    fn gap(&self, wanted: u8) -> Option<usize> {
        match self {
            Self::Gap { place, rows } if *place == wanted => Some(*rows),
            _ => None,
        }
    }

    fn index_of(&self, wanted: &K) -> Option<usize> {
        match self {
            Self::Row { key, index } if key == wanted => Some(*index),
            _ => None,
        }
    }
}

fn head(
    index: usize,
    column: Column,
    sort: Signal<Option<SortOrder>>,
    on_sort: Option<Callback<&'static str>>,
) -> impl IntoView {
    let direction = move || match sort.get() {
        Some(order) if order.column == column.id => order.direction(),
        _ => "none",
    };
    let content = match on_sort {
        Some(on_sort) if column.sortable => view! {
            <button type="button" class="table__sort" on:click=move |_| on_sort.run(column.id)>
                {column.label}
                <Icon name=IconName::Down size=IconSize::Small />
            </button>
        }
        .into_any(),
        _ if column.is_head_hidden => view! { <span class="vh">{column.label}</span> }.into_any(),
        _ => column.label.into_any(),
    };
    view! {
        <th
            role="columnheader"
            scope="col"
            class=column.class
            aria-colindex=(index + 1).to_string()
            aria-sort=move || column.sortable.then(direction)
        >
            {content}
        </th>
    }
}

/// The heads' stand-in on narrow screens.
fn sort_bar(
    columns: Vec<Column>,
    sort: Signal<Option<SortOrder>>,
    on_sort: Callback<&'static str>,
) -> impl IntoView {
    let sortable: Vec<Column> = columns
        .iter()
        .copied()
        .filter(|column| column.sortable)
        .collect();
    let options: Vec<(String, String)> = sortable
        .iter()
        .map(|column| (column.id.to_owned(), column.label.to_owned()))
        .collect();
    let options = Signal::stored(options);
    let chosen = Signal::derive(move || {
        sort.get()
            .map(|order| order.column.to_owned())
            .unwrap_or_default()
    });
    let choose = Callback::new(move |id: String| {
        if let Some(column) = sortable.iter().find(|column| column.id == id) {
            on_sort.run(column.id);
        }
    });
    let turn = Callback::new(move |()| {
        if let Some(order) = sort.get_untracked() {
            on_sort.run(order.column);
        }
    });
    let turn_label = Signal::derive(move || {
        match sort.get() {
            Some(order) if !order.descending => "Sorted ascending, turn round",
            _ => "Sorted descending, turn round",
        }
        .to_owned()
    });
    view! {
        <div class="table-sort-bar">
            <span class="small muted" aria-hidden="true">"Sort by"</span>
            <Select label="Sort by" options=options value=chosen on_change=choose />
            <span data-direction=move || sort.get().map(SortOrder::direction)>
                <IconButton icon=IconName::Down label=turn_label size=Size::Small on_press=turn />
            </span>
        </div>
    }
}
