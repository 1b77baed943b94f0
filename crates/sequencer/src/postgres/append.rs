//! Appends records in one transaction: as one statement, or where they are many as several.

use tokio_postgres::types::Type;

use super::PostgresLog;
use super::connection::Connection;
use super::database::Asked;
use super::fault::Fault;
use super::stretch::{Stretch, Stretches};
use crate::{Appended, Batch, EngineError};

/// `$3` is the record that must stand before the first one: without it there would be a gap, or the
/// log of another ledger would go on with ours. The last record bears the checkpoint and the receipts.
const INSERT: &str = "WITH behind AS (
        SELECT WHERE $1 = 0 OR EXISTS (
            SELECT FROM rollbook_log WHERE position = $1 - 1 AND ($3 IS NULL OR record = $3))
    ), kept AS (
        INSERT INTO rollbook_receipts (position, receipts)
        SELECT $1 + cardinality($2) - 1, $5 FROM behind WHERE $5 IS NOT NULL
    )
    INSERT INTO rollbook_log (position, record, checkpoint)
    SELECT $1 + place - 1, record, CASE WHEN place = cardinality($2) THEN $4 END
    FROM behind, unnest($2) WITH ORDINALITY AS new (record, place)";

/// How many of two records are there as they are to be.
const HOLDS: &str = "SELECT count(*) FROM rollbook_log
    WHERE position = $1 AND record = $2 OR position = $3 AND record = $4";

/// How an attempt ended that did not commit.
enum Failure {
    /// Our own faults, and those of the database that leave no doubt.
    Clean(EngineError),
    /// A record stands where ours was to.
    Taken,
    /// What must stand before ours does not.
    NotBehind,
    Unknown(EngineError),
}

impl PostgresLog {
    pub(super) fn append_batch(&self, batch: &Batch<'_>) -> Appended {
        let mut stretches = Stretches::of(batch);
        let attempt = || {
            let first = stretches.next_one()?;
            let connection = self.database.connection();
            let connection = connection.map_err(|fault| self.clean(fault))?;
            match first.is_last {
                true => self.append_at_once(connection, first),
                false => {
                    let begun = self.database.ask(&connection, |client| async move {
                        client.batch_execute("BEGIN").await
                    });
                    begun.map_err(|fault| self.clean(fault))?;
                    self.append_in_pieces(connection, first, stretches)
                }
            }
        };
        self.settle(batch, attempt())
    }

    /// As an append, on a connection that has begun a transaction.
    pub(super) fn append_in_transaction(
        &self,
        connection: Connection,
        batch: &Batch<'_>,
    ) -> Appended {
        let mut stretches = Stretches::of(batch);
        let attempt = || {
            let first = stretches.next_one()?;
            self.append_in_pieces(connection, first, stretches)
        };
        self.settle(batch, attempt())
    }

    fn append_at_once(&self, connection: Connection, only: Stretch) -> Result<Connection, Failure> {
        let count = only.records.len() as u64;
        let asked = self.insert(&connection, only);
        match self.database.answer(asked, &connection) {
            Ok(inserted) if inserted == count => Ok(connection),
            Ok(_) => Err(Failure::NotBehind),
            Err(Fault::Duplicate) => {
                self.database.put_back(connection);
                Err(Failure::Taken)
            }
            Err(fault) => Err(self.doubtful(fault)),
        }
    }

    /// Where anything fails before the end, the connection is dropped, and with it all that it did.
    fn append_in_pieces(
        &self,
        connection: Connection,
        first: Stretch,
        mut rest: Stretches<'_>,
    ) -> Result<Connection, Failure> {
        let (mut next, mut is_first) = (Some(first), true);
        while let Some(stretch) = next {
            let (count, is_last) = (stretch.records.len() as u64, stretch.is_last);
            let asked = self.insert(&connection, stretch);
            // Read while the server writes.
            next = match is_last {
                true => None,
                false => Some(rest.next_one()?),
            };
            match self.database.answer(asked, &connection) {
                Ok(inserted) if inserted == count => is_first = false,
                Ok(_) if is_first => return Err(Failure::NotBehind),
                Ok(_) => {
                    let fault = Fault::Damaged("a record just written is not there".to_owned());
                    return Err(self.clean(fault));
                }
                Err(Fault::Duplicate) => return Err(Failure::Taken),
                Err(fault) => return Err(self.clean(fault)),
            }
        }
        let committed = self.database.ask(&connection, |client| async move {
            client.batch_execute("COMMIT").await
        });
        match committed {
            Ok(()) => Ok(connection),
            Err(fault) => Err(self.doubtful(fault)),
        }
    }

