//! Millions of small entries, spread by hash, so that equal ones can be brought together at the end.
//!
//! A hash table would have to keep a tenth of its slots free and would miss the cache once a row. Appending to a
//! thousand short lists does neither: an entry takes its own bytes and no more, and each list is sorted by itself
//! while it is in the cache. Nothing is ever moved to grow.

use crate::apart::Apart;
use crate::order::sorted;

/// How many bits of a hash the number of the list stands for.
const PARTITION_BITS: u32 = 10;
const PARTITIONS: usize = 1 << PARTITION_BITS;
/// Bits of a hash kept in an entry, beside [`PARTITION_BITS`]: of ten million different values, two are taken for
/// the same once in 1,400 files.
const HASH_BITS: u32 = 46;
/// Bits of a hash by which a list is sorted first.
const NEAR_BITS: u32 = 16;
/// Bits that tell rows with the same hash apart.
pub(crate) const PRINT_BITS: u32 = u64::BITS - HASH_BITS;
/// Entries of one list that move to the pool together.
const BLOCK: usize = 16;
/// Entries of the pool that are allocated together.
const POOL_PIECE: usize = 1024 * BLOCK;
/// In place of a block's number: there is none.
const NO_BLOCK: u32 = u32::MAX;

/// Entries of `WORDS` times four bytes: three, or five with room for [`Entry::apart`].
pub(crate) struct Partitions<const WORDS: usize> {
    /// The newest entries of each list. All of them together fit in the processor's second cache.
    tails: Vec<[[u32; WORDS]; BLOCK]>,
    /// How many entries each tail holds, and where the block lies that was filled before it.
    ends: Vec<ListEnd>,
    /// Full blocks of all lists as they came.
    pool: Vec<Vec<[u32; WORDS]>>,
    /// For each block of the pool, the one of the same list before it.
    before: Vec<u32>,
}

#[derive(Clone, Copy)]
struct ListEnd {
    length: usize,
    last_block: u32,
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
    /// What tells people with the same key apart; dropped where `WORDS` is three.
    pub apart: Apart,
}

impl<const WORDS: usize> Partitions<WORDS> {
    pub fn new() -> Partitions<WORDS> {
        Partitions {
            tails: vec![[[0; WORDS]; BLOCK]; PARTITIONS],
            ends: vec![
                ListEnd {
                    length: 0,
                    last_block: NO_BLOCK
                };
                PARTITIONS
            ],
            pool: Vec::new(),
            before: Vec::new(),
        }
    }

    /// Adds an entry; costs no more than its own bytes. Entries come in the order of their rows.
    #[inline]
    pub fn add(&mut self, entry: Entry) {
        let list = (entry.hash >> (u64::BITS - PARTITION_BITS)) as usize;
        let (Some(tail), Some(end)) = (self.tails.get_mut(list), self.ends.get_mut(list)) else {
            return;
        };
        if let Some(place) = tail.get_mut(end.length) {
            *place = pack(entry);
        }
        end.length += 1;
        if end.length == BLOCK {
            self.store(list);
        }
    }

    /// Moves a full tail to the pool.
    fn store(&mut self, list: usize) {
        let (Some(tail), Some(end)) = (self.tails.get(list), self.ends.get_mut(list)) else {
            return;
        };
        if self
            .pool
            .last()
            .is_none_or(|piece| piece.len() == POOL_PIECE)
        {
            self.pool.push(Vec::with_capacity(POOL_PIECE));
        }
        if let Some(piece) = self.pool.last_mut() {
            piece.extend_from_slice(tail);
        }
        let block = self.before.len() as u32;
        self.before.push(end.last_block);
        *end = ListEnd {
            length: 0,
            last_block: block,
        };
    }

    /// Gathers the entries of a list in the order in which they came.
    fn gather(&self, list: usize, blocks: &mut Vec<usize>, entries: &mut Vec<Entry>) {
        blocks.clear();
        entries.clear();
        let Some(end) = self.ends.get(list) else {
            return;
        };
        let mut block = end.last_block;
        while block != NO_BLOCK {
            blocks.push(block as usize);
            block = self.before.get(block as usize).copied().unwrap_or(NO_BLOCK);
        }
        for block in blocks.iter().rev() {
            let start = block * BLOCK;
            let piece = self.pool.get(start / POOL_PIECE);
            let stored =
                piece.and_then(|piece| piece.get(start % POOL_PIECE..start % POOL_PIECE + BLOCK));
            entries.extend(stored.unwrap_or_default().iter().map(unpack));
        }
        let tail = self.tails.get(list).and_then(|tail| tail.get(..end.length));
        entries.extend(tail.unwrap_or_default().iter().map(unpack));
    }

    /// Calls back with each group of entries that have the same hash, two or more, in the order of their rows.
    pub fn groups(self, on: &mut dyn FnMut(&[Entry])) {
        let (mut blocks, mut entries, mut group) = (Vec::new(), Vec::new(), Vec::new());
        for list in 0..PARTITIONS {
            self.gather(list, &mut blocks, &mut entries);
            equal_groups(&entries, &mut group, on);
        }
    }
}

/// Calls back with each group of entries of a list that have the same hash, two or more.
fn equal_groups(entries: &[Entry], group: &mut Vec<Entry>, on: &mut dyn FnMut(&[Entry])) {
    let hash = |index: usize| entries.get(index).map_or(0, |entry| entry.hash);
    // The first bits set nearly all apart; only the few that share them are ordered by all.
    let near = sorted(entries.len(), &|index| {
        u128::from(hash(index) >> (HASH_BITS - NEAR_BITS))
    });
    for near in runs(&near) {
        let place = |index: usize| {
            near.get(index)
                .map_or(usize::MAX, |packed| *packed as u32 as usize)
        };
        // Equal hashes keep their order, which is that of their rows.
        let sorted = sorted(near.len(), &|index| u128::from(hash(place(index))));
        for same in runs(&sorted) {
            group.clear();
            let places = same.iter().map(|packed| place(*packed as u32 as usize));
            group.extend(places.filter_map(|place| entries.get(place)));
            on(group);
        }
    }
}

/// Two or more with the same key.
fn runs(sorted: &[u128]) -> impl Iterator<Item = &[u128]> {
    let same = |left: &u128, right: &u128| left >> u32::BITS == right >> u32::BITS;
    sorted.chunk_by(same).filter(|run| run.len() > 1)
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
        (entry.apart.bits() >> 32) as u32,
        entry.apart.bits() as u32,
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
        apart: Apart::from_bits(word(words, 3) << 32 | word(words, 4)),
    }
}
