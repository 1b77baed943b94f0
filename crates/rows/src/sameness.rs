//! Rows that name the same account (R11).
//!
//! Whether rows repeat or contradict each other is judged at the end, when all are known: then a row is judged by
//! all others and not by those before it, and the order of the rows cannot matter.

use std::hash::{BuildHasher, Hasher};

use foldhash::SharedSeed;
use foldhash::quality::SeedableRandomState;

use crate::Field;
use crate::cell::Fold;
use crate::header::Layout;
use crate::order::{order, sort_by};
use crate::partitions::{Entry, PRINT_BITS, Partitions};
use crate::profile::Sameness;

/// Bits of [`Entry::apart`] for each of up to three columns; 0 means blank.
const APART_BITS: u32 = 21;
const APART_MASK: u64 = (1 << APART_BITS) - 1;

/// What the rows of a run have in common.
pub(crate) struct Registry {
    sameness: &'static Sameness,
    hashers: Vec<SeedableRandomState>,
    folded: Vec<u8>,
    shared: Shared,
    unique: Vec<(Field, Partitions<3>)>,
}

/// Most files carry no column that could tell people with one email apart, and need none of its bytes.
enum Shared {
    Plain(Partitions<3>),
    Apart(Partitions<5>),
}

/// What was found out about a row at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub ordinal: u32,
    pub kind: Kind,
    /// The row that it repeats or contradicts, the first of them.
    pub other: u32,
    /// The column that says so.
    pub field: Field,
}

/// What a row is to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Conflict,
    Repeat,
}

impl Registry {
    /// An empty registry for files laid out like the first. The seed keeps anyone from preparing rows that collide.
    pub fn new(sameness: &'static Sameness, seed: u64, layout: &Layout) -> Registry {
        let present = |field: &Field| {
            layout
                .columns
                .iter()
                .any(|placed| placed.column.field == *field)
        };
        let unique = sameness
            .unique
            .iter()
            .map(|field| (*field, Partitions::new()))
            .collect();
        let shared = if sameness.apart.iter().any(present) {
            Shared::Apart(Partitions::new())
        } else {
            Shared::Plain(Partitions::new())
        };
        let hashers = (0..Field::COUNT as u64)
            .map(|field| {
                SeedableRandomState::with_seed(seed.wrapping_add(field), SharedSeed::global_fixed())
            })
            .collect();
        Registry {
            sameness,
            hashers,
            folded: Vec::new(),
            shared,
            unique,
        }
    }

