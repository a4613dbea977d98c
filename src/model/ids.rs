//! A set of contacts by number, a bit each: what concerns a million people must not hold a million
//! of anything larger.

/// Numbers of contacts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids(Vec<u64>);

impl Ids {
    fn place(id: i64) -> Option<(usize, u64)> {
        let id = usize::try_from(id).ok()?;
        Some((id / 64, 1 << (id % 64)))
    }

    /// Puts a number in; `true` where it was not there.
    pub fn insert(&mut self, id: i64) -> bool {
        let Some((word, bit)) = Self::place(id) else { return false };
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        let Some(bits) = self.0.get_mut(word) else { return false };
        let new = *bits & bit == 0;
        *bits |= bit;
        new
    }

    /// Whether a number is there.
    #[must_use]
    pub fn contains(&self, id: i64) -> bool {
        Self::place(id).is_some_and(|(word, bit)| self.0.get(word).is_some_and(|bits| bits & bit != 0))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// There are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = i64> {
        self.0.iter().enumerate().filter(|(_, bits)| **bits != 0).flat_map(|(word, bits)| {
            (0..64).filter(move |bit| bits & (1 << bit) != 0).filter_map(move |bit| i64::try_from(word * 64 + bit).ok())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_is_a_set(numbers in prop::collection::vec(0_i64..500, 0..80)) {
            let (mut ids, mut set) = (Ids::default(), BTreeSet::new());
            for n in &numbers {
                prop_assert_eq!(ids.insert(*n), set.insert(*n));
            }
            prop_assert_eq!((ids.len(), ids.is_empty()), (set.len(), set.is_empty()));
            prop_assert!((0..600).all(|n| ids.contains(n) == set.contains(&n)));
            prop_assert!(ids.iter().eq(set));
        }
    }
}
