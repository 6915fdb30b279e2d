//! What can be done to a whole branch of the tree: one menu for all lines.

use leptos::prelude::*;

use super::rows::GrantRow;
use crate::components::grant_editor::Editor;
use crate::ui::{Icon, IconName, IconSize, MenuHandle, MenuItem, MenuList, MenuTrigger};

/// What can be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// Everything further down.
    Below,
    /// That, and the place itself.
    Branch,
}

/// The menu, and the line it is open for.
#[derive(Clone, Copy, Debug)]
pub struct BranchMenu {
    menu: MenuHandle,
    row: RwSignal<Option<GrantRow>>,
}

impl BranchMenu {
    /// The button of a line that has something below it.
    pub fn button(self, row: &GrantRow) -> AnyView {
        let label = label(row);
        let row = row.clone();
        let on_open = Callback::new(move |()| self.row.set(Some(row.clone())));
        view! {
            <MenuTrigger menu=self.menu class="btn btn--quiet btn--icon btn--sm" label=Some(label) on_open>
                <Icon name=IconName::More size=IconSize::Medium />
            </MenuTrigger>
        }
        .into_any()
    }
}

fn label(row: &GrantRow) -> String {
    ["Everything below ", &row.called].concat()
}

fn items(editor: Editor, row: &GrantRow) -> Vec<MenuItem<Choice>> {
    let below = match row.below {
        1 => "Remove the 1 grant below".to_owned(),
        count => format!("Remove the {count} grants below"),
    };
    let fence = editor.branch_fence(&row.place);
    let mut items =
        vec![MenuItem::action(Choice::Below, IconName::Close, below).fenced(fence.clone())];
    if row.slot.is_some() {
        let own = editor.removal_fence(row);
        let whole = MenuItem::action(Choice::Branch, IconName::Close, "Remove it, and all below");
        items.push(whole.fenced(fence.or(own)));
    }
    items
}

/// Makes the menu: the handle for the lines, and the list, which stands outside of the table.
pub fn branch_menu(editor: Editor) -> (BranchMenu, AnyView) {
    let menu = MenuHandle::new();
    let row = RwSignal::new(None::<GrantRow>);
    let label = Signal::derive(move || row.with(|row| row.as_ref().map(label)).unwrap_or_default());
    let items = Signal::derive(move || {
        row.with(|row| row.as_ref().map(|row| items(editor, row)))
            .unwrap_or_default()
    });
    let on_pick = Callback::new(move |choice: Choice| {
        if let Some(row) = row.get_untracked() {
            editor.remove_branch(&row.place, choice == Choice::Branch);
        }
    });
    let list = view! { <MenuList menu label items on_pick /> }.into_any();
    (BranchMenu { menu, row }, list)
}
