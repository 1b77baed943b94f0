//! Reading on from a position.

use std::sync::PoisonError;

use rollbook_domain::Position;

use super::Log;
use super::calls::{From, Page};
use super::event::{BatchCommitted, Content, Event, Place, Records};
use super::fault::Fault;
use crate::{EngineError, Entry};

/// Where the next read goes on.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    position: u64,
    /// The record is in this event of the ledger's stream, or in a later one.
    revision: u64,
    /// Where that event is a batch, the record is in this event of the staging stream.
    chunk: u64,
}

impl Log {
    pub(super) fn read_from(
        &self,
        from: Position,
        limit: usize,
    ) -> Result<Vec<Entry>, EngineError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let read = self.insist(|| self.read_once(from.0, limit));
        read.map_err(|fault| {
            // It may be the stream that has changed, as when an older copy was put back.
            *self.cursor.lock().unwrap_or_else(PoisonError::into_inner) = None;
            self.told(fault)
        })
    }

    fn read_once(&self, from: u64, limit: usize) -> Result<Vec<Entry>, Fault> {
        let cursor = *self.cursor.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = match cursor.filter(|cursor| cursor.position == from) {
            Some(cursor) => cursor.revision,
            None if from == 0 => 0,
            None => match self.find(from)? {
                Some(revision) => revision,
                None => return Ok(Vec::new()),
            },
        };
        self.read_on(revision, Gathered::new(from, limit))
    }

    /// The event that holds a position, or says which batch does; none where the log ends before.
    fn find(&self, position: u64) -> Result<Option<u64>, Fault> {
        let tip = self.look_at_tip()?;
        match tip.revision {
            Some(last) if tip.next > position => {
                self.bisect(&self.stream, last, position).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The first of the events up to `last` that ends behind the position, as the last one does.
    fn bisect(&self, stream: &str, last: u64, position: u64) -> Result<u64, Fault> {
        let (mut low, mut high) = (0, last);
        while low < high {
            let middle = low + (high - low) / 2;
            let page = self.connection.page(stream, From::Revision(middle), 1)?;
            if the_event(&page, stream, middle)?.place.end() > position {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }

    /// Takes records from the ledger's stream, up to a batch, which is read by itself.
    fn read_on(&self, mut revision: u64, mut gathered: Gathered) -> Result<Vec<Entry>, Fault> {
        loop {
            let from = From::Revision(revision);
            let page = match self
                .connection
                .page(&self.stream, from, gathered.limit as u64)
            {
                Err(Fault::NoStream) => return Ok(Vec::new()),
                page => page?,
            };
            if page.events.is_empty() {
                return self.nothing(&gathered, page.is_end);
            }
            for event in &page.events {
                let event = Event::read(event)?;
                expect(&self.stream, revision, event.revision)?;
                match event.content {
                    Content::Records(records) => {
                        if !gathered.take(&event.place, records)? {
                            return Ok(self.stop(gathered, revision, 0));
                        }
                    }
                    Content::Batch(_) if event.place.end() <= gathered.next() => {}
                    Content::Batch(batch) if gathered.entries.is_empty() => {
                        return self.read_batch(revision, &event.place, &batch, gathered);
                    }
                    Content::Batch(_) => return Ok(self.stop(gathered, revision, 0)),
                    Content::TurnTaken(_) | Content::TurnReleased => {}
                }
                revision += 1;
            }
            if !gathered.entries.is_empty() {
                return Ok(self.stop(gathered, revision, 0));
            }
        }
    }

    /// A read that gave nothing may have been ended by a server that had more.
    fn nothing(&self, gathered: &Gathered, is_end: bool) -> Result<Vec<Entry>, Fault> {
        if is_end || self.look_at_tip()?.next <= gathered.next() {
            return Ok(Vec::new());
        }
        Err(ended_early())
    }

    fn read_batch(
        &self,
        revision: u64,
        place: &Place,
        batch: &BatchCommitted,
        mut gathered: Gathered,
    ) -> Result<Vec<Entry>, Fault> {
        let cursor = *self.cursor.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known =
            |cursor: &Cursor| (cursor.position, cursor.revision) == (gathered.from, revision);
        let mut chunk = match cursor.filter(is_known) {
            Some(cursor) => cursor.chunk,
            None => {
                let last = batch.chunks.saturating_sub(1);
                let found = self.bisect(&batch.stream, last, gathered.from);
                found.map_err(|fault| expired(fault, batch))?
            }
        };
        let left = batch.chunks.saturating_sub(chunk);
        let limit = left.min(gathered.limit as u64);
        let page = self
            .connection
            .page(&batch.stream, From::Revision(chunk), limit);
        let page = page.map_err(|fault| expired(fault, batch))?;
        for event in &page.events {
            let event = Event::read(event)?;
            expect(&batch.stream, chunk, event.revision)?;
            let Content::Records(records) = event.content else {
                return Err(lost(batch));
            };
            if !gathered.take(&event.place, records)? {
                return Ok(self.stop(gathered, revision, chunk));
            }
            chunk += 1;
        }
        if gathered.entries.is_empty() {
            return Err(if page.is_end {
                lost(batch)
            } else {
                ended_early()
            });
        }
        if chunk < batch.chunks {
            return Ok(self.stop(gathered, revision, chunk));
        }
        if gathered.next() != place.end() {
            return Err(lost(batch));
        }
        Ok(self.stop(gathered, revision + 1, 0))
    }

    /// Remembers where to go on.
    fn stop(&self, gathered: Gathered, revision: u64, chunk: u64) -> Vec<Entry> {
        let mut cursor = self.cursor.lock().unwrap_or_else(PoisonError::into_inner);
        *cursor = Some(Cursor {
            position: gathered.next(),
            revision,
            chunk,
        });
        gathered.entries
    }
}

/// Records that were read so far.
struct Gathered {
    from: u64,
    limit: usize,
    entries: Vec<Entry>,
}

impl Gathered {
    fn new(from: u64, limit: usize) -> Gathered {
        Gathered {
            from,
            limit,
            entries: Vec::new(),
        }
    }

    /// The position of the next one.
    fn next(&self) -> u64 {
        self.from + self.entries.len() as u64
    }

    /// Takes what is wanted of an event; false if that was not all that it has.
    fn take(&mut self, place: &Place, records: Records) -> Result<bool, Fault> {
        if place.end() <= self.next() {
            return Ok(true);
        }
        let Some(skipped) = self.next().checked_sub(place.first) else {
            let next = self.next();
            return Err(Fault::Damaged(format!(
                "it has no record at position {next}"
            )));
        };
        for record in records.records.into_iter().skip(skipped as usize) {
            if self.entries.len() == self.limit {
                return Ok(false);
            }
            self.entries.push(Entry {
                position: Position(self.next()),
                record: record.into(),
                checkpoint: None,
                receipts: None,
            });
        }
        if let Some(last) = self.entries.last_mut() {
            last.checkpoint = records.checkpoint;
            last.receipts = records.receipts.map(Vec::from);
        }
        Ok(true)
    }
}

/// The one that was asked for.
fn the_event(page: &Page, stream: &str, revision: u64) -> Result<Event, Fault> {
    match page.events.first() {
        Some(event) => {
            expect(stream, revision, event.revision)?;
            Event::read(event)
        }
        None if page.is_end => Err(Fault::Damaged(format!(
            "its stream {stream} has no event at revision {revision}"
        ))),
        None => Err(ended_early()),
    }
}

fn expect(stream: &str, wanted: u64, found: u64) -> Result<(), Fault> {
    match wanted == found {
        true => Ok(()),
        false => Err(Fault::Damaged(format!(
            "its stream {stream} has no event at revision {wanted}, and has one at {found}"
        ))),
    }
}

fn ended_early() -> Fault {
    Fault::Unreachable("a read ended early".to_owned())
}

/// That a staging stream is not there tells more than that it has no leader.
fn expired(fault: Fault, batch: &BatchCommitted) -> Fault {
    match fault {
        Fault::NoStream => lost(batch),
        fault => fault,
    }
}

fn lost(batch: &BatchCommitted) -> Fault {
    Fault::Damaged(format!(
        "the records of a batch are not all in the stream {}: it must never expire or be deleted",
        batch.stream
    ))
}
