//! What a checkpoint says of the records and tiles before it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::LogVerifier;
use super::fault::FaultKind;
use super::stored::Astray;
use crate::edge::Edge;
use crate::tile::TILE_WIDTH;

const WIDTH: u64 = TILE_WIDTH as u64;

impl LogVerifier<'_> {
    pub(super) fn judge_if_due(&mut self) {
        while self
            .checkpoints
            .get(self.judged)
            .is_some_and(|due| due.size == self.next)
        {
            self.judge(self.judged);
            self.stretch = self.next;
            if self.judged == self.checkpoints.len() {
                let tree = self.expected.as_ref().unwrap_or(&self.found);
                self.signed = Some(tree.clone());
            }
        }
    }

    /// Compares the trees with a checkpoint that is reached.
    fn judge(&mut self, number: usize) {
        let signed = self.checkpoints[number].root;
        self.judged = number + 1;
        let expected = self.expected.take();
        let as_found = match &expected {
            None => (self.found.root() == signed).then_some(None),
            Some(_) => self.take_right_as_found(number).map(Some),
        };
        if let Some(base) = as_found {
            self.findings.records_are_right();
            self.lost = false;
            let in_step = self.pending.is_empty() && self.found.size() == self.next;
            self.expected = base.filter(|_| !in_step);
            return;
        }
        let base = match expected {
            Some(tree) if tree.root() == signed => {
                self.findings.tree_is_right();
                self.lost = false;
                tree
            }
            other => {
                let best = other.unwrap_or_else(|| self.found.clone());
                self.investigate(number).unwrap_or(best)
            }
        };
        self.continue_from(base);
    }

    fn take_right_as_found(&mut self, number: usize) -> Option<Edge> {
        let mut reached = self.right_as_found.iter();
        let place = reached.position(|(reached, _)| *reached == number)?;
        Some(self.right_as_found.swap_remove(place).1)
    }

    /// Goes on from a tree that is right, or the best there is, with the records that are not compared yet.
    fn continue_from(&mut self, base: Edge) {
        if self.recorded.is_none() {
            self.recorded = Some(self.found.clone());
        }
        self.expected = (!self.pending.is_empty()).then(|| base.clone());
        self.found = base;
        self.passed = self.judged;
        self.right_as_found.clear();
        for (_, leaf) in self.pending.clone() {
            self.find(leaf);
        }
    }

    /// Neither the records nor the stored leaf hashes of the stretch lead to the checkpoint. Says what can be said, and
    /// gives the tree at the checkpoint if the other tiles still tell it.
    fn investigate(&mut self, number: usize) -> Option<Edge> {
        let checkpoint = &self.checkpoints[number];
        let stretch = self.stretch..checkpoint.size;
        let Some(edge) = self.tiles.edge_at(checkpoint) else {
            self.findings.nothing_is_right();
            if !self.lost {
                self.rewritten(stretch);
            }
            self.lost = true;
            return None;
        };
        let before = self.findings.differences();
        let mut wrong = BTreeSet::new();
        let mut rewritten = Vec::new();
        for astray in self.tiles.astray(checkpoint.size, &stretch) {
            match astray {
                Astray::Tile(level, index) => {
                    self.findings
                        .add_tile(level, index, "does not lead to the signed checkpoint");
                }
                Astray::Records(records) if records.end - records.start == WIDTH => {
                    wrong.insert(records.start / WIDTH);
                }
                Astray::Records(records) => rewritten.push(records),
            }
        }
        let told = self.findings.tiles_are_wrong(&wrong);
        rewritten.extend(wrong.difference(&told).map(|index| records_under(*index)));
        let explained = self.lost || self.findings.differences() > before || !rewritten.is_empty();
        if !explained {
            // Then a record under one of the tiles that are wrong was changed, too.
            rewritten.extend(told.iter().map(|index| records_under(*index)));
        }
        for records in rewritten {
            self.rewritten(records.start.max(stretch.start)..records.end.min(stretch.end));
        }
        self.lost = false;
        Some(edge)
    }

    fn rewritten(&mut self, records: Range<u64>) {
        let (first, last) = (records.start, records.end.saturating_sub(1));
        let why = if self.tiles.are_given() {
            "the stored tiles do not lead to the signed checkpoint either"
        } else {
            "no tiles were given"
        };
        let message = format!(
            "the records {first} to {last} are not all those that were signed; which of them differ cannot be told, because {why}"
        );
        self.findings
            .add(FaultKind::Rewritten, Some(first), message);
    }
}

fn records_under(tile: u64) -> Range<u64> {
    tile * WIDTH..(tile + 1) * WIDTH
}
