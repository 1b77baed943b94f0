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
    folded: Vec<u8>,
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
            folded: Vec::new(),
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

    fn hash(&mut self, field: Field, fold: Fold, value: &[u8]) -> u64 {
        let Some(state) = self.hashers.get(field as usize) else {
            return 0;
        };
        let mut hasher = state.build_hasher();
        match fold {
            Fold::Exact => hasher.write(value),
            Fold::Number => {
                let zeros = value.iter().take_while(|digit| **digit == b'0').count();
                hasher.write(value.get(zeros..).unwrap_or_default());
            }
            Fold::AsciiCaseOr(default) if default.as_bytes().eq_ignore_ascii_case(value) => {
                return 0;
            }
            Fold::AsciiCase | Fold::AsciiCaseOr(_) => {
                self.folded.clear();
                self.folded.extend_from_slice(value);
                self.folded.make_ascii_lowercase();
                hasher.write(&self.folded);
            }
        }
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
