//! Rows that name the same account (R11).
//!
//! Whether rows repeat or contradict each other is judged at the end, when all are known: then a row is judged by
//! all others and not by those before it, and the order of the rows cannot matter.

use std::hash::{BuildHasher, Hasher};

use foldhash::SharedSeed;
use foldhash::quality::SeedableRandomState;

use crate::Field;
use crate::apart::Apart;
use crate::cell::Fold;
use crate::definition::{Key, Sameness};
use crate::header::Layout;
use crate::order::sort_by;
use crate::partitions::{Entry, Partitions};
use crate::verdict::{Verdict, judge_shared, judge_unique};

/// What the rows of a run have in common.
pub(crate) struct Registry {
    hashers: Vec<SeedableRandomState>,
    /// Of the row in hand, by `field as usize`; 0 where blank or absent.
    hashes: [u64; Field::COUNT],
    shared: Option<(Field, Partitions<5>)>,
    unique: Vec<(Key, Partitions<3>)>,
}

impl Registry {
    /// An empty registry. The seed keeps anyone from preparing rows that collide.
    pub fn new(sameness: &'static Sameness, seed: u64) -> Registry {
        let unique = sameness
            .unique
            .iter()
            .map(|key| (*key, Partitions::new()))
            .collect();
        let hashers = (0..Field::COUNT as u64)
            .map(|field| {
                SeedableRandomState::with_seed(seed.wrapping_add(field), SharedSeed::global_fixed())
            })
            .collect();
        Registry {
            hashers,
            hashes: [0; Field::COUNT],
            shared: sameness.shared.map(|field| (field, Partitions::new())),
            unique,
        }
    }

    /// Forgets the columns of the file before.
    pub fn begin_file(&mut self) {
        self.hashes = [0; Field::COUNT];
    }

    /// Registers a row by its filled cells. `cell` gives the cleaned bytes of a column, empty where blank. Of a kind
    /// that takes away, `sameness` may have fewer keys than the registry, which come first in both.
    #[inline]
    pub fn add<'a>(
        &mut self,
        ordinal: u32,
        layout: &Layout,
        sameness: &Sameness,
        cell: impl Fn(Field) -> &'a [u8],
    ) {
        let mut print = 0_u64;
        for placed in &layout.columns {
            let field = placed.field;
            let value = cell(field);
            let mut slot_hash = 0;
            if !value.is_empty() {
                let hash = self.hash(field, placed.rule.fold(), value);
                // A sum does not depend on the order of the columns, which may differ from file to file.
                print = print.wrapping_add(hash);
                slot_hash = hash | 1;
            }
            if let Some(slot) = self.hashes.get_mut(field as usize) {
                *slot = slot_hash;
            }
        }
        let hashes = &self.hashes;
        let hash_of = |field: Field| hashes.get(field as usize).copied().unwrap_or_default();
        let entry = |hash, apart| Entry {
            hash,
            print,
            ordinal,
            apart,
        };
        if let Some((field, entries)) = &mut self.shared {
            let hash = hash_of(*field);
            if hash != 0 {
                let apart = Apart::new(std::array::from_fn(|column| {
                    let field = sameness.apart.get(column)?;
                    Some(hash_of(*field)).filter(|hash| *hash != 0)
                }));
                entries.add(entry(hash, apart));
            }
        }
        for (key, (_, entries)) in sameness.unique.iter().zip(&mut self.unique) {
            let hash = key_hash(key, hash_of);
            if hash != 0 {
                entries.add(entry(hash, Apart::NOTHING));
            }
        }
    }

    fn hash(&self, field: Field, fold: Fold, value: &[u8]) -> u64 {
        let Some(state) = self.hashers.get(field as usize) else {
            return 0;
        };
        let (value, letters) = match fold {
            Fold::Exact => (value, Letters::AsTheyAre),
            Fold::Number => {
                let zeros = value.iter().take_while(|digit| **digit == b'0').count();
                (value.get(zeros..).unwrap_or_default(), Letters::AsTheyAre)
            }
            Fold::AsciiCaseOr(default) if default.as_bytes().eq_ignore_ascii_case(value) => {
                return 0;
            }
            Fold::AsciiCase | Fold::AsciiCaseOr(_) => (value, Letters::InLowerCase),
        };
        let mut hasher = state.build_hasher();
        write(&mut hasher, value, letters);
        hasher.finish()
    }

    /// Judges all rows: at most one verdict a row, in the order of the rows, none for a row that stands alone.
    /// `deletes` tells whether a row takes away what others give (R31).
    pub fn judge(self, deletes: &dyn Fn(u32) -> bool) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        if let Some((field, entries)) = self.shared {
            entries.groups(&mut |group| judge_shared(group, field, &mut verdicts));
        }
        for (key, entries) in self.unique {
            entries.groups(&mut |group| judge_unique(group, key, deletes, &mut verdicts));
        }
        // Of verdicts of one kind on one row, the one by the first key comes first and stays.
        let mut verdicts = sort_by(verdicts, |verdict| {
            u128::from(verdict.ordinal) << 2 | verdict.kind as u128
        });
        verdicts.dedup_by_key(|verdict| verdict.ordinal);
        verdicts
    }
}

