//! Text whose invisible characters are told apart, so that a page can show them as marks: names and
//! descriptions are written by others, and such characters make one name pass for another.
//!
//! What a script or an emoji needs to be written stays text: joiners and variation selectors behind
//! a character outside ASCII.

use std::iter::Peekable;
use std::str::CharIndices;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// A character that would not be seen, or that turns the direction of what follows.
    Mark(char),
}

/// The pieces in order; put together they are the text again. No piece of text is empty.
pub fn visible(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if is_invisible(c) && !is_needed(c, before, &mut chars) {
            push_text(&mut pieces, text, start, at);
            pieces.push(Piece::Mark(c));
            start = at + c.len_utf8();
        }
        before = Some(c);
    }
    push_text(&mut pieces, text, start, text.len());
    pieces
}

fn push_text<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str, start: usize, end: usize) {
    if let Some(piece) = text.get(start..end).filter(|piece| !piece.is_empty()) {
        pieces.push(Piece::Text(piece));
    }
}

/// The code point as Unicode writes it: `U+202E`.
pub fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Control and format characters, bidirectional controls (Unicode UAX #9), default ignorable code
/// points (UAX #44) and the blanks that are letters or symbols by category.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a part of it is written from right to left: a letter of the blocks that Unicode has for such scripts (UAX #9; the
/// defaults of `DerivedBidiClass.txt` for R and AL).
pub fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c,
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}')
    })
}

/// Joiners stand between characters of one script or emoji; a variation selector behind its base,
/// which for keycaps is a digit, `#` or `*`.
fn is_needed(c: char, before: Option<char>, rest: &mut Peekable<CharIndices<'_>>) -> bool {
    const VARIATION_SELECTOR_16: char = '\u{fe0f}';
    let is_base = |c: char| !c.is_ascii() && (!is_invisible(c) || c == VARIATION_SELECTOR_16);
    match c {
        '\u{200c}' | '\u{200d}' => {
            before.is_some_and(is_base) && rest.peek().is_some_and(|(_, next)| is_base(*next))
        }
        '\u{fe0e}' | VARIATION_SELECTOR_16 => before.is_some_and(|base| {
            (!base.is_ascii() && !is_invisible(base))
                || base.is_ascii_digit()
                || matches!(base, '#' | '*')
        }),
        _ => false,
    }
}
