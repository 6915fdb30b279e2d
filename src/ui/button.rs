//! Buttons. One that is fenced stays focusable and gives its reason; pressing it does nothing.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::dynamic::dynamic_option;

use super::dom::unique_id;
use super::icon::{Icon, IconName};

/// How much a button stands out. One view has at most one that is filled (`Primary` or `Danger`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Plain,
    Primary,
    Quiet,
    /// The first step to something that can't be undone.
    Perilous,
    /// The last one.
    Danger,
}

/// 26, 30 or 36 px high; more where the pointer is coarse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    Small,
    #[default]
    Medium,
    /// As wide as its place.
    Large,
}

fn class(kind: ButtonKind, size: Size, icon_only: bool) -> String {
    let kind = match kind {
        ButtonKind::Plain => "",
        ButtonKind::Primary => " btn--primary",
        ButtonKind::Quiet => " btn--quiet",
        ButtonKind::Perilous => " bad",
        ButtonKind::Danger => " btn--danger",
    };
    let size = match size {
        Size::Small => " btn--sm",
        Size::Medium => "",
        Size::Large => " btn--lg",
    };
    let icon = if icon_only { " btn--icon" } else { "" };
    format!("btn{kind}{size}{icon}")
}

/// A button with words.
///
/// `submit`: it submits the form around it, and `on_press` may be left out; `form`: that form's id, where it stands
/// outside of it, as in the foot of a dialog. `fenced`: why it can't be pressed now. `first`: it stands apart from the
/// others, at the start of a dialog's foot.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] size: Size,
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional)] submit: bool,
    #[prop(optional)] form: Option<&'static str>,
    #[prop(optional)] first: bool,
    #[prop(optional, into)] fenced: Signal<Option<String>>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let reason = unique_id("reason");
    let described_by = {
        let reason = reason.clone();
        Signal::derive(move || fenced.with(Option::is_some).then(|| reason.clone()))
    };
    let press = move |event: MouseEvent| {
        if fenced.with_untracked(Option::is_some) {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            form=form
            class=if first { format!("{} first", class(kind, size, false)) } else { class(kind, size, false) }
            aria-disabled=Signal::derive(move || fenced.with(Option::is_some).then_some("true"))
            aria-describedby=described_by
            title=fenced
            on:click=press
        >
            {icon.map(|name| view! { <Icon name=name /> })}
            {children()}
        </button>
        {dynamic_option(move || fenced.get().map(|text| view! { <span hidden id=reason.clone()>{text}</span> }.into_any()))}
    }
}

/// A button that shows an icon alone; `label` is its name.
#[component]
pub fn IconButton(
    icon: IconName,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
    #[prop(default = ButtonKind::Quiet)] kind: ButtonKind,
    #[prop(optional)] size: Size,
    /// A toggle says whether it is on.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// Why it can't be pressed now.
    #[prop(optional, into)]
    fenced: Signal<Option<String>>,
) -> impl IntoView {
    let press = move |_| {
        if fenced.with_untracked(Option::is_none) {
            on_press.run(());
        }
    };
    view! {
        <button
            type="button"
            class=class(kind, size, true)
            aria-label=label
            aria-description=fenced
            aria-disabled=Signal::derive(move || fenced.with(Option::is_some).then_some("true"))
            title=Signal::derive(move || fenced.get().unwrap_or_else(|| label.get()))
            aria-pressed=Signal::derive(move || pressed.map(|pressed| pressed.get().to_string()))
            on:click=press
        >
            <Icon name=icon />
        </button>
    }
}
