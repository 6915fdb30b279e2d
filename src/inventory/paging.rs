//! A long list read as pages side by side, without losing a row to a change in between.
//!
//! Pages of [`LIMIT`] rows start [`STRIDE`] rows apart, so that each page begins with the row that the one before
//! ended with. Where that does not hold, or the total differs, something was added or removed while reading, and the
//! pages concerned are read again.

use std::collections::HashSet;

use futures::stream::{self, StreamExt};

/// Pages of one list, or lists of a union, that are read at once.
pub const SIDE_BY_SIDE: usize = 6;
/// A list that changed while it was read is put right at most this many times.
const MOST_ROUNDS: usize = 3;
/// Rows of a page.
pub const LIMIT: usize = 1000;
/// Rows from the start of one page to the start of the next.
pub const STRIDE: usize = LIMIT - 1;

/// How many pages cover `total` rows. At least one, since only a page tells the total.
pub const fn pages_for(total: usize) -> usize {
    if total <= LIMIT {
        1
    } else {
        (total - 1).div_ceil(STRIDE)
    }
}

/// Offset of a page.
pub const fn offset_of(page: usize) -> usize {
    page * STRIDE
}

/// Reads the pages that are not there, and again those that do not fit together. `wanted` names them, `read` reads one
/// and says whether it could; one that could not is left alone. Whether pages still don't fit at the end.
pub async fn settle(wanted: impl Fn() -> Vec<usize>, read: impl AsyncFn(usize) -> bool) -> bool {
    let mut failed = HashSet::new();
    let left = |failed: &HashSet<usize>| {
        let mut pages = wanted();
        pages.retain(|page| !failed.contains(page));
        pages
    };
    for _ in 0..=MOST_ROUNDS {
        let pages = left(&failed);
        if pages.is_empty() {
            return false;
        }
        let read = &read;
        let outcomes = stream::iter(pages)
            .map(|page| async move { (page, read(page).await) })
            .buffer_unordered(SIDE_BY_SIDE);
        let mut outcomes = std::pin::pin!(outcomes);
        while let Some((page, is_read)) = outcomes.next().await {
            if !is_read {
                failed.insert(page);
            }
        }
    }
    !left(&failed).is_empty()
}

/// A page as it was read last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRead<Id> {
    pub ids: Vec<Id>,
    /// Rows of the whole list, as this answer had it.
    pub total: usize,
}

/// The pages of one list, as far as they were read.
#[derive(Clone, Debug)]
pub struct Pages<Id> {
    read: Vec<Option<PageRead<Id>>>,
    /// What the page read last said.
    total: usize,
}

impl<Id> Default for Pages<Id> {
    fn default() -> Self {
        Self {
            read: Vec::new(),
            total: 0,
        }
    }
}

impl<Id: PartialEq> Pages<Id> {
    /// Enters a page that was read, in place of an earlier reading of it.
    pub fn enter(&mut self, page: usize, read: PageRead<Id>) {
        self.total = read.total;
        if self.read.len() <= page {
            self.read.resize_with(page + 1, || None);
        }
        if let Some(slot) = self.read.get_mut(page) {
            *slot = Some(read);
        }
    }

    /// Rows of the whole list, as the page read last has it.
    pub const fn total(&self) -> usize {
        self.total
    }

    pub fn is_read(&self, page: usize) -> bool {
        self.read.get(page).is_some_and(Option::is_some)
    }

    /// The pages read, without those behind the end of a list that became shorter.
    fn held(&self) -> impl Iterator<Item = (usize, &PageRead<Id>)> {
        self.read
            .iter()
            .take(pages_for(self.total))
            .enumerate()
            .filter_map(|(page, read)| Some((page, read.as_ref()?)))
    }

    /// Ids of the rows of the pages read; a shared row comes twice.
    pub fn ids(&self) -> impl Iterator<Item = &Id> {
        self.held().flat_map(|(_, read)| &read.ids)
    }

    /// Rows of the pages read. The row that two of them share counts once.
    pub fn rows(&self) -> usize {
        self.held()
            .map(|(page, read)| read.ids.len().saturating_sub(self.shared(page)))
            .sum()
    }

    /// How many rows of a page are on the one before as well.
    fn shared(&self, page: usize) -> usize {
        usize::from(
            page.checked_sub(1)
                .is_some_and(|before| self.is_read(before)),
        )
    }

