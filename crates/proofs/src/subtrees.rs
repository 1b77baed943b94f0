//! Roots of parts of the tree, from its tiles. Every proof is made of these.

use crate::Hash;
use crate::hash::{empty_root, node_hash};
use crate::tile::{HASH_BYTES, TILE_HEIGHT, TILE_WIDTH, TileError, perfect_root};

/// Tiles of a tree, each read at most once.
pub(crate) struct Subtrees<R> {
    read: R,
    tiles: Vec<((u8, u64), Vec<u8>)>,
}

impl<R: FnMut(u8, u64) -> Option<Vec<u8>>> Subtrees<R> {
    pub(crate) fn new(read: R) -> Subtrees<R> {
        Subtrees {
            read,
            tiles: Vec::new(),
        }
    }

    /// The root over the leaves from `start` to before `end`, as RFC 6962 defines it for
    /// leaves alone. `start` must be one at which a subtree of so many leaves can begin.
    pub(crate) fn root(&mut self, start: u64, end: u64) -> Result<Hash, TileError> {
        let mut perfect = Vec::new();
        let mut next = start;
        // The largest perfect subtree comes first, as the bits of a number do.
        while next < end {
            let height = (end - next).ilog2();
            perfect.push(self.perfect(height, next >> height)?);
            next += 1 << height;
        }
        let joined = perfect.into_iter().rev();
        let joined = joined.reduce(|right, left| node_hash(&left, &right));
        Ok(joined.unwrap_or_else(empty_root))
    }

    /// The root of the perfect subtree of 2^height leaves that has this number among those of its height.
    fn perfect(&mut self, height: u32, number: u64) -> Result<Hash, TileError> {
        let level = (height / TILE_HEIGHT) as u8;
        let inside = height % TILE_HEIGHT;
        let first = number << inside;
        let index = first / TILE_WIDTH as u64;
        let start = (first % TILE_WIDTH as u64) as usize * HASH_BYTES;
        let end = start + (HASH_BYTES << inside);
        let tile = self.tile(level, index)?;
        let hashes = tile.get(start..end).ok_or(TileError::TooShort {
            level,
            index,
            bytes: tile.len(),
            expected: end,
        })?;
        Ok(perfect_root(hashes))
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[u8], TileError> {
        let known = self
            .tiles
            .iter()
            .position(|(name, _)| *name == (level, index));
        let place = match known {
            Some(place) => place,
            None => {
                let tile = (self.read)(level, index).ok_or(TileError::Missing { level, index })?;
                self.tiles.push(((level, index), tile));
                self.tiles.len() - 1
            }
        };
        Ok(&self.tiles[place].1)
    }
}

/// The root of the tree over the first `size` leaves, from the tiles of that tree or of one that has grown since.
///
/// `read` gives the bytes of a tile by level and index.
pub fn root_at(size: u64, read: impl FnMut(u8, u64) -> Option<Vec<u8>>) -> Result<Hash, TileError> {
    Subtrees::new(read).root(0, size)
}

/// The largest power of two below a count of leaves: how many of them the left subtree of their root has.
pub(crate) fn left_leaves(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}
