//! The stored tiles. Nothing in them is believed but what leads to a checkpoint.

use std::ops::Range;

use crate::Hash;
use crate::checkpoint::Checkpoint;
use crate::edge::Edge;
use crate::tile::{HASH_BYTES, TILE_WIDTH, perfect_root, tile_width};

const WIDTH: u64 = TILE_WIDTH as u64;

type Read<'a> = Box<dyn FnMut(u8, u64) -> Option<Vec<u8>> + 'a>;

/// Tiles by level and index, or none at all.
#[derive(Default)]
pub(super) struct StoredTiles<'a> {
    read: Option<Read<'a>>,
    leaves: Option<(u64, Vec<u8>)>,
}

/// What of the tiles does not lead to a checkpoint.
pub(super) enum Astray {
    /// All tiles over these records: their leaf hashes are not those that were signed, or cannot be told.
    Records(Range<u64>),
    /// This tile alone; those below it are right.
    Tile(u8, u64),
}

impl<'a> StoredTiles<'a> {
    pub(super) fn new(read: impl FnMut(u8, u64) -> Option<Vec<u8>> + 'a) -> StoredTiles<'a> {
        StoredTiles {
            read: Some(Box::new(read)),
            leaves: None,
        }
    }

    pub(super) fn are_given(&self) -> bool {
        self.read.is_some()
    }

    pub(super) fn tile(&mut self, level: u8, index: u64) -> Option<Vec<u8>> {
        let read = self.read.as_mut()?;
        read(level, index)
    }

    /// The leaf hash of a record; none where no tile has it.
    pub(super) fn leaf(&mut self, position: u64) -> Option<Hash> {
        self.read.as_ref()?;
        let index = position / WIDTH;
        if self.leaves.as_ref().is_none_or(|(held, _)| *held != index) {
            let tile = self.tile(0, index).unwrap_or_default();
            self.leaves = Some((index, tile));
        }
        let (_, tile) = self.leaves.as_ref()?;
        hash_at(tile, (position % WIDTH) as usize)
    }

    /// What is wrong with the stored tile that should be this one, or may begin with it if it `may_be_longer`.
    pub(super) fn difference(
        &mut self,
        level: u8,
        index: u64,
        hashes: &[u8],
        may_be_longer: bool,
    ) -> Option<String> {
        self.read.as_ref()?;
        let held = self
            .leaves
            .as_ref()
            .filter(|(held, _)| level == 0 && *held == index);
        let stored = match held {
            Some((_, tile)) => Some(tile.clone()),
            None => self.tile(level, index),
        };
        let Some(stored) = stored.filter(|stored| !stored.is_empty()) else {
            return Some("is missing".to_owned());
        };
        if stored == hashes || may_be_longer && stored.starts_with(hashes) {
            return None;
        }
        let mut pairs = (0..).zip(hashes.chunks(HASH_BYTES));
        let differs = |(place, hash): &(usize, &[u8])| {
            stored.get(place * HASH_BYTES..(place + 1) * HASH_BYTES) != Some(*hash)
        };
        Some(match pairs.find(differs) {
            Some((place, _)) if (place + 1) * HASH_BYTES > stored.len() => {
                format!(
                    "has {} bytes and should have {}",
                    stored.len(),
                    hashes.len()
                )
            }
            Some((place, _)) => format!("has another hash {place}"),
            None => format!(
                "has {} bytes more than it should",
                stored.len() - hashes.len()
            ),
        })
    }

    /// The right edge of the tree at a checkpoint, if the stored tiles lead to the checkpoint's root.
    pub(super) fn edge_at(&mut self, checkpoint: &Checkpoint) -> Option<Edge> {
        let read = self.read.as_mut()?;
        let edge = Edge::restore(checkpoint.size, read).ok()?;
        (edge.root() == checkpoint.root).then_some(edge)
    }

    /// Which tiles over the records of a stretch do not lead to a checkpoint, although [`Self::edge_at`] does.
    pub(super) fn astray(&mut self, size: u64, stretch: &Range<u64>) -> Vec<Astray> {
        let mut astray = Vec::new();
        for level in 1..crate::edge::LEVELS as u8 {
            let index = (size >> (8 * u32::from(level))) / WIDTH;
            let width = tile_width(level, index, size);
            if width == 0 {
                continue;
            }
            // The last tile of each level is a part of what `edge_at` has checked.
            let mut tile = self.tile(level, index).unwrap_or_default();
            tile.truncate(width * HASH_BYTES);
            self.descend(level, index, &tile, stretch, &mut astray);
        }
        astray
    }

    /// Follows the hashes of a tile that is right to the tiles below.
    fn descend(
        &mut self,
        level: u8,
        index: u64,
        tile: &[u8],
        stretch: &Range<u64>,
        astray: &mut Vec<Astray>,
    ) {
        let records_below = WIDTH.pow(u32::from(level));
        for (place, expected) in (0..).zip(tile.chunks_exact(HASH_BYTES)) {
            let below = index * WIDTH + place;
            let records = below * records_below..(below + 1) * records_below;
            if records.end <= stretch.start || stretch.end <= records.start {
                continue;
            }
            let stored = self
                .tile(level - 1, below)
                .filter(|tile| leads_to(tile, expected));
            let found = stored.or_else(|| {
                let rebuilt = self.rebuild(level - 1, below)?;
                let right = leads_to(&rebuilt, expected);
                right.then(|| astray.push(Astray::Tile(level - 1, below)))?;
                Some(rebuilt)
            });
            match found {
                None => astray.push(Astray::Records(records)),
                Some(tile) if level > 1 => self.descend(level - 1, below, &tile, stretch, astray),
                Some(_) => {}
            }
        }
    }

    /// The tile as the tiles below make it.
    fn rebuild(&mut self, level: u8, index: u64) -> Option<Vec<u8>> {
        let below = level.checked_sub(1)?;
        let mut hashes = Vec::with_capacity(TILE_WIDTH * HASH_BYTES);
        for place in 0..WIDTH {
            let tile = self.tile(below, index * WIDTH + place)?;
            let whole = tile.get(..TILE_WIDTH * HASH_BYTES)?;
            hashes.extend_from_slice(&perfect_root(whole));
        }
        Some(hashes)
    }
}

fn hash_at(tile: &[u8], place: usize) -> Option<Hash> {
    let bytes = tile.get(place * HASH_BYTES..(place + 1) * HASH_BYTES)?;
    bytes.try_into().ok()
}

/// Whether a full tile has this root.
fn leads_to(tile: &[u8], root: &[u8]) -> bool {
    tile.len() == TILE_WIDTH * HASH_BYTES && perfect_root(tile) == *root
}

/// The first record under a tile.
pub(super) fn first_record(level: u8, index: u64) -> u64 {
    index.saturating_mul(WIDTH.saturating_pow(u32::from(level) + 1))
}

/// How a message calls a tile.
pub(super) fn tile_name(level: u8, index: u64) -> String {
    format!("the stored tile {index} of level {level}")
}
