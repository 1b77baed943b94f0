//! What an event says besides who, when and whom.

mod groups;
mod people;
mod steps;

use rollbook_book::BookError;
use rollbook_domain::Position;
use rollbook_proofs::{base64, format_hash};
use rollbook_records::{BatchRecorded, Body, Id, Record, Sealed};
use uuid::Uuid;

use super::event::Renderer;
use crate::Error;
use crate::answers::{BatchFile, EventData, RecordedBatch};
use crate::schedule::effects_of_step;
use crate::seen::Seen;

impl Renderer<'_> {
    /// The details of a record, opened as far as their keys are there.
    pub(super) fn data(&mut self, position: Position, record: &Record) -> Result<EventData, Error> {
        let account = || {
            record
                .account
                .ok_or_else(|| damaged(format!("the record at position {position} has no account")))
        };
        Ok(match &record.body {
            Body::LedgerOpened(event) => EventData::LedgerOpened {
                ledger: named(event.ledger),
            },
            Body::BatchRecorded(event) => {
                EventData::BatchRecorded(Box::new(self.batch(position, event)?))
            }
            Body::InstitutionAdded(event) => {
                self.institution(&event.name, event.import_id.as_ref(), event.parent)?
            }
            Body::InstitutionChanged(event) => {
                self.institution(&event.name, event.import_id.as_ref(), event.parent)?
            }
            Body::SeatLimitSet(event) => EventData::SeatLimitSet { limit: event.limit },
            Body::AccountCreated(event) => EventData::AccountCreated {
                origin: origin(event.manual),
                blocked: event.blocked,
                profile: self.profile(account()?, &event.profile)?,
            },
            Body::ProfileChanged(event) => self.profile_changed(account()?, event)?,
            Body::OriginChanged(event) => EventData::OriginChanged {
                origin: origin(event.manual),
            },
            Body::ActivityRecorded(event) => self.activity(account()?, event)?,
            Body::GroupAdded(event) => self.group_added(event)?,
            Body::GroupJoined(event) | Body::GroupLeft(event) => self.membership(event)?,
            Body::ClassAdded(event) => EventData::Class(Box::new(self.class_added(event)?)),
            Body::ClassChanged(event) => EventData::Class(Box::new(self.class_changed(event)?)),
            Body::ClassRemoved(event) => EventData::ClassRemoved {
                group_id: named(event.class),
                group: self.known.group(event.class)?.name,
            },
            Body::AdminAdded(event) => self.admin_added(event)?,
            Body::AdminRemoved(event) => self.admin_named(event.admin)?,
            Body::TokenCreated(event) => {
                self.token(event.token, Some(&event.name), Some(event.role))?
            }
            Body::TokenRevoked(event) => {
                let name = self.known.reads.token_name_ever(event.token)?;
                self.token(event.token, name.as_ref(), None)?
            }
            Body::PasswordSet(event) => self.admin_named(event.admin)?,
            Body::SignInLocked(event) => self.admin_named(event.admin)?,
            Body::SignInLinkMade(event) => self.admin_named(event.admin)?,
            Body::SigningKeyAdopted(event) => EventData::SigningKeyAdopted {
                public_key: base64(event.public_key),
            },
            Body::LedgerRestored(event) => EventData::LedgerRestored {
                replaced_size: event.replaced_size,
                replaced_root: event.replaced_root.as_ref().map(format_hash),
            },
            Body::StepScheduled(event) => self.step_scheduled(position, event)?,
            Body::StepTargeted(event) => EventData::Step(self.step(event.step)?),
            Body::StepCancelled(event) => EventData::Step(self.step(event.step)?),
            Body::StepRan(event) => self.step_ran(position, event)?,
            Body::StepRefused(event) => EventData::StepRefused {
                step: self.step(event.step)?,
                code: event.code.clone(),
            },
            Body::InstitutionRemoved
            | Body::AccountDisabled
            | Body::AccountEnabled
            | Body::AccountDeactivated
            | Body::AccountReactivated
            | Body::AccountDeleted => EventData::Nothing {},
        })
    }

    fn batch(&self, position: Position, event: &BatchRecorded) -> Result<RecordedBatch, Error> {
        let (vault, reads, scope) = (self.known.vault(), self.known.reads, self.known.scope());
        let last = Position(position.0 + u64::from(event.events));
        let seen = match Seen::of_batch(reads, scope, position, event)? {
            Some(seen) => seen,
            None => Seen::of(reads, scope, Position(position.0 + 1), last)?,
        };
        let effects = effects_of_step(reads, scope, (position, event), seen.effects(event))?;
        let text = |sealed: &Option<Sealed>| {
            let opened = sealed.as_ref().map(|sealed| vault.text(sealed));
            opened.transpose()
        };
        let file = |file: &rollbook_records::RecordedFile| {
            Ok::<_, Error>(BatchFile {
                name: vault.text(&file.name)?,
                sha256: vault.text(&file.sha256)?,
                rows: file.rows,
            })
        };
        Ok(RecordedBatch {
            kind: event.kind.as_str().to_owned(),
            profile: event.profile.clone(),
            action: event.action.clone(),
            files: event.files.iter().map(file).collect::<Result<_, _>>()?,
            events: seen.events,
            effects,
            validator: event.validator.clone(),
            all_or_nothing: event.all_or_nothing,
            override_reason: text(&event.override_reason)?,
            of_batch: event.of_batch.map(named),
            of_event: event.of_event,
            of_query: text(&event.of_query)?,
            of_step: event.of_step.map(named),
        })
    }

    fn institution(
        &self,
        name: &Sealed,
        import_id: Option<&Sealed>,
        parent: Option<u64>,
    ) -> Result<EventData, Error> {
        let vault = self.known.vault();
        Ok(EventData::Institution {
            name: vault.text(name)?,
            import_id: import_id.map(|sealed| vault.text(sealed)).transpose()?,
            parent,
        })
    }
}

fn damaged(what: String) -> Error {
    Error::Book(BookError::Damaged(what))
}

fn origin(manual: bool) -> String {
    let origin = match manual {
        true => rollbook_domain::Origin::Manual,
        false => rollbook_domain::Origin::Import,
    };
    origin.as_str().to_owned()
}

fn named(id: Id) -> String {
    Uuid::from_bytes(id.0).to_string()
}
