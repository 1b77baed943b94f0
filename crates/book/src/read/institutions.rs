//! Institutions.

use rollbook_domain::{InstitutionId, Position};
use rollbook_records::{Blind, Body, Sealed};
use rusqlite::{OptionalExtension, Row};

use super::Reads;
use crate::BookError;

const COLUMNS: &str = "institution, position, name, import_id, parent";

/// An institution; its texts are sealed under the ledger's key.
#[derive(Clone, Debug)]
pub struct InstitutionRow {
    pub id: InstitutionId,
    pub position: Position,
    pub name: Sealed,
    pub import_id: Option<Sealed>,
    /// The institution that it belongs to (R39).
    pub parent: Option<InstitutionId>,
}

impl InstitutionRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<InstitutionRow> {
        Ok(InstitutionRow {
            id: InstitutionId(row.get(0)?),
            position: Position(row.get(1)?),
            name: Sealed::from_bytes(row.get_ref(2)?.as_blob()?),
            import_id: row.get_ref(3)?.as_blob_or_null()?.map(Sealed::from_bytes),
            parent: row.get::<_, Option<u64>>(4)?.map(InstitutionId),
        })
    }
}

impl Reads<'_> {
    /// Every institution that was not removed, in the order of their ids.
    pub fn institutions(&self) -> Result<Vec<InstitutionRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM institutions WHERE removed IS NULL ORDER BY institution"
        ))?;
        let rows = statement.query_map([], InstitutionRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every institution that was there as of a position, as it was then (R50).
    pub fn institutions_at(&self, at: Position) -> Result<Vec<InstitutionRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS}, (SELECT max(position) FROM institution_events \
             WHERE institution_events.institution = institutions.institution AND position <= ?1) \
             FROM institutions WHERE position <= ?1 AND (removed IS NULL OR removed > ?1) \
             ORDER BY institution"
        ))?;
        let rows = statement.query_map([at.0], |row| {
            Ok((InstitutionRow::read(row)?, row.get(5).map(Position)?))
        })?;
        rows.map(|row| {
            let (row, told) = row?;
            self.as_told_at(row, told)
        })
        .collect()
    }

    /// The institution as the record at a position says.
    fn as_told_at(&self, row: InstitutionRow, told: Position) -> Result<InstitutionRow, BookError> {
        let (name, import_id, parent) = match self.record(told)?.body {
            Body::InstitutionAdded(event) => (event.name, event.import_id, event.parent),
            Body::InstitutionChanged(event) => (event.name, event.import_id, event.parent),
            _ => {
                return Err(BookError::Damaged(format!(
                    "the record at position {told} does not say what an institution is called"
                )));
            }
        };
        Ok(InstitutionRow {
            name,
            import_id,
            parent: parent.map(InstitutionId),
            ..row
        })
    }

    /// The institution with this id, unless removed.
    pub fn institution(&self, id: InstitutionId) -> Result<Option<InstitutionRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM institutions WHERE institution = ? AND removed IS NULL"
            ))?
            .query_row([id.0], InstitutionRow::read)
            .optional()?)
    }

    /// The positions of the records that say what an institution is called, oldest first.
    pub fn institution_positions(&self, id: InstitutionId) -> Result<Vec<Position>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT position FROM institution_events WHERE institution = ? ORDER BY position",
        )?;
        let rows = statement.query_map([id.0], |row| Ok(Position(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether an id was ever given: one of a removed institution is not given again.
    pub fn is_institution_taken(&self, id: InstitutionId) -> Result<bool, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM institutions WHERE institution = ?")?
            .exists([id.0])?)
    }

    /// The institution of this external id (R39).
    pub fn institution_by_import_id(
        &self,
        import_id: &Blind,
    ) -> Result<Option<InstitutionRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM institutions WHERE import_id_hash = ?"
            ))?
            .query_row([import_id], InstitutionRow::read)
            .optional()?)
    }

    /// The institution that was added first: new accounts without one join it (R39, R44).
    pub fn first_institution(&self) -> Result<Option<InstitutionId>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT institution FROM institutions WHERE removed IS NULL ORDER BY position LIMIT 1")?
            .query_row([], |row| Ok(InstitutionId(row.get(0)?)))
            .optional()?)
    }

    /// The institutions of this name (R06): names need not be unique.
    pub fn institutions_named(&self, name: &Blind) -> Result<Vec<InstitutionId>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT institution FROM institutions WHERE name_hash = ? AND removed IS NULL \
             ORDER BY institution",
        )?;
        let rows = statement.query_map([name], |row| Ok(InstitutionId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether an institution's external id is taken.
    pub fn has_import_id(&self, import_id: &Blind) -> Result<bool, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM institutions WHERE import_id_hash = ?")?
            .exists([import_id])?)
    }

    /// The highest id that was ever given.
    pub fn last_institution(&self) -> Result<Option<InstitutionId>, BookError> {
        let last: Option<u64> = self
            .connection
            .prepare_cached("SELECT max(institution) FROM institutions")?
            .query_row([], |row| row.get(0))?;
        Ok(last.map(InstitutionId))
    }
}
