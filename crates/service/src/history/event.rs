//! One event as it is answered.

use rollbook_book::Reads;
use rollbook_domain::Position;
use rollbook_records::{Envelope, EventId, Header, Kind, Record};

use super::known::{Known, KnownUnit};
use super::sentence::sentence;
use crate::caller::Scope;
use crate::{Error, Reader, answers};

/// Renders events of one moment. What events share, such as who gave a command and what accounts
/// are called, is opened once.
pub(crate) struct Renderer<'r> {
    pub(super) known: Known<'r>,
    scope: Scope,
}

impl<'r> Renderer<'r> {
    /// For a caller, who may not see everything.
    pub(crate) fn new(reader: Reader<'r>, reads: &'r Reads<'r>) -> Renderer<'r> {
        Renderer {
            known: Known::new(reader, reads),
            scope: reader.scope(),
        }
    }

    /// The event at a position; `None` where it does not exist for the caller (R16).
    pub(crate) fn event(&mut self, position: Position) -> Result<Option<answers::Event>, Error> {
        match self.known.reads.bytes(position)? {
            Some(bytes) if self.may_see(position, &Envelope::decode(&bytes)?)? => {
                self.render(position, &Record::decode(&bytes)?).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Whether an event exists for the caller (R16). To an institution admin those of accounts that
    /// are in its institution now, those of the institution itself, and its own batches.
    pub(crate) fn may_see(
        &mut self,
        position: Position,
        envelope: &Envelope<'_>,
    ) -> Result<bool, Error> {
        let own = match self.scope {
            Scope::Domain => return Ok(true),
            Scope::Nothing => return Ok(false),
            Scope::Institution(own) => own,
        };
        match (envelope.kind, envelope.unit, envelope.account) {
            // Who administers, and by which tokens, is for domain admins.
            (
                Kind::AdminAdded
                | Kind::AdminRemoved
                | Kind::PasswordSet
                | Kind::SignInLocked
                | Kind::SignInLinkMade,
                ..,
            )
            | (Kind::TokenCreated | Kind::TokenRevoked, ..) => Ok(false),
            (Kind::BatchRecorded, Some(unit), _) => {
                Ok(self.known.is_caller(unit.actor)? && self.known.is_own_batch(position)?)
            }
            (_, _, Some(account)) => self.known.is_covered(account),
            (_, _, None) => Ok(envelope.institution == Some(own)),
        }
    }

    /// The event of a record that the caller may see.
    pub(crate) fn render(
        &mut self,
        position: Position,
        record: &Record,
    ) -> Result<answers::Event, Error> {
        let unit = self.known.unit(position, record)?;
        let distance = match record.header {
            Header::Own(_) => 0,
            Header::Behind(distance) => distance,
        };
        let (account_id, account_name) = match record.account {
            Some(id) if self.known.is_covered(id)? => (Some(id.to_string()), self.known.name(id)?),
            _ => (None, None),
        };
        let kind = record.body.kind();
        let mut event = answers::Event {
            position: position.0,
            id: EventId::within(unit.id, distance).0.to_string(),
            kind: kind.name().to_owned(),
            at: unit.at,
            actor: unit.actor.clone(),
            channel: unit.channel.as_str().to_owned(),
            reason: unit.reason.clone(),
            batch: unit.is_batch.then(|| unit.id.to_string()),
            account_id,
            account_name,
            institution: record.institution.map(|institution| institution.0),
            institution_name: match record.institution {
                Some(institution) => self.known.institution(institution)?,
                None => None,
            },
            source: source(&unit, record),
            data: self.data(position, record)?,
            sentence: String::new(),
        };
        event.sentence = sentence(kind, &event);
        Ok(event)
    }
}

impl Reader<'_> {
    /// The event at a position.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a position behind the head, and for an event that does not exist for
    /// the caller alike (R16).
    pub fn event(&self, position: Position) -> Result<answers::Event, Error> {
        self.ledger.read(|reads| {
            Renderer::new(*self, reads)
                .event(position)?
                .ok_or(Error::NotFound("event"))
        })
    }
}

fn source(unit: &KnownUnit, record: &Record) -> Option<answers::EventSource> {
    let source = record.source?;
    let file = unit.files.get(source.file as usize)?;
    Some(answers::EventSource {
        file: file.clone(),
        row: (source.row != crate::imports::LEFT_OUT).then_some(source.row),
    })
}
