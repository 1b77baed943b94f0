//! One way to sort for all that has to be sorted here.
//!
//! Everything is ordered by a number, so one compiled sort serves all: each further one would add several kilobytes to
//! the module that browsers download.

/// Bits of a key that count.
pub(crate) const KEY_BITS: u32 = 96;

/// The positions of `keys` in the order of the keys; equal keys keep their order.
///
/// Only the low [`KEY_BITS`] bits of a key count, and of more than 2^32 keys only the first 2^32.
///
/// The iterator is a reference and the function never inlined, for the same reason as above.
#[inline(never)]
pub(crate) fn order(keys: &mut dyn Iterator<Item = u128>) -> Vec<usize> {
    sorted(keys)
        .into_iter()
        .map(|packed| packed as u32 as usize)
        .collect()
}

/// The keys in order, each shifted left by 32 bits to make room for its position.
pub(crate) fn sorted(keys: impl Iterator<Item = u128>) -> Vec<u128> {
    let mut packed: Vec<u128> = keys
        .zip(0..=u32::MAX)
        .map(|(key, position)| key << (u128::BITS - KEY_BITS) | u128::from(position))
        .collect();
    packed.sort_unstable();
    packed
}

/// Orders numbers of rows.
pub(crate) fn sort_rows(rows: &[u32]) -> Vec<u32> {
    let sorted = sorted(rows.iter().map(|row| u128::from(*row)));
    let row = |packed: u128| (packed >> (u128::BITS - KEY_BITS)) as u32;
    sorted.into_iter().map(row).collect()
}

/// Orders a list by key; equal keys keep their order.
pub(crate) fn sort_by<T>(list: Vec<T>, key: impl Fn(&T) -> u128) -> Vec<T> {
    let positions = order(&mut list.iter().map(key));
    let mut taken: Vec<Option<T>> = list.into_iter().map(Some).collect();
    let take = |position: usize| taken.get_mut(position).and_then(Option::take);
    positions.into_iter().filter_map(take).collect()
}
