//! One line of the tree: where, which role, why, and what can be done to it.

use std::sync::Arc;

use astro_tokens::grants::{Place, Slot};
use astro_tokens::roles;
use leptos::prelude::*;

use super::menu::BranchMenu;
use super::rows::{Besides, GrantRow, Known};
use crate::browser::intl;
use crate::components::grant_editor::Editor;
use crate::components::names::{Name, legible};
use crate::components::scope_badge::{place_href, place_icon, place_id, place_word};
use crate::ui::{
    Announcer, Badge, Button, Cell, CopyButton, Icon, IconButton, IconName, RowHead, Select, Size,
    Tone,
};

/// What is going to become of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Stays,
    Added,
    Changed,
    Removed,
}

impl Fate {
    fn of(slot: Option<&Slot>) -> Self {
        match slot {
            Some(Slot { was: None, .. }) => Self::Added,
            Some(Slot { is: None, .. }) => Self::Removed,
            Some(Slot { was, is }) if was != is => Self::Changed,
            Some(_) | None => Self::Stays,
        }
    }

    const fn badge(self) -> Option<(Tone, &'static str)> {
        match self {
            Self::Stays => None,
            Self::Added => Some((Tone::Good, "Added")),
            Self::Changed => Some((Tone::Warn, "Changed")),
            Self::Removed => Some((Tone::Bad, "Removed")),
        }
    }

    /// As the style sheet tells them.
    const fn op(self) -> Option<&'static str> {
        match self {
            Self::Stays => None,
            Self::Added => Some("+"),
            Self::Changed => Some("~"),
            Self::Removed => Some("-"),
        }
    }
}

/// The cells of a line. Reactive: what it reads draws the line again.
pub fn line(
    editor: Editor,
    besides: Memo<Arc<Besides>>,
    menu: BranchMenu,
    row: &GrantRow,
    copy: Callback<String>,
) -> AnyView {
    let fate = Fate::of(row.slot.as_ref());
    let head = head(editor, row, fate, copy);
    let role = role(editor, row);
    let why = why(editor, besides, row, fate);
    let actions = actions(editor, menu, row, fate);
    view! {
        <RowHead>{head}</RowHead>
        <Cell label="Role">{role}</Cell>
        <Cell label="Why">{why}</Cell>
        <Cell label="" class="c-act"><span class="grants__actions">{actions}</span></Cell>
    }
    .into_any()
}

fn head(editor: Editor, row: &GrantRow, fate: Fate, copy: Callback<String>) -> AnyView {
    let organization = editor.console.inventory.organization_id();
    let (word, id) = (place_word(&row.place), place_id(&row.place));
    let name = match &row.known {
        Known::Name(name) => name.to_string(),
        Known::IdOnly | Known::Loading | Known::NotVisible | Known::Gone => id.to_string(),
    };
    // What no longer exists has no page.
    let address = place_href(&row.place, &organization).filter(|_| row.known != Known::Gone);
    let title = match address {
        Some(address) => {
            view! { <a class="truncate" href=address title=legible(&name)><Name text=name.clone() /></a> }.into_any()
        }
        None => view! { <span class="truncate" title=legible(&name)><Name text=name.clone() /></span> }.into_any(),
    };
    let remark = match row.known {
        Known::Name(_) | Known::IdOnly | Known::Loading => None,
        Known::NotVisible => Some("Not visible to you"),
        Known::Gone => Some("No longer exists"),
    };
    let shown_id = matches!(row.known, Known::Name(_))
        .then(|| view! { <span class="mono truncate">{id.to_string()}</span> });
    let copy_label = match row.place {
        // It is its own name.
        Place::DagTag { .. } => format!("Copy {word} {}", legible(&name)),
        _ => format!("Copy {word} ID of {}", legible(&name)),
    };
    let level = row.level;
    let depth = level.min(4).to_string();
    let badge = fate
        .badge()
        .map(|(tone, text)| view! { <Badge tone>{text}</Badge> });
    view! {
        <span class="grants__line" data-level=depth.clone() data-op=fate.op()>
            <Icon name=place_icon(&row.place) />
            <span class="vh">{format!("{word}, level {level}: ")}</span>
            {title}
            {badge}
        </span>
        <span class="grants__line grants__id" data-level=depth>
            <span aria-hidden="true">{word.clone()}</span>
            {shown_id}
            {remark}
            <CopyButton label=copy_label text=id.to_string() on_copy=copy />
        </span>
    }
    .into_any()
}

