//! Every grant of one token, to be changed as a whole: the tree with what can be done to each line, what is pending, and one
//! save that replaces the set.
//!
//! What is pending lies over what Astro holds: when the token changes underneath, the tree shows both, and nothing that was
//! wanted is dropped but what stands by then.

mod add;
mod code;
mod diff;
mod editor;
mod pending;
mod review;

use std::sync::Arc;

use astro_tokens::grants::Pending;
use astro_tokens::token::Token;
use leptos::prelude::*;

use self::add::AddDialog;
pub use self::code::changes_as_cli;
pub use self::diff::Diff;
pub use self::editor::Editor;
use self::pending::PendingBar;
use self::review::ReviewDialog;
use super::context::Console;
use super::grant_tree::GrantTree;
use super::leaving::leaving;
use super::role_choice::RolesLack;
use super::sending::Sending;
use crate::browser::intl;
use crate::browser::page;
use crate::inventory::Remote;
use crate::ui::{Announcer, Button, IconName, Size, Toast, Toasts, dynamic_option};

/// The button that adds; the focus goes there when what had it is gone with a change, and nothing is left in its row.
const ADD: &str = "#add-grant button";

/// Why nothing can be added by this caller.
const NOWHERE: &str = "The token that you are signed in with may give this one no role anywhere: that takes Workspace Owner or Deployment \
                       Admin there.";

/// “1 pending change”
pub fn pending_words(count: usize) -> String {
    match count {
        1 => "1 pending change".to_owned(),
        count => format!("{} pending changes", intl::number(count)),
    }
}

/// The grants of a token whose grants are known. `is_pending` is told whether anything is.
#[component]
pub fn GrantEditor(
    console: Console,
    token: Memo<Arc<Token>>,
    is_pending: RwSignal<bool>,
) -> impl IntoView {
    let editor = Editor::new(console, token);
    let sending = Sending::new(console);
    let (adds, reviews) = (RwSignal::new(false), RwSignal::new(false));
    let count = Memo::new(move |_| editor.pending.with(Pending::len));
    let is_changed = Memo::new(move |_| count.get() > 0);
    Effect::new(move || is_pending.set(is_changed.get()));
    on_cleanup(move || {
        is_pending.try_set(false);
    });
    let what = Signal::derive(move || pending_words(count.get()));
    settle(editor, sending);
    let on_discard = discarder(editor);
    Effect::new(move |before: Option<()>| {
        editor.pending.track();
        if before.is_some() {
            let row = editor.row.try_update_value(Option::take).flatten();
            page::focus_row_if_lost(row, ADD);
        }
    });
    // Not by the bar itself: a screen reader hears no region that comes with its text. What goes is told by a message.
    let announcer = Announcer::current();
    Effect::new(move |before: Option<usize>| {
        let count = count.get();
        if let Some(announcer) = announcer.filter(|_| before.is_some() && count > 0) {
            announcer.say(pending_words(count));
        }
        count
    });
    let question = leaving(
        console,
        is_changed,
        what,
        Callback::new(move |()| editor.discard()),
    );
    let held = move || match token.with(|token| token.grants.as_ref().map_or(0, |held| held.len()))
    {
        1 => "1 grant.".to_owned(),
        count => format!("{} grants.", intl::number(count)),
    };
    let fence = Signal::derive(move || editor.fence());
    let no_levels = Signal::derive(move || {
        fence.get().or_else(|| {
            let Some(home) = token.with(|token| token.home()) else {
                return Some("It is not known where this token was created.".to_owned());
            };
            editor.offers.is_nowhere(&home).then(|| NOWHERE.to_owned())
        })
    });
    // They come a moment after the rest: what takes longer is told once it failed.
    let is_loading_roles = Memo::new(move |_| console.inventory.roles().with(Remote::is_loading));
    let off = dynamic_option(move || {
        let reason = fence.get()?;
        Some(view! { <p class="muted">"Nothing can be changed here now. " {reason}</p> }.into_any())
    });
    view! {
        <div class="row row--wrap" id="add-grant">
            <p class="muted">{held} " A role on a Workspace, but for Workspace Accessor, also reaches the Deployments in it."</p>
            <span class="push">
                <Button size=Size::Small icon=IconName::Plus fenced=no_levels on_press=move |()| adds.set(true)>"Add grant"</Button>
            </span>
        </div>
        {off}
        <Show when=move || !is_loading_roles.get()><RolesLack console /></Show>
        <GrantTree editor />
        <Show when=move || is_changed.get()>
            <PendingBar editor on_discard on_review=move |()| reviews.set(true) />
        </Show>
        <Show when=move || adds.get()>
            <AddDialog editor on_close=move |()| adds.set(false) />
        </Show>
        <Show when=move || reviews.get()>
            <ReviewDialog editor sending on_close=move |()| reviews.set(false) />
        </Show>
        {question}
    }
    .into_any()
}

/// Drops the changes that stand by now, and says so unless a save is under way, which tells itself what came of it.
fn settle(editor: Editor, sending: Sending) {
    let toasts = Toasts::current();
    Effect::new(move || {
        // Where the grant at home is not in sight, others are hidden as well: what can't be seen is not taken away.
        let now = editor.token.with(|token| {
            token.home_grant()?;
            token.grants.clone()
        });
        let Some(now) = now else { return };
        let settled = editor
            .pending
            .try_update(|pending| pending.settle(&now).len())
            .unwrap_or_default();
        if settled > 0
            && !sending.is_on_untracked()
            && let Some(toasts) = toasts
        {
            let title = match settled {
                1 => "1 change that you had pending stands by now".to_owned(),
                count => format!("{count} changes that you had pending stand by now"),
            };
            toasts.show(Toast::good(title).text("Astro has the same already."));
        }
    });
}

/// Drops all that is pending; a toast brings it back. To be made while the editor is set up.
fn discarder(editor: Editor) -> Callback<()> {
    let toasts = Toasts::current();
    Callback::new(move |()| {
        let dropped = editor.pending.get_untracked();
        editor.discard();
        let Some(toasts) = toasts else { return };
        let what = pending_words(dropped.len());
        let back = Arc::new(move || {
            let is_free = editor.pending.try_with_untracked(Pending::is_empty);
            match is_free {
                Some(true) => editor.pending.set(dropped.clone()),
                // What was wanted since is not thrown away for it.
                Some(false) | None => toasts.show(
                    Toast::bad("It was not brought back")
                        .text("That takes the same tab, with nothing pending in it."),
                ),
            }
        });
        toasts.show(Toast::good(format!("Discarded {what}")).action("Bring back", back));
    })
}
