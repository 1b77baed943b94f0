//! Chance that is always the same: one seed, one district.

/// SplitMix64 (Steele, Lea, Flood 2014): small, and more than random enough for names.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, `bound`; 0 where the bound is 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        // The product's upper half is spread evenly, and always fits again.
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// True that many times in a hundred.
    pub(super) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of several texts; empty where there is none.
    pub(super) fn pick<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        let index = self.below(texts.len());
        texts.get(index).copied().unwrap_or_default()
    }

    /// So many of them, in their order.
    pub(super) fn sample<T: Copy>(&mut self, from: &[T], count: usize) -> Vec<T> {
        let mut chosen = Vec::with_capacity(count);
        for (index, item) in from.iter().enumerate() {
            if self.below(from.len() - index) < count - chosen.len() {
                chosen.push(*item);
            }
        }
        chosen
    }
}
