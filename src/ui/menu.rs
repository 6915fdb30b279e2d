//! Menus that a button opens: a native popover (Escape and a click beside it close it), arrow keys, Home, End and
//! letters move (ARIA Authoring Practices Guide, "Menu Button"), and the focus goes back to the button.

use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom;
use super::icon::{Icon, IconName, IconSize};
use super::keys::{Move, TypeAhead};

/// What picking an entry means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MenuChoice {
    /// Does something.
    #[default]
    Action,
    /// One of several; true: it is the chosen one.
    Radio(bool),
}

/// One entry. `value` is what the menu hands out when it is picked.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem<V> {
    pub value: V,
    pub label: String,
    /// A second line; empty for none.
    pub hint: String,
    pub icon: Option<IconName>,
    pub choice: MenuChoice,
}

impl<V> MenuItem<V> {
    /// An entry that does something.
    pub fn action(value: V, icon: IconName, label: impl Into<String>) -> Self {
        Self {
            value,
            label: label.into(),
            hint: String::new(),
            icon: Some(icon),
            choice: MenuChoice::Action,
        }
    }

    /// One of several, `chosen` or not.
    pub fn radio(value: V, label: impl Into<String>, chosen: bool) -> Self {
        Self {
            value,
            label: label.into(),
            hint: String::new(),
            icon: None,
            choice: MenuChoice::Radio(chosen),
        }
    }

    /// With a second line.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }
}

/// The entry that has the focus.
fn focused_index() -> Option<usize> {
    dom::focused_element()?
        .get_attribute("data-index")?
        .parse()
        .ok()
}

fn focus_entry(menu: &Element, index: usize) {
    if let Ok(Some(entry)) = menu.query_selector(&format!("[data-index='{index}']"))
        && let Ok(entry) = entry.dyn_into::<HtmlElement>()
    {
        let _ = entry.focus();
    }
}

/// Puts the menu below the button, or above where there is more room. For browsers without anchor positioning;
/// the others place it by the style sheet.
fn place(menu: &HtmlElement, button: &Element) {
    if web_sys::css::supports_with_value("position-area", "block-end").unwrap_or(false) {
        return;
    }
    let Some(window) = web_sys::window() else {
        return;
    };
    let size = |side: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        side.ok().and_then(|side| side.as_f64())
    };
    let Some((width, height)) = size(window.inner_width()).zip(size(window.inner_height())) else {
        return;
    };
    let anchor = button.get_bounding_client_rect();
    let own = menu.get_bounding_client_rect();
    let left = anchor.left().min(width - own.width() - 8.0).max(8.0);
    let fits_below = anchor.bottom() + own.height() + 8.0 <= height;
    let top = if fits_below {
        anchor.bottom()
    } else {
        (anchor.top() - own.height() - 8.0).max(0.0)
    };
    let _ = menu.style().set_property("left", &format!("{left}px"));
    let _ = menu.style().set_property("top", &format!("{top}px"));
}

