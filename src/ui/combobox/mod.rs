//! A text field with a list of what fits it: for a choice among thousands (ARIA Authoring Practices Guide, "Editable
//! Combobox With List Autocomplete"). The focus stays in the field; the list is a popover, so nothing moves and nothing
//! cuts it off. Only what fits best is in the page, and the rest is counted.

mod found;
mod keys;

use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

pub use self::found::{ComboOption, Found, MOST};
use self::keys::{Press, Shown, press};
use super::dom;
use super::dynamic::dynamic;
use super::field::{Field, FieldControl};
use super::icon::{Icon, IconName, IconSize};
use super::menu::place;

/// The field and its list.
///
/// What is typed goes to `on_text`, which may answer with another `text`, or choose at once: an id that was pasted.
#[component]
pub fn Combobox(
    /// Unique in the page.
    id: &'static str,
    label: &'static str,
    placeholder: &'static str,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] on_text: Callback<String>,
    #[prop(into)] found: Signal<Found>,
    /// The value that is chosen.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    #[prop(into)] on_pick: Callback<String>,
    /// Takes the focus when the dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional, into)] help: Signal<Option<String>>,
    /// What is being done with what was typed: until then nobody knows what fits it.
    #[prop(optional, into)]
    busy: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let list = NodeRef::<html::Div>::new();
    let is_open = RwSignal::new(false);
    let active = RwSignal::new(None::<String>);
    let list_id = StoredValue::new(dom::unique_id("combobox"));
    let option_id = move |index: usize| list_id.with_value(|id| format!("{id}-{index}"));
    let active_index = Memo::new(move |_| {
        let active = active.get()?;
        found.with(|found| found.position(&active))
    });

    let put = move || {
        let (Some(list), Some(input)) = (list.get_untracked(), input.get_untracked()) else {
            return;
        };
        place(&list, &input);
    };
    Effect::new(move |_| {
        let (Some(list), is_open) = (list.get(), is_open.get()) else {
            return;
        };
        // Both fail where the state is that one already.
        if is_open {
            let _ = list.show_popover();
            put();
        } else {
            let _ = list.hide_popover();
        }
    });
    dom::on_any_scroll(move || {
        if is_open.try_get_untracked() == Some(true) {
            put();
        }
    });
    Effect::new(move |_| {
        let Some(index) = active_index.get() else {
            return;
        };
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(option) =
            document.and_then(|document| document.get_element_by_id(&option_id(index)))
        {
            dom::bring_into_view(&option);
        }
    });

    let close = move || {
        is_open.set(false);
        active.set(None);
    };
    let open_at = move |index: Option<usize>| {
        let value = index.and_then(|index| {
            found.with_untracked(|found| {
                let option = found.options.get(index);
                option.map(|option| option.value.clone())
            })
        });
        is_open.set(true);
        active.set(value);
    };
    // Where the answer to what was typed chooses, that may come late.
    Effect::new(move |_| {
        if chosen.with(Option::is_some) {
            close();
        }
    });
    let pick = move |index: usize| {
        let value = found.with_untracked(|found| {
            let option = found.options.get(index);
            let free = option.filter(|option| option.fenced.is_none());
            free.map(|option| option.value.clone())
        });
        if let Some(value) = value {
            close();
            on_pick.run(value);
        }
    };
    let typed = move |event: Event| {
        let Some(field) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let typed = field.value();
        on_text.run(typed.clone());
        // What was not taken over must not stay in the page: it may be secret.
        let taken = text.get_untracked();
        if taken != typed {
            field.set_value(&taken);
        }
        open_at(None);
    };
    let key = move |event: KeyboardEvent| {
        if event.is_composing() || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let shown = Shown {
            is_open: is_open.get_untracked(),
            active: active_index.get_untracked(),
            count: found.with_untracked(|found| found.options.len()),
        };
        match press(&event.key(), event.alt_key(), shown) {
            Press::Nothing => return,
            Press::Leave => {
                active.set(None);
                return;
            }
            Press::Open(index) => open_at(index),
            Press::Go(index) => open_at(Some(index)),
            Press::Pick(index) => pick(index),
            Press::Close => close(),
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let option = move |(index, option): (usize, ComboOption)| {
        let is_active = Signal::derive(move || active_index.get() == Some(index));
        view! { <OptionLine id=option_id(index) option is_active on_press=move |()| pick(index) /> }
    };
    let count = move || is_open.get().then(|| found.with(Found::count));
    let state = move || busy.get().or_else(count);
    let help = Signal::derive(move || busy.get().or_else(|| help.get()));
    let control = Callback::new(move |control: FieldControl| {
        let described_by = control.described_by;
        view! {
            <div class="combobox">
            <span class="affix affix--end">
                <input
                    node_ref=input
                    class="input"
                    id=control.id
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    autofocus=autofocus
                    placeholder=placeholder
                    aria-autocomplete="list"
                    aria-expanded=move || is_open.get().to_string()
                    aria-controls=list_id.get_value()
                    aria-activedescendant=move || active_index.get().filter(|_| is_open.get()).map(option_id)
                    aria-describedby=described_by
                    aria-invalid=control.invalid
                    prop:value=text
                    on:input=typed
                    on:keydown=key
                    on:focus:target=|event| event.target().select()
                    on:click=move |_| is_open.set(true)
                    on:blur=move |_| close()
                />
                <Icon name=IconName::Down size=IconSize::Small />
            </span>
            <div
                node_ref=list
                class="menu combobox__list"
                popover="manual"
                // The focus stays in the field.
                on:mousedown=|event| event.prevent_default()
            >
                <div role="listbox" id=list_id.get_value() aria-label=label>
                    {dynamic(move || {
                        let options = if is_open.get() { found.get().options } else { Vec::new() };
                        options.into_iter().enumerate().map(option).collect_view().into_any()
                    })}
                </div>
                <p class="combobox__count faint small" aria-hidden="true">{state}</p>
            </div>
            // Outside of the list: what is hidden with it is not announced.
            <span class="vh" role="status">{state}</span>
            </div>
        }
        .into_any()
    });
    view! { <Field id label=move || label help error control /> }
}

#[component]
fn OptionLine(
    id: String,
    option: ComboOption,
    is_active: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    let ComboOption {
        label,
        mark,
        hint,
        fenced,
        ..
    } = option;
    let is_fenced = fenced.is_some();
    // Nothing is cut off a reason.
    let hint_class = match is_fenced {
        true => "item__hint faint small",
        false => "item__hint clamp faint small",
    };
    let hint: Vec<String> = fenced.into_iter().chain([hint]).collect();
    let hint = hint.join(" · ");
    view! {
        <div
            class="item"
            role="option"
            id=id
            aria-selected=move || is_active.get().to_string()
            aria-disabled=is_fenced.then_some("true")
            on:click=move |_| on_press.run(())
        >
            <span class="breaks">
                <span class="combobox__name">
                    <span class="clamp">{label}</span>
                    {(!mark.is_empty()).then(|| view! { " "<span class="mono faint">{mark}</span> })}
                </span>
                {(!hint.is_empty()).then(|| view! { " "<span class=hint_class>{hint}</span> })}
            </span>
        </div>
    }
    .into_any()
}
