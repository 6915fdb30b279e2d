//! What keys mean in lists, rows, menus and trees: plain functions (ARIA Authoring Practices Guide, "Keyboard Interface").

/// A move of the focus within a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Previous,
    Next,
    First,
    Last,
    PageUp,
    PageDown,
}

impl Move {
    /// The move that `key` (a value of `KeyboardEvent.key`) stands for.
    pub fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowUp" => Self::Previous,
            "ArrowDown" => Self::Next,
            "Home" => Self::First,
            "End" => Self::Last,
            "PageUp" => Self::PageUp,
            "PageDown" => Self::PageDown,
            _ => return None,
        })
    }

    /// The move that `key` stands for where entries stand side by side.
    pub fn of_strip_key(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowLeft" => Self::Previous,
            "ArrowRight" => Self::Next,
            "Home" => Self::First,
            "End" => Self::Last,
            _ => return None,
        })
    }

    /// As [`Move::of_key`], and `j` and `k` besides: for rows, where letters have no other use.
    pub fn of_row_key(key: &str) -> Option<Self> {
        match key {
            "j" => Some(Self::Next),
            "k" => Some(Self::Previous),
            _ => Self::of_key(key),
        }
    }

    /// Where the move leads in a list of `count`, `page` entries at a time. Stops at the ends. `None` in an empty list.
    pub fn apply(self, current: Option<usize>, count: usize, page: usize) -> Option<usize> {
        let last = count.checked_sub(1)?;
        let page = page.max(1);
        Some(match (self, current) {
            (Self::First, _) => 0,
            (Self::Last, _) => last,
            (Self::Next | Self::PageDown, None) => 0,
            (Self::Previous | Self::PageUp, None) => last,
            (Self::Next, Some(at)) => at.saturating_add(1).min(last),
            (Self::Previous, Some(at)) => at.saturating_sub(1).min(last),
            (Self::PageDown, Some(at)) => at.saturating_add(page).min(last),
            (Self::PageUp, Some(at)) => at.saturating_sub(page).min(last),
        })
    }

    /// As [`Move::apply`], but going on at the other end: for menus.
    pub fn apply_round(self, current: Option<usize>, count: usize) -> Option<usize> {
        let last = count.checked_sub(1)?;
        match (self, current) {
            (Self::Next, Some(at)) if at >= last => Some(0),
            (Self::Previous, Some(0)) => Some(last),
            _ => self.apply(current, count, count),
        }
    }
}

/// Letters typed quickly one after the other, which lead to the next entry that begins with them.
#[derive(Clone, Debug, Default)]
pub struct TypeAhead {
    typed: String,
    at: f64,
}

/// After this many milliseconds without a letter a new word begins.
const PAUSE: f64 = 700.0;

