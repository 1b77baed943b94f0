//! A pass over a part of the log, in either direction.

use rollbook_domain::Position;

use super::Reads;
use crate::BookError;

/// In which order a pass comes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Direction {
    OldestFirst,
    #[default]
    NewestFirst,
}

/// How a pass goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Onward {
    Next,
    /// At this position, passing over what lies between.
    At(Position),
    Stop,
}

impl Direction {
    /// The other one.
    pub fn reversed(self) -> Direction {
        match self {
            Direction::OldestFirst => Direction::NewestFirst,
            Direction::NewestFirst => Direction::OldestFirst,
        }
    }
}

impl Reads<'_> {
    /// Calls `visit` with the stored records from `first` to `last`, both included.
    pub fn scan<E: From<BookError>>(
        &self,
        first: Position,
        last: Position,
        direction: Direction,
        mut visit: impl FnMut(Position, &[u8]) -> Result<Onward, E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection
            .prepare_cached(match direction {
                Direction::OldestFirst => {
                    "SELECT position, record FROM log WHERE position BETWEEN ? AND ? \
                     ORDER BY position"
                }
                Direction::NewestFirst => {
                    "SELECT position, record FROM log WHERE position BETWEEN ? AND ? \
                     ORDER BY position DESC"
                }
            })
            .map_err(BookError::from)?;
        let (mut first, mut last) = (first, last);
        'seek: loop {
            let mut rows = statement
                .query((first.0, last.0))
                .map_err(BookError::from)?;
            while let Some(row) = rows.next().map_err(BookError::from)? {
                let position = Position(row.get(0).map_err(BookError::from)?);
                let bytes = row.get_ref(1).map_err(BookError::from)?;
                let bytes = bytes.as_blob().map_err(rusqlite::Error::from);
                match visit(position, bytes.map_err(BookError::from)?)? {
                    Onward::Next => {}
                    Onward::Stop => return Ok(()),
                    Onward::At(next) => {
                        match direction {
                            Direction::OldestFirst => first = next,
                            Direction::NewestFirst => last = next,
                        }
                        continue 'seek;
                    }
                }
            }
            return Ok(());
        }
    }
}
