//! What a verifier has found so far, and what that means.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::fault::{Fault, FaultKind};
use super::stored::{first_record, tile_name};
use crate::Hash;
use crate::tile::TILE_WIDTH;

/// So many faults are kept; the others are only counted.
pub const MAX_FAULTS: usize = 1000;

/// What a message adds where nothing tells records and tiles apart.
const UNPROVEN: &str = ", or the stored tiles were: no checkpoint that is to be believed tells which of them are right";

/// A place where the records are not those that the stored leaf hashes tell.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    /// Where the record stood, or would stand.
    pub(super) expected_at: u64,
    /// Where it stands.
    pub(super) found_at: u64,
    /// The leaf hash that is stored, if a record is replaced or gone.
    pub(super) expected: Option<Hash>,
    /// The leaf hash of the record that is there, if one is.
    pub(super) found: Option<Hash>,
    /// Whether the stored leaf hashes are known to be right.
    pub(super) proven: bool,
}

impl Difference {
    /// The tile of level 0 that tells it.
    pub(super) fn tile(&self) -> u64 {
        self.expected_at / TILE_WIDTH as u64
    }
}

/// Everything found, of which a bounded number is kept.
#[derive(Default)]
pub(super) struct Findings {
    faults: Vec<Fault>,
    differences: Vec<Difference>,
    /// Tiles that are told already.
    tiles: BTreeSet<(u8, u64)>,
    /// Of the stretch that no checkpoint has judged yet.
    open: Vec<Difference>,
    /// Tiles that differ from the tree, which nothing has proven to be right yet.
    open_tiles: Vec<(u8, u64, String)>,
    /// What would have been too much to keep.
    more: u64,
    open_more: u64,
}

impl Findings {
    pub(super) fn add(&mut self, kind: FaultKind, position: Option<u64>, message: String) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(Fault {
                position,
                kind,
                message,
            });
        } else {
            self.more += 1;
        }
    }

    pub(super) fn add_tile(&mut self, level: u8, index: u64, what: &str) {
        if !self.tiles.insert((level, index)) {
            return;
        }
        let message = format!(
            "{} {what}; rebuild the tree from the log",
            tile_name(level, index)
        );
        self.add(FaultKind::Tile, Some(first_record(level, index)), message);
    }

    pub(super) fn differ(&mut self, difference: Difference) {
        if self.open.len() < MAX_FAULTS {
            self.open.push(difference);
        } else {
            self.open_more += 1;
        }
    }

    pub(super) fn tile_differs(&mut self, level: u8, index: u64, what: String) {
        if self.open_tiles.len() < MAX_FAULTS {
            self.open_tiles.push((level, index, what));
        } else {
            self.open_more += 1;
        }
    }

    /// The records are right: where the tiles tell others, these are wrong.
    pub(super) fn records_are_right(&mut self) {
        let open = std::mem::take(&mut self.open);
        // Hashes of a tile are no faults each.
        self.open_more = self.open_more.min(1);
        let tiles: BTreeSet<u64> = open.iter().map(Difference::tile).collect();
        for index in tiles {
            self.add_tile(0, index, "has hashes that are not those of its records");
        }
        self.tree_is_right();
    }

    /// The tree that the stored leaf hashes make is right, and so are the differences; tiles that do not fit it are wrong.
    pub(super) fn tree_is_right(&mut self) {
        self.open
            .iter_mut()
            .for_each(|difference| difference.proven = true);
        self.close();
    }

    /// Neither the records nor the tiles are known to be right: tiles that do not fit mean nothing.
    pub(super) fn nothing_is_right(&mut self) {
        self.open_tiles.clear();
        self.close();
    }

    /// Keeps what is open as it is.
    pub(super) fn close(&mut self) {
        let room = MAX_FAULTS.saturating_sub(self.differences.len());
        let kept = self.open.len().min(room);
        self.more += std::mem::take(&mut self.open_more) + (self.open.len() - kept) as u64;
        self.differences.extend(self.open.drain(..).take(kept));
        for (level, index, what) in std::mem::take(&mut self.open_tiles) {
            self.add_tile(level, index, &what);
        }
    }

    /// Neither the records nor the stored leaf hashes are right, but these tiles are known to be wrong. What they tell
    /// means nothing; other differences stay. Gives the tiles that told any.
    pub(super) fn tiles_are_wrong(&mut self, wrong: &BTreeSet<u64>) -> BTreeSet<u64> {
        self.open_tiles.clear();
        let told: BTreeSet<u64> = self.open.iter().map(Difference::tile).collect();
        self.open
            .retain(|difference| !wrong.contains(&difference.tile()));
        let told: BTreeSet<u64> = told.intersection(wrong).copied().collect();
        for index in &told {
            self.add_tile(0, *index, "does not lead to the signed checkpoint");
        }
        self.tree_is_right();
        told
    }

    /// How many differences were put down to the records.
    pub(super) fn differences(&self) -> u64 {
        self.differences.len() as u64 + self.more
    }

    pub(super) fn has_removed(&self, positions: Range<u64>) -> bool {
        let gone = |difference: &Difference| {
            positions.contains(&difference.expected_at) && difference.found.is_none()
        };
        self.differences.iter().any(gone)
    }

    pub(super) fn has(&self, kind: FaultKind) -> bool {
        self.faults.iter().any(|fault| fault.kind == kind)
    }

    /// All faults by position, and how many more there were.
    pub(super) fn conclude(mut self) -> (Vec<Fault>, u64) {
        let differences = std::mem::take(&mut self.differences);
        let mut faults = std::mem::take(&mut self.faults);
        faults.extend(name(&differences));
        faults.sort_by_key(|fault| fault.position);
        let too_many = faults.len().saturating_sub(MAX_FAULTS);
        faults.truncate(MAX_FAULTS);
        (faults, self.more + too_many as u64)
    }
}

