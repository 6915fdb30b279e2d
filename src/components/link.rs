//! Addresses of places, as links and as moves.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::browser::{guard, page};
use crate::routes::Route;

/// Address of a place, for `href`.
pub fn href(route: &Route) -> String {
    format!("{}{}", page::base_path(), route.print())
}

/// How a move shows in the history of the tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Back returns to where it began.
    Push,
    /// The view of the same place changed.
    Replace,
}

/// A function that moves to a place. To be made while a component is set up.
pub fn mover() -> impl Fn(&Route, Entry) + Clone + 'static {
    let navigate = use_navigate();
    move |route, entry| {
        navigate(
            &href(route),
            NavigateOptions {
                resolve: false,
                replace: entry == Entry::Replace,
                scroll: entry == Entry::Push,
                ..NavigateOptions::default()
            },
        );
    }
}

/// A function that opens a place by a button, which is as good as a link: whatever guards the page is asked first. To be made
/// while a component is set up. Answers whether it went there at once.
pub fn opener() -> impl Fn(&Route) -> bool + Clone + 'static {
    let go = mover();
    move |route| {
        let is_free = !guard::holds_back(&href(route));
        if is_free {
            go(route, Entry::Push);
        }
        is_free
    }
}

/// The place in the address bar. Reactive.
pub fn current_route() -> Memo<Route> {
    use_context::<Memo<Route>>().unwrap_or_else(|| Memo::new(|_| Route::NotFound))
}
