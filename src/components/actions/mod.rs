//! What can be done to a token, from its row or its page: one dialog at a time, chosen by one signal.

mod consequences;
mod current;
mod protection;
mod row_menu;

pub use consequences::{Consequences, Losses, unlisted};
pub use current::{Unread, followed, gone, read_into};
pub use protection::{Deed, Protection, follows_now};
pub use row_menu::{RowMenu, row_menu};

use std::sync::Arc;

use astro_tokens::grants::{Grants, Place};
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::model::Scope;
use astro_tokens::secret::Secret;
use astro_tokens::token::{Home, Token};
use leptos::prelude::*;

use super::agent_tokens::CreateAgentTokenDialog;
use super::assign_dialog::AssignDialog;
use super::context::Console;
use super::create_dialog::CreateDialog;
use super::delete_dialog::DeleteDialog;
use super::edit_dialog::EditDialog;
use super::issued::IssuedDialog;
use super::link::current_route;
use super::remove_dialog::RemoveDialog;
use super::rotate_dialog::RotateDialog;
use crate::commands::Lookup;
use crate::routes::Route;

/// The dialog that is open, and on what.
#[derive(Clone, Debug, Default)]
pub enum Action {
    #[default]
    None,
    /// A new token with this home; one of the Organization can be turned to another home in the form.
    Create(Home),
    /// A token for the remote execution agents of that Deployment.
    CreateAgentToken(DeploymentId),
    /// A new token with the same grants.
    Successor(TokenId),
    Edit(TokenId),
    Rotate(TokenId),
    Delete(TokenId),
    /// A token of that scope gets a role there.
    Assign(Place, Scope),
    /// Another role there.
    ChangeRole(TokenId, Place),
    /// No role there any more.
    Remove(TokenId, Place),
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
    Creation {
        /// What it is to get besides its role at home.
        further: Grants,
    },
    /// For remote execution agents.
    AgentCreation,
    Rotation {
        /// The session went over to it.
        is_own: bool,
    },
    /// Created to take over from the old token.
    Succession {
        old: Arc<Token>,
        /// Its further grants, as far as the caller may give them.
        further: Grants,
    },
}

impl IssuedBy {
    /// What the token is to get besides its role at home.
    pub fn further(&self) -> Grants {
        match self {
            Self::Creation { further } | Self::Succession { further, .. } => further.clone(),
            Self::AgentCreation | Self::Rotation { .. } => Grants::default(),
        }
    }
}

/// Where dialogs open, each until the page below it is left. Once per page.
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
    // What would be lost keeps the page before it comes to that.
    let route = current_route();
    Effect::new(move |before: Option<Route>| {
        let place = route.get().place();
        let has_left = before.is_some_and(|before| before != place);
        if has_left && untrack(|| console.holds.most()).is_none() {
            console.act.set(Action::None);
        }
        place
    });
    (move || match console.act.get() {
        Action::None => ().into_any(),
        Action::Create(home) => view! { <CreateDialog home /> }.into_any(),
        Action::CreateAgentToken(deployment) => {
            view! { <CreateAgentTokenDialog deployment /> }.into_any()
        }
        Action::Successor(id) => held(&id)
            .and_then(|token| {
                let home = token.home()?;
                Some(view! { <CreateDialog home successor_of=token /> })
            })
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
        Action::Assign(place, scope) => view! { <AssignDialog place scope /> }.into_any(),
        Action::ChangeRole(id, place) => held(&id)
            .map(|token| {
                let scope = token.scope.clone();
                view! { <AssignDialog place scope token /> }
            })
            .into_any(),
        Action::Remove(id, place) => held(&id)
            .map(|token| view! { <RemoveDialog token place /> })
            .into_any(),
        Action::Secret(issued) => view! { <IssuedDialog issued /> }.into_any(),
    })
    .into_any()
}

/// Why a token can't be edited or rotated, nor a successor be made of it, whatever the caller may. `None`: it can.
pub fn change_fence(token: &Token) -> Option<String> {
    token.is_agent().then(|| {
        "Astro can’t change or rotate an agent token: delete it and create another.".to_owned()
    })
}

/// Why a token can't be deleted, rotated or edited by this console, whatever the caller may. `None`: it can.
pub fn home_fence(token: &Token) -> Option<String> {
    let reason = match token.scope {
        Scope::Organization => {
            "Its grants don’t tell which role it has in the Organization, so what depends on that can’t be said."
        }
        _ => "Its grants don’t tell where it was created, so what depends on it can’t be said.",
    };
    token.home().is_none().then(|| reason.to_owned())
}

/// Why its grants can't be changed by this console, whatever the caller may. `None`: they can.
pub fn grants_fence(token: &Token) -> Option<String> {
    token
        .grants
        .is_none()
        .then(|| "Astro’s answer carried no grants of it, so none can be changed.".to_owned())
}
