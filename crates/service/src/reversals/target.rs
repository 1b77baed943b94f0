//! Which records are to be taken back, or given again.

use rollbook_book::Reads;
use rollbook_domain::Position;

use super::ReversalTarget;
use crate::Error;

/// What was asked for, and the records that it means.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// As it is recorded: a query names accounts by their ids.
    pub(super) asked: ReversalTarget,
    pub(super) records: Records,
}

/// The positions of records.
#[derive(Clone, Debug)]
pub(super) enum Records {
    /// From one to another, both included; none where the second is less.
    Range(Position, Position),
    /// These, in order.
    Listed(Vec<Position>),
}

impl Target {
    /// Finds the records of a batch or an event.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for a query that finds nothing.
    pub(super) fn find(
        reads: &Reads<'_>,
        asked: ReversalTarget,
        queried: Vec<Position>,
    ) -> Result<Target, Error> {
        let records = match &asked {
            ReversalTarget::Batch(id) => {
                let batch = reads.batch(*id)?.ok_or(Error::NotFound("batch"))?;
                Records::Range(Position(batch.first.0 + 1), batch.last)
            }
            ReversalTarget::Event(position) => {
                let position = Position(*position);
                if reads.head()?.is_none_or(|head| head < position) {
                    return Err(Error::NotFound("event"));
                }
                Records::Listed(vec![position])
            }
            ReversalTarget::Query(_) => {
                let mut positions = queried;
                positions.sort_unstable();
                positions.dedup();
                if positions.is_empty() {
                    return Err(nothing_found());
                }
                Records::Listed(positions)
            }
        };
        Ok(Target { asked, records })
    }

    pub(super) fn contains(&self, position: Position) -> bool {
        match &self.records {
            Records::Range(first, last) => (*first..=*last).contains(&position),
            Records::Listed(positions) => positions.binary_search(&position).is_ok(),
        }
    }

    /// Where it begins.
    pub(super) fn first(&self) -> Position {
        match &self.records {
            Records::Range(first, _) => *first,
            Records::Listed(positions) => positions.first().copied().unwrap_or(Position(0)),
        }
    }

    /// Whether nothing lies between its records.
    pub(super) fn has_no_gaps(&self) -> bool {
        match &self.records {
            Records::Range(..) => true,
            Records::Listed(positions) => positions.len() == 1,
        }
    }
}

/// To whom nothing of it is visible, it does not exist (R16).
pub(super) fn unknown(target: &ReversalTarget) -> Error {
    match target {
        ReversalTarget::Batch(_) => Error::NotFound("batch"),
        ReversalTarget::Event(_) => Error::NotFound("event"),
        ReversalTarget::Query(_) => nothing_found(),
    }
}

fn nothing_found() -> Error {
    Error::invalid(
        "query",
        "it finds no event that could be taken back: try it with `rollbook audit` first",
    )
}
