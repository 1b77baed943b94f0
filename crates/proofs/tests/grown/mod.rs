//! Trees for the tests, and their roots by definition.

// Each test program uses a part of this.
#![allow(dead_code)]

use std::collections::HashMap;

use rollbook_proofs::{Edge, Hash, TILE_WIDTH, Tile, empty_root, leaf_hash, node_hash};

/// The definition, word for word.
pub fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let largest_power_below = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(largest_power_below);
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

pub fn leaves(count: usize) -> Vec<Hash> {
    (0..count as u64)
        .map(|number| leaf_hash(&number.to_be_bytes()))
        .collect()
}

/// A store that keeps every tile it is handed, a fuller one in place of a partial one.
#[derive(Default)]
pub struct Store(pub HashMap<(u8, u64), Vec<u8>>);

impl Store {
    pub fn keep(&mut self, tiles: Vec<Tile>) {
        for tile in tiles {
            assert!((1..=TILE_WIDTH).contains(&tile.width()), "{tile:?}");
            let kept = self.0.entry((tile.level, tile.index)).or_default();
            assert!(
                tile.hashes.starts_with(kept),
                "a tile changed what it had already"
            );
            *kept = tile.hashes;
        }
    }

    pub fn read(&self, level: u8, index: u64) -> Option<Vec<u8>> {
        self.0.get(&(level, index)).cloned()
    }

    /// All hashes of a level, from tile 0 on without a gap.
    pub fn level(&self, level: u8) -> Vec<u8> {
        (0..)
            .map_while(|index| self.read(level, index))
            .flatten()
            .collect()
    }
}

/// Appends in pieces of `step` leaves and stores the tiles after each piece.
pub fn grow(leaves: &[Hash], step: usize) -> (Edge, Store) {
    let mut edge = Edge::new();
    let mut store = Store::default();
    for piece in leaves.chunks(step) {
        piece.iter().for_each(|leaf| edge.append(*leaf));
        store.keep(edge.take_tiles());
    }
    (edge, store)
}
