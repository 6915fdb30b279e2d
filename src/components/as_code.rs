//! The same change as the astro CLI and as curl have it, as it is filled in, or why there is none. Never with a secret in it.

use astro_tokens::requests::ApiRequest;
use astro_tokens::snippets::astro_cli::NoCommand;
use astro_tokens::snippets::curl;
use leptos::prelude::*;

use super::context::Console;
use super::copy::copier;
use crate::ui::{CodeTab, CodeTabs};

/// What a form shows before it can be sent.
pub const INCOMPLETE: &str = "Fill in what is missing first.";

/// A command as the page shows it.
pub type Command = Result<String, String>;

/// An astro CLI command, or why there is none.
pub fn cli(command: Result<String, NoCommand>) -> Command {
    command.map_err(|none| none.to_string())
}

/// curl calls, one after the other.
pub fn calls(console: Console, requests: &[ApiRequest]) -> Command {
    let address = console.api_address();
    let calls: Vec<String> = requests
        .iter()
        .map(|request| curl(&address, request))
        .collect();
    Ok(calls.join("\n\n"))
}

#[component]
pub fn AsCode(
    #[prop(into)] cli: Signal<Command>,
    #[prop(into)] curl: Signal<Command>,
) -> impl IntoView {
    let tabs = vec![
        CodeTab {
            label: "astro CLI",
            text: cli,
        },
        CodeTab {
            label: "curl",
            text: curl,
        },
    ];
    view! {
        <section class="stack stack--sm">
            <h3>"Same thing as code"</h3>
            <CodeTabs label="Same thing as code" tabs on_copy=copier() />
        </section>
    }
    .into_any()
}
