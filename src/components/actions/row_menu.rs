//! The menu of a row: one for all rows of a table.

use astro_tokens::grants::Place;
use astro_tokens::id::TokenId;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::{Action, change_fence, grants_fence, home_fence};
use crate::components::context::Console;
use crate::components::names::legible;
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
    ChangeRole,
    Remove,
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
        let label = format!(
            "Actions for {}, …{}",
            legible(&token.name),
            token.short_token
        );
        view! {
            <MenuTrigger menu=self.menu class="btn btn--quiet btn--icon btn--sm" label=Some(label) on_open>
                <Icon name=IconName::More size=IconSize::Medium />
            </MenuTrigger>
        }
        .into_any()
    }
}

/// What can be done to a token from above on the page of a place below its home.
fn items_from_above(console: Console, token: &Token, place: &Place) -> Vec<MenuItem<Choice>> {
    let names = console.inventory.names();
    let fence = console
        .place_fence(place)
        .or_else(|| grants_fence(token))
        .or_else(|| home_fence(token));
    let grants = token.grants.clone().unwrap_or_default();
    let is_held = grants.roles_at(&place.key()).next().is_some();
    let (may_add, has_below) = names.with(|names| {
        let home = token.home();
        (
            home.is_some_and(|home| home.may_add(&place.key(), names)),
            !grants.below(place, names).is_empty(),
        )
    });
    let no_home =
        || (!may_add && !is_held).then(|| "Its home does not allow a role here.".to_owned());
    let nothing = || {
        (!is_held && !has_below)
            .then(|| "It has no role of its own here, only one that reaches down.".to_owned())
    };
    let (change, remove) = match place {
        Place::Workspace(_) => ("Change role here…", "Remove from this Workspace…"),
        _ => ("Change role here…", "Remove from this Deployment…"),
    };
    let change = if is_held {
        change
    } else {
        "Give it a role here…"
    };
    vec![
        MenuItem::action(Choice::ChangeRole, IconName::Key, change)
            .fenced(fence.clone().or_else(no_home)),
        MenuItem::action(Choice::Remove, IconName::Unlink, remove).fenced(fence.or_else(nothing)),
    ]
}

fn items(console: Console, token: &Token, place: Option<&Place>) -> Vec<MenuItem<Choice>> {
    let fence = console.token_fence(token);
    let home = home_fence(token);
    let change = change_fence(token).or_else(|| fence.clone());
    let mut items = vec![
        MenuItem::action(Choice::CopyId, IconName::Copy, "Copy token ID"),
        MenuItem::action(Choice::Edit, IconName::Edit, "Edit…").fenced(change.clone()),
        MenuItem::action(Choice::Rotate, IconName::Rotate, "Rotate…").fenced(change.clone()),
        MenuItem::action(Choice::Succeed, IconName::Plus, "Create successor…")
            .fenced(change.or_else(|| home.clone())),
    ];
    match place.filter(|place| !token.is_at_home(place)) {
        // It is deleted where it is at home: here that would be taken for removing it.
        Some(place) => items.extend(items_from_above(console, token, place)),
        None => items.push(
            MenuItem::action(Choice::Delete, IconName::Trash, "Delete…")
                .danger()
                .fenced(fence.or(home)),
        ),
    }
    items
}

/// Makes the menu: the handle for the rows, and the list, which stands outside of the table. `place`: whose page it is on.
pub fn row_menu(
    console: Console,
    copy: Callback<String>,
    place: Option<Place>,
) -> (RowMenu, AnyView) {
    let place = StoredValue::new(place);
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
                format!(
                    "Actions for {}, …{}",
                    legible(&token.name),
                    token.short_token
                )
            })
        })
    });
    let items = Signal::derive(move || {
        held.with(|held| {
            let token = held.as_ref()?;
            Some(place.with_value(|place| items(console, token, place.as_ref())))
        })
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
            Choice::ChangeRole | Choice::Remove => match (choice, place.get_value()) {
                (Choice::ChangeRole, Some(place)) => Action::ChangeRole(id, place),
                (_, Some(place)) => Action::Remove(id, place),
                (_, None) => return,
            },
        });
    });
    let list = view! { <MenuList menu label items on_pick /> }.into_any();
    (RowMenu { menu, token }, list)
}
