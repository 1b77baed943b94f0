//! What only one node is to do at a time.

use std::collections::BTreeSet;

use rollbook_records::{KeyringError, Leases};
use tokio_postgres::types::Type;

use super::PostgresKeys;
use crate::KeyDatabaseError;
use crate::postgres::connection::Connection;
use crate::postgres::database::lock;
use crate::postgres::fault::Fault;

/// Held by the session until it ends. Other schemas hold the ledgers of others.
const LEASE: &str = "SELECT pg_try_advisory_lock(
    hashtextextended('rollbook lease ' || current_schema() || ' ' || $1, 0))";

const PROBE: &str = "SELECT";

/// A connection of its own, and what is leased by it.
pub(super) struct Lease {
    connection: Connection,
    held: BTreeSet<String>,
}

impl PostgresKeys {
    /// Whether this node may do what has this name, and no other node may: true until its process or its
    /// connection ends, so it is asked again each time. A node that was cut off may go on for as long as
    /// it takes to notice, while another one begins.
    ///
    /// # Errors
    /// [`KeyDatabaseError::Unreachable`] while nobody can tell.
    pub fn try_lease(&self, name: &str) -> Result<bool, KeyDatabaseError> {
        let mut lease = lock(&self.lease);
        if let Some(held) = lease.take() {
            match self.ask_for(held, name) {
                Ok((still, is_held)) => {
                    *lease = Some(still);
                    return Ok(is_held);
                }
                // Whatever it held is gone with its connection, and may be another's by now.
                Err(Fault::Lost(_) | Fault::Unreachable(_)) => {}
                Err(fault) => return Err(self.told(fault)),
            }
        }
        let new = self.database.own_connection().map(|connection| Lease {
            connection,
            held: BTreeSet::new(),
        });
        let (new, is_held) = new
            .and_then(|new| self.ask_for(new, name))
            .map_err(|fault| self.told(fault))?;
        *lease = Some(new);
        Ok(is_held)
    }

    fn ask_for(&self, mut lease: Lease, name: &str) -> Result<(Lease, bool), Fault> {
        if lease.held.contains(name) {
            let probe = |client: std::sync::Arc<tokio_postgres::Client>| async move {
                client.batch_execute(PROBE).await
            };
            self.database.ask(&lease.connection, probe)?;
            return Ok((lease, true));
        }
        let wanted = name.to_owned();
        let is_held = self.database.ask(&lease.connection, |client| async move {
            let parameters = [(&wanted as _, Type::TEXT)];
            let row = client.query_typed_one(LEASE, &parameters).await?;
            row.try_get(0)
        })?;
        if is_held {
            lease.held.insert(name.to_owned());
        }
        Ok((lease, is_held))
    }
}

impl Leases for PostgresKeys {
    fn try_lease(&self, name: &str) -> Result<bool, KeyringError> {
        Ok(PostgresKeys::try_lease(self, name)?)
    }
}
