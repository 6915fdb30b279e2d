//! Text written by others, with its invisible characters as visible marks.

use std::collections::BTreeSet;
use std::sync::Arc;

use astro_tokens::roles::full_label;
use astro_tokens::visible::{self, Piece};
use leptos::prelude::*;

use crate::ui::{TextPiece, VisibleText};

/// The pieces of a name or description, for [`VisibleText`].
pub fn pieces(text: &str) -> Vec<TextPiece> {
    visible::visible(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => TextPiece::Plain(text.to_owned()),
            Piece::Mark(mark) => {
                let code = visible::code_point(mark);
                TextPiece::Mark {
                    name: format!("Invisible character {code}"),
                    code,
                }
            }
        })
        .collect()
}

/// The name as plain text, with its invisible characters as code points: for where there is no room for marks.
pub fn legible(text: &str) -> String {
    visible::visible(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Mark(mark) => format!("[{}]", visible::code_point(mark)),
        })
        .collect()
}

/// The same, to stand among others in a list: a name that is written from right to left keeps to itself (Unicode, UAX #9).
pub fn isolated(text: &str) -> String {
    let text = legible(text);
    if visible::has_right_to_left(&text) {
        ["\u{2068}", &text, "\u{2069}"].concat()
    } else {
        text
    }
}

/// “Workspace Author”; “no role” where there is none.
pub fn role_names(roles: &BTreeSet<Arc<str>>) -> String {
    if roles.is_empty() {
        return "no role".to_owned();
    }
    let names: Vec<String> = roles
        .iter()
        .map(|role| isolated(full_label(role)))
        .collect();
    names.join(" and ")
}

/// A name as its author wrote it, safe to stand among other text.
#[component]
pub fn Name(#[prop(into)] text: String) -> impl IntoView {
    view! { <VisibleText pieces=pieces(&text) /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_stays_invisible() {
        assert_eq!(legible("ab\u{202e}cd"), "ab[U+202E]cd");
        assert_eq!(legible("Finance marts"), "Finance marts");
    }

    #[test]
    fn roles_are_named_and_none_is_said() {
        let roles = |names: &[&str]| names.iter().map(|name| Arc::from(*name)).collect();
        assert_eq!(role_names(&roles(&[])), "no role");
        assert_eq!(
            role_names(&roles(&["DEPLOYMENT_ADMIN", "queue\u{202e}"])),
            "Deployment Admin and queue[U+202E]"
        );
    }
}
