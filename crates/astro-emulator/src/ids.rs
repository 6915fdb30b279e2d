//! Ids and request ids that depend on the seed and on how many were made before, on nothing else.

use sha2::{Digest, Sha256};

use crate::state::Id;

/// 32 bytes that only the same seed, purpose and parts give again.
pub fn derive(seed: u64, purpose: &str, parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    for part in std::iter::once(&purpose).chain(parts) {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// An id of cuid shape, `c` and 24 lower-case letters or digits: clients check that shape.
pub fn cuid(bytes: &[u8; 32]) -> String {
    const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let tail = bytes
        .iter()
        .take(24)
        .map(|&byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
    std::iter::once('c').chain(tail).collect()
}

/// A running source of ids.
#[derive(Clone, Debug)]
pub struct Ids {
    seed: u64,
    made: u64,
}

impl Ids {
    pub const fn new(seed: u64) -> Self {
        Self { seed, made: 0 }
    }

    pub fn entity(&mut self) -> Id {
        self.next("entity").into()
    }

    pub fn request(&mut self) -> String {
        self.next("request")
    }

    fn next(&mut self, purpose: &str) -> String {
        self.made += 1;
        cuid(&derive(self.seed, purpose, &[&self.made.to_string()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_cuid_shape_and_never_repeat() {
        let mut ids = Ids::new(7);
        let made: std::collections::HashSet<Id> = (0..10_000).map(|_| ids.entity()).collect();
        assert_eq!(made.len(), 10_000);
        for id in made {
            assert_eq!(id.len(), 25);
            assert!(id.starts_with('c'));
            assert!(
                id.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            );
        }
    }

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(derive(1, "a", &["bc", "d"]), derive(1, "a", &["b", "cd"]));
        assert_ne!(derive(1, "a", &[]), derive(2, "a", &[]));
    }
}
