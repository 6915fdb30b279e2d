//! Choices that are all in sight: radio buttons and checkboxes, the browser's own, so that arrow keys and Space work.

use leptos::prelude::*;

use super::dom::unique_id;
use super::dynamic::dynamic;
use super::field::Remarks;
use super::icon::{Icon, IconName};

/// How the choices stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RadioLayout {
    /// Side by side: short words.
    #[default]
    Segments,
    /// One below the other: each with what it means.
    List,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadioOption {
    pub value: String,
    pub label: String,
    /// What it means, or, while it is off, why; in a list only.
    pub hint: String,
    pub icon: Option<IconName>,
    /// It stands there, and can't be chosen.
    pub off: bool,
}

impl RadioOption {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            icon: None,
            off: false,
        }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    #[must_use]
    pub fn icon(self, icon: IconName) -> Self {
        Self {
            icon: Some(icon),
            ..self
        }
    }

    /// Off, for this reason.
    #[must_use]
    pub fn off(self, reason: impl Into<String>) -> Self {
        Self {
            hint: reason.into(),
            off: true,
            ..self
        }
    }
}

/// A group of radio buttons under a legend.
#[component]
pub fn RadioGroup(
    /// Unique in the page; the group carries it.
    #[prop(into)]
    id: String,
    #[prop(into)] legend: String,
    #[prop(optional)] layout: RadioLayout,
    #[prop(into)] options: Signal<Vec<RadioOption>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional, into)] help: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let name = StoredValue::new(unique_id(&id));
    let described_by = {
        let id = id.clone();
        Signal::derive(move || {
            if error.with(Option::is_some) {
                Some(format!("{id}-error"))
            } else {
                help.with(Option::is_some).then(|| format!("{id}-help"))
            }
        })
    };
    // The inputs stay while the choice moves, so that the focus does.
    let one = move |option: RadioOption| {
        let RadioOption {
            value: own,
            label,
            hint,
            icon,
            off,
        } = option;
        let checked = {
            let own = own.clone();
            Signal::derive(move || value.with(|value| *value == own))
        };
        let class = match layout {
            RadioLayout::Segments => "",
            RadioLayout::List => "check",
        };
        let input = view! {
            <input
                type="radio"
                class=class
                name=name.get_value()
                value=own.clone()
                disabled=off
                prop:checked=checked
                on:change=move |_| on_change.run(own.clone())
            />
        };
        match layout {
            RadioLayout::Segments => view! {
                <label>{input}{icon.map(|name| view! { <Icon name=name /> })}{label}</label>
            }
            .into_any(),
            RadioLayout::List => {
                let hint = (!hint.is_empty())
                    .then(|| view! { <span class="faint">{format!(" · {hint}")}</span> });
                view! {
                    <label class="check-label">
                        {input}
                        <span class=if off { "faint" } else { "" }>{label}{hint}</span>
                    </label>
                }
                .into_any()
            }
        }
    };
    let all = dynamic(move || options.get().into_iter().map(one).collect_view().into_any());
    let class = match layout {
        RadioLayout::Segments => "segments",
        RadioLayout::List => "",
    };
    let remarks = view! { <Remarks id=id.clone() help error /> };
    view! {
        <fieldset class="field" id=id aria-describedby=described_by>
            <legend class="field__label">{legend}</legend>
            <div class=class>{all}</div>
            {remarks}
        </fieldset>
    }
    .into_any()
}

/// A checkbox with its words.
#[component]
pub fn Checkbox(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    /// It stands first in the foot of a dialog.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let class = if first {
        "check-label first"
    } else {
        "check-label"
    };
    view! {
        <label class=class>
            <input
                type="checkbox"
                class="check"
                prop:checked=checked
                on:change:target=move |event| on_change.run(event.target().checked())
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}
