//! Which rows of a long list are in the page.
//!
//! Guarantees: never more than [`MAX_ROWS`] rows, the focused row among them, gaps in place of the others so that the
//! scrollbar stays true. The window moves in steps of [`STEP`] rows, so scrolling by pixels changes nothing.

use std::ops::Range;

use leptos::ev::FocusEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom;

/// Rows in the page at most. With a head, the focused row and three gaps a table stays below 100 rows.
pub const MAX_ROWS: usize = 94;
/// The window moves by this many rows.
const STEP: usize = 4;
/// Rows beyond each edge of the viewport, so that a quick flick shows rows and not a gap.
const OVERSCAN: usize = 8;

/// Where the viewport stands over the list, in whole rows. Changes only when a window could change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// Height of a row, CSS pixels.
    pub row: f64,
    /// First row in view, rounded down to a step.
    first: usize,
    /// Rows that fit, rounded up.
    rows: usize,
}

impl Default for Viewport {
    /// Before anything is measured: what fills a usual screen.
    fn default() -> Self {
        Self {
            row: 48.0,
            first: 0,
            rows: 24,
        }
    }
}

impl Viewport {
    /// `row`: height of a row. `above`: how much of the list lies above the viewport (negative: the list begins below
    /// its upper edge). `height`: of the viewport. All in CSS pixels.
    pub fn measure(row: f64, above: f64, height: f64) -> Self {
        let row = if row.is_finite() && row >= 1.0 {
            row
        } else {
            Self::default().row
        };
        // Saturating: a negative or absurd measure must not wrap.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let rows_in = |pixels: f64| (pixels.max(0.0) / row) as usize;
        Self {
            row,
            first: rows_in(above) / STEP * STEP,
            rows: rows_in(height) + 2,
        }
    }

    /// The rows to have in the page, of a list of `count`.
    pub fn range(self, count: usize) -> Range<usize> {
        let in_view = (self.rows + STEP).min(MAX_ROWS);
        let overscan = OVERSCAN.min((MAX_ROWS - in_view) / 2);
        // A list that became shorter shows its end.
        let first = self.first.min(count.saturating_sub(self.rows));
        let start = first.saturating_sub(overscan);
        start..(first + in_view + overscan).min(count)
    }

    /// Rows that one PageUp or PageDown goes.
    pub fn page(self) -> usize {
        self.rows.saturating_sub(4).max(1)
    }
}

/// What stands in the list, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// As high as `rows` rows. `place` tells at most three gaps apart.
    Gap { place: u8, rows: usize },
    /// The row with this index.
    Row(usize),
}

/// The slots of a list of `count` with `range` in the page, and besides the row `pinned`.
pub fn slots(range: &Range<usize>, pinned: Option<usize>, count: usize) -> Vec<Slot> {
    let pinned = pinned.filter(|at| *at < count && !range.contains(at));
    let before = pinned.filter(|at| *at < range.start);
    let after = pinned.filter(|at| *at >= range.end);
    let mut slots = Vec::with_capacity(range.len() + 4);
    let mut next = 0;
    let mut put = |place: u8, rows: Range<usize>| {
        if rows.is_empty() {
            return;
        }
        if rows.start > next {
            // One before everything is the same whatever follows: slots that stay keep their order.
            let place = if next == 0 { 0 } else { place };
            slots.push(Slot::Gap {
                place,
                rows: rows.start - next,
            });
        }
        next = rows.end;
        slots.extend(rows.map(Slot::Row));
    };
    put(0, before.map_or(0..0, |at| at..at + 1));
    put(1, range.clone());
    put(2, after.map_or(0..0, |at| at..at + 1));
    if count > next {
        slots.push(Slot::Gap {
            place: 3,
            rows: count - next,
        });
    }
    slots
}

/// Follows where the viewport stands over the element that `list` gives, until the current owner ends.
pub fn follow(list: impl Fn() -> Option<Element> + Copy + 'static) -> ReadSignal<Viewport> {
    let (viewport, set_viewport) = signal(Viewport::default());
    let measure = move || {
        let Some((element, height)) = untrack(list).zip(dom::viewport_height()) else {
            return;
        };
        let row = dom::length_property(&element, "--row").unwrap_or_default();
        let measured = Viewport::measure(row, -element.get_bounding_client_rect().top(), height);
        if viewport
            .try_get_untracked()
            .is_some_and(|known| known != measured)
        {
            set_viewport.set(measured);
        }
    };
    dom::on_any_scroll(measure);
    Effect::new(move |_| {
        if let Some(element) = list() {
            measure();
            dom::on_resize(&element, measure);
        }
    });
    viewport
}

/// Gives the focus back to an element that lost it only because its row was moved within the page.
#[derive(Clone, Copy)]
pub struct FocusKeeper(StoredValue<Option<HtmlElement>, LocalStorage>);

