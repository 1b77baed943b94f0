//! What shows only when no more records come.

use std::ops::Range;

use super::LogVerifier;
use super::fault::FaultKind;
use super::findings::MAX_FAULTS;
use crate::tile::TILE_WIDTH;

const WIDTH: u64 = TILE_WIDTH as u64;

impl LogVerifier<'_> {
    pub(super) fn note_position(&mut self, position: u64) {
        if position > self.position && self.gaps.len() < MAX_FAULTS {
            self.gaps.push(self.position..position);
        }
        if position < self.position {
            let message = format!(
                "the record {position} stands behind the record {}",
                self.position.saturating_sub(1)
            );
            self.findings.add(FaultKind::Moved, Some(position), message);
        }
        self.position = self.position.max(position.saturating_add(1));
    }

    /// Looks at the end of the log: what is cut off, what is not signed, and the tiles that are not full.
    pub(super) fn check_end(&mut self, size: u64) {
        let signed = self.signed_size();
        if let Some(signed) = signed.filter(|signed| self.next < *signed) {
            self.cut(self.next..signed, "were signed");
            self.judge_what_is_cut(signed);
        }
        if size > 0 && signed.map_or(!self.may_be_unsigned, |signed| self.next > signed) {
            let first = signed.unwrap_or(0);
            let message = match self.next.saturating_sub(first) {
                _ if signed.is_none() => format!("no checkpoint vouches for the {size} records"),
                1 => format!("the record {first} is behind the last signed checkpoint"),
                count => format!(
                    "the {count} records from {first} on are behind the last signed checkpoint"
                ),
            };
            self.findings.add(FaultKind::Unsigned, Some(first), message);
        }
        if self.lost {
            return self.findings.nothing_is_right();
        }
        if self.tiles.are_given() {
            self.check_last_tiles();
        }
        self.findings.close();
    }

    fn cut(&mut self, records: Range<u64>, known: &str) {
        let Range { start, end } = records;
        let message = match end - start {
            1 => format!("the last record that is known, {start}, is cut off: {end} {known}"),
            count => {
                format!("the last {count} records, from {start} on, are cut off: {end} {known}")
            }
        };
        self.findings.add(FaultKind::Cut, Some(start), message);
    }

    /// Goes on with the stored leaf hashes, so that the checkpoints ahead still judge the records that are there.
    fn judge_what_is_cut(&mut self, signed: u64) {
        while self.next < signed {
            let Some(leaf) = self.stored_leaf(self.next) else {
                return;
            };
            if self.expected.is_none() {
                self.expected = Some(self.found.clone());
                self.passed = self.judged;
            }
            self.grow(leaf);
        }
    }

    fn check_last_tiles(&mut self) {
        let tree = self.expected.as_ref().unwrap_or(&self.found);
        let tree = self.signed.as_ref().unwrap_or(tree).clone();
        // Leaf hashes that no record has are what is left of a log that was longer.
        let first = tree.size() / WIDTH * WIDTH;
        let mut stored = first..first + WIDTH;
        stored.end = stored
            .find(|position| self.tiles.leaf(*position).is_none())
            .unwrap_or(stored.end);
        if stored.end > self.next && !self.findings.has(FaultKind::Cut) {
            self.cut(self.next..stored.end, "have stored leaf hashes");
        }
        let may_be_longer = self.next > tree.size() || stored.end > tree.size();
        for (level, index, hashes) in tree.partial_tiles() {
            let what = self.tiles.difference(level, index, hashes, may_be_longer);
            if let Some(what) = what {
                self.findings.tile_differs(level, index, what);
            }
        }
    }

    /// Positions that no record bears, unless that is told already.
    pub(super) fn check_positions(&mut self) {
        for Range { start, end } in std::mem::take(&mut self.gaps) {
            if self.findings.has_removed(start..end) {
                continue;
            }
            let message = match end - start {
                1 => format!("no record bears the position {start}"),
                _ => format!("no record bears the positions {start} to {}", end - 1),
            };
            self.findings.add(FaultKind::Removed, Some(start), message);
        }
    }
}
