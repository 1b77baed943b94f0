//! The Merkle tree of RFC 6962 over the log's records, and all that a stranger checks it with (R64). No IO:
//! whoever stores tiles hands them in and takes them out.
//!
//! - [`Edge`] grows the tree. A leaf's number is its record's position.
//! - Tiles of the C2SP format tlog-tiles hold it: 8 levels high, so a full one holds 256 hashes; a tile of level L
//!   holds the roots of the 256^L leaves below each of its hashes. [`TilePath`] and [`entries`] say how they are served.
//! - [`Checkpoint`] is the log's head, signed by a [`SigningKey`] and checked by a [`VerifyingKey`]; see [`note`].
//! - [`inclusion_proof`] shows that a record is in the log, [`consistency_proof`] that the log has only grown.
//!   [`verify_inclusion`] and [`verify_consistency`] check that, and share no code with those that make proofs.
//! - [`LogProof`] is a record's proof and its checkpoint in one text, to be checked without the log.
//! - [`LogVerifier`] reads a whole log, and finds and locates what was done to it.

mod checkpoint;
mod consistency;
mod edge;
mod entries;
mod hash;
mod inclusion;
mod key;
pub mod note;
mod path;
mod proof;
mod subtrees;
mod text;
mod tile;
mod verifier;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use consistency::{ConsistencyError, consistency_proof, verify_consistency};
pub use edge::Edge;
pub use entries::{BundleCut, EntryTooLong, MAX_ENTRY_BYTES, entries, push_entry};
pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub use inclusion::{InclusionError, NotProven, inclusion_proof, verify_inclusion};
pub use key::{KeyError, SigningKey, VerifyingKey};
pub use path::{TileContent, TilePath, TilePathError};
pub use proof::{LogProof, ProofError, ProofFormatError};
pub use subtrees::root_at;
pub use text::{base64, format_hash, parse_base64, parse_hash};
pub use tile::{HASH_BYTES, TILE_WIDTH, Tile, TileError, tile_width};
pub use verifier::{Evidence, Fault, FaultKind, LogVerifier, MAX_FAULTS, Verdict};