impl TypeAhead {
    /// Takes `key` (a value of `KeyboardEvent.key`) pressed at `now` (milliseconds, `Event.timeStamp`).
    /// False when it is no letter, or a space that begins nothing.
    pub fn press(&mut self, key: &str, now: f64) -> bool {
        let mut letters = key.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            return false;
        };
        if now - self.at > PAUSE {
            self.typed.clear();
        }
        if letter.is_control() || (letter == ' ' && self.typed.is_empty()) {
            return false;
        }
        self.typed.extend(letter.to_lowercase());
        self.at = now;
        true
    }

    /// The entry that what was typed leads to, searching from `current` on and then from the start.
    /// The same letter again and again goes through the entries that begin with it.
    pub fn find<S: AsRef<str>>(
        &self,
        labels: impl ExactSizeIterator<Item = S> + Clone,
        current: Option<usize>,
    ) -> Option<usize> {
        let first = self.typed.chars().next()?;
        let repeated = self.typed.chars().all(|letter| letter == first);
        let needle: String = if repeated {
            first.to_string()
        } else {
            self.typed.clone()
        };
        let count = labels.len();
        // A longer word may still mean the current entry; a single letter means another one.
        let start = current.map_or(0, |at| if repeated { at + 1 } else { at });
        let begins = |label: &S| label.as_ref().to_lowercase().starts_with(&needle);
        let after = labels
            .clone()
            .enumerate()
            .skip(start.min(count))
            .find(|(_, label)| begins(label));
        after
            .or_else(|| {
                labels
                    .enumerate()
                    .take(start)
                    .find(|(_, label)| begins(label))
            })
            .map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn moves_stop_at_the_ends() {
        assert_eq!(Move::Previous.apply(Some(0), 3, 10), Some(0));
        assert_eq!(Move::Next.apply(Some(2), 3, 10), Some(2));
        assert_eq!(Move::PageDown.apply(Some(1), 30, 10), Some(11));
        assert_eq!(Move::PageDown.apply(Some(25), 30, 10), Some(29));
        assert_eq!(Move::PageUp.apply(Some(25), 30, 10), Some(15));
        assert_eq!(Move::PageUp.apply(Some(3), 30, 10), Some(0));
        assert_eq!(Move::Last.apply(None, 3, 1), Some(2));
        assert_eq!(Move::Next.apply(None, 3, 1), Some(0));
        assert_eq!(Move::Previous.apply(None, 3, 1), Some(2));
        assert_eq!(Move::Next.apply(Some(5), 0, 1), None);
    }

    #[test]
    fn a_list_that_shrank_under_the_focus_keeps_it_inside() {
        assert_eq!(Move::Previous.apply(Some(80), 3, 10), Some(2));
        assert_eq!(Move::PageUp.apply(Some(80), 3, 10), Some(2));
    }

    #[test]
    fn menus_go_round() {
        assert_eq!(Move::Next.apply_round(Some(2), 3), Some(0));
        assert_eq!(Move::Previous.apply_round(Some(0), 3), Some(2));
        assert_eq!(Move::Next.apply_round(Some(0), 3), Some(1));
        assert_eq!(Move::Next.apply_round(None, 3), Some(0));
        assert_eq!(Move::Last.apply_round(Some(0), 3), Some(2));
        assert_eq!(Move::Next.apply_round(None, 0), None);
    }

    #[test]
    fn letters_mean_rows_only_where_nothing_is_typed() {
        assert_eq!(Move::of_row_key("j"), Some(Move::Next));
        assert_eq!(Move::of_row_key("k"), Some(Move::Previous));
        assert_eq!(Move::of_key("j"), None);
        assert_eq!(Move::of_row_key("J"), None);
    }

    fn typed(keys: &[(&str, f64)]) -> TypeAhead {
        let mut typed = TypeAhead::default();
        for (key, at) in keys {
            typed.press(key, *at);
        }
        typed
    }

    const LABELS: [&str; 5] = ["Active", "Expired", "Expiring", "Never used", "Éclair"];

    #[test]
    fn type_ahead_goes_on_and_round() {
        let find = |typed: &TypeAhead, current| typed.find(LABELS.iter(), current);
        assert_eq!(find(&typed(&[("e", 0.0)]), None), Some(1));
        assert_eq!(find(&typed(&[("e", 0.0)]), Some(1)), Some(2));
        assert_eq!(find(&typed(&[("e", 0.0), ("e", 100.0)]), Some(2)), Some(1));
        assert_eq!(find(&typed(&[("E", 0.0), ("x", 100.0)]), Some(1)), Some(1));
        assert_eq!(find(&typed(&[("É", 0.0)]), Some(1)), Some(4));
        assert_eq!(find(&typed(&[("z", 0.0)]), Some(1)), None);
    }

    #[test]
    fn a_pause_begins_a_new_word_and_a_space_belongs_inside_one() {
        let late = typed(&[("a", 0.0), ("n", 5000.0)]);
        assert_eq!(late.find(LABELS.iter(), Some(0)), Some(3));
        let mut typed = typed(&[
            ("n", 0.0),
            ("e", 10.0),
            ("v", 20.0),
            ("e", 30.0),
            ("r", 40.0),
        ]);
        assert!(typed.press(" ", 50.0));
        assert!(typed.press("u", 60.0));
        assert_eq!(typed.find(LABELS.iter(), None), Some(3));
        assert!(!TypeAhead::default().press(" ", 1.0));
        assert!(!TypeAhead::default().press("Enter", 1.0));
    }

    proptest! {
        #[test]
        fn every_move_stays_inside(current in proptest::option::of(0usize..500), count in 0usize..300, page in 0usize..50) {
            for step in [Move::Previous, Move::Next, Move::First, Move::Last, Move::PageUp, Move::PageDown] {
                for target in [step.apply(current, count, page), step.apply_round(current, count)] {
                    prop_assert_eq!(target.is_some(), count > 0);
                    prop_assert!(target.is_none_or(|at| at < count));
                }
            }
        }

        #[test]
        fn type_ahead_finds_what_begins_so(word in "[a-zA-Zé ]{1,6}", current in proptest::option::of(0usize..10)) {
            let mut typed = TypeAhead::default();
            for (at, letter) in word.chars().enumerate() {
                typed.press(&letter.to_string(), f64::from(u32::try_from(at).unwrap_or(0)));
            }
            if let Some(at) = typed.find(LABELS.iter(), current) {
                let first = word.trim_start().chars().next().unwrap_or(' ').to_lowercase().to_string();
                prop_assert!(LABELS[at].to_lowercase().starts_with(&first));
            }
        }
    }
}
