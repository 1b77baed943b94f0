//! A run of hashes of one level, as it is stored and served.

use crate::Hash;

/// Hashes in a full tile.
pub const TILE_WIDTH: usize = 256;
/// Bytes of a hash.
pub const HASH_BYTES: usize = 32;

/// Up to [`TILE_WIDTH`] neighbouring hashes of one level. A partial tile is the
/// beginning of the full one that takes its place later.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tile {
    /// 0 for leaf hashes; a hash of level L is the root of 256^L leaves.
    pub level: u8,
    /// The tile's number within its level, from 0.
    pub index: u64,
    /// The hashes, one after another: between 1 and [`TILE_WIDTH`] of [`HASH_BYTES`] each.
    pub hashes: Vec<u8>,
}

impl Tile {
    /// How many hashes there are.
    pub fn width(&self) -> usize {
        self.hashes.len() / HASH_BYTES
    }

    /// Whether no hash can be added any more: a full tile never changes again.
    pub fn is_full(&self) -> bool {
        self.width() == TILE_WIDTH
    }

    /// The hashes in order.
    pub fn iter(&self) -> impl Iterator<Item = Hash> + '_ {
        self.hashes.chunks_exact(HASH_BYTES).map(|bytes| {
            let mut hash = Hash::default();
            hash.copy_from_slice(bytes);
            hash
        })
    }
}
