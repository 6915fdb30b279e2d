//! Short messages that float for a moment. Good news passes by itself, but not while it is being read (WCAG 2.2.1);
//! bad news, and what offers an action, stays until it is dismissed. Each is announced as well.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use leptos::ev::{AnimationEvent, FocusEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::announcer::Announcer;
use super::button::{Button, ButtonKind, IconButton, Size};
use super::icon::{Icon, IconName};
use super::tone::Tone;
use crate::browser::page;

/// What pressing a toast's button does. It belongs to the toast alone, which may outlast whatever showed it: a `Callback` ends
/// with the component that it was made in.
pub type ToastPress = Arc<dyn Fn() + Send + Sync>;

/// What a toast offers to do.
#[derive(Clone)]
pub struct ToastAction {
    label: String,
    /// Answers whether the message goes with it.
    run: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl fmt::Debug for ToastAction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.label)
    }
}

/// Something that lasts as long as the message does.
#[derive(Clone)]
pub struct Kept(
    #[expect(dead_code, reason = "it is dropped, and nothing else")] Arc<dyn Any + Send + Sync>,
);

impl fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Kept")
    }
}

/// One message.
#[derive(Clone, Debug)]
pub struct Toast {
    pub tone: Tone,
    pub icon: IconName,
    pub title: String,
    /// A second line; may be empty.
    pub text: String,
    pub action: Option<ToastAction>,
    #[expect(dead_code, reason = "it is dropped, and nothing else")]
    kept: Option<Kept>,
}

impl Toast {
    /// Something went well.
    pub fn good(title: impl Into<String>) -> Self {
        Self {
            tone: Tone::Good,
            icon: IconName::Check,
            title: title.into(),
            text: String::new(),
            action: None,
            kept: None,
        }
    }

    /// Something went wrong.
    pub fn bad(title: impl Into<String>) -> Self {
        Self {
            tone: Tone::Bad,
            icon: IconName::Alert,
            title: title.into(),
            text: String::new(),
            action: None,
            kept: None,
        }
    }

    /// With a second line.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..self
        }
    }

    /// With something to do.
    #[must_use]
    pub fn action(self, label: impl Into<String>, run: ToastPress) -> Self {
        self.way(label, move || {
            run();
            true
        })
    }

    /// With a way to somewhere else, which answers whether it led there: a person who stays keeps the message.
    #[must_use]
    pub fn way(
        self,
        label: impl Into<String>,
        run: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            action: Some(ToastAction {
                label: label.into(),
                run: Arc::new(run),
            }),
            ..self
        }
    }

    /// Drops `kept` when the message goes.
    #[must_use]
    pub fn keeping(self, kept: impl Any + Send + Sync) -> Self {
        Self {
            kept: Some(Kept(Arc::new(kept))),
            ..self
        }
    }

    fn passes(&self) -> bool {
        self.action.is_none() && self.tone != Tone::Bad
    }
}

/// Names one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ToastId(u64);

/// The messages that are up.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<(ToastId, Toast)>>,
    next: StoredValue<u64>,
    announcer: Option<Announcer>,
}

impl Toasts {
    /// The toasts of this page, where they were provided.
    pub fn current() -> Option<Self> {
        use_context()
    }

    /// Shows a toast and announces it.
    pub fn show(self, toast: Toast) {
        self.show_as(self.new_id(), toast);
    }

    /// For a toast that something else may take away.
    pub fn new_id(self) -> ToastId {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        ToastId(id)
    }

    /// The same as [`Self::show`], under an id of [`Self::new_id`].
    pub fn show_as(self, id: ToastId, toast: Toast) {
        let words = if toast.text.is_empty() {
            toast.title.clone()
        } else {
            format!("{}. {}", toast.title, toast.text)
        };
        if let Some(announcer) = self.announcer {
            if toast.tone == Tone::Bad {
                announcer.say_now(words)
            } else {
                announcer.say(words)
            }
        }
        self.shown.update(|shown| shown.push((id, toast)));
    }

    /// Takes all away.
    pub fn clear(self) {
        self.shown.update(Vec::clear);
    }

    /// Takes one away whose time is over, if it is still up.
    pub fn take_away(self, id: ToastId) {
        let is_shown = |shown: &Vec<(ToastId, Toast)>| shown.iter().any(|(shown, _)| *shown == id);
        if self.shown.with_untracked(is_shown) {
            self.dismiss(id);
            page::focus_back_if_lost(None, "main h1");
        }
    }

    fn dismiss(self, id: ToastId) {
        self.shown
            .update(|shown| shown.retain(|(shown, _)| *shown != id));
    }
}

/// Makes the toasts for everything below.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts {
        shown: RwSignal::default(),
        next: StoredValue::new(0),
        announcer: Announcer::current(),
    };
    provide_context(toasts);
    toasts
}

/// Where toasts appear. Once per page.
#[component]
pub fn ToastArea(toasts: Toasts) -> impl IntoView {
    let area = NodeRef::<html::Section>::new();
    // Where the focus was before it came here.
    let came_from = StoredValue::new_local(None::<HtmlElement>);
    let entered = move |event: FocusEvent| {
        let from = event.related_target();
        let from = from.and_then(|from| from.dyn_into::<HtmlElement>().ok());
        let is_inside = |from: &HtmlElement| {
            area.get_untracked()
                .is_some_and(|area| area.contains(Some(from)))
        };
        if !from.as_ref().is_some_and(is_inside) {
            came_from.set_value(from);
        }
    };
    let one = move |(id, toast): (ToastId, Toast)| {
        let class = format!(
            "toast {} {}",
            toast.tone.class(),
            if toast.passes() { "toast--passing" } else { "" }
        );
        // The style sheet is the clock: the end of its last animation takes the toast away.
        let over = move |event: AnimationEvent| {
            if event.animation_name() == "toast-life" {
                toasts.dismiss(id);
            }
        };
        let dismiss = Callback::new(move |()| {
            toasts.dismiss(id);
            page::focus_back_if_lost(came_from.get_value(), "main h1");
        });
        let action = toast.action.map(|ToastAction { label, run }| {
            let press = Callback::new(move |()| {
                if run() {
                    dismiss.run(());
                }
            });
            view! { <Button kind=ButtonKind::Quiet size=Size::Small on_press=press>{label}</Button> }
        });
        let text = (!toast.text.is_empty()).then(|| view! { <p>{toast.text}</p> });
        view! {
            <li class=class on:animationend=over>
                <Icon name=toast.icon />
                <div class="toast__body"><div><p class="strong clamp">{toast.title}</p>{text}</div>{action}</div>
                <IconButton icon=IconName::Close label="Dismiss" size=Size::Small on_press=dismiss />
            </li>
        }
    };
    view! {
        <section aria-label="Notifications" node_ref=area on:focusin=entered>
            <ul class="toasts"><For each=move || toasts.shown.get() key=|(id, _)| *id children=one /></ul>
        </section>
    }
}
