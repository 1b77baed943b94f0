//! What every export shares: a CSV that is written while accounts are read.

use std::io::{self, Write};

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{Account, Profile};

use crate::{Error, Ledger};

/// A CSV on its way out.
pub(super) struct Table<W: Write> {
    writer: csv::Writer<W>,
    rows: u64,
}

impl<W: Write> Table<W> {
    /// Starts with a header line.
    pub(super) fn begin(out: W, header: &[&str]) -> Result<Table<W>, Error> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        writer.write_record(header).map_err(unwritable)?;
        Ok(Table { writer, rows: 0 })
    }

    /// Adds a row.
    pub(super) fn row<'v>(
        &mut self,
        values: impl IntoIterator<Item = &'v str>,
    ) -> Result<(), Error> {
        self.rows += 1;
        self.writer
            .write_record(values.into_iter().map(str::as_bytes))
            .map_err(unwritable)
    }

    /// How many rows were written, once all of them have left.
    pub(super) fn finish(mut self) -> Result<u64, Error> {
        self.writer.flush().map_err(Error::Output)?;
        Ok(self.rows)
    }
}

fn unwritable(error: csv::Error) -> Error {
    Error::Output(match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::ErrorKind::InvalidData.into(),
    })
}

/// The profile of an account that was living when the export began; `None` where its person was
/// deleted since, because the key is gone at once (R42).
pub(super) fn profile(
    ledger: &Ledger,
    reads: &Reads<'_>,
    row: &AccountRow,
) -> Result<Option<Profile>, Error> {
    match ledger.vault.profile_of(reads, row) {
        Err(Error::KeyMissing) => {
            let now = ledger.read(|now| Ok(now.account(row.id)?))?;
            match now.map(|row| row.account) {
                Some(Account::Living(_)) => Err(Error::KeyMissing),
                _ => Ok(None),
            }
        }
        profile => profile.map(Some),
    }
}
