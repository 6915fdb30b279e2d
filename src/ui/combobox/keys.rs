//! What keys do in a combobox (ARIA Authoring Practices Guide, "Editable Combobox With List Autocomplete").

use crate::ui::keys::Move;

/// With Page Up and Page Down.
const PAGE: usize = 8;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// Opens the list, at an option where there is one.
    Open(Option<usize>),
    Go(usize),
    Pick(usize),
    Close,
    /// Back into the text: the key moves the cursor.
    Leave,
    /// The key means what it means in a text field.
    Nothing,
}

/// The list as a key finds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    pub(super) is_open: bool,
    pub(super) active: Option<usize>,
    pub(super) count: usize,
}

pub(super) fn press(key: &str, with_alt: bool, list: Shown) -> Press {
    let Shown {
        is_open,
        active,
        count,
    } = list;
    match (key, is_open) {
        ("ArrowDown", false) if with_alt => Press::Open(None),
        ("ArrowUp", true) if with_alt => Press::Close,
        ("ArrowDown", false) => Press::Open(Move::Next.apply(None, count, PAGE)),
        ("ArrowUp", false) => Press::Open(Move::Previous.apply(None, count, PAGE)),
        ("Enter", true) => active.map_or(Press::Close, Press::Pick),
        ("Escape", true) => Press::Close,
        ("ArrowLeft" | "ArrowRight", true) if active.is_some() => Press::Leave,
        // Without an option at hand they belong to the text.
        ("Home" | "End", true) if active.is_none() => Press::Nothing,
        ("ArrowDown" | "ArrowUp", true) => Move::of_key(key)
            .and_then(|step| step.apply_round(active, count))
            .map_or(Press::Nothing, Press::Go),
        (_, true) => Move::of_key(key)
            .and_then(|step| step.apply(active, count, PAGE))
            .map_or(Press::Nothing, Press::Go),
        (_, false) => Press::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(is_open: bool, active: Option<usize>, count: usize) -> Shown {
        Shown {
            is_open,
            active,
            count,
        }
    }

    #[test]
    fn arrows_open_the_list_and_go_round_in_it() {
        let closed = shown(false, None, 3);
        assert_eq!(press("ArrowDown", false, closed), Press::Open(Some(0)));
        assert_eq!(press("ArrowUp", false, closed), Press::Open(Some(2)));
        assert_eq!(press("ArrowDown", true, closed), Press::Open(None));
        let at_end = shown(true, Some(2), 3);
        assert_eq!(press("ArrowDown", false, at_end), Press::Go(0));
        assert_eq!(press("ArrowUp", false, at_end), Press::Go(1));
        assert_eq!(press("ArrowUp", true, at_end), Press::Close);
        let typed = shown(true, None, 3);
        assert_eq!(press("ArrowDown", false, typed), Press::Go(0));
        assert_eq!(press("ArrowUp", false, typed), Press::Go(2));
        assert_eq!(
            press("ArrowDown", false, shown(true, None, 0)),
            Press::Nothing
        );
        assert_eq!(
            press("ArrowDown", false, shown(false, None, 0)),
            Press::Open(None)
        );
    }

    #[test]
    fn home_and_end_belong_to_the_text_until_an_option_is_at_hand() {
        for key in ["Home", "End", "ArrowLeft", "ArrowRight"] {
            assert_eq!(press(key, false, shown(true, None, 3)), Press::Nothing);
            assert_eq!(press(key, false, shown(false, None, 3)), Press::Nothing);
        }
        let inside = shown(true, Some(1), 3);
        assert_eq!(press("Home", false, inside), Press::Go(0));
        assert_eq!(press("End", false, inside), Press::Go(2));
        assert_eq!(press("ArrowLeft", false, inside), Press::Leave);
    }

    #[test]
    fn enter_and_escape_are_swallowed_only_while_the_list_is_open() {
        assert_eq!(
            press("Enter", false, shown(true, Some(1), 3)),
            Press::Pick(1)
        );
        assert_eq!(press("Enter", false, shown(true, None, 3)), Press::Close);
        assert_eq!(
            press("Escape", false, shown(true, Some(1), 3)),
            Press::Close
        );
        for key in ["Enter", "Escape", "a", " ", "Tab"] {
            assert_eq!(press(key, false, shown(false, None, 3)), Press::Nothing);
        }
        for key in ["a", " ", "Tab"] {
            assert_eq!(press(key, false, shown(true, Some(1), 3)), Press::Nothing);
        }
    }

    proptest! {
        #[test]
        fn no_key_leads_out_of_the_list(
            key in proptest::sample::select(vec!["ArrowDown", "ArrowUp", "Home", "End", "PageUp", "PageDown", "Enter", "Escape", "x"]),
            alt in any::<bool>(),
            is_open in any::<bool>(),
            active in proptest::option::of(0usize..60),
            count in 0usize..60,
        ) {
            let active = active.filter(|at| *at < count);
            match press(key, alt, shown(is_open, active, count)) {
                Press::Open(Some(at)) | Press::Go(at) | Press::Pick(at) => prop_assert!(at < count),
                Press::Open(None) | Press::Close | Press::Leave | Press::Nothing => {}
            }
        }
    }
}
