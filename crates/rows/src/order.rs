//! One way to sort for all that has to be sorted here.
//!
//! Everything is ordered by a number, so one compiled sort serves all, and it is a small one: each that a library has
//! would add several kilobytes to the module that browsers download. Keys are told by a function behind a reference,
//! for the same reason.

/// Bits of a key that count.
pub(crate) const KEY_BITS: u32 = 96;
/// Below this many keys, looking at their bytes one place at a time costs more than it spares.
const FEW: usize = 48;

/// The positions of so many keys in the order of the keys; equal keys keep their order.
///
/// Only the low [`KEY_BITS`] bits of a key count, and of more than 2^32 keys only the first 2^32.
pub(crate) fn order(length: usize, key: &dyn Fn(usize) -> u128) -> Vec<usize> {
    sorted(length, key)
        .into_iter()
        .map(|packed| packed as u32 as usize)
        .collect()
}

/// The keys in order, each shifted left by 32 bits to make room for its position.
#[inline(never)]
pub(crate) fn sorted(length: usize, key: &dyn Fn(usize) -> u128) -> Vec<u128> {
    let packed = (0..length)
        .zip(0..=u32::MAX)
        .map(|(index, position)| key(index) << (u128::BITS - KEY_BITS) | u128::from(position));
    let mut packed: Vec<u128> = packed.collect();
    if packed.len() < FEW {
        insert(&mut packed);
        return packed;
    }
    // The positions ascend already, so only the bytes of the keys are looked at, and of those only the ones that differ.
    let first = packed.first().copied().unwrap_or_default();
    let differing = packed.iter().fold(0, |bits, packed| bits | packed ^ first);
    let mut other = vec![0; packed.len()];
    for byte in (u128::BITS - KEY_BITS) / u8::BITS..u128::BITS / u8::BITS {
        if (differing >> (byte * u8::BITS)) as u8 != 0 {
            distribute(&packed, &mut other, byte * u8::BITS);
            std::mem::swap(&mut packed, &mut other);
        }
    }
    packed
}

/// Orders a few.
fn insert(packed: &mut [u128]) {
    for end in 1..packed.len() {
        let mut place = end;
        while place > 0 && packed.get(place - 1) > packed.get(place) {
            packed.swap(place - 1, place);
            place -= 1;
        }
    }
}

/// Orders by one byte; what has the same one keeps its order.
fn distribute(from: &[u128], to: &mut [u128], shift: u32) {
    // A shift by a number of bits that is not known beforehand is slow in 128 bits where the machine has 64.
    let (half, shift) = (shift & u64::BITS, shift % u64::BITS);
    let digit = |packed: u128| {
        let word = if half == 0 {
            packed
        } else {
            packed >> u64::BITS
        };
        (word as u64 >> shift) as u8
    };
    let mut places = [0_usize; 256];
    for packed in from {
        if let Some(count) = places.get_mut(usize::from(digit(*packed))) {
            *count += 1;
        }
    }
    let mut before = 0;
    for place in &mut places {
        before += std::mem::replace(place, before);
    }
    for packed in from {
        if let Some(place) = places.get_mut(usize::from(digit(*packed))) {
            if let Some(slot) = to.get_mut(*place) {
                *slot = *packed;
            }
            *place += 1;
        }
    }
}

/// Orders numbers of rows.
pub(crate) fn sort_rows(rows: &[u32]) -> Vec<u32> {
    sort_by(rows.to_vec(), |row| u128::from(*row))
}

/// Orders a list by key; equal keys keep their order.
pub(crate) fn sort_by<T>(mut list: Vec<T>, key: impl Fn(&T) -> u128) -> Vec<T> {
    let mut positions = order(list.len(), &|index| list.get(index).map_or(0, &key));
    // Each place gets what belongs there, and what it held goes to the place that this came from: circle by circle.
    for start in 0..positions.len() {
        let mut place = start;
        while let Some(position) = positions.get_mut(place) {
            let from = std::mem::replace(position, place);
            if from == start {
                break;
            }
            list.swap(place, from);
            place = from;
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::{FEW, KEY_BITS, order, sort_by, sort_rows};
    use proptest::prelude::*;

    /// Keys of all widths; some lists have many equal ones.
    fn keys() -> impl Strategy<Value = Vec<u128>> {
        let masks = vec![u128::MAX, 1_000, 3, 0, 0xFF << 64, 1 << 95 | 1 << 32 | 1];
        let keys = prop::collection::vec(any::<u128>(), 0..4 * FEW);
        (keys, prop::sample::select(masks))
            .prop_map(|(keys, mask)| keys.into_iter().map(|key| key & mask).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_order_is_that_of_the_standard_library_and_equal_keys_keep_theirs(keys in keys()) {
            let mut expected: Vec<usize> = (0..keys.len()).collect();
            expected.sort_by_key(|index| keys[*index] & ((1 << KEY_BITS) - 1));
            prop_assert_eq!(&order(keys.len(), &|index| keys[index]), &expected);
            let list: Vec<(usize, u128)> = keys.into_iter().enumerate().collect();
            let sorted = sort_by(list, |(_, key)| *key);
            let indices: Vec<usize> = sorted.iter().map(|(index, _)| *index).collect();
            prop_assert_eq!(indices, expected);
        }

        #[test]
        fn rows_are_ordered_by_number(rows in prop::collection::vec(prop_oneof![any::<u32>(), 0..300_u32], 0..4 * FEW)) {
            let mut expected = rows.clone();
            expected.sort();
            prop_assert_eq!(sort_rows(&rows), expected);
        }
    }
}
