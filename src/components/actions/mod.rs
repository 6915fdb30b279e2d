//! What can be done to a token, from its row or its page: one dialog at a time, chosen by one signal.

mod consequences;
mod protection;
mod row_menu;

pub use consequences::Consequences;
pub use protection::{Deed, Protection};
pub use row_menu::{RowMenu, row_menu};

use std::sync::Arc;

use astro_tokens::id::TokenId;
use astro_tokens::secret::Secret;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::context::Console;
use super::create_dialog::CreateDialog;
use super::delete_dialog::DeleteDialog;
use super::edit_dialog::EditDialog;
use super::issued::IssuedDialog;
use super::rotate_dialog::RotateDialog;
use crate::commands::Lookup;

/// The dialog that is open, and on what.
#[derive(Clone, Debug, Default)]
pub enum Action {
    #[default]
    None,
    Create,
    /// A new token with the same grants.
    Successor(TokenId),
    Edit(TokenId),
    Rotate(TokenId),
    Delete(TokenId),
    /// A value that was just issued and is shown once.
    Secret(Arc<Issued>),
}

/// A secret value that reached the page.
#[derive(Debug)]
pub struct Issued {
    pub secret: Secret,
    /// `None` where a damaged answer does not tell it.
    pub token: Option<TokenId>,
    pub name: Arc<str>,
    pub by: IssuedBy,
    pub due: Due,
}

/// What is asked once a value is shown, never before.
#[derive(Clone, Debug)]
pub enum Due {
    Nothing,
    /// The token as it is now, which a damaged answer did not tell.
    ReadBack,
    /// Whether there is another token of that name.
    LookBeside(Lookup),
}

#[derive(Clone, Debug, PartialEq)]
pub enum IssuedBy {
    Creation,
    Rotation {
        /// The session went over to it.
        is_own: bool,
    },
    /// Created to take over from this token, whose further grants it is to get.
    Succession(Arc<Token>),
}

/// Where dialogs open. Once per page.
#[component]
pub fn ActionDialogs() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let held = move |id: &TokenId| {
        console
            .inventory
            .tokens()
            .with_untracked(|table| table.get(id).cloned())
    };
    (move || match console.act.get() {
        Action::None => ().into_any(),
        Action::Create => view! { <CreateDialog /> }.into_any(),
        Action::Successor(id) => held(&id)
            .map(|token| view! { <CreateDialog successor_of=token /> })
            .into_any(),
        Action::Edit(id) => held(&id)
            .map(|token| view! { <EditDialog token /> })
            .into_any(),
        Action::Rotate(id) => held(&id)
            .map(|token| view! { <RotateDialog token /> })
            .into_any(),
        Action::Delete(id) => held(&id)
            .map(|token| view! { <DeleteDialog token /> })
            .into_any(),
        Action::Secret(issued) => view! { <IssuedDialog issued /> }.into_any(),
    })
    .into_any()
}

/// Why a token can't be deleted, rotated or edited by this console, whatever the caller may. `None`: it can.
pub fn home_fence(token: &Token) -> Option<String> {
    token.home().is_none().then(|| {
        "Its grants don’t tell where it was created, so what depends on it can’t be said."
            .to_owned()
    })
}
