//! Lower case for searching and sorting, of the alphabets that have it in common use: Latin, Greek and
//! Cyrillic. Each character becomes one, wherever it stands in a word.
//!
//! `char::to_lowercase` knows every alphabet, but its tables would cost the page 5 kB.

/// The whole text in lower case.
pub(crate) fn lower_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    lower_into(text, &mut out);
    out
}

pub(super) fn lower_into(text: &str, out: &mut String) {
    // Nearly all text is ASCII, and this way takes a fraction of the time.
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        if let Some(added) = out.get_mut(start..) {
            added.make_ascii_lowercase();
        }
    } else {
        out.extend(text.chars().map(lower));
    }
}

fn lower(c: char) -> char {
    let code = u32::from(c);
    let small = match c {
        '\0'..='\u{7f}' => return c.to_ascii_lowercase(),
        '×' | '\u{3a2}' => code,
        'À'..='Þ' | 'Α'..='Ϋ' | 'А'..='Я' => code + 32,
        'Ѐ'..='Џ' => code + 80,
        'Ÿ' => 0xff,
        // Has two dots in lower case; left as it is, so that a character stays one.
        'İ' | 'ĸ' => code,
        // Pairs, the capital first: at even code points here,
        'Ā'..='ķ' | 'Ŋ'..='ŷ' => code | 1,
        // and at odd ones here.
        'Ĺ'..='ň' | 'Ź'..='ž' => code + (code & 1),
        'Ά' => 0x3ac,
        'Έ'..='Ί' => code + 37,
        'Ό' => 0x3cc,
        'Ύ' | 'Ώ' => code + 63,
        _ => code,
    };
    char::from_u32(small).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn agrees_with_unicode_on_the_common_blocks() {
        for c in ('\0'..='\u{17f}')
            .chain('\u{370}'..='\u{3ce}')
            .chain('\u{400}'..='\u{45f}')
        {
            let expected: Vec<char> = c.to_lowercase().collect();
            if c != 'İ' && c != 'Ͱ' && c != 'Ͳ' && c != 'Ͷ' && c != 'Ϳ' {
                assert_eq!(vec![lower(c)], expected, "{c} U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn lowering_twice_changes_nothing_more() {
        for c in '\0'..=char::MAX {
            assert_eq!(lower(lower(c)), lower(c), "{c}");
        }
    }
}
