//! What has to be known before grants are saved as a whole set: what may be hidden, and what can't be sent.

use std::sync::Arc;

use astro_tokens::grants::Grants;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::components::context::Console;
use crate::components::scope_badge::place_words;
use crate::ui::{Banner, IconName, Tone};

/// At most so many places are named.
const NAMED: usize = 3;

/// What is to be known of saving `wanted`; nothing where there is nothing.
#[component]
pub fn ReviewNotes(
    console: Console,
    #[prop(into)] token: Signal<Option<Arc<Token>>>,
    /// The grants that are going to be sent; nothing as long as none are chosen.
    #[prop(into)]
    wanted: Signal<Option<Grants>>,
) -> impl IntoView {
    let may_hide = Memo::new(move |_| {
        let token = token.get();
        token.is_some_and(|token| console.may_hide_grants_of(&token))
    });
    let unsent = Memo::new(move |_| {
        let names = console.inventory.names();
        names.with(|names| {
            wanted.with(|wanted| {
                let grants = wanted.iter().flat_map(Grants::with_further_fields);
                let places = grants.map(|grant| grant.place());
                places
                    .map(|place| place_words(&place, names))
                    .collect::<Vec<_>>()
            })
        })
    });
    view! {
        <Show when=move || may_hide.get()>
            <Banner icon=IconName::Info title="There may be more grants">
                <p>
                    "Astro may not show you every grant of this token. What is saved is the whole set as you see \
                     it, so Astro would drop what you don’t."
                </p>
            </Banner>
        </Show>
        <Show when=move || unsent.with(|unsent| !unsent.is_empty())>
            <Banner tone=Tone::Warn icon=IconName::Alert title="Some fields can’t be sent">
                <p>{move || unsent.with(|unsent| unsent_words(unsent))}</p>
            </Banner>
        </Show>
    }
    .into_any()
}

fn unsent_words(places: &[String]) -> String {
    let named: Vec<&str> = places.iter().take(NAMED).map(|place| &**place).collect();
    let mut words = named.join(", ");
    if places.len() > NAMED {
        words.push_str(&format!(", {} more", places.len() - NAMED));
    }
    let (it, they) = match places.len() {
        1 => ("This grant carries", "It stays"),
        _ => ("These grants carry", "They stay"),
    };
    format!(
        "{it} fields that this version does not know: {words}. {they} as shown, but those fields are not sent back, and Astro \
         may clear them."
    )
}

#[cfg(test)]
mod tests {
    use super::unsent_words;

    #[test]
    fn the_first_places_are_named_and_the_others_counted() {
        let places = |count: usize| -> Vec<String> {
            (0..count).map(|at| format!("Workspace w{at}")).collect()
        };
        assert!(unsent_words(&places(1)).contains("does not know: Workspace w0. It stays"));
        assert!(
            unsent_words(&places(5)).contains("Workspace w0, Workspace w1, Workspace w2, 2 more.")
        );
    }
}
