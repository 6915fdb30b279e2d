//! A small deterministic source of choices (SplitMix64; Steele, Lea and Flood, 2014). Not for
//! anything that must be hard to guess.

use std::ops::RangeInclusive;

use crate::state::Id;

#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A stream of its own for each subject, so that more of one leaves the others as they are.
    pub fn new(seed: u64, subject: &str) -> Self {
        // FNV-1a spreads the subject's bytes over the state.
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let mut random = Self(subject.bytes().fold(0xcbf2_9ce4_8422_2325, mix) ^ seed);
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Any number of the range, each as likely; the first one where the range is empty.
    pub fn within(&mut self, range: RangeInclusive<i64>) -> i64 {
        let (first, last) = range.into_inner();
        let span = u64::try_from(last - first).map_or(1, |span| span + 1);
        first + i64::try_from(self.next() % span).unwrap_or(0)
    }

    /// As `within`, smaller ones far more often: the cube of an even choice.
    pub fn mostly_low(&mut self, last: i64) -> i64 {
        let share = self.within(0..=1_000_000) as f64 / 1_000_000.0;
        (share.powi(3) * last as f64) as i64
    }

    /// True so many times out of a hundred.
    pub fn percent(&mut self, chance: i64) -> bool {
        self.within(0..=99) < chance
    }

    pub fn index(&mut self, length: usize) -> usize {
        let last = i64::try_from(length).unwrap_or(i64::MAX) - 1;
        usize::try_from(self.within(0..=last)).unwrap_or(0)
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }

    /// One of the items, as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, items: &[(i64, T)]) -> T {
        let total: i64 = items.iter().map(|(weight, _)| weight).sum();
        let mut left = self.within(0..=total - 1);
        for (weight, item) in items {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        items[0].1
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }

    /// An id of cuid shape: `c` and 24 lower-case letters or digits.
    pub fn id(&mut self) -> Id {
        self.text(24, b"0123456789abcdefghijklmnopqrstuvwxyz", "c")
            .into()
    }

    /// Seven hexadecimal digits, as the emulator gives them to new tokens.
    pub fn short_token(&mut self) -> String {
        self.text(7, b"0123456789abcdef", "")
    }

    fn text(&mut self, length: usize, alphabet: &[u8], start: &str) -> String {
        let mut text = start.to_owned();
        for _ in 0..length {
            text.push(char::from(*self.pick(alphabet)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_cover_their_range_and_repeat_by_seed() {
        let mut random = Random::new(1, "a");
        let mut seen = [false; 5];
        for _ in 0..200 {
            seen[usize::try_from(random.within(-2..=2) + 2).unwrap()] = true;
        }
        assert_eq!(seen, [true; 5]);
        assert_eq!(Random::new(1, "a").id(), Random::new(1, "a").id());
        assert_ne!(Random::new(1, "a").id(), Random::new(2, "a").id());
        assert_ne!(Random::new(1, "a").id(), Random::new(1, "b").id());
        let backwards = RangeInclusive::new(3, 2);
        assert_eq!(random.within(backwards), 3);
    }

    #[test]
    fn weights_count() {
        let mut random = Random::new(1, "weights");
        let heavy = (0..1000)
            .filter(|_| random.weighted(&[(9, true), (1, false)]))
            .count();
        assert!((850..950).contains(&heavy), "{heavy}");
    }
}
