//! Which records are to be taken back, or given again.

use rollbook_book::Reads;
use rollbook_domain::Position;
use rollbook_records::Record;

use super::ReversalTarget;
use crate::Error;

/// The positions of records.
#[derive(Clone, Debug)]
pub(super) enum Target {
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
        target: &ReversalTarget,
        queried: Option<Vec<Position>>,
    ) -> Result<Target, Error> {
        match target {
            ReversalTarget::Batch(id) => {
                let batch = reads.batch(*id)?.ok_or(Error::NotFound("batch"))?;
                Ok(Target::Range(Position(batch.first.0 + 1), batch.last))
            }
            ReversalTarget::Event(position) => {
                let position = Position(*position);
                let bytes = reads.bytes(position)?.ok_or(Error::NotFound("event"))?;
                Record::decode(&bytes)?;
                Ok(Target::Listed(vec![position]))
            }
            ReversalTarget::Query(_) => {
                let mut positions = queried.unwrap_or_default();
                positions.sort_unstable();
                positions.dedup();
                match positions.is_empty() {
                    true => Err(nothing_found()),
                    false => Ok(Target::Listed(positions)),
                }
            }
        }
    }

    pub(super) fn contains(&self, position: Position) -> bool {
        match self {
            Target::Range(first, last) => (*first..=*last).contains(&position),
            Target::Listed(positions) => positions.binary_search(&position).is_ok(),
        }
    }

    /// Where it begins.
    pub(super) fn first(&self) -> Position {
        match self {
            Target::Range(first, _) => *first,
            Target::Listed(positions) => positions.first().copied().unwrap_or(Position(0)),
        }
    }

    /// Whether nothing lies between its records.
    pub(super) fn has_no_gaps(&self) -> bool {
        match self {
            Target::Range(..) => true,
            Target::Listed(positions) => positions.len() == 1,
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
