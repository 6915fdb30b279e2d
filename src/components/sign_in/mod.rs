//! Pasting a token: the field, what it says of itself, why it can't be used. For the sign-in page, and for signing in again
//! inside the console.
//!
//! The value stands in the field alone until it is taken; nothing else of the document ever holds it.

mod decoded;
mod here;

use leptos::html::Input;
use leptos::prelude::*;

pub use decoded::Decoded;
pub use here::SignInHere;

use super::context::Clock;
use crate::browser::intl::{Style, Zone, instant};
use crate::browser::media;
use crate::session::{PasteError, PastedToken};
use crate::ui::{Icon, IconButton, IconName, Size, dynamic_option};

/// Why a pasted value cannot be used. Never quotes it.
fn paste_error_text(error: &PasteError) -> String {
    match error {
        PasteError::Malformed(error) => error.to_string(),
        PasteError::Expired(since) => {
            format!(
                "This token expired on {}. Astro no longer accepts it.",
                instant(*since, Zone::Local, Style::DateTime)
            )
        }
    }
}

/// The field, and what was read from it.
#[derive(Clone, Copy, Debug)]
pub struct Paste {
    pub input: NodeRef<Input>,
    pub read: RwSignal<Option<Result<PastedToken, PasteError>>>,
    revealed: RwSignal<bool>,
    clock: Clock,
}

impl Paste {
    pub fn new(clock: Clock) -> Self {
        Self {
            input: NodeRef::new(),
            read: RwSignal::new(None),
            revealed: RwSignal::new(false),
            clock,
        }
    }

    /// Reads what stands in the field now.
    pub fn read_field(self) {
        let value = self
            .input
            .get_untracked()
            .map(|input| input.value())
            .unwrap_or_default();
        let read = (!value.trim().is_empty())
            .then(|| PastedToken::parse(&value, self.clock.second.get_untracked()));
        if read.is_none() {
            self.revealed.set(false);
        }
        self.read.set(read);
    }

    /// Empties the field.
    pub fn clear(self) {
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
        }
    }

    /// Why the value can't be used. Reactive.
    pub fn problem(self) -> Option<String> {
        self.read.with(|read| {
            read.as_ref()
                .and_then(|read| read.as_ref().err().map(paste_error_text))
        })
    }

    /// Why nothing can be sent yet. Reactive.
    pub fn fence(self) -> Option<String> {
        match self.read.with(|read| read.as_ref().map(Result::is_ok)) {
            None => Some("Paste a token first.".to_owned()),
            Some(false) => Some("This value cannot be used as a token.".to_owned()),
            Some(true) => None,
        }
    }
}

/// The field with label, help and error. `on_input`: something was typed or pasted.
#[component]
pub fn TokenField(paste: Paste, #[prop(into)] on_input: Callback<()>) -> impl IntoView {
    let Paste {
        input,
        read,
        revealed,
        ..
    } = paste;
    let has_problem = Signal::derive(move || paste.problem().is_some());
    let input_type = Signal::derive(move || {
        if media::masks_text() || revealed.get() {
            "text"
        } else {
            "password"
        }
    });
    view! {
        <div class="field">
            <label class="field__label" for="token-input">"API token"</label>
            <div class="affix affix--end">
                <Icon name=IconName::Key />
                <input
                    node_ref=input
                    class="input input--lg mono"
                    class:input--masked=move || !revealed.get()
                    id="token-input"
                    type=input_type
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    translate="no"
                    aria-describedby=Signal::derive(move || {
                        if has_problem.get() { "token-help token-error" } else { "token-help" }
                    })
                    aria-invalid=Signal::derive(move || has_problem.get().then_some("true"))
                    on:input=move |_| {
                        paste.read_field();
                        on_input.run(());
                    }
                />
                <Show when=move || read.with(Option::is_some)>
                    <IconButton
                        icon=IconName::Eye
                        label="Show token"
                        size=Size::Small
                        pressed=Signal::from(revealed)
                        on_press=Callback::new(move |()| revealed.update(|on| *on = !*on))
                    />
                </Show>
            </div>
            <p class="field__help" id="token-help">
                "An Organization, Workspace or Deployment token from Astro."
            </p>
            <div aria-live="polite">
                {dynamic_option(move || paste.problem().map(|text| view! {
                    <p class="field__help bad row" id="token-error"><Icon name=IconName::Alert />{text}</p>
                }
                .into_any()))}
            </div>
        </div>
    }
    .into_any()
}