fn role(editor: Editor, row: &GrantRow) -> AnyView {
    let Some(slot) = &row.slot else {
        return view! { <span class="faint">{row.none}</span> }.into_any();
    };
    let Some(is) = &slot.is else {
        let was = slot.was.as_deref().unwrap_or_default();
        return view! { <span class="faint"><del><Name text=roles::full_label(was) /></del></span> }.into_any();
    };
    if editor.role_fence(row).is_none() {
        let label = format!("Role on {}", row.called);
        let value = Signal::stored(is.to_string());
        let options = {
            let (place, is, was) = (row.place.clone(), is.clone(), slot.was.clone());
            Signal::derive(move || editor.offers.options(&place, [was.as_ref(), Some(&is)]))
        };
        let row = row.clone();
        let on_change =
            Callback::new(move |role: String| editor.change_role(&row, Arc::from(role)));
        return view! { <Select label options value on_change /> }.into_any();
    }
    let second = match roles::built_in(is) {
        Some(_) => view! { <span class="mono">{is.to_string()}</span> }.into_any(),
        None if matches!(row.place, Place::Unknown { .. }) => ().into_any(),
        None => view! { <span>"Custom role"</span> }.into_any(),
    };
    view! { <span><Name text=roles::full_label(is) /></span>{second} }.into_any()
}

/// What stands below a place whose grant is removed stays, and can go with it by one more press.
fn with_below(editor: Editor, row: &GrantRow) -> AnyView {
    let place = row.place.clone();
    let fenced = Signal::stored(editor.branch_fence(&place));
    let remove = Callback::new(move |()| editor.remove_branch(&place, false));
    let words = match row.below {
        1 => "Remove the grant below, too".to_owned(),
        count => format!("Remove the {} below, too", intl::number(count)),
    };
    view! { <Button size=Size::Small fenced on_press=remove>{words}</Button> }.into_any()
}

fn why(editor: Editor, besides: Memo<Arc<Besides>>, row: &GrantRow, fate: Fate) -> AnyView {
    if fate == Fate::Removed && row.below > 0 && editor.fence().is_none() {
        return with_below(editor, row);
    }
    let was = row.slot.as_ref().and_then(|slot| slot.was.clone());
    let first = match (fate, was) {
        (Fate::Changed, Some(was)) => {
            view! { <span class="muted">"was "<del><Name text=roles::full_label(&was) /></del></span> }.into_any()
        }
        (Fate::Removed, _) => view! { <span class="muted">"Ends when this is saved"</span> }.into_any(),
        _ => {
            let why = row.why.clone();
            view! { <span class="muted" title=why.clone()>{why.clone()}</span> }.into_any()
        }
    };
    let moved = row
        .moved
        .as_ref()
        .map(|now| format!("Changed meanwhile to {now}"));
    let own_fence = || editor.line_fence(row).filter(|_| row.slot.is_some());
    let second = match moved.or_else(own_fence) {
        Some(text) => view! { <span title=text.clone()>{text.clone()}</span> }.into_any(),
        None => {
            let place = row.place.clone();
            let text = Memo::new(move |_| {
                besides
                    .with(|besides| besides.get(&place).cloned())
                    .unwrap_or_default()
            });
            view! { <span title=text>{text}</span> }.into_any()
        }
    };
    view! { {first}{second} }.into_any()
}

fn actions(editor: Editor, menu: BranchMenu, row: &GrantRow, fate: Fate) -> AnyView {
    if editor.fence().is_some() {
        return ().into_any();
    }
    let one = match (fate, &row.slot) {
        (_, None) => ().into_any(),
        (Fate::Stays, Some(_)) if matches!(row.place, Place::Unknown { .. }) => ().into_any(),
        (Fate::Stays, Some(_)) => {
            let label = format!("Remove grant on {}", row.called);
            let fenced = editor.removal_fence(row);
            let row = row.clone();
            let remove = Callback::new(move |()| editor.remove(&row));
            view! { <IconButton icon=IconName::Close label size=Size::Small fenced=Signal::stored(fenced) on_press=remove /> }.into_any()
        }
        (Fate::Added | Fate::Changed | Fate::Removed, Some(_)) => {
            let label = format!("Undo change on {}", row.called);
            let row = row.clone();
            let announcer = Announcer::current();
            let undo = Callback::new(move |()| {
                editor.undo(&row);
                let is_last = editor.pending.with_untracked(|pending| pending.is_empty());
                if let Some(announcer) = announcer.filter(|_| is_last) {
                    announcer.say("No pending changes");
                }
            });
            view! { <IconButton icon=IconName::Undo label size=Size::Small on_press=undo /> }
                .into_any()
        }
    };
    let more = (row.below > 0).then(|| menu.button(row));
    view! { {more}{one} }.into_any()
}
