//! The menu of a row: one for all rows of a table.

use astro_tokens::id::TokenId;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::{Action, change_fence, home_fence};
use crate::components::context::Console;
use crate::ui::{Icon, IconSize};
use crate::ui::{IconName, MenuHandle, MenuItem, MenuList, MenuTrigger};

/// What can be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    CopyId,
    Edit,
    Rotate,
    Succeed,
    Delete,
}

/// The menu, and the row it is open for.
#[derive(Clone, Copy, Debug)]
pub struct RowMenu {
    menu: MenuHandle,
    token: RwSignal<Option<TokenId>>,
}

impl RowMenu {
    /// The button of a row.
    pub fn button(self, token: &Token) -> AnyView {
        let id = token.id.clone();
        let on_open = Callback::new(move |()| self.token.set(Some(id.clone())));
        let label = format!("Actions for {}, …{}", token.name, token.short_token);
        view! {
            <MenuTrigger menu=self.menu class="btn btn--quiet btn--icon btn--sm" label=Some(label) on_open>
                <Icon name=IconName::More size=IconSize::Medium />
            </MenuTrigger>
        }
        .into_any()
    }
}

fn items(console: Console, token: &Token) -> Vec<MenuItem<Choice>> {
    let fence = console.write_fence();
    let home = home_fence(token);
    let change = change_fence(token).or_else(|| fence.clone());
    vec![
        MenuItem::action(Choice::CopyId, IconName::Copy, "Copy token ID"),
        MenuItem::action(Choice::Edit, IconName::Edit, "Edit…").fenced(change.clone()),
        MenuItem::action(Choice::Rotate, IconName::Rotate, "Rotate…").fenced(change.clone()),
        MenuItem::action(Choice::Succeed, IconName::Plus, "Create successor…")
            .fenced(change.or_else(|| home.clone())),
        MenuItem::action(Choice::Delete, IconName::Trash, "Delete…")
            .danger()
            .fenced(fence.or(home)),
    ]
}

/// Makes the menu: the handle for the rows, and the list, which stands outside of the table.
pub fn row_menu(console: Console, copy: Callback<String>) -> (RowMenu, AnyView) {
    let menu = MenuHandle::new();
    let token = RwSignal::new(None::<TokenId>);
    let held = Memo::new(move |_| {
        let id = token.get()?;
        console
            .inventory
            .tokens()
            .with(|table| table.get(&id).cloned())
    });
    let label = Signal::derive(move || {
        held.with(|held| {
            held.as_ref().map_or_else(String::new, |token| {
                format!("Actions for {}, …{}", token.name, token.short_token)
            })
        })
    });
    let items = Signal::derive(move || {
        held.with(|held| held.as_ref().map(|token| items(console, token)))
            .unwrap_or_default()
    });
    let on_pick = Callback::new(move |choice: Choice| {
        let Some(id) = token.get_untracked() else {
            return;
        };
        console.act.set(match choice {
            Choice::CopyId => return copy.run(id.to_string()),
            Choice::Edit => Action::Edit(id),
            Choice::Rotate => Action::Rotate(id),
            Choice::Succeed => Action::Successor(id),
            Choice::Delete => Action::Delete(id),
        });
    });
    let list = view! { <MenuList menu label items on_pick /> }.into_any();
    (RowMenu { menu, token }, list)
}
