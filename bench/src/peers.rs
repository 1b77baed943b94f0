//! What Rollbook is measured beside.

pub mod group_commit;
pub mod hello;
pub mod javascript;
pub mod postgres;
pub mod postgres_log;
pub mod python;
pub mod qsv;
pub mod sqlite;
pub mod umadb;
pub mod versions;
pub mod wrk;

/// Events as a plain store keeps them: an account each, and bytes.
pub struct Events {
    /// Chance, as an account's id is.
    pub accounts: Vec<[u8; 16]>,
    /// The very records that Rollbook wrote for the same rows.
    pub records: Vec<Vec<u8>>,
}

impl Events {
    /// Bytes of a record, on average.
    pub fn average(&self) -> usize {
        let sum: usize = self.records.iter().map(Vec::len).sum();
        sum / self.records.len().max(1)
    }
}
