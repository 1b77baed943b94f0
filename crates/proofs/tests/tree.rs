//! The tree against known answers and against the definition in RFC 6962, section 2.1.

mod grown;

use grown::{Store, grow, leaves, naive_root};
use proptest::prelude::*;
use rollbook_proofs::{Edge, HASH_BYTES, Hash, TILE_WIDTH, TileError, leaf_hash};

/// Checks all that holds of a tree of these leaves, however it grew.
fn check(leaves: &[Hash], step: usize) {
    let (mut edge, store) = grow(leaves, step);
    let size = leaves.len() as u64;
    assert_eq!(edge.size(), size);
    assert_eq!(edge.root(), naive_root(leaves), "the root of {size} leaves");
    assert_eq!(edge.take_tiles(), [], "tiles are taken once");
    assert_eq!(store.level(0), leaves.concat());
    let parents: Vec<u8> = leaves
        .chunks_exact(TILE_WIDTH)
        .flat_map(naive_root)
        .collect();
    assert_eq!(store.level(1), parents);

    let mut restored =
        Edge::restore(size, |level, index| store.read(level, index)).expect("tiles are stored");
    assert_eq!(restored.root(), edge.root());
    assert_eq!(
        restored.take_tiles(),
        [],
        "a restored tree has nothing to store"
    );
    for number in 0..600_u64 {
        let leaf = leaf_hash(&number.to_le_bytes());
        edge.append(leaf);
        restored.append(leaf);
    }
    assert_eq!(restored.root(), edge.root());
    assert_eq!(restored.take_tiles(), edge.take_tiles());
}

#[test]
fn r64_roots_are_those_of_certificate_transparency() {
    let records: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut edge = Edge::new();
    for (record, expected) in records.into_iter().zip(roots) {
        edge.append(leaf_hash(record));
        let root: String = edge
            .root()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(root, expected, "after {} leaves", edge.size());
    }
}

#[test]
fn r64_every_small_tree_is_the_one_of_the_definition() {
    let leaves = leaves(1000);
    let mut edge = Edge::new();
    for size in 0..=leaves.len() {
        assert_eq!(
            edge.root(),
            naive_root(&leaves[..size]),
            "the root of {size} leaves"
        );
        edge.append(leaf_hash(&(size as u64).to_be_bytes()));
    }
}

#[test]
fn r64_trees_around_full_tiles_hold() {
    let leaves = leaves(65_536 + 257);
    let full = [TILE_WIDTH, 2 * TILE_WIDTH, TILE_WIDTH * TILE_WIDTH];
    for size in full
        .into_iter()
        .flat_map(|full| [full - 1, full, full + 1, full + 256])
    {
        check(&leaves[..size], 4099);
    }
}

#[test]
fn r64_a_third_level_begins_at_65536_leaves() {
    let leaves = leaves(TILE_WIDTH * TILE_WIDTH);
    let (_, store) = grow(&leaves, leaves.len());
    assert_eq!(store.level(2), naive_root(&leaves));
}

#[test]
fn r64_every_changed_tile_is_handed_out_once() {
    let mut edge = Edge::new();
    leaves(2 * TILE_WIDTH + 3)
        .into_iter()
        .for_each(|leaf| edge.append(leaf));
    let found: Vec<_> = edge
        .take_tiles()
        .iter()
        .map(|tile| (tile.level, tile.index, tile.width(), tile.is_full()))
        .collect();
    let expected = [
        (0, 0, 256, true),
        (0, 1, 256, true),
        (0, 2, 3, false),
        (1, 0, 2, false),
    ];
    assert_eq!(found, expected);

    edge.append(leaf_hash(b"one more"));
    let tiles = edge.take_tiles();
    let [tile] = tiles.as_slice() else {
        panic!("only the last tile of leaves has changed, not {tiles:?}");
    };
    assert_eq!((tile.level, tile.index, tile.width()), (0, 2, 4));
    assert!(tile.hashes.ends_with(&leaf_hash(b"one more")));
}

#[test]
fn r64_a_tile_that_has_grown_since_restores_the_smaller_tree() {
    let leaves = leaves(700);
    let (_, later) = grow(&leaves, 100);
    let restored = Edge::restore(300, |level, index| later.read(level, index));
    assert_eq!(
        restored.map(|edge| edge.root()),
        Ok(naive_root(&leaves[..300]))
    );
}

#[test]
fn r64_missing_and_cut_tiles_are_named() {
    let (edge, mut store) = grow(&leaves(300), 300);
    let restore = |store: &Store| {
        Edge::restore(edge.size(), |level, index| store.read(level, index)).map(|edge| edge.root())
    };
    let bytes = 43 * HASH_BYTES + 31;
    store
        .0
        .get_mut(&(0, 1))
        .expect("the tile is stored")
        .truncate(bytes);
    let expected = 44 * HASH_BYTES;
    assert_eq!(
        restore(&store),
        Err(TileError::TooShort {
            level: 0,
            index: 1,
            bytes,
            expected
        })
    );
    store.0.remove(&(0, 1));
    assert_eq!(
        restore(&store),
        Err(TileError::Missing { level: 0, index: 1 })
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn r64_any_tree_grown_in_any_pieces_holds(size in 0_usize..3000, step in 1_usize..700) {
        check(&leaves(size), step);
    }

    #[test]
    fn r64_one_changed_leaf_changes_the_root(size in 1_usize..2000, choice: prop::sample::Index) {
        let mut changed = leaves(size);
        let (before, _) = grow(&changed, size);
        changed[choice.index(size)][0] ^= 1;
        let (after, _) = grow(&changed, size);
        prop_assert_ne!(before.root(), after.root());
    }
}
