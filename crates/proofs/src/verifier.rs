//! Holds a log against its checkpoints, record by record, and says what is wrong with it and where (R64).
//!
//! The records are hashed into a tree, and at the size of each believed checkpoint its root must be the one that was
//! signed. The stored tiles serve to locate: where the leaf hash of a record is not the stored one, the two
//! runs of hashes are aligned, and a second tree goes on with what the tiles tell. At the next checkpoint one of the
//! trees has the signed root: either the records are right, and the tiles are not, or the tiles are, and the differences
//! are what was done to the records. Where neither has it, the tiles that lead to the checkpoint are
//! told from those that do not.

mod alignment;
mod end;
mod evidence;
mod fault;
mod findings;
mod judgement;
mod stored;

use std::collections::VecDeque;
use std::ops::Range;

use crate::checkpoint::Checkpoint;
use crate::edge::Edge;
use crate::hash::{Hash, leaf_hash};
use crate::tile::{TILE_WIDTH, Tile};
use alignment::{Extent, Step, align};
pub use evidence::Evidence;
pub use fault::{Fault, FaultKind};
pub use findings::MAX_FAULTS;
use findings::{Difference, Findings};
use stored::StoredTiles;

/// So many records are held back before they are first aligned with the stored hashes.
const FIRST_WINDOW: usize = 64;
/// So many are held back at most. A longer run of foreign records is told record by record.
const LAST_WINDOW: usize = 65_536;

/// What a log was found to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// How many records there are.
    pub size: u64,
    /// The root of the tree over them as they are.
    pub root: Hash,
    /// What is wrong, by position: at most [`MAX_FAULTS`].
    pub faults: Vec<Fault>,
    /// How many faults there were besides.
    pub more_faults: u64,
}

impl Verdict {
    /// Whether every record is the one that was signed, and every tile the one that it should be.
    pub fn is_ok(&self) -> bool {
        self.faults.is_empty() && self.more_faults == 0
    }
}

/// Takes a log's records in order. Memory does not grow with the log.
pub struct LogVerifier<'a> {
    /// By size.
    checkpoints: Vec<Checkpoint>,
    /// How many of them have been reached.
    judged: usize,
    tiles: StoredTiles<'a>,
    findings: Findings,
    /// Whether a log without any checkpoint is not at fault.
    may_be_unsigned: bool,
    /// The tree as the records make it, on top of what was right at the last checkpoint.
    found: Edge,
    /// The tree as the stored leaf hashes make it, from the first difference to the next checkpoint.
    expected: Option<Edge>,
    /// The tree at the last checkpoint, once that is reached.
    signed: Option<Edge>,
    /// The tree as the records alone make it, once that is another than `found`.
    recorded: Option<Edge>,
    /// The trees of `found` at the checkpoints that it has reached and `expected` has not, where the root is the signed one.
    right_as_found: Vec<(usize, Edge)>,
    /// How many checkpoints `found` has reached.
    passed: usize,
    /// Records that are not compared yet, with their positions.
    pending: VecDeque<(u64, Hash)>,
    /// So many of these are needed before they are aligned; 0 while records and stored hashes are in step.
    window: usize,
    /// Where the first of them belongs by the stored hashes.
    next: u64,
    /// Where the stretch begins that the next checkpoint judges.
    stretch: u64,
    /// After a checkpoint that nothing leads to, nothing behind it can be judged.
    lost: bool,
    /// The position that the next record should have.
    position: u64,
    /// Positions that no record has.
    gaps: Vec<Range<u64>>,
}