    fn insert(&self, connection: &Connection, stretch: Stretch) -> Asked<u64> {
        self.database.begin(connection, |client| async move {
            let parameters = [
                (&stretch.first as _, Type::INT8),
                (&stretch.records as _, Type::BYTEA_ARRAY),
                (&stretch.behind as _, Type::BYTEA),
                (&stretch.checkpoint as _, Type::TEXT),
                (&stretch.receipts as _, Type::BYTEA),
            ];
            client.execute_typed(INSERT, &parameters).await
        })
    }

    fn settle(&self, batch: &Batch<'_>, attempted: Result<Connection, Failure>) -> Appended {
        match attempted {
            Ok(connection) => {
                self.tell(connection);
                Appended::Committed
            }
            Err(Failure::Clean(error)) => Appended::Failed(error),
            Err(Failure::Unknown(error)) => Appended::Unknown(error),
            Err(Failure::Taken) => match self.holds(batch) {
                Ok(true) => self.confirm(),
                Ok(false) => Appended::Conflict,
                Err(error) => Appended::Failed(error),
            },
            Err(Failure::NotBehind) => self.blame_head(batch),
        }
    }

    /// Whether an attempt before this one has written the records. Nobody else's are the same bytes, and
    /// they are there all or none, so the first and the last of them decide.
    fn holds(&self, batch: &Batch<'_>) -> Result<bool, EngineError> {
        let (first, last) = (batch.first(), batch.last());
        let one = |position| (batch.records)(position, 1).map(|mut records| records.pop());
        let (first_record, last_record) = (one(first)?, one(last)?);
        let (first, last) = (first.0 as i64, last.0 as i64);
        let wanted = if first == last { 1 } else { 2 };
        let found = self.database.ask_again(move |client| {
            let (first_record, last_record) = (first_record.clone(), last_record.clone());
            async move {
                let parameters = [
                    (&first as _, Type::INT8),
                    (&first_record as _, Type::BYTEA),
                    (&last as _, Type::INT8),
                    (&last_record as _, Type::BYTEA),
                ];
                let row = client.query_typed_one(HOLDS, &parameters).await?;
                row.try_get::<_, i64>(0)
            }
        });
        let found = found.map_err(|fault| self.told(fault))?;
        Ok(found == wanted)
    }

    /// What an attempt before has written may be there and not yet with the standby.
    fn confirm(&self) -> Appended {
        match self.database.confirm() {
            Ok(()) => Appended::Committed,
            Err(fault) => Appended::Unknown(self.told(fault)),
        }
    }

    /// The log ends before the head that was expected, or has another record there.
    fn blame_head(&self, batch: &Batch<'_>) -> Appended {
        match (self.last_position(), batch.expected_head) {
            (Ok(last), Some(expected)) if last >= Some(expected) => {
                Appended::Failed(EngineError::Forked(expected))
            }
            (Ok(_), _) => Appended::Conflict,
            (Err(error), _) => Appended::Failed(error),
        }
    }

    /// Of what commits: without an answer nobody knows whether it did.
    fn doubtful(&self, fault: Fault) -> Failure {
        match fault {
            Fault::Lost(_) => Failure::Unknown(self.told(fault)),
            fault => self.clean(fault),
        }
    }

    fn clean(&self, fault: Fault) -> Failure {
        Failure::Clean(self.told(fault))
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Failure {
        Failure::Clean(error)
    }
}
