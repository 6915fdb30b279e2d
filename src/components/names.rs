//! Text written by others, with its invisible characters as visible marks.

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

/// A name as its author wrote it, safe to stand among other text.
#[component]
pub fn Name(#[prop(into)] text: String) -> impl IntoView {
    view! { <VisibleText pieces=pieces(&text) /> }
}

#[cfg(test)]
mod tests {
    use super::legible;

    #[test]
    fn nothing_in_a_name_stays_invisible() {
        assert_eq!(legible("ab\u{202e}cd"), "ab[U+202E]cd");
        assert_eq!(legible("Finance marts"), "Finance marts");
    }
}
