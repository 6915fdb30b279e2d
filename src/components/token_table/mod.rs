//! The table of tokens: six columns of two lines, windowed, and the menu of each row.

pub mod cells;
pub mod here;
pub mod words;

use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::id::TokenId;
use astro_tokens::query::{Column, Sort};
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::components::actions::row_menu;
use crate::components::context::Console;
use crate::components::copy::copier;
use crate::ui::{self, SortOrder, WindowedTable};
use cells::{row, row_here};
use words::{column_label, column_label_here};

/// The columns with their width, in order.
const COLUMNS: [(Column, &str); 6] = [
    (Column::Name, "w-28"),
    (Column::Scope, "w-16"),
    (Column::Role, "w-16"),
    (Column::LastUsed, "w-14"),
    (Column::Expires, "w-12"),
    (Column::Created, "w-14"),
];

fn id_of(token: &Arc<Token>) -> TokenId {
    token.id.clone()
}

/// The name of a column, in the list of a place or of the Organization.
pub const fn label(column: Column, place: Option<&Place>) -> &'static str {
    match place {
        Some(_) => column_label_here(column),
        None => column_label(column),
    }
}

/// The heads, as a skeleton shows them.
pub fn heads(place: Option<&Place>) -> Vec<&'static str> {
    COLUMNS
        .iter()
        .map(|(column, _)| label(*column, place))
        .chain([""])
        .collect()
}

/// The table.
#[component]
pub fn TokenTable(
    console: Console,
    #[prop(into)] caption: Signal<String>,
    #[prop(into)] rows: Signal<Arc<Vec<Arc<Token>>>>,
    #[prop(into)] sort: Signal<Sort>,
    on_sort: Callback<Column>,
    #[prop(into)] busy: Signal<bool>,
    /// The place whose page it stands on.
    #[prop(optional_no_strip)]
    place: Option<Place>,
    /// What stands below the rows.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
) -> impl IntoView {
    let columns = COLUMNS
        .iter()
        .map(|(column, class)| ui::Column {
            id: column.as_str(),
            label: label(*column, place.as_ref()),
            class,
            sortable: true,
            is_head_hidden: false,
        })
        .chain([ui::Column::ACTIONS])
        .collect();
    let order = Signal::derive(move || {
        let sort = sort.get();
        Some(SortOrder {
            column: sort.column.as_str(),
            descending: sort.descending,
        })
    });
    let on_sort = Callback::new(move |id: &'static str| {
        if let Some(column) = Column::ALL.into_iter().find(|column| column.as_str() == id) {
            on_sort.run(column);
        }
    });
    let (menu, list) = row_menu(console, copier(), place.clone());
    let may_hide = Memo::new(move |_| console.may_hide_grants());
    let row = Callback::new(move |token: Arc<Token>| match &place {
        Some(place) => row_here(console, menu, &token, place),
        None => row(console, menu, &token, may_hide),
    });
    let table = match foot {
        Some(foot) => {
            view! { <WindowedTable caption columns rows key=id_of row sort=order on_sort busy foot /> }.into_any()
        }
        None => view! { <WindowedTable caption columns rows key=id_of row sort=order on_sort busy /> }.into_any(),
    };
    view! {
        {table}
        {list}
    }
    .into_any()
}
