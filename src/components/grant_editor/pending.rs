//! What is pending, over the end of the page: the list, how many of each kind, and the two ways on.

use astro_tokens::grants::ChangeKind;
use leptos::prelude::*;

use super::diff::Diff;
use super::editor::Editor;
use super::pending_words;
use crate::ui::{Button, ButtonKind};

/// As many are listed: the bar leaves room for the page, and is drawn again with each change.
const MOST: usize = 24;

#[component]
pub fn PendingBar(
    editor: Editor,
    on_discard: Callback<()>,
    #[prop(into)] on_review: Callback<()>,
) -> impl IntoView {
    let changes = Memo::new(move |_| editor.changes());
    let moved = Memo::new(move |_| editor.moved());
    let count = move || pending_words(changes.with(Vec::len));
    let tally = move |kind: ChangeKind| {
        changes.with(|changes| {
            let of_kind = changes.iter().filter(|change| change.kind() == kind);
            of_kind.count()
        })
    };
    let one = move |op: &'static str, sign: &'static str, kind: ChangeKind| {
        move || {
            let count = tally(kind);
            (count > 0).then(|| view! { <span data-op=op>{sign}{count}</span> })
        }
    };
    view! {
        <section class="floatbar pending" aria-label="Pending changes">
            <div class="pending__list" tabindex="0" role="group" aria-label="What is pending">
                <Diff console=editor.console changes moved most=MOST />
            </div>
            <div class="row row--wrap">
                <span class="strong">{count}</span>
                <span class="row mono tally" aria-hidden="true">
                    {one("+", "+", ChangeKind::Added)}{one("~", "~", ChangeKind::Changed)}{one("-", "−", ChangeKind::Removed)}
                </span>
                <span class="row push">
                    <Button kind=ButtonKind::Quiet on_press=on_discard>"Discard"</Button>
                    <Button kind=ButtonKind::Primary fenced=Signal::derive(move || editor.gone()) on_press=on_review>"Review and save"</Button>
                </span>
            </div>
        </section>
    }
    .into_any()
}
