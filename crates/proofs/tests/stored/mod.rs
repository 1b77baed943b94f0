//! A log as it lies on a disk, for the tests of the verifier.

// Each test program uses a part of this.
#![allow(dead_code)]

use rollbook_proofs::{
    Checkpoint, Edge, Evidence, FaultKind, LogVerifier, Verdict, leaf_hash, root_at,
};

use crate::grown::{Store, grow};

pub const ORIGIN: &str = "rollbook/test";

/// A log as it lies on a disk, where anybody may change it.
pub struct Log {
    pub records: Vec<(u64, Vec<u8>)>,
    pub store: Store,
    pub checkpoints: Vec<Checkpoint>,
}

impl Log {
    /// A log of so many records, with checkpoints of these sizes.
    pub fn new(size: usize, checkpoints: &[usize]) -> Log {
        let records = (0..size as u64)
            .map(|number| (number, record(number)))
            .collect();
        let mut log = Log {
            records,
            store: Store::default(),
            checkpoints: Vec::new(),
        };
        log.rewrite_tiles();
        log.checkpoints = checkpoints
            .iter()
            .map(|size| log.checkpoint(*size))
            .collect();
        log
    }

    pub fn checkpoint(&self, size: usize) -> Checkpoint {
        let root = root_at(size as u64, |level, index| self.store.read(level, index));
        let root = root.expect("the tiles are whole");
        Checkpoint {
            origin: ORIGIN.to_owned(),
            size: size as u64,
            root,
        }
    }

    /// Makes the tiles fit the records, as somebody would who can write both.
    pub fn rewrite_tiles(&mut self) {
        let leaves: Vec<_> = self
            .records
            .iter()
            .map(|(_, record)| leaf_hash(record))
            .collect();
        (_, self.store) = grow(&leaves, leaves.len().max(1));
    }

    /// Numbers the records from 0 on, as if nothing had been put in or taken out.
    pub fn renumber(&mut self) {
        for (number, (position, _)) in (0..).zip(&mut self.records) {
            *position = number;
        }
    }

    pub fn tile(&mut self, level: u8, index: u64) -> &mut Vec<u8> {
        self.store
            .0
            .get_mut(&(level, index))
            .expect("the tile is stored")
    }

    pub fn evidence(&self) -> Evidence<'_> {
        let mut evidence = Evidence::new();
        self.checkpoints
            .iter()
            .for_each(|checkpoint| evidence.trust(checkpoint.clone()));
        evidence
    }

    pub fn held_against(&self, evidence: Evidence<'_>) -> Verdict {
        let mut verifier = LogVerifier::new(evidence);
        self.records
            .iter()
            .for_each(|(position, record)| verifier.push(*position, record));
        verifier.finish()
    }

    pub fn verdict(&self) -> Verdict {
        let mut evidence = self.evidence();
        evidence.tiles(|level, index| self.store.read(level, index));
        let verdict = self.held_against(evidence);
        let mut tree = Edge::new();
        self.records
            .iter()
            .for_each(|(_, record)| tree.append(leaf_hash(record)));
        assert_eq!((verdict.size, verdict.root), (tree.size(), tree.root()));
        verdict
    }

    /// Checks which faults are found, by kind and position.
    #[track_caller]
    pub fn check(&self, expected: &[(FaultKind, u64)]) {
        let verdict = self.verdict();
        let found: Vec<_> = verdict
            .faults
            .iter()
            .map(|fault| (fault.kind, fault.position.unwrap_or(u64::MAX)))
            .collect();
        assert_eq!(found, expected, "{:#?}", verdict.faults);
        assert_eq!(verdict.is_ok(), expected.is_empty());
        assert_eq!(verdict.more_faults, 0);
        assert_eq!(
            self.held_against(self.evidence()).is_ok(),
            expected.iter().all(only_tiles)
        );
    }

    /// Like [`Log::check`], for faults that nothing but the tiles tells.
    #[track_caller]
    pub fn check_with_tiles(&self, expected: &[(FaultKind, u64)]) {
        let faults = self.verdict().faults;
        let found: Vec<_> = faults
            .iter()
            .map(|fault| (fault.kind, fault.position))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, at)| (*kind, Some(*at)))
            .collect();
        assert_eq!(found, expected, "{faults:#?}");
    }

    pub fn tiles_are_right(&self) -> bool {
        let leaves: Vec<_> = self
            .records
            .iter()
            .map(|(_, record)| leaf_hash(record))
            .collect();
        grow(&leaves, leaves.len().max(1)).1.0 == self.store.0
    }

    /// Lets two records change places.
    pub fn swap(&mut self, one: usize, other: usize) {
        let record = self.records[one].1.clone();
        self.records[one].1 = std::mem::replace(&mut self.records[other].1, record);
    }
}

/// Nobody can miss tiles who was given none.
fn only_tiles((kind, _): &(FaultKind, u64)) -> bool {
    *kind == FaultKind::Tile
}

pub fn record(number: u64) -> Vec<u8> {
    format!("what happened as number {number}").into_bytes()
}
