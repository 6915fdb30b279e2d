//! Fields that text is typed into or chosen in: one line, several lines, a word that confirms, a list of choices.

use leptos::prelude::*;

use super::dynamic::dynamic;
use super::field::{Count, Field, FieldControl};
use super::icon::{Icon, IconName, IconSize};

/// A line of text, or with `multiline` as many as it needs.
///
/// `most`: a count of characters appears beside the label as soon as there is text. What is too long can be typed,
/// so that nothing pasted is cut off unseen; `error` says that it is.
#[component]
pub fn TextField(
    /// Unique in the page.
    id: &'static str,
    label: &'static str,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional)] multiline: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional)] most: Option<usize>,
    /// A number is typed: a phone shows its digits.
    #[prop(optional)]
    numeric: bool,
    /// Takes the focus when the dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional, into)] help: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let count = Signal::derive(move || {
        let length = value.with(|value| value.chars().count());
        most.filter(|_| length > 0)
            .map(|most| Count { length, most })
    });
    let control = Callback::new(move |control: FieldControl| {
        if multiline {
            view! {
                <textarea
                    class="input"
                    id=control.id
                    autocomplete="off"
                    autofocus=autofocus
                    aria-describedby=control.described_by
                    aria-invalid=control.invalid
                    prop:value=value
                    on:input:target=move |event| on_input.run(event.target().value())
                ></textarea>
            }
            .into_any()
        } else {
            view! {
                <input
                    class="input"
                    id=control.id
                    type="text"
                    inputmode=numeric.then_some("numeric")
                    autocomplete="off"
                    autofocus=autofocus
                    aria-required=(!optional).then_some("true")
                    aria-describedby=control.described_by
                    aria-invalid=control.invalid
                    prop:value=value
                    on:input:target=move |event| on_input.run(event.target().value())
                />
            }
            .into_any()
        }
    });
    view! { <Field id label=move || label optional count help error control /> }
}

/// Whether what was typed is the word that confirms: blanks around it don't count, upper and lower case do.
pub fn is_typed(word: &str, typed: &str) -> bool {
    typed.trim() == word
}

/// A word to be typed before something that can't be undone.
#[component]
pub fn TypedWord(
    /// Unique in the page.
    id: &'static str,
    word: &'static str,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
) -> impl IntoView {
    let label = move || view! { "Type "<code class="word">{word}</code>" to confirm" };
    let control = Callback::new(move |control: FieldControl| {
        view! {
            <input
                class="input"
                id=control.id
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                prop:value=value
                on:input:target=move |event| on_input.run(event.target().value())
            />
        }
        .into_any()
    });
    view! { <Field id label control /> }
}

/// One of several, in a list that opens. `options`: value and text.
#[component]
pub fn SelectField(
    /// Unique in the page.
    id: &'static str,
    label: &'static str,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional, into)] help: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let control = Callback::new(move |control: FieldControl| {
        view! {
            <span class="affix">
                <select
                    class="input"
                    id=control.id
                    aria-describedby=control.described_by
                    aria-invalid=control.invalid
                    on:change:target=move |event| on_change.run(event.target().value())
                >
                    {dynamic(move || {
                        let chosen = value.get();
                        options
                            .get()
                            .into_iter()
                            .map(|(value, text)| {
                                let selected = value == chosen;
                                view! { <option value=value prop:selected=selected>{text}</option> }
                            })
                            .collect_view()
                            .into_any()
                    })}
                </select>
                <Icon name=IconName::Down size=IconSize::Small />
            </span>
        }
        .into_any()
    });
    view! { <Field id label=move || label help error control /> }
}

#[cfg(test)]
mod tests {
    use super::is_typed;

    #[test]
    fn the_word_confirms_and_nothing_like_it() {
        assert!(is_typed("Delete", "Delete"));
        assert!(is_typed("Delete", " Delete\n"));
        for typed in ["", "delete", "Delet", "Delete it", "Rotate"] {
            assert!(!is_typed("Delete", typed), "{typed:?}");
        }
    }
}
