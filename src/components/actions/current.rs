//! A token as it is now, for a dialog that decides on it: read anew when it opens, followed while it is open.

use std::sync::Arc;

use astro_tokens::id::TokenId;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::api::ErrorKind;
use crate::browser::intl::Style;
use crate::commands::read_anew;
use crate::components::context::Console;

/// A token as the inventory has it, for as long as it has it. `sent`: as it was when what is on its way was sent; it stays that,
/// and what changes after is told as what came of it.
pub fn followed(
    console: Console,
    token: impl Fn() -> Option<Arc<Token>> + Send + Sync + 'static,
    sent: impl Fn(&TokenId) -> Option<Arc<Token>> + Send + Sync + 'static,
) -> Memo<Option<Arc<Token>>> {
    let tokens = console.inventory.tokens();
    Memo::new(move |last: Option<&Option<Arc<Token>>>| {
        let begun = token()?;
        let last = last.and_then(Option::as_ref);
        let last = last.filter(|last| last.id == begun.id).cloned();
        let now = || tokens.with(|table| table.get(&begun.id).cloned());
        Some(sent(&begun.id).or_else(now).or(last).unwrap_or(begun))
    })
}

/// Reads the token anew, so that the inventory has it as it is now. Where that fails, `unread` gets what to say of it, if the
/// token `is_shown` by then.
pub fn read_into(
    console: Console,
    token: &Arc<Token>,
    unread: RwSignal<Option<String>>,
    is_shown: impl Fn() -> bool + 'static,
) {
    let token = token.clone();
    console.tasks.spawn(async move {
        let read = read_anew(&console.writer.get_value(), &token).await;
        if let Err(error) = read
            && is_shown()
        {
            unread.try_set(Some(not_read(console, error.kind)));
        }
    });
}

/// Says why what is shown may be out of date.
#[component]
pub fn Unread(why: RwSignal<Option<String>>) -> impl IntoView {
    (move || Some(view! { <p class="muted" role="status">{why.get()?}</p> })).into_any()
}

/// What Astro says of a token that it does not have.
const GONE: &str = "This token no longer exists, or is out of your sight.";

/// Why nothing can be done to a token that Astro was asked for, and does not have. Reactive.
pub fn gone(console: Console, id: &TokenId) -> Option<String> {
    let refusal = console.inventory.refusal(id)?;
    (refusal.kind == ErrorKind::NotFound).then(|| GONE.to_owned())
}

fn not_read(console: Console, why: ErrorKind) -> String {
    if why == ErrorKind::NotFound {
        return GONE.to_owned();
    }
    let progress = console.inventory.progress().get_untracked();
    let at = progress.fresh_as_of.map_or_else(String::new, |at| {
        [", ", &untrack(|| console.format(at, Style::Exact))].concat()
    });
    format!("It could not be read just now: this is as it was loaded{at}.")
}
