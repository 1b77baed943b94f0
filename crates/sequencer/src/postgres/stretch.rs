//! Takes a batch apart into what one statement carries.

use rollbook_domain::Position;

use crate::{Batch, EngineError};

/// Records are gathered until they are about so many bytes. The node and the server hold them in memory
/// several times over, and more bytes in one statement are not faster.
const BYTES: usize = 4 * 1024 * 1024;

/// Records that are read at once; each has at most 64 KiB.
const PIECE: usize = 512;

/// Records that follow each other.
pub(super) struct Stretch {
    /// The position of the first one.
    pub first: i64,
    pub records: Vec<Vec<u8>>,
    /// The record before the first one; none at the beginning of a log.
    pub behind: Option<Vec<u8>>,
    /// Of the tree that ends with the last one.
    pub checkpoint: Option<String>,
    /// Beside the last one.
    pub receipts: Option<Vec<u8>>,
    pub is_last: bool,
}

/// The stretches of a batch, in order.
pub(super) struct Stretches<'a> {
    batch: &'a Batch<'a>,
    next: Position,
    behind: Option<Vec<u8>>,
}

impl<'a> Stretches<'a> {
    pub(super) fn of(batch: &'a Batch<'a>) -> Stretches<'a> {
        Stretches {
            batch,
            next: batch.first(),
            behind: batch.record_at_head.map(<[u8]>::to_vec),
        }
    }

    /// The next one. There is always one more, until one was the last.
    pub(super) fn next_one(&mut self) -> Result<Stretch, EngineError> {
        let first = self.next;
        let end = self.batch.last().0 + 1;
        let (mut records, mut bytes) = (Vec::new(), 0);
        while bytes < BYTES && self.next.0 < end {
            let left = usize::try_from(end - self.next.0).unwrap_or(PIECE);
            let piece = (self.batch.records)(self.next, left.min(PIECE))?;
            if piece.is_empty() {
                let why = format!("the batch has no record for position {}", self.next);
                return Err(EngineError::Damaged(why));
            }
            bytes += piece.iter().map(Vec::len).sum::<usize>();
            self.next = Position(self.next.0 + piece.len() as u64);
            records.extend(piece);
        }
        let is_last = self.next.0 >= end;
        let checkpoint = self.batch.checkpoint.filter(|_| is_last);
        let receipts = self.batch.receipts.filter(|_| is_last);
        let behind = std::mem::replace(&mut self.behind, records.last().cloned());
        Ok(Stretch {
            first: first.0 as i64,
            records,
            behind,
            checkpoint: checkpoint.map(str::to_owned),
            receipts: receipts.map(<[u8]>::to_vec),
            is_last,
        })
    }
}
