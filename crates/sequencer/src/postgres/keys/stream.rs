//! Takes as many rows as there are, one after the other: nobody holds all of them wrapped.

use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::time::timeout;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::super::background::Late;
use super::super::database::ANSWER;
use super::super::fault::Fault;
use super::PostgresKeys;

/// A million keys take seconds.
const EVERYTHING: Duration = Duration::from_secs(3600);

impl PostgresKeys {
    pub(super) fn stream<T: Send + 'static>(
        &self,
        sql: &'static str,
        each: impl Fn(&Row) -> Result<T, Fault> + Send + 'static,
    ) -> Result<Vec<T>, Fault> {
        let connection = self.database.connection()?;
        let client = connection.client.clone();
        let taken = self.database.background().run(EVERYTHING, async move {
            let nothing: [(i32, Type); 0] = [];
            let rows = timeout(ANSWER, client.query_typed_raw(sql, nothing)).await;
            let rows = rows.map_err(|_| Late(ANSWER))?;
            let mut rows = pin!(rows.map_err(|error| Fault::of_statement(&error))?);
            let mut taken = Vec::new();
            loop {
                let row = timeout(ANSWER, rows.try_next()).await;
                match row.map_err(|_| Late(ANSWER))? {
                    Ok(Some(row)) => taken.push(each(&row)?),
                    Ok(None) => return Ok(taken),
                    Err(error) => return Err(Fault::of_statement(&error)),
                }
            }
        });
        let taken: Result<Vec<T>, Fault> = taken.unwrap_or_else(|late| Err(late.into()));
        if taken.is_ok() {
            self.database.put_back(connection);
        }
        taken.map_err(Fault::without_effect)
    }
}
