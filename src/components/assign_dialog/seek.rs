//! Asking Astro for a token that the console does not have, for as long as that is what is sought.

use astro_tokens::id::TokenId;
use leptos::prelude::*;

use crate::api::ErrorKind;
use crate::components::context::Console;
use crate::inventory::load_token;

/// What Astro is being asked for. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Seek {
    console: Console,
    sought: RwSignal<Option<TokenId>>,
}

impl Seek {
    pub fn new(console: Console) -> Self {
        Self {
            console,
            sought: RwSignal::new(None),
        }
    }

    /// Asks for it, whatever is remembered of it. `on_answer`: it is in the inventory by then, or why it is not.
    pub fn ask(self, id: TokenId, on_answer: impl FnOnce(&TokenId, Result<(), String>) + 'static) {
        self.sought.set(Some(id.clone()));
        self.console.tasks.spawn(async move {
            let (inventory, api) = (self.console.inventory, self.console.api.get_value());
            load_token(inventory, &api, &id).await;
            let is_sought = |sought: &Option<TokenId>| sought.as_ref() == Some(&id);
            if self.sought.try_with_untracked(is_sought) == Some(true) {
                self.stop();
                let refusal = untrack(|| inventory.refusal(&id));
                let answer = refusal.map_or(Ok(()), |error| Err(reason(&id, error.kind)));
                on_answer(&id, answer);
            }
        });
    }

    /// Something else is wanted: what comes of it is of no use any more.
    pub fn stop(self) {
        self.sought.set(None);
    }

    /// What is said while it is asked. Reactive.
    pub fn words(self) -> Option<String> {
        let asking = |id: &TokenId| ["Asking Astro for the ID ", id.as_str(), "…"].concat();
        self.sought.with(|sought| sought.as_ref().map(asking))
    }
}

/// Why it can't be had.
fn reason(id: &TokenId, error: ErrorKind) -> String {
    let (before, after) = match error {
        ErrorKind::NotFound | ErrorKind::Forbidden => (
            "Astro has no token of the ID ",
            ", or none that you can see.",
        ),
        _ => (
            "The ID ",
            " is not among the tokens that are loaded, and Astro could not be asked for it.",
        ),
    };
    [before, id.as_str(), after].concat()
}

/// Whether it is shaped as the ids of Astro are (CUID). A value of another kind, a secret perhaps, is never asked for.
pub fn is_id(text: &str) -> bool {
    text.len() == 25
        && text.starts_with('c')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}
