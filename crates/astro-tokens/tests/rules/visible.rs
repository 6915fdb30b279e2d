//! Invisible characters are told apart, and nothing of a text is lost.

use astro_tokens::visible::{Piece, code_point, is_invisible, visible};
use proptest::prelude::*;

fn together(pieces: &[Piece<'_>]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Mark(c) => c.to_string(),
        })
        .collect()
}

const BIDI_CONTROLS: &str = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";

proptest! {
    #[test]
    fn the_pieces_are_the_text(text in prop_oneof![any::<String>(), "[a\u{200b}-\u{200f}\u{202e}\u{fe0f}é👩]{0,12}"]) {
        let pieces = visible(&text);
        prop_assert_eq!(together(&pieces), text.clone());
        for piece in &pieces {
            if let Piece::Text(text) = piece {
                prop_assert!(!text.is_empty());
                prop_assert!(!text.chars().any(|c| BIDI_CONTROLS.contains(c) || c.is_control()));
            }
        }
    }

    #[test]
    fn plain_text_is_one_piece(text in "[a-zA-Z0-9 äöüßμאבعمم漢字🚀_.-]{1,20}") {
        prop_assert_eq!(visible(&text), vec![Piece::Text(&text)]);
    }

    #[test]
    fn every_invisible_character_between_letters_is_a_mark(c in any::<char>()) {
        let text = format!("a{c}b");
        let expected = if is_invisible(c) {
            vec![Piece::Text("a"), Piece::Mark(c), Piece::Text("b")]
        } else {
            vec![Piece::Text(&text)]
        };
        prop_assert_eq!(visible(&text), expected);
    }
}

#[test]
fn bidi_controls_are_always_marks() {
    for c in BIDI_CONTROLS.chars() {
        for text in [
            format!("{c}"),
            format!("a{c}b"),
            format!("א{c}ב"),
            format!("👩{c}💻"),
        ] {
            assert!(
                visible(&text).contains(&Piece::Mark(c)),
                "{}",
                code_point(c)
            );
        }
    }
}

#[test]
fn what_writing_needs_stays_text() {
    for text in [
        "👩\u{200d}💻",
        "❤\u{fe0f}\u{200d}🔥",
        "1\u{fe0f}\u{20e3}",
        "می\u{200c}خواهم",
        "क्\u{200d}ष",
    ] {
        assert_eq!(visible(text), vec![Piece::Text(text)], "{text:?}");
    }
    for text in [
        "ci\u{200d}x",
        "ci\u{200c}",
        "\u{200d}👩",
        "👩\u{200d}",
        "a\u{fe0f}",
        "👩\u{200d}\u{200d}💻",
    ] {
        assert!(
            visible(text)
                .iter()
                .any(|piece| matches!(piece, Piece::Mark(_))),
            "{text:?}"
        );
    }
}

#[test]
fn code_points() {
    assert_eq!(code_point('\u{202e}'), "U+202E");
    assert_eq!(code_point('\n'), "U+000A");
    assert_eq!(code_point('\u{e0041}'), "U+E0041");
}
