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
    /// Why it can't be picked now; it stands there all the same, and says so.
    pub fenced: Option<String>,
    /// The first step to something that can't be undone.
    pub danger: bool,
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
            fenced: None,
            danger: false,
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
            fenced: None,
            danger: false,
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

    /// Off for that reason, if there is one.
    #[must_use]
    pub fn fenced(self, reason: Option<String>) -> Self {
        Self {
            fenced: reason,
            ..self
        }
    }

    /// The first step to something that can't be undone.
    #[must_use]
    pub fn danger(self) -> Self {
        Self {
            danger: true,
            ..self
        }
    }

    /// Without its value: what is shown of it.
    fn forget(self) -> MenuItem<()> {
        MenuItem {
            value: (),
            label: self.label,
            hint: self.hint,
            icon: self.icon,
            choice: self.choice,
            fenced: self.fenced,
            danger: self.danger,
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
pub(super) fn place(menu: &HtmlElement, button: &Element) {
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

/// A menu, and the button that opened it last. One menu may serve many buttons, such as those of a table's rows.
#[derive(Clone, Copy, Debug)]
pub struct MenuHandle {
    id: StoredValue<String>,
    opener: StoredValue<Option<HtmlElement>, LocalStorage>,
    open: RwSignal<bool>,
}

impl MenuHandle {
    /// To be made while a component is set up.
    pub fn new() -> Self {
        Self {
            id: StoredValue::new(dom::unique_id("menu")),
            opener: StoredValue::new_local(None),
            open: RwSignal::new(false),
        }
    }

    fn element(self) -> Option<HtmlElement> {
        let id = self.id.get_value();
        let found = web_sys::window()?.document()?.get_element_by_id(&id)?;
        found.dyn_into().ok()
    }

    fn close(self) {
        if let Some(menu) = self.element() {
            let _ = menu.hide_popover();
        }
        if let Some(button) = self.opener.get_value() {
            let _ = button.focus();
        }
    }
}

impl Default for MenuHandle {
    fn default() -> Self {
        Self::new()
    }
}

/// A button that opens `menu`. `on_open` says for what, where the menu serves several.
///
/// `label`: its name, where what it shows is no words.
#[component]
pub fn MenuTrigger(
    menu: MenuHandle,
    #[prop(into)] class: Signal<String>,
    #[prop(optional_no_strip)] label: Option<String>,
    #[prop(optional, into)] on_open: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let is_open_here = move || {
        let own = button.get();
        menu.open.get()
            && menu.opener.with_value(|opener| {
                opener.as_deref() == own.as_deref().map(std::convert::AsRef::as_ref)
            })
    };
    // The browser opens the menu after this.
    let click = move |_| {
        let own = button.get_untracked().map(HtmlElement::from);
        let is_another = menu.opener.with_value(|opener| *opener != own);
        if is_another && let Some(element) = menu.element() {
            let _ = element.hide_popover();
        }
        menu.opener.set_value(own);
        if let Some(on_open) = on_open {
            on_open.run(());
        }
    };
    let key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") && !dom::has_modifier(&event) {
            event.prevent_default();
            event.stop_propagation();
            // Only a click by the button's own `popovertarget` makes it the anchor.
            match button.get_untracked() {
                Some(button) if !menu.open.get_untracked() => button.click(),
                _ => {
                    if let Some(menu) = menu.element() {
                        focus_entry(&menu, 0);
                    }
                }
            }
        }
    };
    view! {
        <button
            node_ref=button
            type="button"
            class=move || class.get()
            popovertarget=menu.id.get_value()
            aria-haspopup="menu"
            aria-expanded=move || is_open_here().to_string()
            aria-controls=menu.id.get_value()
            title=label.clone()
            aria-label=label
            on:click=click
            on:keydown=key
        >
            {children()}
        </button>
    }
    .into_any()
}

/// The list of choices. The entries exist only while it is open. `label`: its name.
#[component]
pub fn MenuList<V>(
    menu: MenuHandle,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] items: Signal<Vec<MenuItem<V>>>,
    #[prop(into)] on_pick: Callback<V>,
) -> impl IntoView
where
    V: Clone + Send + Sync + 'static,
{
    let open = menu.open;
    let type_ahead = StoredValue::new(TypeAhead::default());

    let will_toggle = move |event: Event| {
        open.set(dom::text_property(&event, "newState").as_deref() == Some("open"));
    };
    let toggled = move |_: Event| {
        let Some(element) = menu.element().filter(|_| open.get_untracked()) else {
            return;
        };
        if let Some(button) = menu.opener.get_value() {
            place(&element, &button);
        }
        let chosen = items.with_untracked(|items| {
            items
                .iter()
                .position(|item| item.choice == MenuChoice::Radio(true))
        });
        focus_entry(&element, chosen.unwrap_or(0));
    };
    let key = move |event: KeyboardEvent| {
        if dom::has_modifier(&event) {
            return;
        }
        let key = event.key();
        if key == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            menu.close();
            return;
        }
        if key == "Tab" {
            menu.close();
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
        if let Some((target, element)) = target.zip(menu.element()) {
            event.prevent_default();
            focus_entry(&element, target);
        }
    };
    let entry = move |(index, item): (usize, MenuItem<V>)| {
        let value = item.value.clone();
        let pick = Callback::new(move |()| {
            menu.close();
            on_pick.run(value.clone());
        });
        entry_view(index, item.forget(), pick)
    };
    view! {
        <div
            id=menu.id.get_value()
            class="menu"
            popover="auto"
            role="menu"
            aria-label=move || label.get()
            on:beforetoggle=will_toggle
            on:toggle=toggled
            on:keydown=key
        >
            {move || open.get().then(|| items.get().into_iter().enumerate().map(entry).collect_view())}
        </div>
    }
    .into_any()
}

fn entry_view(index: usize, item: MenuItem<()>, pick: Callback<()>) -> AnyView {
    let (role, checked) = match item.choice {
        MenuChoice::Action => ("menuitem", None),
        MenuChoice::Radio(chosen) => ("menuitemradio", Some(chosen.to_string())),
    };
    let tick = checked.is_some().then(|| {
        view! { <span class="item__tick"><Icon name=IconName::Check size=IconSize::Small /></span> }
    });
    let is_fenced = item.fenced.is_some();
    let hint = item.fenced.unwrap_or(item.hint);
    let hint =
        (!hint.is_empty()).then(|| view! { <span class="item__hint faint small">{hint}</span> });
    let class = if item.danger { "item bad" } else { "item" };
    view! {
        <button
            type="button"
            class=class
            role=role
            aria-checked=checked
            aria-disabled=is_fenced.then_some("true")
            tabindex="-1"
            data-index=index.to_string()
            on:click=move |_| {
                if !is_fenced {
                    pick.run(());
                }
            }
        >
            {tick}
            {item.icon.map(|name| view! { <Icon name=name /> })}
            <span>{item.label} {hint}</span>
        </button>
    }
    .into_any()
}

/// A button and the menu that it opens. The entries exist only while the menu is open.
///
/// `trigger`: what the button shows. `label`: the name of the menu.
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
    let menu = MenuHandle::new();
    view! {
        <MenuTrigger menu class=trigger_class label=trigger_label>{trigger.run()}</MenuTrigger>
        <MenuList menu label items on_pick />
    }
    .into_any()
}
