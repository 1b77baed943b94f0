//! The log, read again: in pieces, so that no long read keeps the write-ahead log from being folded
//! into the book.

use std::collections::HashSet;
use std::sync::mpsc::SyncSender;

use rollbook_domain::Position;
use rollbook_proofs::{Hash, leaf_hash};
use rollbook_records::{Blind, Blinding, Body, Header, KeyId, Record};
use rusqlite::Connection;

use super::opener::{Clear, Opener, ended, owner};
use crate::{Book, BookError, Reads};

/// Records that are read at once.
const CHUNK: u64 = 4096;

/// A record that is ready to be applied.
pub(super) struct Ready {
    pub(super) record: Record,
    pub(super) leaf: Hash,
    pub(super) clear: Clear,
    /// Whoever gave the command, where this is the first record of theirs.
    pub(super) actor: Option<(KeyId, Blind)>,
}

/// Reads, decodes and opens records in the order of the log.
pub(super) struct Source<'a> {
    pub(super) opener: &'a dyn Opener,
    blinding: &'a Blinding,
    /// The next record's position.
    next: u64,
    actors: HashSet<KeyId>,
    /// Whoever has no key, until the record is read that says why.
    keyless: HashSet<KeyId>,
}

impl<'a> Source<'a> {
    pub(super) fn new(opener: &'a dyn Opener, blinding: &'a Blinding) -> Source<'a> {
        Source {
            opener,
            blinding,
            next: 0,
            actors: HashSet::new(),
            keyless: HashSet::new(),
        }
    }

    /// Sends the records before `end` until nobody takes them any more.
    pub(super) fn send(
        &mut self,
        book: &Book,
        end: u64,
        taker: &SyncSender<Result<Vec<Ready>, BookError>>,
    ) {
        while self.next < end {
            let until = end.min(self.next + CHUNK);
            let ready = book.read(|reads| self.read(reads.connection, until));
            let failed = ready.is_err();
            if taker.send(ready).is_err() || failed {
                return;
            }
        }
    }

    /// The records before `end`.
    pub(super) fn read(
        &mut self,
        connection: &Connection,
        end: u64,
    ) -> Result<Vec<Ready>, BookError> {
        let mut ready = Vec::with_capacity(end.saturating_sub(self.next) as usize);
        let mut next = self.next;
        for_each(connection, next, end, |position, bytes| {
            if position != next {
                return Err(gap(next));
            }
            next += 1;
            ready.push(self.prepare(bytes)?);
            Ok(())
        })?;
        if next != end {
            return Err(gap(next));
        }
        self.next = next;
        Ok(ready)
    }

    fn prepare(&mut self, bytes: &[u8]) -> Result<Ready, BookError> {
        let record = Record::decode(bytes)?;
        let clear = self.opener.open(&record)?;
        if matches!(clear, Clear::Destroyed) {
            self.keyless.extend(owner(&record));
        }
        let actor = self.new_actor(&record)?;
        self.forgive(&record);
        Ok(Ready {
            leaf: leaf_hash(bytes),
            actor,
            clear,
            record,
        })
    }

    /// A key that is gone because of a record is not missing.
    fn forgive(&mut self, record: &Record) {
        if self.keyless.is_empty() {
            return;
        }
        for ended in ended(record) {
            self.keyless.remove(&ended);
        }
    }

    fn new_actor(&mut self, record: &Record) -> Result<Option<(KeyId, Blind)>, BookError> {
        let Header::Own(unit) = &record.header else {
            return Ok(None);
        };
        if !self.actors.insert(unit.actor) {
            return Ok(None);
        }
        let name = self.opener.actor(unit)?;
        if name.is_none() {
            self.keyless.insert(unit.actor);
        }
        Ok(name.map(|name| (unit.actor, self.blinding.actor(&name))))
    }

    /// Looks behind the last record that was read for why keys are gone.
    ///
    /// # Errors
    /// [`BookError::Keyless`] where the log does not say so: then it is the wrong keyring.
    pub(super) fn account_for_keys(&self, book: &Book) -> Result<(), BookError> {
        let mut keyless = self.keyless.clone();
        let mut next = self.next;
        let size = book.read(|reads| reads.size())?;
        while !keyless.is_empty() && next < size {
            let end = size.min(next + CHUNK);
            book.read(|reads| {
                for_each(reads.connection, next, end, |_, bytes| {
                    for ended in ended(&Record::decode(bytes)?) {
                        keyless.remove(&ended);
                    }
                    Ok(())
                })
            })?;
            next = end;
        }
        accounted(&keyless)
    }

    /// The same where everything was read.
    pub(super) fn check_keys(&self) -> Result<(), BookError> {
        accounted(&self.keyless)
    }

    pub(super) fn next(&self) -> u64 {
        self.next
    }
}

fn accounted(keyless: &HashSet<KeyId>) -> Result<(), BookError> {
    match keyless.len() {
        0 => Ok(()),
        many => Err(BookError::Keyless(many)),
    }
}

/// The profile of the record at a position.
pub(crate) fn profile(
    reads: &Reads<'_>,
    opener: &dyn Opener,
    position: Position,
) -> Result<Clear, BookError> {
    match opener.open(&reads.record(position)?)? {
        Clear::Change(profile, _) => Ok(Clear::Profile(profile)),
        clear => Ok(clear),
    }
}

/// Whether records from a position on delete or erase anybody.
pub(super) fn deletes(reads: &Reads<'_>, from: u64) -> Result<bool, BookError> {
    let mut deletes = false;
    for_each(reads.connection, from, reads.size()?, |_, bytes| {
        deletes |= match Record::decode(bytes)?.body {
            Body::AccountDeleted => true,
            Body::AdminRemoved(event) => event.erased,
            _ => false,
        };
        Ok(())
    })?;
    Ok(deletes)
}

fn for_each(
    connection: &Connection,
    from: u64,
    end: u64,
    mut each: impl FnMut(u64, &[u8]) -> Result<(), BookError>,
) -> Result<(), BookError> {
    let mut statement = connection.prepare_cached(
        "SELECT position, record FROM log WHERE position >= ? AND position < ? ORDER BY position",
    )?;
    let mut rows = statement.query((from, end))?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        each(row.get(0)?, bytes)?;
    }
    Ok(())
}

fn gap(position: u64) -> BookError {
    BookError::Damaged(format!("there is no record at position {position}"))
}