impl<'a> LogVerifier<'a> {
    /// A verifier that has seen no record yet.
    pub fn new(evidence: Evidence<'a>) -> LogVerifier<'a> {
        let Evidence {
            checkpoints,
            tiles,
            findings,
            may_be_unsigned,
        } = evidence;
        let mut verifier = LogVerifier {
            checkpoints: checkpoints.into_values().collect(),
            judged: 0,
            tiles,
            findings,
            may_be_unsigned,
            found: Edge::new(),
            expected: None,
            signed: None,
            recorded: None,
            right_as_found: Vec::new(),
            passed: 0,
            pending: VecDeque::new(),
            window: 0,
            next: 0,
            stretch: 0,
            lost: false,
            position: 0,
            gaps: Vec::new(),
        };
        verifier.judge_if_due();
        verifier
    }

    /// Takes the next record: the position that it bears, and its bytes as they are stored.
    pub fn push(&mut self, position: u64, record: &[u8]) {
        self.note_position(position);
        let leaf = leaf_hash(record);
        if let Some(recorded) = &mut self.recorded {
            append(recorded, leaf);
        }
        if self.expected.is_none() && !self.fits(&leaf) {
            self.expected = Some(self.found.clone());
            self.passed = self.judged;
        }
        self.find(leaf);
        self.pending.push_back((position, leaf));
        self.compare();
        if self.window > 0 && self.pending.len() >= self.window {
            let full = self.window >= LAST_WINDOW;
            self.realign(if full { Extent::Full } else { Extent::Growing });
        }
    }

    /// Says what was found, after the last record.
    pub fn finish(mut self) -> Verdict {
        while self.window > 0 {
            self.realign(Extent::Whole);
        }
        let size = self.recorded.as_ref().unwrap_or(&self.found).size();
        let root = self.recorded.as_ref().unwrap_or(&self.found).root();
        self.check_end(size);
        self.check_positions();
        let (faults, more_faults) = self.findings.conclude();
        Verdict {
            size,
            root,
            faults,
            more_faults,
        }
    }

    /// How many records the last checkpoint vouches for.
    fn signed_size(&self) -> Option<u64> {
        self.checkpoints.last().map(|checkpoint| checkpoint.size)
    }

    /// The leaf hash that the tiles tell for a position, as far as anything is signed.
    fn stored_leaf(&mut self, position: u64) -> Option<Hash> {
        if self.signed_size().is_some_and(|signed| position >= signed) {
            return None;
        }
        self.tiles.leaf(position)
    }

    /// Whether the leaf is the stored one at [`Self::next`], or none is known.
    fn fits(&mut self, leaf: &Hash) -> bool {
        self.stored_leaf(self.next)
            .is_none_or(|stored| stored == *leaf)
    }

    fn find(&mut self, leaf: Hash) {
        if self.expected.is_none() {
            self.found.append(leaf);
            return;
        }
        append(&mut self.found, leaf);
        while let Some(checkpoint) = self.checkpoints.get(self.passed)
            && checkpoint.size <= self.found.size()
        {
            if checkpoint.size == self.found.size() && checkpoint.root == self.found.root() {
                self.right_as_found.push((self.passed, self.found.clone()));
            }
            self.passed += 1;
        }
    }

    /// Steps over the pending records that are in step with the stored hashes.
    fn compare(&mut self) {
        while self.window == 0
            && let Some((_, leaf)) = self.pending.front().copied()
        {
            if self.fits(&leaf) {
                self.step(Step::Same);
            } else {
                self.window = FIRST_WINDOW;
            }
        }
    }

    /// Aligns the pending records with the stored hashes, and takes the steps that this tells.
    fn realign(&mut self, extent: Extent) {
        let found: Vec<_> = self.pending.iter().map(|(_, leaf)| *leaf).collect();
        let mut end = self.next.saturating_add(found.len() as u64);
        if extent == Extent::Whole {
            end = end.saturating_add(LAST_WINDOW as u64);
        }
        end = end.min(self.signed_size().unwrap_or(end));
        let mut expected: Vec<_> = (self.next..end)
            .map(|position| self.stored_leaf(position))
            .collect();
        if self.signed_size().is_none() {
            // Without a checkpoint, nothing but the tiles says where the log ends.
            let known = expected.iter().rposition(Option::is_some);
            expected.truncate(known.map_or(0, |last| last + 1));
        }
        let Some(steps) = align(&expected, &found, extent) else {
            self.window = (self.window * 2).min(LAST_WINDOW);
            return;
        };
        for step in steps {
            self.step(step);
        }
        self.window = 0;
        self.compare();
    }

    fn step(&mut self, step: Step) {
        // Behind the last checkpoint a record is not extra, but unsigned.
        let signed = self.signed_size().is_none_or(|signed| self.next < signed);
        let step = if step == Step::Extra && !signed {
            Step::Same
        } else {
            step
        };
        let stored = match step {
            Step::Replaced | Step::Missing => self.stored_leaf(self.next),
            Step::Same | Step::Extra => None,
        };
        let record = match step {
            Step::Missing => None,
            Step::Same | Step::Replaced | Step::Extra => self.pending.pop_front(),
        };
        if step != Step::Same {
            let place = record.or(self.pending.front().copied());
            self.findings.differ(Difference {
                expected_at: self.next,
                found_at: place.map_or(self.position, |(position, _)| position),
                expected: stored,
                found: record.map(|(_, leaf)| leaf),
                proven: false,
            });
        }
        if step != Step::Extra {
            let leaf = stored.or(record.map(|(_, leaf)| leaf));
            self.grow(leaf.unwrap_or_default());
        }
    }

    /// Adds a leaf to the tree that the tiles are compared with.
    fn grow(&mut self, leaf: Hash) {
        self.next += 1;
        if let Some(expected) = &mut self.expected {
            expected.append(leaf);
        }
        // Tiles need not know of records that are not signed.
        let signed = self.signed_size().is_none_or(|signed| self.next <= signed);
        let tree = self.expected.as_mut().unwrap_or(&mut self.found);
        if tree.size().is_multiple_of(TILE_WIDTH as u64) {
            let mut tiles = tree.take_tiles();
            tiles.retain(|tile| signed && tile.is_full());
            for Tile {
                level,
                index,
                hashes,
            } in tiles
            {
                if let Some(what) = self.tiles.difference(level, index, &hashes, false) {
                    self.findings.tile_differs(level, index, what);
                }
            }
        }
        self.judge_if_due();
    }
}

/// Adds a leaf to a tree whose tiles nobody asks for.
fn append(tree: &mut Edge, leaf: Hash) {
    tree.append(leaf);
    if tree.size().is_multiple_of(TILE_WIDTH as u64) {
        tree.take_tiles();
    }
}
