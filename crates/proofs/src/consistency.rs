//! Proofs that a log has only grown since it was smaller (RFC 6962, section 2.1.2).

use crate::Hash;
use crate::hash::{empty_root, node_hash};
use crate::inclusion::NotProven;
use crate::subtrees::{Subtrees, left_leaves};
use crate::tile::TileError;

/// A proof that cannot be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ConsistencyError {
    /// The later log is the smaller one.
    #[error("a log of {new} records cannot continue one of {old}; give the smaller size first")]
    Reversed {
        /// The earlier size.
        old: u64,
        /// The later size.
        new: u64,
    },
    /// The tree's tiles are damaged.
    #[error(transparent)]
    Tile(#[from] TileError),
}

/// The hashes that prove the log of the first `new` records to begin with the `old` first ones. There are
/// none where the sizes are equal or the earlier log is empty.
///
/// `read` gives the bytes of a tile by level and index; tiles that have grown since serve as well.
pub fn consistency_proof(
    old: u64,
    new: u64,
    read: impl FnMut(u8, u64) -> Option<Vec<u8>>,
) -> Result<Vec<Hash>, ConsistencyError> {
    if old > new {
        return Err(ConsistencyError::Reversed { old, new });
    }
    let mut proof = Vec::new();
    if old == 0 || old == new {
        return Ok(proof);
    }
    let mut subtrees = Subtrees::new(read);
    let (mut start, mut end) = (0, new);
    // The part of the old log in view is compared with a part of the new one until they are the same.
    while end != old {
        let middle = start + left_leaves(end - start);
        if old <= middle {
            proof.push(subtrees.root(middle, end)?);
            end = middle;
        } else {
            proof.push(subtrees.root(start, middle)?);
            start = middle;
        }
    }
    // Who checks the proof knows the root of the old log, and of no other part of it.
    if start != 0 {
        proof.push(subtrees.root(start, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that the log of `new` records and root `new_root` begins with the one of `old` records and root `old_root`,
/// by the steps of RFC 9162, section 2.1.4.2. They share nothing with those that make the proof.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), NotProven> {
    if old > new {
        return Err(NotProven::Shrunk { old, new });
    }
    if old == 0 || old == new {
        let same = if old == new { new_root } else { &empty_root() };
        return match proof {
            [] if old_root == same => Ok(()),
            [] => Err(NotProven::Root),
            _ => Err(NotProven::Length { found: proof.len() }),
        };
    }
    let wrong_length = NotProven::Length { found: proof.len() };
    let (mut node, mut last) = (old - 1, new - 1);
    let whole_subtrees = node.trailing_ones();
    node >>= whole_subtrees;
    last >>= whole_subtrees;
    // A perfect old tree is itself where the proof begins.
    let (first, rest) = match proof.split_first() {
        _ if old.is_power_of_two() => (old_root, proof),
        Some(parts) => parts,
        None => return Err(wrong_length),
    };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if old_hash != *old_root || new_hash != *new_root {
        return Err(NotProven::Root);
    }
    Ok(())
}
