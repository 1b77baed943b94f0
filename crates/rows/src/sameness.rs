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
use crate::header::Layout;
use crate::order::sort_by;
use crate::partitions::{Entry, Partitions};
use crate::profile::Sameness;
use crate::verdict::{Kind, Verdict, judge_shared, judge_unique};

/// What the rows of a run have in common.
pub(crate) struct Registry {
    sameness: &'static Sameness,
    hashers: Vec<SeedableRandomState>,
    folded: Vec<u8>,
    shared: Partitions<5>,
    unique: Vec<(Field, Partitions<3>)>,
}

impl Registry {
    /// An empty registry. The seed keeps anyone from preparing rows that collide.
    pub fn new(sameness: &'static Sameness, seed: u64) -> Registry {
        let unique = sameness
            .unique
            .iter()
            .map(|field| (*field, Partitions::new()))
            .collect();
        let hashers = (0..Field::COUNT as u64)
            .map(|field| {
                SeedableRandomState::with_seed(seed.wrapping_add(field), SharedSeed::global_fixed())
            })
            .collect();
        Registry {
            sameness,
            hashers,
            folded: Vec::new(),
            shared: Partitions::new(),
            unique,
        }
    }

    /// Registers a row by its filled cells. `cell` gives the cleaned bytes of a column, empty where blank.
    #[inline]
    pub fn add<'a>(&mut self, ordinal: u32, layout: &Layout, cell: impl Fn(Field) -> &'a [u8]) {
        let mut hashes = [0_u64; Field::COUNT];
        let mut print = 0_u64;
        for placed in &layout.columns {
            let field = placed.column.field;
            let value = cell(field);
            if value.is_empty() {
                continue;
            }
            let hash = self.hash(field, placed.column.rule.fold(), value);
            // A sum does not depend on the order of the columns, which may differ from file to file.
            print = print.wrapping_add(hash);
            if let Some(slot) = hashes.get_mut(field as usize) {
                *slot = hash | 1;
            }
        }
        let hash_of = |field: Field| hashes.get(field as usize).copied().unwrap_or_default();
        let apart = Apart::new(std::array::from_fn(|column| {
            let field = self.sameness.apart.get(column)?;
            Some(hash_of(*field)).filter(|hash| *hash != 0)
        }));
        let entry = |hash| Entry {
            hash,
            print,
            ordinal,
            apart,
        };
        let shared = hash_of(self.sameness.shared);
        if shared != 0 {
            self.shared.add(entry(shared));
        }
        for (field, entries) in &mut self.unique {
            let hash = hash_of(*field);
            if hash != 0 {
                entries.add(entry(hash));
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
            Fold::AsciiCase => {
                self.folded.clear();
                self.folded.extend_from_slice(value);
                self.folded.make_ascii_lowercase();
                hasher.write(&self.folded);
            }
        }
        hasher.finish()
    }

    /// Judges all rows: at most one verdict a row, in the order of the rows, none for a row that stands alone.
    pub fn judge(self) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        let field = self.sameness.shared;
        self.shared
            .groups(&mut |group| judge_shared(group, field, &mut verdicts));
        for (field, entries) in self.unique {
            entries.groups(&mut |group| judge_unique(group, field, &mut verdicts));
        }
        // Of verdicts of one kind on one row, the one by the first key comes first and stays.
        let mut verdicts = sort_by(verdicts, |verdict| {
            u128::from(verdict.ordinal) << 1 | u128::from(verdict.kind == Kind::Repeat)
        });
        verdicts.dedup_by_key(|verdict| verdict.ordinal);
        verdicts
    }
}
