//! A primary, and a standby that has everything which the primary has acknowledged.

use std::time::Duration;

use super::PostgresServer;
use crate::wait_until;

/// By which the primary knows its standby.
const STANDBY: &str = "second";

/// Two servers. A commit is acknowledged when both have it on disk and the second shows it to readers.
pub struct PostgresPair {
    pub primary: PostgresServer,
    pub standby: PostgresServer,
}

impl PostgresPair {
    /// Made and started; the standby keeps up.
    pub fn start() -> PostgresPair {
        let primary = PostgresServer::start_with("synchronous_commit = remote_apply");
        let standby = PostgresServer::standby_of(&primary, STANDBY);
        // Not before the copy was made: promoted, the second would wait for a second of its own.
        primary.execute(&format!(
            "ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'"
        ));
        primary.execute("SELECT pg_reload_conf()");
        wait_until(
            Duration::from_secs(60),
            "the standby to be synchronous",
            || primary.execute("SELECT sync_state FROM pg_stat_replication") == "sync",
        );
        PostgresPair { primary, standby }
    }

    /// Both, so that whichever takes writes is found.
    pub fn url(&self) -> String {
        format!(
            "postgres://postgres@127.0.0.1:{},127.0.0.1:{}/postgres",
            self.primary.port(),
            self.standby.port()
        )
    }

    /// Kills the primary, and has the standby take its place.
    pub fn fail_over(&self) {
        self.primary.kill();
        self.standby.promote();
    }
}
