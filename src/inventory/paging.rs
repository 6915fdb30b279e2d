//! A long list read as pages side by side, without losing a row to a change in between.
//!
//! Pages of [`LIMIT`] rows start [`STRIDE`] rows apart, so that each page begins with the row that the one before
//! ended with. Where that does not hold, or the total differs, something was added or removed while reading.

use astro_tokens::id::TokenId;

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

/// What has to be remembered of a page to check it against its neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEdges {
    pub first: Option<TokenId>,
    pub last: Option<TokenId>,
    pub count: usize,
    pub total: usize,
}

/// The pages of one list, as far as they were read.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    read: Vec<Option<PageEdges>>,
    /// What the page read last said.
    total: usize,
}

impl Pages {
    /// Enters a page that was read, in place of an earlier reading of it.
    pub fn enter(&mut self, page: usize, edges: PageEdges) {
        self.total = edges.total;
        if self.read.len() <= page {
            self.read.resize(page + 1, None);
        }
        if let Some(slot) = self.read.get_mut(page) {
            *slot = Some(edges);
        }
    }

    /// Rows of the whole list, as the page read last has it.
    pub const fn total(&self) -> usize {
        self.total
    }

    pub fn is_read(&self, page: usize) -> bool {
        self.read.get(page).is_some_and(Option::is_some)
    }

    /// Rows that a page answered with.
    pub fn rows_of(&self, page: usize) -> usize {
        self.read
            .get(page)
            .and_then(Option::as_ref)
            .map_or(0, |page| page.count)
    }

    /// Rows of the pages read, each shared row counted once.
    pub fn rows(&self) -> usize {
        let pages = self.read.iter().flatten().count();
        let rows: usize = self.read.iter().flatten().map(|page| page.count).sum();
        rows.saturating_sub(pages.saturating_sub(1))
    }

    /// Pages that were never read.
    pub fn unread(&self) -> Vec<usize> {
        (0..pages_for(self.total))
            .filter(|page| self.read.get(*page).is_none_or(Option::is_none))
            .collect()
    }

    /// Pages that do not fit their neighbours or the total, and have to be read again. Pages never read are left out.
    pub fn inconsistent(&self) -> Vec<usize> {
        let total = self.total;
        let pages = pages_for(total);
        let mut again = Vec::new();
        for page in 0..pages {
            let Some(Some(this)) = self.read.get(page) else {
                continue;
            };
            let is_last = page + 1 == pages;
            let expected = total.saturating_sub(offset_of(page)).min(LIMIT);
            let next = self.read.get(page + 1).and_then(Option::as_ref);
            let fits_next =
                is_last || next.is_none_or(|next| this.last.is_some() && this.last == next.first);
            if this.total != total || this.count != expected {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a server answers for a page of `rows`.
    fn answer(rows: &[usize], page: usize) -> PageEdges {
        let slice: Vec<usize> = rows
            .iter()
            .skip(offset_of(page))
            .take(LIMIT)
            .copied()
            .collect();
        let id = |row: Option<&usize>| row.map(|row| TokenId::new(row.to_string()));
        PageEdges {
            first: id(slice.first()),
            last: id(slice.last()),
            count: slice.len(),
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
