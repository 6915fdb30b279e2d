//! Modal dialogs on the native `<dialog>`: focus stays inside, goes back to where it was on closing, the rest is inert.
//!
//! A dialog never closes by itself: Escape and × only ask (`on_close`). With `closable = false` there is no ×.

use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::button::IconButton;
use super::dom::{self, unique_id};
use super::dynamic::dynamic_option;
use super::icon::IconName;

/// How wide a dialog may grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogWidth {
    /// A question: 480 px.
    #[default]
    Narrow,
    /// A form or a list: 576 px.
    Medium,
    /// A form with a second column beside it: 928 px.
    Wide,
}

/// One dialog. What is inside exists only while it is open.
///
/// `subtitle`: a line below the title. `aside`: a second column, which stands below the first where there is no room.
/// `alert`: it interrupts with something that needs an answer (`role="alertdialog"`); subtitle, or else body, describe it.
/// `footer`: the buttons, the one that goes on last. Put `autofocus` on what should be focused first.
#[component]
pub fn Dialog(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(default = true)] closable: bool,
    #[prop(optional)] alert: bool,
    #[prop(optional)] width: DialogWidth,
    #[prop(optional, into)] subtitle: Signal<Option<String>>,
    #[prop(optional, into)] aside: Option<ViewFn>,
    #[prop(default = "Preview")] aside_label: &'static str,
    #[prop(optional, into)] footer: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let title_id = unique_id("dialog-title");
    let body_id = unique_id("dialog-body");
    Effect::new(move |_| {
        let Some(element) = dialog.get() else { return };
        match (open.get(), element.open()) {
            (true, false) => {
                let _ = element.show_modal();
                // Where nothing asked for the focus, browsers give it to the first button, and a stray key would close.
                let first = dom::focused_element();
                if first.is_some_and(|first| first.matches(".dialog__head > .btn").unwrap_or(false))
                    && let Ok(Some(title)) = element.query_selector(".dialog__title")
                    && let Ok(title) = title.dyn_into()
                {
                    dom::focus_quietly(&title);
                }
            }
            // close() gives the focus back, which removing the element would not.
            (false, true) => element.close(),
            _ => {}
        }
    });
    on_cleanup(move || {
        if let Some(Some(element)) = dialog.try_get_untracked() {
            element.close();
        }
    });
    // Browsers close a dialog at the second Escape whatever `cancel` is answered with: the key itself is stopped.
    let key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            event.stop_propagation();
            on_close.run(());
        }
    };
    let cancel = move |event: Event| {
        event.prevent_default();
        if event.target() == event.current_target() {
            on_close.run(());
        }
    };
    // Whatever else closed it (a back gesture), the state of the page is what counts.
    let closed = move |event: Event| {
        if event.target() != event.current_target() || !open.try_get_untracked().unwrap_or(false) {
            return;
        }
        // The event comes in a task of its own: another dialog may have taken over the element since.
        if dialog.get_untracked().is_some_and(|element| element.open()) {
            return;
        }
        on_close.run(());
        if let (Some(element), true) = (dialog.get_untracked(), open.get_untracked()) {
            let _ = element.show_modal();
        }
    };
    let labelled_by = title_id.clone();
    let subtitle_id = unique_id("dialog-subtitle");
    let described_by = {
        let (subtitle_id, body_id) = (subtitle_id.clone(), body_id.clone());
        Signal::derive(move || match subtitle.with(Option::is_some) {
            true => Some(subtitle_id.clone()),
            false => alert.then(|| body_id.clone()),
        })
    };
    let class = match width {
        DialogWidth::Narrow => "dialog",
        DialogWidth::Medium => "dialog dialog--md",
        DialogWidth::Wide => "dialog dialog--wide",
    };
    let footer = StoredValue::new(footer);
    let children = StoredValue::new(children);
    let aside = StoredValue::new(aside);
    let ids = StoredValue::new((title_id, subtitle_id, body_id));
    view! {
        <dialog
            node_ref=dialog
            class=class
            role=alert.then_some("alertdialog")
            aria-labelledby=labelled_by
            aria-describedby=described_by
            on:keydown=key
            on:cancel=cancel
            on:close=closed
        >
            <Show when=move || open.get()>
                <div class="dialog__head">
                    <div>
                        <h2 class="dialog__title" tabindex="-1" id=ids.with_value(|ids| ids.0.clone())>{title}</h2>
                        {dynamic_option(move || {
                            subtitle.get().map(|text| {
                                view! { <p class="muted" id=ids.with_value(|ids| ids.1.clone())>{text}</p> }.into_any()
                            })
                        })}
                    </div>
                    {closable.then(|| view! { <IconButton icon=IconName::Close label="Close" on_press=on_close /> })}
                </div>
                {
                    let body = view! {
                        <div class="dialog__body" id=ids.with_value(|ids| ids.2.clone())>
                            {children.with_value(|children| children())}
                        </div>
                    };
                    match aside.get_value() {
                        Some(aside) => view! { <div class="dialog__cols">{body}<aside aria-label=aside_label>{aside.run()}</aside></div> }.into_any(),
                        None => body.into_any(),
                    }
                }
                <div class="dialog__foot">{footer.with_value(ViewFn::run)}</div>
            </Show>
        </dialog>
    }
}
