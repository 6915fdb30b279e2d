//! How long a new token is to be valid: what is usual, any number of days, or for ever, with what that means.

use astro_tokens::form::{Expiry, MOST_DAYS, PRESETS};
use leptos::prelude::*;

use crate::ui::{Banner, IconName, RadioGroup, RadioOption, TextField, Tone};

const CUSTOM: &str = "custom";
const NEVER: &str = "never";

/// `on_custom`: a number of days is about to be typed, of which nothing is wrong yet.
#[component]
pub fn ExpiryChoice(
    /// Unique in the page.
    id: &'static str,
    /// Of the field for any number of days.
    days_id: &'static str,
    value: Signal<Expiry>,
    on_change: Callback<Expiry>,
    on_custom: Callback<()>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let mut options: Vec<RadioOption> = PRESETS
        .iter()
        .map(|days| RadioOption::new(days.to_string(), format!("{days} days")))
        .collect();
    options.push(RadioOption::new(CUSTOM, "Custom"));
    options.push(RadioOption::new(NEVER, "Never"));
    let choice = Signal::derive(move || {
        value.with(|value| match value {
            Expiry::Days(days) => days.to_string(),
            Expiry::Custom(_) => CUSTOM.to_owned(),
            Expiry::Never => NEVER.to_owned(),
        })
    });
    let on_choice = Callback::new(move |choice: String| {
        on_change.run(match choice.parse() {
            Ok(days) => Expiry::Days(days),
            Err(_) if choice == NEVER => Expiry::Never,
            Err(_) => Expiry::Custom(String::new()),
        });
        if choice == CUSTOM {
            on_custom.run(());
        }
    });
    let is_custom = Memo::new(move |_| value.with(|value| matches!(value, Expiry::Custom(_))));
    let is_never = Memo::new(move |_| value.with(|value| *value == Expiry::Never));
    let days = Signal::derive(move || {
        value.with(|value| match value {
            Expiry::Custom(days) => days.clone(),
            Expiry::Days(_) | Expiry::Never => String::new(),
        })
    });
    let on_days = Callback::new(move |days| on_change.run(Expiry::Custom(days)));
    let error_of_choice = Signal::derive(move || error.get().filter(|_| !is_custom.get()));
    view! {
        <RadioGroup id legend="Expires after" options value=choice on_change=on_choice error=error_of_choice />
        <Show when=move || is_custom.get()>
            <TextField
                id=days_id
                label="Days"
                value=days
                on_input=on_days
                numeric=true
                help=Some(format!("1 to {MOST_DAYS}"))
                error
            />
        </Show>
        <Show when=move || is_never.get()>
            <Banner tone=Tone::Warn icon=IconName::Alert title="This token would work for ever" announce=true>
                <p>"If it leaks, it stays valid until somebody deletes it. 90 days suits most pipelines."</p>
            </Banner>
        </Show>
    }
    .into_any()
}
