//! A Workspace: the tokens that have a role in it.

use astro_tokens::grants::Place;
use astro_tokens::id::WorkspaceId;
use leptos::prelude::*;

use crate::components::add_token::AddToken;
use crate::components::context::Console;
use crate::components::token_list::{PlaceHead, TokenList};
use crate::inventory::List;
use crate::ui::IconName;

#[component]
pub fn WorkspacePage(id: WorkspaceId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let names = console.inventory.names();
    let own = id.clone();
    let name = Signal::derive(move || {
        names.with(|names| names.workspace(own.as_str()).map(ToString::to_string))
    });
    let place = Place::Workspace(id.clone());
    let actions = move || view! { <AddToken place=place.clone() /> };
    view! {
        <PlaceHead console icon=IconName::Workspace kind="Workspace" id=id.to_string() name actions />
        <TokenList console list=List::Workspace(id) />
    }
    .into_any()
}
