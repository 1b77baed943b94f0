//! Millions of small entries, spread by hash, so that equal ones can be brought together at the end.
//!
//! A hash table would have to keep a tenth of its slots free and would miss the cache once a row. Appending to a
//! thousand short lists does neither: an entry takes its own bytes and no more, and each list is sorted by itself
//! while it is in the cache. Nothing is ever moved to grow.

use crate::order::sorted;

/// How many bits of a hash the number of the list stands for.
const PARTITION_BITS: u32 = 10;
const PARTITIONS: usize = 1 << PARTITION_BITS;
/// Bits of a hash kept in an entry, beside [`PARTITION_BITS`]: of ten million different values, two are taken for
/// the same once in 1,400 files.
const HASH_BITS: u32 = 46;
/// Bits that tell rows with the same hash apart.
pub(crate) const PRINT_BITS: u32 = u64::BITS - HASH_BITS;
/// Entries allocated at a time.
const CHUNK: usize = 64;

/// Entries of `WORDS` times four bytes: three, or five with room for [`Entry::apart`].
pub(crate) struct Partitions<const WORDS: usize> {
    lists: Vec<Vec<Vec<[u32; WORDS]>>>,
}

/// One row under one of its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Of the key.
    pub hash: u64,
    /// Of the whole row; only its low [`PRINT_BITS`] bits are kept.
    pub print: u64,
    /// The row's number in the run.
    pub ordinal: u32,
    /// Hashes of the columns that tell people with the same key apart; dropped where `WORDS` is three.
    pub apart: u64,
}

impl<const WORDS: usize> Partitions<WORDS> {
    pub fn new() -> Partitions<WORDS> {
        Partitions {
            lists: vec![Vec::new(); PARTITIONS],
        }
    }

    /// Adds an entry; costs no more than its own bytes.
    #[inline]
    pub fn add(&mut self, entry: Entry) {
        let Some(list) = self
            .lists
            .get_mut((entry.hash >> (u64::BITS - PARTITION_BITS)) as usize)
        else {
            return;
        };
        if list.last().is_none_or(|chunk| chunk.len() == CHUNK) {
            list.push(Vec::with_capacity(if list.is_empty() { 4 } else { CHUNK }));
        }
        if let Some(chunk) = list.last_mut() {
            chunk.push(pack(entry));
        }
    }

    /// Calls back with each group of entries that have the same hash, two or more, in the order of their rows.
    pub fn groups(self, on: &mut dyn FnMut(&[Entry])) {
        let mut entries: Vec<[u32; WORDS]> = Vec::new();
        let mut group: Vec<Entry> = Vec::new();
        for list in self.lists {
            entries.clear();
            for chunk in list {
                entries.extend(chunk);
            }
            let sorted = sorted(entries.iter().map(|words| u128::from(key(words))));
            // Rows came in order, so equal hashes, which keep their order, are in the order of their rows.
            for same in sorted.chunk_by(|left, right| left >> u32::BITS == right >> u32::BITS) {
                if same.len() > 1 {
                    group.clear();
                    let positions = same.iter().map(|packed| *packed as u32 as usize);
                    group.extend(
                        positions
                            .filter_map(|position| entries.get(position))
                            .map(unpack),
                    );
                    on(&group);
                }
            }
        }
    }
}

impl Partitions<3> {
    /// The same entries with room for [`Entry::apart`], 0 so far.
    pub fn widen(self) -> Partitions<5> {
        let wide = |[first, second, ordinal]: [u32; 3]| [first, second, ordinal, 0, 0];
        let lists = self.lists.into_iter();
        let lists = lists.map(|list| {
            list.into_iter()
                .map(|chunk| chunk.into_iter().map(wide).collect())
                .collect()
        });
        Partitions {
            lists: lists.collect(),
        }
    }
}

fn pack<const WORDS: usize>(entry: Entry) -> [u32; WORDS] {
    let first = (entry.hash << PARTITION_BITS
        >> PARTITION_BITS
        >> (u64::BITS - PARTITION_BITS - HASH_BITS))
        << PRINT_BITS
        | (entry.print & ((1 << PRINT_BITS) - 1));
    let all = [
        (first >> 32) as u32,
        first as u32,
        entry.ordinal,
        (entry.apart >> 32) as u32,
        entry.apart as u32,
    ];
    std::array::from_fn(|index| all.get(index).copied().unwrap_or_default())
}

fn word(words: &[u32], index: usize) -> u64 {
    u64::from(words.get(index).copied().unwrap_or_default())
}

fn key<const WORDS: usize>(words: &[u32; WORDS]) -> u64 {
    (word(words, 0) << 32 | word(words, 1)) >> PRINT_BITS
}

/// The entry as far as it was kept.
fn unpack<const WORDS: usize>(words: &[u32; WORDS]) -> Entry {
    Entry {
        hash: key(words),
        print: word(words, 1) & ((1 << PRINT_BITS) - 1),
        ordinal: words.get(2).copied().unwrap_or_default(),
        apart: word(words, 3) << 32 | word(words, 4),
    }
}