impl FocusKeeper {
    pub fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    /// For when the rows have changed.
    pub fn rows_changed(self) {
        if dom::focused_element().is_none()
            && let Some(lost) = self.0.get_value()
        {
            dom::focus_quietly(&lost);
        }
    }

    /// For `focusin` of the list.
    pub fn entered(self, event: &FocusEvent) {
        self.0
            .set_value(event.target().and_then(|target| target.dyn_into().ok()));
    }

    /// For `focusout` of the list. Only what has lost the focus for good by the next frame is given up.
    pub fn left(self, event: &FocusEvent) {
        let Some(left) = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
        else {
            return;
        };
        request_animation_frame(move || {
            if dom::focused_element().as_ref() != Some(&left) {
                self.0.try_update_value(|kept| {
                    if kept.as_deref() == Some(&left) {
                        *kept = None;
                    }
                });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mounted(slots: &[Slot]) -> Vec<usize> {
        slots
            .iter()
            .filter_map(|slot| {
                if let Slot::Row(at) = slot {
                    Some(*at)
                } else {
                    None
                }
            })
            .collect()
    }

    #[test]
    fn scrolling_by_pixels_changes_nothing_until_a_step_is_reached() {
        let at = |above| Viewport::measure(48.0, above, 900.0);
        assert_eq!(at(0.0), at(48.0 * 3.9));
        assert_ne!(at(0.0), at(48.0 * 4.0));
        assert_eq!(at(-300.0), at(0.0));
    }

    #[test]
    fn a_short_list_is_whole() {
        assert_eq!(Viewport::default().range(5), 0..5);
        assert_eq!(slots(&(0..5), Some(3), 5).len(), 5);
        assert!(slots(&Viewport::default().range(0), None, 0).is_empty());
    }

    #[test]
    fn a_list_that_became_shorter_shows_its_end() {
        let far = Viewport::measure(48.0, 48.0 * 9000.0, 900.0);
        let range = far.range(40);
        assert_eq!(range.end, 40);
        assert!(range.len() >= 18);
    }

    #[test]
    fn nonsense_measures_are_survived() {
        for row in [0.0, -3.0, f64::NAN, f64::INFINITY] {
            assert!(Viewport::measure(row, 1e12, 1e12).range(1000).len() <= MAX_ROWS);
        }
        assert!(
            Viewport::measure(48.0, f64::NAN, f64::NAN)
                .range(1000)
                .start
                == 0
        );
    }

    #[test]
    fn the_pinned_row_stands_between_gaps() {
        use Slot::{Gap, Row};
        assert_eq!(
            slots(&(10..12), Some(3), 20),
            [
                Gap { place: 0, rows: 3 },
                Row(3),
                Gap { place: 1, rows: 6 },
                Row(10),
                Row(11),
                Gap { place: 3, rows: 8 }
            ]
        );
        assert_eq!(
            slots(&(0..2), Some(9), 10),
            [Row(0), Row(1), Gap { place: 2, rows: 7 }, Row(9)]
        );
    }

    proptest! {
        #[test]
        fn every_row_in_view_is_in_the_page(
            row in 20.0f64..300.0, above in -2000.0f64..6_000_000.0, height in 200.0f64..1700.0, count in 0usize..120_000,
        ) {
            let viewport = Viewport::measure(row, above, height);
            let range = viewport.range(count);
            prop_assert!(range.len() <= MAX_ROWS);
            prop_assert!(range.end <= count);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let first = (above.max(0.0) / row) as usize;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let last = ((above + height).max(0.0) / row) as usize;
            if height / row < 80.0 {
                for at in first..=last.min(count.saturating_sub(1)) {
                    if at < count {
                        prop_assert!(range.contains(&at), "row {} is not in {:?}", at, range);
                    }
                }
            }
        }

        #[test]
        fn slots_cover_the_list_in_order(start in 0usize..300, len in 0usize..94, count in 0usize..400, pinned in proptest::option::of(0usize..400)) {
            let range = start.min(count)..(start + len).min(count);
            let slots = slots(&range, pinned, count);
            let mut at = 0;
            let mut places = Vec::new();
            for slot in &slots {
                match slot {
                    Slot::Gap { place, rows } => { prop_assert!(*rows > 0); places.push(*place); at += rows; }
                    Slot::Row(index) => { prop_assert_eq!(*index, at); at += 1; }
                }
            }
            prop_assert_eq!(at, count);
            let distinct: std::collections::BTreeSet<u8> = places.iter().copied().collect();
            prop_assert_eq!(distinct.len(), places.len());
            prop_assert!(places.len() <= 3);
            let rows = mounted(&slots);
            prop_assert!(range.clone().all(|row| rows.contains(&row)));
            prop_assert!(pinned.is_none_or(|row| row >= count || rows.contains(&row)));
            prop_assert!(rows.len() <= range.len() + 1);
        }
    }
}
