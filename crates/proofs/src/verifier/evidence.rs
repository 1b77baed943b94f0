//! What a log is held against.

use std::collections::BTreeMap;

use super::fault::FaultKind;
use super::findings::Findings;
use super::stored::StoredTiles;
use crate::checkpoint::Checkpoint;
use crate::key::VerifyingKey;

/// What a log is held against: checkpoints that are believed, and tiles that are not, but tell where a fault is.
#[derive(Default)]
pub struct Evidence<'a> {
    /// By size.
    pub(super) checkpoints: BTreeMap<u64, Checkpoint>,
    pub(super) tiles: StoredTiles<'a>,
    pub(super) findings: Findings,
    /// Whether it is no fault that no checkpoint vouches for any record.
    pub(super) may_be_unsigned: bool,
}

impl<'a> Evidence<'a> {
    /// Nothing: a log held against this is unsigned throughout.
    pub fn new() -> Evidence<'a> {
        Evidence::default()
    }

    /// A log without any checkpoint is not at fault: the caller knows that nobody has signed it yet.
    pub fn may_be_unsigned(&mut self) {
        self.may_be_unsigned = true;
    }

    /// Believes a checkpoint that the caller knows to be the log's.
    pub fn trust(&mut self, checkpoint: Checkpoint) {
        let (size, root) = (checkpoint.size, checkpoint.root);
        let known = self.checkpoints.entry(size).or_insert(checkpoint);
        if known.root != root {
            let message = format!(
                "there are two checkpoints of {size} records with different roots: the log has shown different histories"
            );
            self.findings
                .add(FaultKind::Checkpoint, Some(size), message);
        }
    }

    /// Believes a checkpoint that one of these keys has signed. Another one is a fault of the log, which is told at the end.
    pub fn check(&mut self, note: &str, keys: &[VerifyingKey]) {
        match Checkpoint::open(note, keys) {
            Ok(checkpoint) => self.trust(checkpoint),
            Err(error) => {
                let claimed = Checkpoint::claimed(note).ok();
                let claimed = claimed.map(|checkpoint| checkpoint.size);
                let message = format!("a checkpoint is not to be believed: {error}");
                self.findings.add(FaultKind::Checkpoint, claimed, message);
            }
        }
    }

    /// Reads the stored tiles by level and index. They are never believed against a checkpoint; without them a
    /// fault is located between two checkpoints only.
    pub fn tiles(&mut self, read: impl FnMut(u8, u64) -> Option<Vec<u8>> + 'a) {
        self.tiles = StoredTiles::new(read);
    }
}
