//! Read-only: a mark on every page, and the switch for this session.

use leptos::prelude::*;

use crate::components::context::Console;
use crate::session::SessionEntry;
use crate::ui::{Announcer, Badge, Icon, IconName, dynamic_option};

/// Says in the top bar that nothing can be changed.
#[component]
pub fn ReadOnlyMark() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let is_fenced = Memo::new(move |_| console.write_fence().is_some());
    dynamic_option(move || {
        is_fenced
            .get()
            .then(|| view! { <Badge icon=IconName::Lock>"Read-only"</Badge> }.into_any())
    })
}

/// Switches every change off, and on again unless the configuration forbids it.
#[component]
pub fn ReadOnlySwitch() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let announcer = Announcer::current();
    let is_fixed = console.config.with_value(|config| config.read_only);
    let is_on = Signal::derive(move || console.write_fence().is_some());
    let switch = move |_| {
        if is_fixed {
            return;
        }
        console
            .session
            .update(|session| session.read_only = !session.read_only);
        // What was cleared stays cleared.
        if SessionEntry::is_stored() {
            console.session.with_untracked(SessionEntry::store);
        }
        if let Some(announcer) = announcer {
            announcer.say(
                match console.session.with_untracked(|session| session.read_only) {
                    true => "Read-only: nothing can be changed in this session",
                    false => "Changes are possible again",
                },
            );
        }
    };
    view! {
        <button
            type="button"
            class="item"
            role="switch"
            aria-checked=Signal::derive(move || is_on.get().to_string())
            aria-disabled=is_fixed.then_some("true")
            aria-describedby=is_fixed.then_some("read-only-why")
            on:click=switch
        >
            <Icon name=IconName::Lock />
            "Read-only"
            <span class="push faint small" aria-hidden="true">
                {Signal::derive(move || if is_on.get() { "On" } else { "Off" })}
            </span>
        </button>
        {is_fixed.then(|| view! { <span class="faint small item__hint" id="read-only-why">"Set by config.json"</span> })}
    }
    .into_any()
}