    /// Rows that the pages read should have and do not, at least one where they do not fit.
    pub fn missing(&self) -> usize {
        let expected: usize = self
            .held()
            .map(|(page, _)| expected_rows(self.total, page).saturating_sub(self.shared(page)))
            .sum();
        expected.saturating_sub(self.rows()).max(1)
    }

    /// Pages that have to be read, for the first time or again, from the first on.
    pub fn wanted(&self) -> Vec<usize> {
        let mut wanted = self.inconsistent();
        wanted.extend(self.unread());
        wanted.sort_unstable();
        wanted
    }

    /// Pages that were never read.
    pub fn unread(&self) -> Vec<usize> {
        (0..pages_for(self.total))
            .filter(|page| !self.is_read(*page))
            .collect()
    }

    /// Pages that do not fit their neighbours or the total, and have to be read again. Pages never read are left out.
    pub fn inconsistent(&self) -> Vec<usize> {
        let total = self.total;
        let mut again = Vec::new();
        for (page, this) in self.held() {
            let next = self.held().find(|(other, _)| *other == page + 1);
            let fits_next = next.is_none_or(|(_, next)| {
                !this.ids.is_empty() && this.ids.last() == next.ids.first()
            });
            if this.total != total || this.ids.len() != expected_rows(total, page) {
                again.push(page);
            } else if !fits_next {
                again.push(page);
                again.push(page + 1);
            }
        }
        again.sort_unstable();
        again.dedup();
        again
    }
}

/// Rows that a page has in a list of that length.
fn expected_rows(total: usize, page: usize) -> usize {
    total.saturating_sub(offset_of(page)).min(LIMIT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a server answers for a page of `rows`.
    fn answer(rows: &[usize], page: usize) -> PageRead<usize> {
        PageRead {
            ids: rows
                .iter()
                .skip(offset_of(page))
                .take(LIMIT)
                .copied()
                .collect(),
            total: rows.len(),
        }
    }

    #[test]
    fn pages_cover_every_row_and_overlap_by_one() {
        for (total, pages) in [
            (0, 1),
            (1, 1),
            (999, 1),
            (1000, 1),
            (1001, 2),
            (1999, 2),
            (2000, 3),
            (10_482, 11),
        ] {
            assert_eq!(pages_for(total), pages, "{total}");
            assert!(offset_of(pages - 1) + LIMIT >= total);
        }
    }

    proptest! {
        #[test]
        fn an_unchanged_list_is_consistent_in_any_order(total in 0_usize..5000, seed in any::<u64>()) {
            let rows: Vec<usize> = (0..total).collect();
            let mut order: Vec<usize> = (0..pages_for(total)).collect();
            let shift = usize::try_from(seed % 7).unwrap() % order.len();
            order.rotate_left(shift);
            let mut pages = Pages::default();
            for page in order {
                pages.enter(page, answer(&rows, page));
            }
            prop_assert!(pages.unread().is_empty());
            prop_assert!(pages.inconsistent().is_empty());
            prop_assert_eq!(pages.rows(), total);
        }

        #[test]
        fn pages_behind_the_end_of_a_shorter_list_do_not_count(before in 1001_usize..5000, less in 1_usize..4000) {
            let after: Vec<usize> = (0..before.saturating_sub(less)).collect();
            let before: Vec<usize> = (0..before).collect();
            let mut pages = Pages::default();
            for page in 0..pages_for(before.len()) {
                pages.enter(page, answer(&before, page));
            }
            for page in 0..pages_for(after.len()) {
                pages.enter(page, answer(&after, page));
            }
            prop_assert_eq!(pages.rows(), after.len());
            let ids: std::collections::HashSet<&usize> = pages.ids().collect();
            prop_assert_eq!(ids.len(), after.len());
        }

        #[test]
        fn a_row_removed_between_two_pages_is_noticed(total in 1002_usize..5000, at in 0_usize..1000, cut in 1_usize..4) {
            let before: Vec<usize> = (0..total).collect();
            let after: Vec<usize> = before.iter().copied().filter(|row| *row != at).collect();
            let all = pages_for(total);
            let cut = cut.min(all - 1);
            let mut pages = Pages::default();
            for page in 0..all {
                pages.enter(page, answer(if page < cut { &before } else { &after }, page));
            }
            prop_assert!(!pages.inconsistent().is_empty());
            // Reading everything that is not right again, from a list at rest, ends it.
            for _ in 0..3 {
                for page in pages.inconsistent() {
                    pages.enter(page, answer(&after, page));
                }
            }
            prop_assert!(pages.inconsistent().is_empty());
        }
    }
}