/// Hashes a text sixteen bytes at a time, so that nothing has to be copied to be in one case.
fn write(hasher: &mut impl Hasher, text: &[u8], letters: Letters) {
    let in_case = |piece: u128| match letters {
        Letters::AsTheyAre => piece,
        Letters::InLowerCase => lower_case(piece),
    };
    for piece in text.as_chunks::<16>().0 {
        hasher.write_u128(in_case(u128::from_le_bytes(*piece)));
    }
    // What is left over is hashed with bytes from before it, where there are any.
    let last = match (
        text.first_chunk::<8>(),
        text.last_chunk::<8>(),
        text.last_chunk::<16>(),
    ) {
        (_, _, Some(last)) => u128::from_le_bytes(*last),
        (Some(first), Some(last), None) => {
            u128::from(u64::from_le_bytes(*first)) << 64 | u128::from(u64::from_le_bytes(*last))
        }
        _ => text
            .iter()
            .fold(0_u64, |last, byte| last << 8 | u64::from(*byte))
            .into(),
    };
    hasher.write_u128(in_case(last));
    hasher.write_u128(text.len() as u128);
}

#[derive(Clone, Copy)]
enum Letters {
    AsTheyAre,
    InLowerCase,
}

/// Sixteen bytes with their ASCII letters in lower case.
fn lower_case(piece: u128) -> u128 {
    const fn each(byte: u8) -> u128 {
        u128::from_le_bytes([byte; 16])
    }
    let low = piece & each(0x7F);
    let from_a = low + each(0x80 - b'A');
    let beyond_z = low + each(0x7F - b'Z');
    // The bit of 0x80 is set for each letter in upper case; that of 0x20 is what its lower case has more.
    piece | (from_a & !beyond_z & !piece & each(0x80)) >> 2
}

/// 0 where not all columns of the key are filled.
#[inline]
fn key_hash(key: Key, hash_of: impl Fn(Field) -> u64) -> u64 {
    if let [field] = key {
        return hash_of(*field);
    }
    let mut hashes = key.iter().map(|field| hash_of(*field));
    // Each column has a seed of its own, so values that change places give another sum.
    let sum = |sum: u64, hash| (hash != 0).then(|| sum.wrapping_add(hash));
    hashes.try_fold(0, sum).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use foldhash::quality::FixedState;
    use proptest::prelude::*;

    use super::{Letters, lower_case, write};

    fn hash(text: &[u8], letters: Letters) -> u64 {
        let mut hasher = FixedState::with_seed(7).build_hasher();
        write(&mut hasher, text, letters);
        std::hash::Hasher::finish(&hasher)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn r12_only_ascii_letters_change_their_case(piece in any::<[u8; 16]>()) {
            let expected = u128::from_le_bytes(piece.map(|byte| byte.to_ascii_lowercase()));
            prop_assert_eq!(lower_case(u128::from_le_bytes(piece)), expected);
        }

        #[test]
        fn r11_every_byte_and_the_length_count(text in prop::collection::vec(any::<u8>(), 1..60), place in any::<prop::sample::Index>()) {
            let mut other = text.clone();
            *place.get_mut(&mut other) ^= 1;
            let longer = [&text[..], &[0]].concat();
            let whole = hash(&text, Letters::AsTheyAre);
            prop_assert_ne!(whole, hash(&other, Letters::AsTheyAre));
            prop_assert_ne!(whole, hash(&longer, Letters::AsTheyAre));
            let (lower, upper) = (text.to_ascii_lowercase(), text.to_ascii_uppercase());
            prop_assert_eq!(hash(&lower, Letters::InLowerCase), hash(&upper, Letters::InLowerCase));
            prop_assert_eq!(hash(&lower, Letters::InLowerCase), hash(&lower, Letters::AsTheyAre));
        }
    }
}
