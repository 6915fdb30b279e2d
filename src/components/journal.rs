//! This session's own changes: what, when, what came of it. They end with the tab unless they are exported.

use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use super::context::Console;
use super::copy::copier;
use super::names::{Name, legible};
use crate::browser::clock;
use crate::browser::download::download;
use crate::browser::intl::Style;
use crate::commands::{Action, Entry, Journal, Outcome};
use crate::ui::{
    Badge, Button, ButtonKind, CopyButton, Dialog, DialogWidth, IconName, Size, Toast, Toasts,
    Tone, dynamic, dynamic_option,
};

const fn deed(action: Action) -> &'static str {
    match action {
        Action::Create => "Create",
        Action::Edit => "Edit",
        Action::ChangeRoles => "Change roles",
        Action::Rotate => "Rotate",
        Action::Delete => "Delete",
        Action::CreateAgentToken => "Create agent token",
        Action::DeleteAgentToken => "Delete agent token",
    }
}

const fn result(outcome: Outcome) -> (&'static str, Tone) {
    match outcome {
        Outcome::Done => ("Done", Tone::Good),
        Outcome::Partly => ("Partly done", Tone::Warn),
        Outcome::NotDone => ("Not done", Tone::Bad),
        Outcome::Unknown => ("Unknown", Tone::Warn),
    }
}

/// `token-changes-2026-11-22T09-00-00Z.json`: no colon, which Windows refuses in names of files.
fn file_name(now: Timestamp) -> String {
    let text = now.to_rfc3339();
    let seconds = text.get(..19).unwrap_or(&text).replace(':', "-");
    ["token-changes-", &seconds, "Z.json"].concat()
}

/// The way to the journal, once there is something in it.
#[component]
pub fn JournalButton() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let journal = console.writer.with_value(|writer| writer.journal);
    let is_open = RwSignal::new(false);
    // What was refused changed nothing, and is listed all the same.
    let count = Memo::new(move |_| {
        journal.entries().with(|entries| {
            let may_be_done = |entry: &&Entry| entry.outcome != Outcome::NotDone;
            (!entries.is_empty()).then(|| entries.iter().filter(may_be_done).count())
        })
    });
    let button = dynamic_option(move || {
        count.get().map(|count| {
            let label = match count {
                0 => "No changes".to_owned(),
                1 => "1 change".to_owned(),
                count => format!("{count} changes"),
            };
            view! {
                <Button kind=ButtonKind::Quiet icon=IconName::Clock on_press=move |()| is_open.set(true)>
                    <span class="vh">"Journal of this session: "</span>
                    {label}
                </Button>
            }
            .into_any()
        })
    });
    view! { {button}<JournalDialog console journal is_open /> }.into_any()
}

#[component]
fn JournalDialog(console: Console, journal: Journal, is_open: RwSignal<bool>) -> impl IntoView {
    let toasts = Toasts::current();
    let on_copy = copier();
    let export = move |()| {
        let is_taken = download(
            &file_name(clock::now()),
            "application/json",
            &journal.to_json(),
        );
        if let (false, Some(toasts)) = (is_taken, toasts) {
            toasts.show(Toast::bad("The browser did not take the file"));
        }
    };
    let entry = move |entry: Entry| {
        let (words, tone) = result(entry.outcome);
        let at = entry.at;
        let id = entry.request_id.map(|id| id.to_string());
        view! {
            <li><div class="stack stack--sm journal__entry">
                <div class="row row--wrap">
                    <span class="strong">{deed(entry.action)}" "<Name text=entry.name.to_string() /></span>
                    <Badge tone>{words}</Badge>
                    <time class="push faint small num" datetime=at.to_rfc3339()>
                        {Signal::derive(move || console.format(at, Style::DateTime))}
                    </time>
                </div>
                {entry.changes.iter().map(|change| view! { <p class="small muted">{legible(change)}</p> }).collect_view()}
                {(!entry.detail.is_empty()).then(|| view! { <p class="small">{legible(&entry.detail)}</p> })}
                {id.map(|id| view! {
                    <p class="row small muted">
                        "Request "<span class="id">{id.clone()}</span>
                        <CopyButton label="Copy request id" text=id on_copy=on_copy />
                    </p>
                })}
            </div></li>
        }
        .into_any()
    };
    let close = Callback::new(move |()| is_open.set(false));
    let footer = ViewFn::from(move || {
        view! {
            <Button first=true size=Size::Medium on_press=export>"Export as JSON"</Button>
            <Button kind=ButtonKind::Primary on_press=close>"Close"</Button>
        }
        .into_any()
    });
    let subtitle = Some(
        "What this tab changed since it was opened or last loaded. It holds names, never a secret, and is gone with the tab."
            .to_owned(),
    );
    view! {
        <Dialog open=is_open title="Changes of this session" subtitle width=DialogWidth::Medium on_close=close footer>
            {dynamic(move || {
                let entries = journal.entries().get().into_iter().rev().map(entry).collect_view();
                view! { <ol class="list">{entries}</ol> }.into_any()
            })}
        </Dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::file_name;
    use astro_tokens::timestamp::Timestamp;

    #[test]
    fn the_file_is_named_after_the_second_it_was_made() {
        let now = Timestamp::parse_rfc3339("2026-11-22T09:00:00.5Z").unwrap();
        assert_eq!(file_name(now), "token-changes-2026-11-22T09-00-00Z.json");
    }
}
