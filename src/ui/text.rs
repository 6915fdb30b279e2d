//! Text written by others. Nothing in it can reorder what stands around it, and nothing in it is invisible.

use leptos::prelude::*;

/// A stretch of text, or one character that would not be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPiece {
    Plain(String),
    /// `code`: as shown, such as `U+202E`. `name`: what it is, such as "right-to-left override".
    Mark {
        code: String,
        name: String,
    },
}

/// The text, isolated from the direction of its surroundings, with a visible mark for each invisible character.
#[component]
pub fn VisibleText(#[prop(into)] pieces: Vec<TextPiece>) -> impl IntoView {
    let piece = |piece: TextPiece| match piece {
        TextPiece::Plain(text) => text.into_any(),
        TextPiece::Mark { code, name } => {
            view! { <span class="mark-char warn" title=name>{code}</span> }.into_any()
        }
    };
    view! { <bdi>{pieces.into_iter().map(piece).collect_view()}</bdi> }
}
