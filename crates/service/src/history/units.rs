//! What a query asks of whole units: who gave the command, by which door, and why. It is found out
//! once for a unit, and one that does not fit is passed over whole.

use std::collections::HashMap;

use rollbook_book::{Direction, Onward, Reads};
use rollbook_domain::Position;
use rollbook_records::{Body, Envelope, EnvelopeUnit, KeyId, Record, Sealed};

use super::known::{Known, unless_gone};
use super::query::Query;
use crate::Error;

pub(super) struct Units<'r> {
    reads: &'r Reads<'r>,
    query: &'r Query,
    /// In lower case.
    texts: Vec<String>,
    /// Which actors are asked for.
    actors: HashMap<KeyId, bool>,
    /// The last one.
    judged: Option<Judged>,
}

#[derive(Clone, Copy)]
struct Judged {
    first: Position,
    /// The last record that is known to belong to it.
    last: Position,
    fits: bool,
}

impl<'r> Units<'r> {
    pub(super) fn new(reads: &'r Reads<'r>, query: &'r Query) -> Units<'r> {
        Units {
            reads,
            query,
            texts: query.texts.iter().map(|text| text.to_lowercase()).collect(),
            actors: HashMap::new(),
            judged: None,
        }
    }

    /// Where to go on, if a record's unit is not asked for.
    pub(super) fn pass_over(
        &mut self,
        known: &mut Known<'r>,
        position: Position,
        envelope: &Envelope<'_>,
        direction: Direction,
    ) -> Result<Option<Onward>, Error> {
        let query = self.query;
        if query.actors.is_empty() && query.channels.is_empty() && self.texts.is_empty() {
            return Ok(None);
        }
        let first = Position(position.0.saturating_sub(envelope.behind.into()));
        let judged = match self.judged.filter(|judged| judged.first == first) {
            Some(judged) => judged,
            None => {
                let judged = self.judge(known, first)?;
                *self.judged.insert(judged)
            }
        };
        Ok((!judged.fits).then(|| match direction {
            Direction::OldestFirst => Onward::At(Position(judged.last.max(position).0 + 1)),
            Direction::NewestFirst => match first.0.checked_sub(1) {
                Some(before) => Onward::At(Position(before)),
                None => Onward::Stop,
            },
        }))
    }

    fn judge(&mut self, known: &mut Known<'r>, first: Position) -> Result<Judged, Error> {
        let bytes = self.reads.bytes(first)?.unwrap_or_default();
        let unit = Envelope::decode(&bytes)?.unit;
        let fits = match unit {
            Some(unit) => {
                let channels = &self.query.channels;
                channels.admit(|channel| *channel == unit.channel)
                    && self.is_by_one_of(known, &unit)?
                    && self.says_all(known, &unit, first, &bytes)?
            }
            None => false,
        };
        let last = match Record::decode(&bytes)?.body {
            Body::BatchRecorded(batch) => Position(first.0 + u64::from(batch.events)),
            _ => first,
        };
        Ok(Judged { first, last, fits })
    }

    /// Names are compared without regard to case.
    fn is_by_one_of(&mut self, known: &Known<'r>, unit: &EnvelopeUnit<'_>) -> Result<bool, Error> {
        let actors = &self.query.actors;
        if actors.is_empty() {
            return Ok(true);
        }
        if let Some(fits) = self.actors.get(&unit.actor) {
            return Ok(*fits);
        }
        let sealed = Sealed::from_bytes(unit.actor_name);
        let name = known.vault().actor_name(known.reads, unit.actor, &sealed);
        let name = unless_gone(name)?.flatten().map(|name| name.to_lowercase());
        let fits = actors.admit(|asked| name.as_deref() == Some(&asked.to_lowercase()));
        self.actors.insert(unit.actor, fits);
        Ok(fits)
    }

    /// Whether every text stands in the reason, without regard to case.
    fn says_all(
        &self,
        known: &mut Known<'r>,
        unit: &EnvelopeUnit<'_>,
        first: Position,
        bytes: &[u8],
    ) -> Result<bool, Error> {
        if self.texts.is_empty() {
            return Ok(true);
        }
        if unit.reason.is_none() {
            return Ok(false);
        }
        let unit = known.unit(first, &Record::decode(bytes)?)?;
        let Some(reason) = &unit.reason else {
            return Ok(false);
        };
        let reason = reason.to_lowercase();
        Ok(self.texts.iter().all(|text| reason.contains(text)))
    }
}
