//! What proofs are made of: roots and hashes told by the stored tiles (R64).

use std::fmt::Display;

use rollbook_proofs::{Hash, consistency_proof, inclusion_proof, root_at};

use super::Reads;
use crate::{BookError, tree};

/// Gives a tile's bytes by level and index.
type ReadTile<'a> = dyn FnMut(u8, u64) -> Option<Vec<u8>> + 'a;

impl Reads<'_> {
    /// The root that the tree had at a size, which the log must have reached.
    pub fn root_at(&self, size: u64) -> Result<Hash, BookError> {
        self.by_tiles(|read| root_at(size, read))
    }

    /// The hashes that prove the record at `position` to be in the tree of the first `size` records.
    pub fn inclusion_proof(&self, position: u64, size: u64) -> Result<Vec<Hash>, BookError> {
        self.by_tiles(|read| inclusion_proof(position, size, read))
    }

    /// The hashes that prove the first `from` records to be the beginning of the first `to` ones.
    pub fn consistency_proof(&self, from: u64, to: u64) -> Result<Vec<Hash>, BookError> {
        self.by_tiles(|read| consistency_proof(from, to, read))
    }

    fn by_tiles<T, E: Display>(
        &self,
        make: impl FnOnce(&mut ReadTile<'_>) -> Result<T, E>,
    ) -> Result<T, BookError> {
        let mut failure = None;
        let made = make(&mut |level, index| {
            tree::read_tile(self.connection, level, index).unwrap_or_else(|error| {
                failure = Some(error);
                None
            })
        });
        match failure {
            Some(error) => Err(error),
            None => made.map_err(|error| BookError::Damaged(error.to_string())),
        }
    }
}
