//! What every export shares: a CSV that is written while accounts are read.

use std::io::{self, Write};

use rollbook_book::AccountRow;
use rollbook_domain::{Account, Profile};

use crate::everyone::Person;
use crate::{Error, Ledger};

/// A CSV on its way out.
pub(crate) struct Table<W: Write> {
    writer: csv::Writer<W>,
    rows: u64,
}

impl<W: Write> Table<W> {
    /// Starts with a header line.
    pub(crate) fn begin(out: W, header: &[&str]) -> Result<Table<W>, Error> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        writer.write_record(header).map_err(unwritable)?;
        Ok(Table { writer, rows: 0 })
    }

    /// Adds a row.
    pub(crate) fn row<'v>(
        &mut self,
        values: impl IntoIterator<Item = &'v str>,
    ) -> Result<(), Error> {
        self.rows += 1;
        self.writer
            .write_record(values.into_iter().map(str::as_bytes))
            .map_err(unwritable)
    }

    /// How many rows were written, once all of them have left.
    pub(crate) fn finish(mut self) -> Result<u64, Error> {
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

/// The people whose accounts were there when the export began. Whoever was deleted since is left
/// out, because the key is gone at once (R42).
pub(super) fn known<'p>(
    ledger: &Ledger,
    people: &'p [Person],
) -> Result<Vec<(&'p AccountRow, &'p Profile)>, Error> {
    let mut known = Vec::with_capacity(people.len());
    for (row, profile) in people {
        match profile {
            Some(profile) => known.push((row, profile)),
            None => check_deletion(ledger, row)?,
        }
    }
    Ok(known)
}

/// A key that is missing without a deletion is a fault.
fn check_deletion(ledger: &Ledger, row: &AccountRow) -> Result<(), Error> {
    let now = ledger.read(|now| Ok(now.account(row.id)?))?;
    match now.map(|row| row.account) {
        Some(Account::Living(_)) => Err(Error::KeyMissing),
        _ => Ok(()),
    }
}
