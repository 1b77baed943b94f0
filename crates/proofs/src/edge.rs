//! The right edge of the tree: what appending and the root need, and nothing else.

use std::mem;

use crate::hash::{Hash, empty_root, node_hash};
use crate::tile::{HASH_BYTES, TILE_HEIGHT, TILE_WIDTH, Tile, TileError, perfect_root};

/// Heights of the perfect subtrees that a tree of 2^64 leaves is made of.
const HEIGHTS: usize = u64::BITS as usize;
/// Levels of tiles that such a tree has.
pub(crate) const LEVELS: usize = HEIGHTS / TILE_HEIGHT as usize;

/// The right edge of a growing tree. It stays small however large the tree is, so
/// a caller that may have to give an append up appends to a clone.
#[derive(Clone, Debug)]
pub struct Edge {
    size: u64,
    /// At each height whose bit is set in `size`, the root of a perfect subtree of 2^height
    /// leaves; these subtrees, highest first, are the whole tree. Other entries mean nothing.
    subtrees: [Hash; HEIGHTS],
    levels: [Level; LEVELS],
    full: Vec<Tile>,
}

/// The tile of a level that is not full yet.
#[derive(Clone, Debug, Default)]
struct Level {
    index: u64,
    hashes: Vec<u8>,
    changed: bool,
}

impl Default for Edge {
    fn default() -> Self {
        Edge::new()
    }
}

impl Edge {
    /// A tree without leaves.
    pub fn new() -> Edge {
        Edge {
            size: 0,
            subtrees: [Hash::default(); HEIGHTS],
            levels: Default::default(),
            full: Vec::new(),
        }
    }

    /// How many leaves there are: the number of the next one.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the hash of a record; see [`crate::leaf_hash`].
    pub fn append(&mut self, leaf: Hash) {
        self.add_to_tile(0, leaf);
        // As in counting, each subtree that the leaf completes joins its left neighbour of the same height.
        let completed = self.size.trailing_ones();
        let mut hash = leaf;
        for height in 0..completed {
            hash = node_hash(&self.subtrees[height as usize], &hash);
            if (height + 1).is_multiple_of(TILE_HEIGHT) {
                self.add_to_tile((height + 1) / TILE_HEIGHT, hash);
            }
        }
        self.subtrees[completed as usize] = hash;
        self.size += 1;
    }

    /// Every tile that has changed since the last call, each once: those that have
    /// become full, in the order in which they did, then the partial one of each level.
    pub fn take_tiles(&mut self) -> Vec<Tile> {
        let mut tiles = mem::take(&mut self.full);
        for (number, level) in (0..).zip(&mut self.levels) {
            if mem::take(&mut level.changed) {
                tiles.push(Tile {
                    level: number,
                    index: level.index,
                    hashes: level.hashes.clone(),
                });
            }
        }
        tiles
    }

    /// The tile of each level that is not full and not empty.
    pub(crate) fn partial_tiles(&self) -> impl Iterator<Item = (u8, u64, &[u8])> {
        let levels = (0..).zip(&self.levels);
        let partial = levels.filter(|(_, level)| !level.hashes.is_empty());
        partial.map(|(number, level)| (number, level.index, level.hashes.as_slice()))
    }

    /// The root of the whole tree.
    pub fn root(&self) -> Hash {
        (0..HEIGHTS)
            .filter(|height| self.size >> height & 1 == 1)
            .map(|height| self.subtrees[height])
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(empty_root)
    }

    /// The right edge of a stored tree of `size` leaves. `read` gives the bytes of a tile
    /// by level and index; it is asked for the partial one of each level only, and a
    /// tile that has grown since serves as well.
    pub fn restore(
        size: u64,
        mut read: impl FnMut(u8, u64) -> Option<Vec<u8>>,
    ) -> Result<Edge, TileError> {
        let mut edge = Edge {
            size,
            ..Edge::new()
        };
        for (number, level) in (0u8..).zip(&mut edge.levels) {
            let hashes_in_level = size >> (u32::from(number) * TILE_HEIGHT);
            level.index = hashes_in_level / TILE_WIDTH as u64;
            let width = (hashes_in_level % TILE_WIDTH as u64) as usize;
            if width == 0 {
                continue;
            }
            level.hashes = read_partial(number, level.index, width, &mut read)?;
            let lowest = usize::from(number) * TILE_HEIGHT as usize;
            level.restore_subtrees(&mut edge.subtrees[lowest..lowest + TILE_HEIGHT as usize]);
        }
        Ok(edge)
    }

    fn add_to_tile(&mut self, number: u32, hash: Hash) {
        let level = &mut self.levels[number as usize];
        level.hashes.extend_from_slice(&hash);
        level.changed = true;
        if level.hashes.len() == TILE_WIDTH * HASH_BYTES {
            self.full.push(Tile {
                level: number as u8,
                index: level.index,
                hashes: mem::take(&mut level.hashes),
            });
            level.index += 1;
            level.changed = false;
        }
    }
}

impl Level {
    /// Fills in the roots of the perfect subtrees that the partial tile is made of, lowest first.
    fn restore_subtrees(&self, subtrees: &mut [Hash]) {
        let mut rest = self.hashes.as_slice();
        for (height, subtree) in subtrees.iter_mut().enumerate().rev() {
            let bytes = HASH_BYTES << height;
            if let Some((whole, after)) = rest.split_at_checked(bytes) {
                *subtree = perfect_root(whole);
                rest = after;
            }
        }
    }
}

fn read_partial(
    level: u8,
    index: u64,
    width: usize,
    read: &mut impl FnMut(u8, u64) -> Option<Vec<u8>>,
) -> Result<Vec<u8>, TileError> {
    let expected = width * HASH_BYTES;
    let mut hashes = read(level, index).ok_or(TileError::Missing { level, index })?;
    if hashes.len() < expected {
        return Err(TileError::TooShort {
            level,
            index,
            bytes: hashes.len(),
            expected,
        });
    }
    hashes.truncate(expected);
    Ok(hashes)
}
