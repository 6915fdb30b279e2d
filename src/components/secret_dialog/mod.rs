//! A secret value, shown this once: it leaves the page only by the person's hand, and the page stays until it is stored.
//!
//! While it is masked the document holds its last characters only, and never any of it in an attribute. It is dropped
//! from memory and document with Done.

mod copied;

use astro_tokens::secret::Secret;
use astro_tokens::snippets::store::{self, Snippet};
use leptos::prelude::*;

use self::copied::Copied;
use super::context::Console;
use super::copy::copier;
use super::hold::Held;
use crate::browser::guard::Guard;
use crate::browser::task;
use crate::ui::{
    Button, ButtonKind, Checkbox, CodeTab, CodeTabs, Dialog, DialogWidth, IconButton, IconName,
    Size, dynamic, dynamic_option,
};

/// As many characters of the end are shown while it is masked: those that lists show, too.
const TAIL: usize = 6;
/// Of anything shorter, nothing is shown.
const LEAST: usize = 8 * TAIL;

/// Dots, and the end of the value.
fn masked(value: &str) -> String {
    let mut shown = "•".repeat(42);
    let skipped = value.chars().count().saturating_sub(TAIL);
    if skipped + TAIL >= LEAST {
        shown.extend(value.chars().skip(skipped));
    }
    shown
}

fn to_store(steps: [Snippet; 2]) -> String {
    let [keep, _] = steps;
    // Nothing may follow: pasted as a whole, a second line would be read as the value.
    ["# ", keep.caption, "\n", keep.code].concat()
}

/// `for_agents`: remote execution agents use it, and no job does. `facts`: what else there is to know of the token. `notice`: what became of a second call, with its ways on.
/// `on_done`: it is stored, and gone from here.
#[component]
pub fn SecretDialog(
    secret: Secret,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] for_agents: bool,
    #[prop(optional, into)] facts: ViewFn,
    #[prop(optional, into)] notice: ViewFn,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    console.holds.hold_here(Held::Secret);
    let secret = RwSignal::new(Some(secret));
    let is_revealed = RwSignal::new(false);
    let is_stored = RwSignal::new(false);
    // Read aloud: what copying came to, or why the dialog stays.
    let status = RwSignal::new("");
    let stay = move || {
        status.try_set(
            "This stays open until “I have stored it” is ticked: the secret can’t be shown again.",
        );
    };
    let guard = StoredValue::new_local(Some(Guard::new(move |_| stay())));
    let copied = Copied::new(console, status);
    let done = Callback::new(move |()| {
        let Some(guard) = guard.try_update_value(Option::take).flatten() else {
            return;
        };
        secret.set(None);
        copied.remind_later();
        // It is open until the page is free again: links would lead nowhere, and another dialog would take its place.
        task::spawn_abortable(async move {
            guard.release().await;
            on_done.try_run(());
        });
    });
    let shown = move || {
        let is_revealed = is_revealed.get();
        let text = secret.with(|secret| match secret {
            Some(secret) if is_revealed => secret.expose().to_owned(),
            Some(secret) => masked(secret.expose()),
            None => String::new(),
        });
        let class = if is_revealed {
            "mono secret__value"
        } else {
            "mono truncate"
        };
        // What scrolls is scrolled by keyboard, too.
        let tabindex = is_revealed.then_some("0");
        view! { <span class=class role="group" aria-labelledby="secret-label" translate="no" tabindex=tabindex>{text}</span> }.into_any()
    };
    let copy = Callback::new(move |()| {
        if let Some(secret) = secret.get_untracked() {
            copied.copy(secret);
        }
    });
    let tab = |label, steps| CodeTab {
        label,
        text: Signal::stored(Ok(to_store(steps))),
    };
    let tabs = StoredValue::new(vec![
        tab("Shell", store::shell()),
        tab("GitHub Actions", store::github_actions()),
        tab("GitLab CI", store::gitlab_ci()),
    ]);
    let on_copy = copier();
    let to_keep = move || {
        if for_agents {
            view! {
                <p class="muted">
                    "Keep it where the remote execution agents of this Deployment read it, such as a secret of their cluster. \
                     It is of no use to the astro CLI or to Astro’s API."
                </p>
            }
            .into_any()
        } else {
            view! { <CodeTabs label="Store it" tabs=tabs.get_value() on_copy=on_copy /> }.into_any()
        }
    };
    let fenced = Signal::derive(move || {
        (!is_stored.get()).then(|| "Tick “I have stored it” first".to_owned())
    });
    let footer = ViewFn::from(move || {
        view! {
            <Checkbox label="I have stored it" checked=is_stored on_change=move |on| is_stored.set(on) first=true />
            <Button kind=ButtonKind::Primary fenced=fenced on_press=done>"Done"</Button>
        }
        .into_any()
    });
    let (facts, notice) = (StoredValue::new(facts), StoredValue::new(notice));
    let subtitle = Signal::stored(Some(
        "This is the only time it is shown. Astro keeps no copy that can be read.".to_owned(),
    ));
    view! {
        <Dialog open=true title subtitle width=DialogWidth::Medium closable=false on_close=move |()| stay() footer>
            {notice.with_value(ViewFn::run)}
            <div class="field">
                <span class="field__label" id="secret-label">"Secret"</span>
                <div class="secret row">
                    {dynamic(shown)}
                    <span class="push row">
                        <IconButton
                            icon=IconName::Eye
                            label="Reveal secret"
                            size=Size::Small
                            pressed=Signal::from(is_revealed)
                            on_press=move |()| is_revealed.update(|on| *on = !*on)
                        />
                        <Button kind=ButtonKind::Primary size=Size::Small icon=IconName::Copy on_press=copy>"Copy"</Button>
                    </span>
                </div>
                <div role="status">
                    {dynamic_option(move || {
                        let text = status.get();
                        (!text.is_empty()).then(|| view! { <p class="field__help">{text}</p> }.into_any())
                    })}
                </div>
                {copied.reminder()}
            </div>
            {to_keep()}
            {facts.with_value(ViewFn::run)}
        </Dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{masked, to_store};
    use astro_tokens::snippets::store;

    #[test]
    fn the_mask_shows_the_end_of_a_long_value_and_nothing_of_a_short_one() {
        let long = format!("{}ilLG4q", "x".repeat(60));
        assert_eq!(masked(&long), format!("{}ilLG4q", "•".repeat(42)));
        for short in ["", "ilLG4q", &"y".repeat(47)] {
            assert_eq!(masked(short), "•".repeat(42), "{short}");
        }
    }

    #[test]
    fn nothing_stands_behind_the_line_that_waits_for_the_value() {
        let text = to_store(store::shell());
        assert!(
            text.lines()
                .last()
                .is_some_and(|line| line.contains("read -rs")),
            "{text}"
        );
    }
}
