//! Search, filters and order of one list: what was changed last wins, be it on the page or in the address.
//!
//! The list follows at once; the address follows when typing pauses.

use std::time::Duration;

use astro_tokens::query::{Filter, Query, Sort};
use leptos::prelude::*;

use super::order::first_direction;
use crate::browser::{clock, task::Tasks};
use crate::components::link::{Entry, current_route, mover};
use crate::routes::{ListView, Route};

/// After this long without a change the address is brought up to date.
const PAUSE: Duration = Duration::from_millis(150);

/// What was last asked for on the page.
#[derive(Clone, Debug, Default, PartialEq)]
struct Change {
    /// 0: nothing yet.
    number: u32,
    query: Query,
}

/// The query of the list, and the ways to change it.
#[derive(Clone, Copy, Debug)]
pub struct QueryState {
    query: Memo<Query>,
    change: RwSignal<Change>,
    /// Writes the address.
    write: Callback<()>,
    /// The same after a pause, unless there was another change by then.
    write_later: Callback<u32>,
}

impl QueryState {
    /// To be made while a component is set up. `on_settled` is called once changing has paused.
    pub fn new(on_settled: Callback<()>) -> Self {
        let route = current_route();
        let view = Memo::new(move |_| view_of(&route.read()));
        let change = RwSignal::new(Change::default());
        let latest = Memo::new(move |known: Option<&Latest>| {
            change.with(|change| view.with(|view| Latest::next(known, change, view)))
        });
        let query = Memo::new(move |_| latest.with(|latest| latest.query.clone()));
        let tasks = Tasks::new();
        let go = mover();
        let write = Callback::new(move |()| {
            let asked = query.with_untracked(printed);
            if view.get_untracked() != asked {
                go(&with_view(route.get_untracked(), asked), Entry::Replace);
            }
        });
        let write_later = Callback::new(move |number: u32| {
            tasks.spawn(async move {
                clock::sleep(PAUSE).await;
                if change.with_untracked(|change| change.number) == number {
                    write.run(());
                    on_settled.run(());
                }
            });
        });
        Self {
            query,
            change,
            write,
            write_later,
        }
    }

    /// The query as it is now.
    pub const fn query(self) -> Memo<Query> {
        self.query
    }

    /// Changes the query. Takes no text that holds a token: it ends up in the address.
    pub fn update(self, change: impl FnOnce(&mut Query)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        let number = self
            .change
            .with_untracked(|change| change.number.wrapping_add(1).max(1));
        self.change.set(Change { number, query });
        self.write_later.run(number);
    }

    /// Brings the address up to date at once: the list may be left before the pause is over, and Back is to find it as it was.
    pub fn write(self) {
        self.write.try_run(());
    }

    /// Puts `filters` in place of every filter on `fields`.
    pub fn replace(self, fields: &[&str], filters: impl IntoIterator<Item = Filter>) {
        self.update(|query| {
            query
                .filters
                .retain(|filter| !fields.contains(&filter.field()));
            query.filters.extend(filters);
        });
    }

    /// Orders by a column, or turns its order round.
    pub fn sort_by(self, column: astro_tokens::query::Column) {
        self.update(|query| {
            query.sort = if query.sort.column == column {
                Sort {
                    column,
                    descending: !query.sort.descending,
                }
            } else {
                first_direction(column)
            };
        });
    }
}

/// The latest of what page and address ask for.
#[derive(Clone, Debug, PartialEq)]
struct Latest {
    view: ListView,
    number: u32,
    query: Query,
}

impl Latest {
    fn next(known: Option<&Self>, change: &Change, view: &ListView) -> Self {
        let query = match known {
            Some(known) if known.number != change.number => change.query.clone(),
            // The address says what the page asked for: the text keeps its spaces as they were typed.
            Some(known) if known.view == *view || printed(&known.query) == *view => {
                known.query.clone()
            }
            Some(_) | None => Query::parse(&view.q, &view.sort),
        };
        Self {
            view: view.clone(),
            number: change.number,
            query,
        }
    }
}

/// A query as it stands in the address. Spaces between and around words mean nothing there.
fn printed(query: &Query) -> ListView {
    let words: Vec<&str> = query.text.split_whitespace().collect();
    let plain = Query {
        text: words.join(" "),
        ..query.clone()
    };
    ListView {
        q: plain.q(),
        sort: plain.sort(),
    }
}

/// The state of a list that an address carries.
fn view_of(route: &Route) -> ListView {
    match route {
        Route::Tokens { view, .. }
        | Route::Workspace { view, .. }
        | Route::Deployment { view, .. } => view.clone(),
        Route::Home
        | Route::Token { .. }
        | Route::WorkspaceDeployments { .. }
        | Route::AgentToken { .. }
        | Route::About
        | Route::Which
        | Route::NotFound => ListView::default(),
    }
}

/// The same place with another state of its list.
fn with_view(mut route: Route, asked: ListView) -> Route {
    if let Route::Tokens { view, .. }
    | Route::Workspace { view, .. }
    | Route::Deployment { view, .. } = &mut route
    {
        *view = asked;
    }
    route
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(q: &str) -> ListView {
        ListView {
            q: q.into(),
            sort: String::new(),
        }
    }

    fn change(number: u32, text: &str) -> Change {
        Change {
            number,
            query: Query {
                text: text.into(),
                ..Query::default()
            },
        }
    }

    #[test]
    fn what_was_changed_last_wins() {
        let start = Latest::next(None, &Change::default(), &view("scope:workspace dbt"));
        assert_eq!(start.query.text, "dbt");
        assert_eq!(start.query.filters.len(), 1);
        let typed = Latest::next(
            Some(&start),
            &change(1, "air "),
            &view("scope:workspace dbt"),
        );
        assert_eq!(typed.query.text, "air ");
        let written = Latest::next(Some(&typed), &change(1, "air "), &view("air"));
        assert_eq!(written.query.text, "air ", "what is typed keeps its spaces");
        let back = Latest::next(Some(&written), &change(1, "air "), &view(""));
        assert_eq!(back.query.text, "");
        let typed_again = Latest::next(Some(&back), &change(2, "x"), &view(""));
        assert_eq!(typed_again.query.text, "x");
    }

    #[test]
    fn a_state_is_written_to_the_place_that_it_belongs_to() {
        let route = Route::parse("/organizations/o/workspaces/w", "q=a");
        assert_eq!(view_of(&route), view("a"));
        assert_eq!(
            with_view(route, view("b")).print(),
            "/organizations/o/workspaces/w?q=b"
        );
        assert_eq!(with_view(Route::About, view("b")), Route::About);
    }
}
