//! The Merkle tree of RFC 6962 over the log's records, kept as tiles of the C2SP
//! format tlog-tiles (R64). No IO: whoever stores tiles hands them in and takes them out.
//!
//! A leaf's number is its record's position. Tiles are 8 levels high, so a full one
//! holds 256 hashes; a tile of level L holds the roots of the 256^L leaves below each of its hashes.
//!
//! Tiles hold all that proofs of inclusion and consistency and signed checkpoints are
//! made of; each of these is a module of its own beside [`Edge`], and reads [`Tile`]s.

mod edge;
mod hash;
mod tile;

pub use edge::{Edge, RestoreError};
pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub use tile::{HASH_BYTES, TILE_WIDTH, Tile};
