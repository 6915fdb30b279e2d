//! Changes as a list: added, changed, removed, by Workspace. Said in words as well as by sign and colour.

use std::collections::BTreeMap;

use astro_tokens::grants::{Change, ChangeGroup, ChangeKind, ChangesOf, GrantKey, Place, grouped};
use astro_tokens::id::WorkspaceId;
use astro_tokens::names::Names;
use leptos::prelude::*;

use crate::browser::intl;
use crate::components::context::Console;
use crate::components::grants_save::role_names;
use crate::components::names::legible;
use crate::components::scope_badge::{place_words, workspace_word};
use crate::ui::unique_id;

/// The changes, in the order of the tree. `moved`: whether that place was changed since.
#[component]
pub fn Diff(
    console: Console,
    #[prop(into)] changes: Signal<Vec<Change>>,
    #[prop(into)] moved: Signal<Vec<GrantKey>>,
    /// At most so many are in the page, and the others counted; without it all are.
    #[prop(optional)]
    most: Option<usize>,
    /// Deployments that the token reaches no more, though nothing is held there, by the Workspace around them.
    #[prop(optional, into)]
    lost: Signal<BTreeMap<WorkspaceId, usize>>,
) -> impl IntoView {
    let groups = move || {
        let names = console.inventory.names().get();
        let (moved, lost) = (moved.get(), lost.get());
        let mut left = most.unwrap_or(usize::MAX);
        let mut groups = grouped(changes.get(), &names);
        let all: usize = groups.iter().map(|group| group.changes.len()).sum();
        for group in &mut groups {
            group.changes.truncate(left);
            left = left.saturating_sub(group.changes.len());
        }
        groups.retain(|group| !group.changes.is_empty());
        let more = all.saturating_sub(most.unwrap_or(usize::MAX));
        let more = (more > 0).then(|| {
            let count = intl::number(more);
            view! { <p class="muted">{format!("{count} more, all of them in the review.")}</p> }
        });
        let groups = groups
            .into_iter()
            .map(|group| group_view(console, &names, (&moved, &lost), group));
        view! { {groups.collect_view()}{more} }
    };
    view! { <div class="diff-groups">{groups}</div> }.into_any()
}

fn group_view(
    console: Console,
    names: &Names,
    (moved, lost): (&[GrantKey], &BTreeMap<WorkspaceId, usize>),
    group: ChangeGroup,
) -> AnyView {
    let title = match &group.of {
        ChangesOf::Organization(_) => legible(&console.inventory.organization_name()),
        ChangesOf::Workspace(id) => workspace_word(id, names),
        ChangesOf::Elsewhere => "Elsewhere".to_owned(),
    };
    let lines = group.changes.iter().map(|change| {
        let lost = match change.key.place() {
            Place::Workspace(id) => lost.get(&id).copied(),
            _ => None,
        };
        line(names, change, moved.contains(&change.key), lost)
    });
    let id = unique_id("changes-of");
    view! {
        <section class="diff-group" aria-labelledby=id>
            <p class="diff-group__title small muted" id=id.clone()>{title}</p>
            <ul class="diff mono">{lines.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn line(names: &Names, change: &Change, is_moved: bool, lost: Option<usize>) -> AnyView {
    let place = place_words(&change.key.place(), names);
    let (before, after) = (role_names(&change.before), role_names(&change.after));
    let (op, word) = match change.kind() {
        ChangeKind::Added => ("+", "Added: "),
        ChangeKind::Changed => ("~", "Changed: "),
        ChangeKind::Removed => ("-", "Removed: "),
    };
    let roles = match change.kind() {
        ChangeKind::Added => after.into_any(),
        ChangeKind::Changed => view! { <del>{before}</del>" → "{after} }.into_any(),
        ChangeKind::Removed => before.into_any(),
    };
    let lost = lost.map(|count| {
        let how = match change.kind() {
            ChangeKind::Changed => "which loses",
            ChangeKind::Added | ChangeKind::Removed => "and with it",
        };
        match count {
            1 => format!(", {how} 1 Deployment"),
            count => format!(", {how} {count} Deployments"),
        }
    });
    let note = is_moved.then_some(" (changed meanwhile: you will be asked)");
    view! { <li data-op=op><span><span class="vh">{word}</span>{place}": "{roles}{lost}{note}</span></li> }
        .into_any()
}
