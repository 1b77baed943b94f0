//! The log itself, and facts about the whole.

use chrono::{DateTime, Utc};
use rollbook_domain::Position;
use rollbook_proofs::Hash;
use rollbook_records::{Header, Record, Unit};
use rusqlite::OptionalExtension;

use super::Reads;
use crate::{BookError, tree};

impl Reads<'_> {
    /// How many records the log has; the head is one less.
    pub fn size(&self) -> Result<u64, BookError> {
        tree::log_size(self.connection)
    }

    /// The position of the last record; `None` where there is not even the first.
    pub fn head(&self) -> Result<Option<Position>, BookError> {
        Ok(self.size()?.checked_sub(1).map(Position))
    }

    /// The stored bytes of a record.
    pub fn bytes(&self, position: Position) -> Result<Option<Vec<u8>>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT record FROM log WHERE position = ?")?
            .query_row([position.0], |row| row.get(0))
            .optional()?)
    }

    /// At most `limit` stored records from a position on.
    pub fn log(&self, from: Position, limit: usize) -> Result<Vec<(Position, Vec<u8>)>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT position, record FROM log WHERE position >= ? ORDER BY position LIMIT ?",
        )?;
        let rows = statement.query_map((from.0, limit), |row| {
            Ok((Position(row.get(0)?), row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A record that must be there.
    pub fn record(&self, position: Position) -> Result<Record, BookError> {
        let bytes = self.bytes(position)?.ok_or_else(|| {
            BookError::Damaged(format!("there is no record at position {position}"))
        })?;
        Ok(Record::decode(&bytes)?)
    }

    /// Who, when and why a record was written, and at which position its unit begins.
    pub fn unit(&self, position: Position, record: &Record) -> Result<(Position, Unit), BookError> {
        match &record.header {
            Header::Own(unit) => Ok((position, unit.clone())),
            Header::Behind(distance) => {
                let first = Position(position.0.saturating_sub(u64::from(*distance)));
                match self.record(first)?.header {
                    Header::Own(unit) => Ok((first, unit)),
                    Header::Behind(_) => Err(BookError::Damaged(format!(
                        "the record at position {position} has no header"
                    ))),
                }
            }
        }
    }

    /// The time of the last record: none may be earlier.
    pub fn last_time(&self) -> Result<Option<DateTime<Utc>>, BookError> {
        let Some(head) = self.head()? else {
            return Ok(None);
        };
        Ok(Some(self.time_of(head)?))
    }

    /// The last position whose time is not behind `time`; `None` where the ledger was opened later.
    /// Time never runs backwards in the log, so halving finds it.
    pub fn position_at(&self, time: DateTime<Utc>) -> Result<Option<Position>, BookError> {
        let (mut low, mut high) = (0, self.size()?);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.time_of(Position(middle))? <= time {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low.checked_sub(1).map(Position))
    }

    /// The time of the record at a position.
    pub fn time_of(&self, position: Position) -> Result<DateTime<Utc>, BookError> {
        let record = self.record(position)?;
        Ok(self.unit(position, &record)?.1.at)
    }

    /// Where the counter of assigned `user_id`s stands; the first is 1.
    pub fn next_user_id(&self) -> Result<u64, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT value FROM facts WHERE name = 'next_user_id'")?
            .query_row([], |row| row.get(0))
            .optional()?
            .unwrap_or(1))
    }

    /// The positions at which an account has events, oldest first.
    pub fn positions(&self, account: u64) -> Result<Vec<Position>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT position FROM account_events WHERE account = ? ORDER BY position",
        )?;
        let rows = statement.query_map([account], |row| Ok(Position(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The same from a position on.
    pub fn positions_from(&self, account: u64, from: Position) -> Result<Vec<Position>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT position FROM account_events WHERE account = ? AND position >= ? \
             ORDER BY position",
        )?;
        let rows = statement.query_map((account, from.0), |row| Ok(Position(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The hashes of a Merkle tile, as stored.
    pub fn tile(&self, level: u8, index: u64) -> Result<Option<Vec<u8>>, BookError> {
        tree::read_tile(self.connection, level, index)
    }

    /// The Merkle root told by the stored tiles (R64).
    pub fn root(&self) -> Result<Hash, BookError> {
        let mut edge = rollbook_proofs::Edge::new();
        tree::follow(self.connection, &mut edge)?;
        Ok(edge.root())
    }

    /// What SQLite itself finds wrong with the file; empty where it is sound.
    pub fn integrity_faults(&self) -> Result<Vec<String>, BookError> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(rows
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .filter(|line| line != "ok")
            .collect())
    }
}
