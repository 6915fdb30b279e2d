//! Form controls with a visible label, help, and an error that is read with the control (WCAG 3.3.1, 3.3.2).

use leptos::prelude::*;

use super::button::{IconButton, Size};
use super::icon::{Icon, IconName, IconSize};

/// What a control inside a [`Field`] must carry.
#[derive(Clone, Debug)]
pub struct FieldControl {
    /// For its `id`.
    pub id: &'static str,
    /// For its `aria-describedby`: help and error, as far as there are any.
    pub described_by: Signal<Option<String>>,
    /// For its `aria-invalid`: `"true"` while there is an error.
    pub invalid: Signal<Option<&'static str>>,
}

/// A label over a control, with help or an error below. `icon` stands in the control, before its text.
#[component]
pub fn Field(
    /// Id of the control; unique in the page.
    id: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] help: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] icon: Option<IconName>,
    /// Keeps room for a button at the end of the control, which the control's view then holds.
    #[prop(optional)]
    trailing: bool,
    #[prop(into)] control: Callback<FieldControl, AnyView>,
) -> impl IntoView {
    let described_by = Signal::derive(move || {
        let help = help.with(Option::is_some).then(|| format!("{id}-help"));
        let error = error.with(Option::is_some).then(|| format!("{id}-error"));
        let ids: Vec<String> = help.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    });
    let invalid = Signal::derive(move || error.with(Option::is_some).then_some("true"));
    view! {
        <div class="field">
            <label class="field__label" for=id>{move || label.get()}</label>
            <div class=if trailing { "affix affix--end" } else { "affix" }>
                {icon.map(|name| view! { <Icon name=name /> })}
                {control.run(FieldControl { id, described_by, invalid })}
            </div>
            {move || {
                help.get().map(|text| view! { <p class="field__help" id=format!("{id}-help")>{text}</p> })
            }}
            // Always there, so that what appears in it is announced.
            <div aria-live="polite">
                {move || {
                    error
                        .get()
                        .map(|text| {
                            view! {
                                <p class="field__help bad row" id=format!("{id}-error")>
                                    <Icon name=IconName::Alert size=IconSize::Small />
                                    {text}
                                </p>
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// A search field: an icon, a hidden label, and a button that clears it.
#[component]
pub fn SearchField(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] placeholder: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional)] small: bool,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Input>,
) -> impl IntoView {
    let clear = Callback::new(move |()| {
        on_input.run(String::new());
        if let Some(input) = node_ref.get_untracked() {
            let _ = input.focus();
        }
    });
    let clear_label = format!("Clear: {label}");
    view! {
        <div class=format!("affix affix--end {class}")>
            <Icon name=IconName::Search />
            <input
                node_ref=node_ref
                id=id
                class=if small { "input input--sm input--soft" } else { "input input--soft" }
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=label
                placeholder=placeholder
                prop:value=move || value.get()
                on:input:target=move |event| on_input.run(event.target().value())
            />
            <Show when=move || value.with(|value| !value.is_empty())>
                <IconButton icon=IconName::Close label=clear_label.clone() size=Size::Small on_press=clear />
            </Show>
        </div>
    }
}

/// A native select. `options`: value and text. `label` is hidden: a word beside the control says the same.
#[component]
pub fn Select(
    #[prop(into)] label: String,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    view! {
        <span class="affix">
            <select
                class="input input--soft input--sm"
                aria-label=label
                prop:value=move || value.get()
                on:change:target=move |event| on_change.run(event.target().value())
            >
                {move || {
                    let chosen = value.get();
                    options
                        .get()
                        .into_iter()
                        .map(|(value, text)| {
                            let selected = value == chosen;
                            view! { <option value=value selected=selected>{text}</option> }
                        })
                        .collect_view()
                }}
            </select>
            <Icon name=IconName::Down size=IconSize::Small />
        </span>
    }
}
