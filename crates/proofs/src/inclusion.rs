//! Proofs that a record is in the log (RFC 6962, section 2.1.1).

use crate::Hash;
use crate::hash::node_hash;
use crate::subtrees::{Subtrees, left_leaves};
use crate::tile::TileError;

/// A proof that cannot be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InclusionError {
    /// There is no such record.
    #[error("there is no record {index} in a log of {size} records; they are counted from 0")]
    OutsideLog {
        /// The record asked for.
        index: u64,
        /// How many there are.
        size: u64,
    },
    /// The tree's tiles are damaged.
    #[error(transparent)]
    Tile(#[from] TileError),
}

/// A proof that does not prove what it should.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotProven {
    /// The log of that size has no such record.
    #[error("there is no record {index} in a log of {size} records; they are counted from 0")]
    OutsideLog {
        /// The record.
        index: u64,
        /// How many there are.
        size: u64,
    },
    /// A log does not shrink.
    #[error("a log of {new} records cannot continue one of {old}")]
    Shrunk {
        /// The earlier size.
        old: u64,
        /// The later size.
        new: u64,
    },
    /// The proof has too many or too few hashes.
    #[error(
        "the proof has {found} hashes, and not as many as the sizes ask for; it is of other sizes, or cut"
    )]
    Length {
        /// How many it has.
        found: usize,
    },
    /// The hashes lead to another root.
    #[error(
        "the proof leads to another root: the record, the proof or the checkpoint is not the log's"
    )]
    Root,
}

/// The hashes, from the leaf's sibling to the root's child, that prove the record `index` to be in the log of the
/// first `size` records.
///
/// `read` gives the bytes of a tile by level and index; tiles that have grown since serve as well.
pub fn inclusion_proof(
    index: u64,
    size: u64,
    read: impl FnMut(u8, u64) -> Option<Vec<u8>>,
) -> Result<Vec<Hash>, InclusionError> {
    if index >= size {
        return Err(InclusionError::OutsideLog { index, size });
    }
    let mut subtrees = Subtrees::new(read);
    let mut proof = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + left_leaves(end - start);
        if index < middle {
            proof.push(subtrees.root(middle, end)?);
            end = middle;
        } else {
            proof.push(subtrees.root(start, middle)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that a leaf is the record `index` of the log that has `size` records and this root, by the steps of
/// RFC 9162, section 2.1.3.2. They share nothing with those that make the proof.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), NotProven> {
    if index >= size {
        return Err(NotProven::OutsideLog { index, size });
    }
    let wrong_length = NotProven::Length { found: proof.len() };
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // The rightmost node has no sibling on some levels; they are passed over.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if hash != *root {
        return Err(NotProven::Root);
    }
    Ok(())
}
