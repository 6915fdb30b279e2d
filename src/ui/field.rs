//! Form controls with a visible label, help, and an error that is read with the control (WCAG 3.3.1, 3.3.2).

use leptos::prelude::*;

use super::button::{IconButton, Size};
use super::dynamic::{dynamic, dynamic_option};
use super::icon::{Icon, IconName, IconSize};

/// What a control inside a [`Field`] must carry.
#[derive(Clone, Debug)]
pub struct FieldControl {
    /// For its `id`.
    pub id: &'static str,
    /// For its `aria-describedby`: count, help and error, as far as there are any.
    pub described_by: Signal<Option<String>>,
    /// For its `aria-invalid`: `"true"` while there is an error.
    pub invalid: Signal<Option<&'static str>>,
}

/// How long a text is, and how long it may be, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub length: usize,
    pub most: usize,
}

/// A label over a control, with help and an error below.
#[component]
pub fn Field(
    /// Id of the control; unique in the page.
    id: &'static str,
    #[prop(into)] label: ViewFn,
    /// Says beside the label that it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Stands at the end of the label's line.
    #[prop(optional, into)]
    count: Signal<Option<Count>>,
    #[prop(optional, into)] help: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(into)] control: Callback<FieldControl, AnyView>,
) -> impl IntoView {
    let described_by = Signal::derive(move || {
        let there = [
            (count.with(Option::is_some), "count"),
            (help.with(Option::is_some), "help"),
            (error.with(Option::is_some), "error"),
        ];
        let ids: Vec<String> = there
            .into_iter()
            .filter(|(is_there, _)| *is_there)
            .map(|(_, part)| format!("{id}-{part}"))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    });
    let invalid = Signal::derive(move || error.with(Option::is_some).then_some("true"));
    view! {
        <div class="field">
            <div class="row">
                <label class="field__label" for=id>
                    {label.run()}
                    {optional.then(|| view! { <span class="field__help">" optional"</span> })}
                </label>
                {dynamic_option(move || {
                    count.get().map(|Count { length, most }| {
                        let class = if length > most { "push field__help num bad" } else { "push field__help num" };
                        view! {
                            <span class=class id=format!("{id}-count")>
                                {format!("{length} of {most}")}<span class="vh">" characters"</span>
                            </span>
                        }
                        .into_any()
                    })
                })}
            </div>
            {control.run(FieldControl { id, described_by, invalid })}
            <Remarks id help error />
        </div>
    }
    .into_any()
}

/// Help and error of a control, with the ids that its `aria-describedby` names.
#[component]
pub(super) fn Remarks(
    #[prop(into)] id: String,
    help: Signal<Option<String>>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let help_id = format!("{id}-help");
    let help = dynamic_option(move || {
        help.get()
            .map(|text| view! { <p class="field__help" id=help_id.clone()>{text}</p> }.into_any())
    });
    let error_id = format!("{id}-error");
    let error = dynamic_option(move || {
        error.get().map(|text| {
            view! {
                <p class="field__help bad row" id=error_id.clone()>
                    <Icon name=IconName::Alert size=IconSize::Small />
                    {text}
                </p>
            }
            .into_any()
        })
    });
    // The place of the error is always there, so that what appears in it is announced.
    view! { {help}<div aria-live="polite">{error}</div> }
}

/// A search field: an icon, a hidden label, and a button that clears it, as Escape does.
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
    /// Goes on to what was found: Down and Enter.
    #[prop(optional, into)]
    on_down: Option<Callback<()>>,
) -> impl IntoView {
    let clear = Callback::new(move |()| {
        on_input.run(String::new());
        if let Some(input) = node_ref.get_untracked() {
            let _ = input.focus();
        }
    });
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        match (&*event.key(), on_down) {
            ("ArrowDown" | "Enter", Some(on_down)) => on_down.run(()),
            // Without a text it is for what is around the field.
            ("Escape", _) if value.with_untracked(|value| !value.is_empty()) => clear.run(()),
            _ => return,
        }
        event.prevent_default();
    };
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
                prop:value=value
                on:input:target=move |event| on_input.run(event.target().value())
                on:keydown=key
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
                prop:value=value
                on:change:target=move |event| on_change.run(event.target().value())
            >
                {dynamic(move || {
                    let chosen = value.get();
                    options
                        .get()
                        .into_iter()
                        .map(|(value, text)| {
                            let selected = value == chosen;
                            view! { <option value=value selected=selected>{text}</option> }
                        })
                        .collect_view()
                        .into_any()
                })}
            </select>
            <Icon name=IconName::Down size=IconSize::Small />
        </span>
    }
}