/// Tells for each difference what was done: a record that is gone here may stand there.
fn name(differences: &[Difference]) -> Vec<Fault> {
    let mut missing_at: HashMap<Hash, usize> = HashMap::new();
    for (number, difference) in differences.iter().enumerate() {
        if let Some(expected) = difference.expected {
            missing_at.insert(expected, number);
        }
    }
    // Of each difference, the one that tells where its record stood before.
    let origins: Vec<Option<usize>> = differences
        .iter()
        .map(|difference| missing_at.get(&difference.found?).copied())
        .collect();
    let mut found_again = vec![false; differences.len()];
    origins
        .iter()
        .flatten()
        .for_each(|origin| found_again[*origin] = true);

    let mut faults = Vec::new();
    for (number, difference) in differences.iter().enumerate() {
        let origin = origins[number].map(|origin| (origin, &differences[origin]));
        let fault = match (origin, difference.found) {
            (Some((other, origin)), _) if origins[other] == Some(number) => {
                // Both differences tell the same exchange.
                (number < other).then(|| swapped(difference.found_at, origin.found_at))
            }
            (Some((_, origin)), _) if is_neighbour(difference, origin) => {
                let (one, other) = (difference.found_at, origin.expected_at);
                Some(swapped(one.min(other), one.max(other)))
            }
            (Some((_, origin)), _) => Some(moved(origin.expected_at, difference.found_at)),
            (None, Some(_)) if difference.expected.is_some() => Some(edited(difference)),
            (None, Some(_)) => Some(inserted(difference.found_at)),
            (None, None) if found_again[number] => None,
            (None, None) => Some(removed(difference.expected_at)),
        };
        faults.extend(fault.map(|mut fault| {
            if !difference.proven {
                fault.message.push_str(UNPROVEN);
            }
            fault
        }));
    }
    faults
}

/// Whether a record that is gone here and one that is new there stand side by side.
fn is_neighbour(new: &Difference, gone: &Difference) -> bool {
    new.expected.is_none() && gone.found.is_none() && new.found_at.abs_diff(gone.expected_at) == 1
}

fn fault(kind: FaultKind, position: u64, message: String) -> Fault {
    Fault {
        position: Some(position),
        kind,
        message,
    }
}

fn swapped(one: u64, other: u64) -> Fault {
    let message = format!("the records {one} and {other} have changed places");
    fault(FaultKind::Swapped, one, message)
}

fn moved(from: u64, to: u64) -> Fault {
    let message = format!("the record {to} is the one that was recorded as {from}");
    fault(FaultKind::Moved, to, message)
}

fn edited(difference: &Difference) -> Fault {
    let Difference {
        expected_at,
        found_at,
        ..
    } = *difference;
    let before = if expected_at == found_at {
        String::new()
    } else {
        format!(", or it stands in the place of the one that was recorded as {expected_at}")
    };
    let message = format!("the record {found_at} was changed after it was recorded{before}");
    fault(FaultKind::Edited, found_at, message)
}

fn inserted(position: u64) -> Fault {
    let message = format!("the record {position} was put in among those that were recorded");
    fault(FaultKind::Inserted, position, message)
}

fn removed(position: u64) -> Fault {
    let message = format!("the record that was recorded as {position} is gone");
    fault(FaultKind::Removed, position, message)
}
