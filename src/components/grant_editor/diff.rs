//! Changes as a list: added, changed, removed, by Workspace. Said in words as well as by sign and colour.

use astro_tokens::grants::{Change, ChangeGroup, ChangeKind, ChangesOf, GrantKey, grouped};
use astro_tokens::names::Names;
use leptos::prelude::*;

use crate::components::context::Console;
use crate::components::grants_save::role_names;
use crate::components::names::legible;
use crate::components::scope_badge::{place_words, workspace_word};

/// The changes, in the order of the tree. `moved`: whether someone else changed that place since.
#[component]
pub fn Diff(
    console: Console,
    #[prop(into)] changes: Signal<Vec<Change>>,
    #[prop(into)] moved: Signal<Vec<GrantKey>>,
) -> impl IntoView {
    let groups = move || {
        let names = console.inventory.names().get();
        let moved = moved.get();
        grouped(changes.get(), &names)
            .into_iter()
            .map(|group| group_view(console, &names, &moved, group))
            .collect_view()
    };
    view! { <div class="diff-groups">{groups}</div> }.into_any()
}

fn group_view(console: Console, names: &Names, moved: &[GrantKey], group: ChangeGroup) -> AnyView {
    let title = match &group.of {
        ChangesOf::Organization(_) => legible(&console.inventory.organization_name()),
        ChangesOf::Workspace(id) => workspace_word(id, names),
        ChangesOf::Elsewhere => "Elsewhere".to_owned(),
    };
    let lines = group
        .changes
        .iter()
        .map(|change| line(names, change, moved.contains(&change.key)));
    view! {
        <section class="diff-group">
            <h3 class="small muted">{title}</h3>
            <ul class="diff mono">{lines.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn line(names: &Names, change: &Change, is_moved: bool) -> AnyView {
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
    let note = is_moved.then_some(" (someone else changed this meanwhile: you will be asked)");
    view! { <li data-op=op><span><span class="vh">{word}</span>{place}": "{roles}{note}</span></li> }
        .into_any()
}
