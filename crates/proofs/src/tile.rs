//! A run of hashes of one level, as it is stored and served.

use crate::Hash;
use crate::hash::node_hash;

/// Hashes in a full tile.
pub const TILE_WIDTH: usize = 256;
/// How many levels of the tree one tile spans: 2^8 is [`TILE_WIDTH`].
pub(crate) const TILE_HEIGHT: u32 = 8;
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
}

/// Stored tiles do not make the tree that they should.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TileError {
    /// There is no such tile.
    #[error(
        "the tile {index} of level {level} is missing; restore it from a backup, or rebuild the tree from the log"
    )]
    Missing {
        /// The tile's level.
        level: u8,
        /// Its number within the level.
        index: u64,
    },
    /// The tile has fewer hashes than the tree's size asks for.
    #[error(
        "the tile {index} of level {level} has {bytes} bytes and should have at least {expected}; restore it from a backup, or rebuild the tree from the log"
    )]
    TooShort {
        /// The tile's level.
        level: u8,
        /// Its number within the level.
        index: u64,
        /// Bytes that there are.
        bytes: usize,
        /// Bytes that there should be at least.
        expected: usize,
    },
}

/// The root of 2^n hashes, one after another.
pub(crate) fn perfect_root(hashes: &[u8]) -> Hash {
    if hashes.len() <= HASH_BYTES {
        let mut hash = Hash::default();
        hash[..hashes.len()].copy_from_slice(hashes);
        return hash;
    }
    let (left, right) = hashes.split_at(hashes.len() / 2);
    node_hash(&perfect_root(left), &perfect_root(right))
}

/// How many hashes the tile has in a tree of `size` leaves; 0 where there is no such tile (yet).
pub fn tile_width(level: u8, index: u64, size: u64) -> usize {
    let shift = u32::from(level) * TILE_HEIGHT;
    let hashes_in_level = size.checked_shr(shift).unwrap_or(0);
    let before = index.saturating_mul(TILE_WIDTH as u64);
    hashes_in_level
        .saturating_sub(before)
        .min(TILE_WIDTH as u64) as usize
}