/// A button and the menu that it opens. The entries exist only while the menu is open.
///
/// `trigger`: what the button shows. `trigger_label`: its name, where what it shows is no words.
/// `label`: the name of the menu.
#[component]
pub fn Menu<V>(
    #[prop(into)] label: String,
    #[prop(into)] items: Signal<Vec<MenuItem<V>>>,
    #[prop(into)] on_pick: Callback<V>,
    #[prop(into)] trigger: ViewFn,
    #[prop(into)] trigger_class: Signal<String>,
    #[prop(optional, into)] trigger_label: Option<String>,
) -> impl IntoView
where
    V: Clone + Send + Sync + 'static,
{
    let id = dom::unique_id("menu");
    let button = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();
    let (open, set_open) = signal(false);
    let type_ahead = StoredValue::new(TypeAhead::default());

    let will_toggle = move |event: Event| {
        set_open.set(dom::text_property(&event, "newState").as_deref() == Some("open"));
    };
    let toggled = move |_: Event| {
        let Some((menu, button)) = menu.get_untracked().zip(button.get_untracked()) else {
            return;
        };
        if open.get_untracked() {
            place(&menu, &button);
            let chosen = items.with_untracked(|items| {
                items
                    .iter()
                    .position(|item| item.choice == MenuChoice::Radio(true))
            });
            focus_entry(&menu, chosen.unwrap_or(0));
        }
    };
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            let _ = menu.hide_popover();
        }
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let open_by_key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp")
            && !dom::has_modifier(&event)
            && let Some(menu) = menu.get_untracked()
        {
            event.prevent_default();
            // Only a click by the button's own `popovertarget` makes it the anchor.
            if let Some(button) = button.get_untracked()
                && !open.get_untracked()
            {
                button.click();
            } else {
                focus_entry(&menu, 0);
            }
        }
    };
    let key = move |event: KeyboardEvent| {
        if dom::has_modifier(&event) {
            return;
        }
        let key = event.key();
        if key == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            close();
            return;
        }
        if key == "Tab" {
            close();
            return;
        }
        let current = focused_index();
        let target = items.with_untracked(|items| {
            if let Some(step) = Move::of_key(&key) {
                return step.apply_round(current, items.len());
            }
            let labels = items.iter().map(|item| item.label.as_str());
            let mut found = None;
            type_ahead.update_value(|typed| {
                if typed.press(&key, event.time_stamp()) {
                    found = typed.find(labels, current);
                }
            });
            found
        });
        if let Some((target, menu)) = target.zip(menu.get_untracked()) {
            event.prevent_default();
            focus_entry(&menu, target);
        }
    };
    let entry = move |(index, item): (usize, MenuItem<V>)| {
        let MenuItem {
            value,
            label,
            hint,
            icon,
            choice,
        } = item;
        let (role, checked) = match choice {
            MenuChoice::Action => ("menuitem", None),
            MenuChoice::Radio(chosen) => ("menuitemradio", Some(chosen.to_string())),
        };
        let tick = checked
            .is_some()
            .then(|| view! { <span class="item__tick"><Icon name=IconName::Check size=IconSize::Small /></span> });
        let hint = (!hint.is_empty())
            .then(|| view! { <span class="item__hint faint small">{hint}</span> });
        let pick = move |_| {
            close();
            on_pick.run(value.clone());
        };
        view! {
            <button type="button" class="item" role=role aria-checked=checked tabindex="-1" data-index=index.to_string() on:click=pick>
                {tick}
                {icon.map(|name| view! { <Icon name=name /> })}
                <span>{label} {hint}</span>
            </button>
        }
    };
    view! {
        <button
            node_ref=button
            type="button"
            class=move || trigger_class.get()
            popovertarget=id.clone()
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-controls=id.clone()
            aria-label=trigger_label
            on:keydown=open_by_key
        >
            {trigger.run()}
        </button>
        <div
            node_ref=menu
            id=id
            class="menu"
            popover="auto"
            role="menu"
            aria-label=label
            on:beforetoggle=will_toggle
            on:toggle=toggled
            on:keydown=key
        >
            {move || open.get().then(|| items.get().into_iter().enumerate().map(entry).collect_view())}
        </div>
    }
}

/// A filter: dashed and empty, or solid with its value and a button that takes it away.
///
/// `value`: the words for what is chosen, `None` while nothing is.
#[component]
pub fn FilterChip<V>(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<Option<String>>,
    #[prop(into)] items: Signal<Vec<MenuItem<V>>>,
    #[prop(into)] on_pick: Callback<V>,
    #[prop(into)] on_clear: Callback<()>,
) -> impl IntoView
where
    V: Clone + Send + Sync + 'static,
{
    let class = Signal::derive(move || {
        if value.with(Option::is_some) {
            "chip chip--on".to_owned()
        } else {
            "chip".to_owned()
        }
    });
    let name = StoredValue::new(label.clone());
    let trigger = move || match value.get() {
        Some(value) => view! { <span>{name.get_value()} ": " <b>{value}</b></span> }.into_any(),
        None => view! { {name.get_value()} <Icon name=IconName::Down size=IconSize::Small /> }
            .into_any(),
    };
    view! {
        <span class="joined">
            <Menu label=label items=items on_pick=on_pick trigger=move || trigger trigger_class=class />
            <Show when=move || value.with(Option::is_some)>
                <button
                    type="button"
                    class="chip chip--on"
                    aria-label=move || format!("Remove filter {}", name.get_value())
                    on:click=move |_| on_clear.run(())
                >
                    <Icon name=IconName::Close size=IconSize::Small />
                </button>
            </Show>
        </span>
    }
}
