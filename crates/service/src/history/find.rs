//! The search of the log: a pass over the narrowest part of it that can hold what is asked for. Of
//! most records only the beginning is read, and nothing sealed is opened but what the query asks
//! for.

use std::collections::BTreeSet;

use rollbook_book::{Direction, Onward, Reads};
use rollbook_domain::{BatchId, Position};
use rollbook_records::{Body, Envelope, Kind, Record};

use super::event::Renderer;
use super::query::{PositionRange, Query};
use super::stretches::Stretches;
use super::units::Units;
use crate::accounts::named_ever;
use crate::{Error, Reader};

/// From so many records on it is worth to find out at once which accounts exist for the caller.
const MANY_RECORDS: u64 = 100_000;

/// A query, and where in the log its answers can be.
pub(crate) struct Finder<'r> {
    pub(super) renderer: Renderer<'r>,
    reads: &'r Reads<'r>,
    query: &'r Query,
    stretches: Stretches,
    /// Of accounts that exist for the caller: so does all that happened to them, whomever else it
    /// names.
    is_about_accounts: bool,
    /// Where the wanted accounts have events, if any account is wanted.
    only: Option<BTreeSet<Position>>,
    /// Where the unwanted accounts have events.
    never: BTreeSet<Position>,
    /// The unwanted batches.
    without: Stretches,
    units: Units<'r>,
}

/// Takes a position with its stored record, and says whether it wants more.
type Visit<'v, 'r> = &'v mut dyn FnMut(&mut Renderer<'r>, Position, &[u8]) -> Result<bool, Error>;

impl<'r> Finder<'r> {
    /// For the events of a query between two positions, both included.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the query names an account that does not exist for the caller.
    pub(crate) fn new(
        reader: Reader<'r>,
        reads: &'r Reads<'r>,
        query: &'r Query,
        between: Option<(Position, Position)>,
    ) -> Result<Finder<'r>, Error> {
        let mut stretches = Stretches::of(between);
        let head = reads.head()?.unwrap_or(Position(0));
        if !query.positions.wanted.is_empty() {
            stretches = stretches.within(&positions(&query.positions.wanted, head));
        }
        if !query.batches.wanted.is_empty() {
            stretches = stretches.within(&batches(reads, &query.batches.wanted)?);
        }
        let events_of = |accounts: &[String]| -> Result<BTreeSet<Position>, Error> {
            let mut events = BTreeSet::new();
            for who in accounts {
                for number in named_ever(reads, &reader.ledger.vault, reader.scope(), who)? {
                    events.extend(reads.positions(number)?);
                }
            }
            Ok(events)
        };
        let accounts = &query.accounts;
        let is_about_accounts = !accounts.wanted.is_empty();
        Ok(Finder {
            renderer: Renderer::new(reader, reads),
            reads,
            query,
            is_about_accounts,
            only: is_about_accounts
                .then(|| events_of(&accounts.wanted))
                .transpose()?,
            never: events_of(&accounts.unwanted)?,
            without: batches(reads, &query.batches.unwanted)?,
            stretches,
            units: Units::new(reads, query),
        })
    }

    /// Calls `visit` with each event in the order of a direction, all of them or those behind a
    /// position, until it wants no more.
    pub(crate) fn each(
        &mut self,
        direction: Direction,
        behind: Option<Position>,
        visit: Visit<'_, 'r>,
    ) -> Result<(), Error> {
        let stretches = match behind {
            Some(position) => self.stretches.behind(position, direction),
            None => self.stretches.clone(),
        };
        if let Some(only) = self.only.take() {
            let outcome = self.each_of(&only, &stretches, direction, visit);
            self.only = Some(only);
            return outcome;
        }
        if stretches.size() >= MANY_RECORDS {
            self.renderer.known.ask_for_all()?;
        }
        let reads = self.reads;
        let mut wants_more = true;
        for (first, last) in stretches.in_order(direction) {
            reads.scan(first, last, direction, |position, bytes| {
                let onward = self.judge(position, bytes, direction)?;
                if let Some(onward) = onward {
                    return Ok(onward);
                }
                wants_more = visit(&mut self.renderer, position, bytes)?;
                Ok::<_, Error>(match wants_more {
                    true => Onward::Next,
                    false => Onward::Stop,
                })
            })?;
            if !wants_more {
                break;
            }
        }
        Ok(())
    }

    /// The same where accounts are wanted, whose events are known.
    fn each_of(
        &mut self,
        only: &BTreeSet<Position>,
        stretches: &Stretches,
        direction: Direction,
        visit: Visit<'_, 'r>,
    ) -> Result<(), Error> {
        for (first, last) in stretches.in_order(direction) {
            let mut events: Vec<Position> = only.range(first..=last).copied().collect();
            if direction == Direction::NewestFirst {
                events.reverse();
            }
            for position in events {
                let bytes = self.reads.bytes(position)?.unwrap_or_default();
                let fits = self.judge(position, &bytes, direction)?.is_none();
                if fits && !visit(&mut self.renderer, position, &bytes)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// `None` where a record is one of those that are asked for, else how to go on.
    fn judge(
        &mut self,
        position: Position,
        bytes: &[u8],
        direction: Direction,
    ) -> Result<Option<Onward>, Error> {
        let envelope = Envelope::decode(bytes)?;
        if let Some(onward) =
            self.units
                .pass_over(&mut self.renderer.known, position, &envelope, direction)?
        {
            return Ok(Some(onward));
        }
        let fits = self.query.kinds.admit(|kind| *kind == envelope.kind)
            && self.query.positions.admit(|range| range.contains(position))
            && !self.never.contains(&position)
            && !self.without.contains(position)
            && self.is_of_institution(&envelope, bytes)?
            && (self.is_about_accounts || self.renderer.may_see(position, &envelope)?);
        Ok((!fits).then_some(Onward::Next))
    }

    /// Whether a record is of an institution that is asked for; a move is of both.
    fn is_of_institution(&self, envelope: &Envelope<'_>, bytes: &[u8]) -> Result<bool, Error> {
        let institutions = &self.query.institutions;
        if institutions.is_empty() {
            return Ok(true);
        }
        let moved_from = match envelope.kind {
            Kind::ProfileChanged | Kind::ClassChanged => match &Record::decode(bytes)?.body {
                Body::ProfileChanged(event) => event.moved_from,
                Body::ClassChanged(event) => event.moved_from,
                _ => None,
            },
            _ => None,
        };
        Ok(institutions
            .admit(|asked| envelope.institution == Some(*asked) || moved_from == Some(asked.0)))
    }
}

fn positions(ranges: &[PositionRange], head: Position) -> Stretches {
    Stretches::of(ranges.iter().map(|range| {
        let first = range.first.unwrap_or(Position(0));
        (first, range.last.map_or(head, |last| last.min(head)))
    }))
}

fn batches(reads: &Reads<'_>, ids: &[BatchId]) -> Result<Stretches, Error> {
    let mut stretches = Vec::new();
    for id in ids {
        stretches.extend(reads.batch(*id)?.map(|batch| (batch.first, batch.last)));
    }
    Ok(Stretches::of(stretches))
}