    /// Prepares for a file whose header may have columns that the first one lacked.
    pub fn widen(&mut self, layout: &Layout) {
        let apart = layout
            .columns
            .iter()
            .any(|placed| self.sameness.apart.contains(&placed.column.field));
        if let (true, Shared::Plain(plain)) = (apart, &mut self.shared) {
            let plain = std::mem::replace(plain, Partitions::new());
            self.shared = Shared::Apart(plain.widen());
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
        let apart = self.sameness.apart.iter().fold(0, |apart, field| {
            let hash = hash_of(*field);
            apart << APART_BITS
                | if hash == 0 {
                    0
                } else {
                    (hash >> (64 - APART_BITS)).max(1)
                }
        });
        let entry = |hash| Entry {
            hash,
            print,
            ordinal,
            apart,
        };
        let shared = hash_of(self.sameness.shared);
        if shared != 0 {
            match &mut self.shared {
                Shared::Plain(entries) => entries.add(entry(shared)),
                Shared::Apart(entries) => entries.add(entry(shared)),
            }
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
        let on_shared = &mut |group: &[Entry]| judge_shared(group, field, &mut verdicts);
        match self.shared {
            Shared::Plain(entries) => entries.groups(on_shared),
            Shared::Apart(entries) => entries.groups(on_shared),
        }
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

/// Rows with one value of a unique column: all the same, or all in conflict.
fn judge_unique(group: &[Entry], field: Field, verdicts: &mut Vec<Verdict>) {
    let Some(first) = group.first() else { return };
    let other = group.iter().find(|entry| entry.print != first.print);
    for entry in group {
        let verdict = |kind, other| Verdict {
            ordinal: entry.ordinal,
            kind,
            other,
            field,
        };
        match other {
            Some(other) if entry.print == first.print => {
                verdicts.push(verdict(Kind::Conflict, other.ordinal))
            }
            Some(_) => verdicts.push(verdict(Kind::Conflict, first.ordinal)),
            None if entry.ordinal != first.ordinal => {
                verdicts.push(verdict(Kind::Repeat, first.ordinal))
            }
            None => {}
        }
    }
}

/// Rows with one value of a shared column: those that can mean the same person must be the same.
fn judge_shared(group: &[Entry], field: Field, verdicts: &mut Vec<Verdict>) {
    // The group is in the order of its rows, and equal members keep it.
    let members = sort_by(group.to_vec(), |entry| {
        u128::from(columns_filled(entry.apart)) << (APART_BITS * 3 + PRINT_BITS)
            | u128::from(entry.apart) << PRINT_BITS
            | u128::from(entry.print)
    });
    let repeats: Vec<&[Entry]> = members
        .chunk_by(|left, right| (left.apart, left.print) == (right.apart, right.print))
        .collect();
    let different: Vec<Entry> = repeats
        .iter()
        .filter_map(|same| same.first().copied())
        .collect();
    let by_filled: Vec<&[Entry]> = different
        .chunk_by(|left, right| filled(left.apart) == filled(right.apart))
        .collect();
    let others: Vec<Projection> = by_filled
        .iter()
        .flat_map(|target| projections(target, &by_filled))
        .collect();
    for same in repeats {
        let Some(first) = same.first() else { continue };
        let conflict = others
            .iter()
            .filter_map(|projection| projection.contradicts(first))
            .min();
        for entry in same {
            let verdict = |kind, other| Verdict {
                ordinal: entry.ordinal,
                kind,
                other,
                field,
            };
            match conflict {
                Some(other) => verdicts.push(verdict(Kind::Conflict, other)),
                None if entry.ordinal != first.ordinal => {
                    verdicts.push(verdict(Kind::Repeat, first.ordinal))
                }
                None => {}
            }
        }
    }
}

/// Members that fill the same columns, seen only by those that a row with `seen_by` filled has too. At most eight
/// sets of columns exist, so a group of any size is judged in the time of a few sorts.
struct Projection {
    seen_by: u64,
    mask: u64,
    /// By masked value, then ordinal.
    values: Vec<(u64, u32)>,
}

fn projections<'a>(
    target: &'a [Entry],
    all: &'a [&'a [Entry]],
) -> impl Iterator<Item = Projection> + 'a {
    let fills = target.first().map_or(0, |entry| filled(entry.apart));
    all.iter().map(move |seers| {
        let seen_by = seers.first().map_or(0, |entry| filled(entry.apart));
        let mask = fills & seen_by;
        let masked = |entry: &Entry| (entry.apart & mask, entry.ordinal);
        // The first of several rows is the one that a notice names, whatever the hashes are.
        let positions =
            order(target.iter().map(|entry| {
                u128::from(entry.apart & mask) << u32::BITS | u128::from(entry.ordinal)
            }));
        let entries = positions
            .into_iter()
            .filter_map(|position| target.get(position));
        let values = entries.map(masked).collect();
        Projection {
            seen_by,
            mask,
            values,
        }
    })
}

impl Projection {
    /// The first other row that can mean the same person as this one; it differs, since equal rows were merged.
    fn contradicts(&self, entry: &Entry) -> Option<u32> {
        if filled(entry.apart) != self.seen_by {
            return None;
        }
        let value = entry.apart & self.mask;
        let start = self.values.partition_point(|(other, _)| *other < value);
        let same = self
            .values
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|(other, _)| *other == value);
        same.map(|(_, ordinal)| *ordinal)
            .find(|ordinal| *ordinal != entry.ordinal)
    }
}

/// All bits of the columns that are filled.
fn filled(apart: u64) -> u64 {
    let columns = columns_filled(apart);
    (0..3).fold(0, |bits, column| {
        bits | (((columns >> column) & 1) * (APART_MASK << (column * APART_BITS)))
    })
}

/// One bit for each column, set where it is filled.
fn columns_filled(apart: u64) -> u64 {
    (0..3).fold(0, |bits, column| {
        bits | u64::from(apart >> (column * APART_BITS) & APART_MASK != 0) << column
    })
}
