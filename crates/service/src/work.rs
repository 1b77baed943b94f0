//! One command's turn: it reads at the log's head and records what it decides.

mod creation;
mod new_keys;
mod receipt;

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_book::{Opened, Reads, StoredReceipt, Transaction};
use rollbook_domain::{AccountId, Change, InstitutionId, Position, Profile};
use rollbook_records::{
    ActivityRecorded, ActivityReport, Body, Channel, ClassDetails, Exception, Header, Key, KeyId,
    Record, Sealed, Source, Unit, seal_activity, seal_changes, seal_class_details, seal_exceptions,
    seal_profile, seal_text,
};
use uuid::Uuid;

use crate::sources::Chance;
use crate::vault::Vault;
use crate::{Caller, Error, SignInError};

pub(crate) use new_keys::NewKeys;
pub(crate) use receipt::Receipt;

/// How long an idempotency key is remembered.
const RECEIPT_HOURS: i64 = 24;

/// An event to be recorded.
pub(crate) struct NewEvent<'a> {
    pub(crate) account: Option<AccountId>,
    pub(crate) institution: Option<InstitutionId>,
    pub(crate) source: Option<Source>,
    pub(crate) body: Body,
    pub(crate) opened: Opened<'a>,
}

impl NewEvent<'_> {
    /// Of no account and no institution.
    pub(crate) fn of_ledger(body: Body) -> NewEvent<'static> {
        NewEvent {
            account: None,
            institution: None,
            source: None,
            body,
            opened: Opened::Nothing,
        }
    }
}

/// A batch that is being recorded.
#[derive(Clone, Copy)]
pub(crate) struct OpenBatch {
    distance: u32,
}

/// A command's turn at the log's head.
pub(crate) struct Work<'t, 'c> {
    pub(crate) transaction: &'t mut Transaction<'c>,
    pub(crate) vault: &'t Vault,
    chance: &'t mut Chance,
    /// Made in this group of commands, not yet in the keyring.
    keys: &'t mut NewKeys,
    pub(crate) caller: &'t Caller,
    /// The time of every event of this turn.
    pub(crate) at: DateTime<Utc>,
}

impl<'t, 'c> Work<'t, 'c> {
    pub(crate) fn new(
        transaction: &'t mut Transaction<'c>,
        vault: &'t Vault,
        chance: &'t mut Chance,
        keys: &'t mut NewKeys,
        caller: &'t Caller,
        at: DateTime<Utc>,
    ) -> Work<'t, 'c> {
        Work {
            transaction,
            vault,
            chance,
            keys,
            caller,
            at,
        }
    }

    /// Runs the command unless its idempotency key was used before; then what was done is told
    /// again.
    pub(crate) fn once(
        &mut self,
        operation: &str,
        decide: &mut dyn FnMut(&mut Work<'_, '_>) -> Result<Receipt, Error>,
    ) -> Result<Receipt, Error> {
        // Whoever was signed in when the command began may be out by now: nothing is recorded, and
        // nothing told again, in this name any more.
        if !self.caller.credential.is_accepted(&self.reads(), self.at)? {
            return Err(SignInError::Ended.into());
        }
        let Some(key) = &self.caller.idempotency_key else {
            return decide(self);
        };
        let hash = self
            .vault
            .blinding
            .secret(format!("{operation}\0{}\0{key}", self.caller.actor).as_bytes());
        self.transaction
            .forget_receipts(self.at - TimeDelta::hours(RECEIPT_HOURS))?;
        if let Some(kept) = self.reads().receipt(&hash)? {
            let receipt = minicbor::decode(&kept).map_err(rollbook_records::DecodeError::from)?;
            return Ok(Receipt {
                repeated: true,
                ..receipt
            });
        }
        let receipt = decide(self)?;
        let body = minicbor::to_vec(receipt).unwrap_or_default();
        self.transaction.keep_receipt(StoredReceipt {
            key: hash,
            created: self.at,
            body,
        })?;
        Ok(receipt)
    }

    /// The book as it is at this turn.
    pub(crate) fn reads(&self) -> Reads<'_> {
        self.transaction.reads()
    }

    /// A new UUIDv7 of this turn's time.
    pub(crate) fn identifier(&mut self) -> Result<Uuid, Error> {
        Ok(self.chance.identifier(self.at)?)
    }

    /// `N` random bytes.
    pub(crate) fn random<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        Ok(self.chance.bytes()?)
    }

    /// A key for something new; it is kept when the turn's events are.
    pub(crate) fn new_key(&mut self, id: KeyId) -> Result<Key, Error> {
        let key = self.chance.key()?;
        self.keys.made.insert(id, key.clone());
        Ok(key)
    }

    /// Has a key kept that was made before this turn.
    pub(crate) fn keep_key(&mut self, id: KeyId, key: Key) {
        self.keys.made.insert(id, key);
    }

    /// A key that must be there, be it made in this very group.
    pub(crate) fn key(&self, id: KeyId) -> Result<Key, Error> {
        match self.keys.find(id) {
            Some(key) => Ok(key),
            None => self.vault.key(id),
        }
    }

    /// Seals a text under the ledger's key.
    pub(crate) fn seal_text(&mut self, text: &str) -> Result<Sealed, Error> {
        let nonce = self.chance.bytes()?;
        Ok(seal_text(&self.vault.root.seal, nonce, text))
    }

    /// Seals what a batch kept and refused under the ledger's key, as much of it as `room` bytes hold.
    pub(crate) fn seal_exceptions(
        &mut self,
        exceptions: impl Iterator<Item = Exception>,
        room: usize,
    ) -> Result<Sealed, Error> {
        let nonce = self.chance.bytes()?;
        let key = &self.vault.root.seal;
        Ok(seal_exceptions(key, nonce, exceptions, room))
    }

    /// Seals a text under the key of an account or an admin.
    pub(crate) fn seal_text_for(&mut self, id: KeyId, text: &str) -> Result<Sealed, Error> {
        let key = self.key(id)?;
        let nonce = self.chance.bytes()?;
        Ok(seal_text(&key, nonce, text))
    }

    /// Seals the reason of a command on one account under the account's key, with which it goes.
    pub(crate) fn seal_reason(
        &mut self,
        account: AccountId,
        reason: Option<&str>,
    ) -> Result<Option<Sealed>, Error> {
        reason
            .map(|reason| self.seal_text_for(KeyId(*account.as_bytes()), reason))
            .transpose()
    }

    /// Seals a profile under a key at hand.
    pub(crate) fn seal_profile(&mut self, key: &Key, profile: &Profile) -> Result<Sealed, Error> {
        Ok(seal_profile(key, self.chance.bytes()?, profile))
    }

    /// Seals a change of profile under a key at hand.
    pub(crate) fn seal_changes(&mut self, key: &Key, changes: &[Change]) -> Result<Sealed, Error> {
        Ok(seal_changes(key, self.chance.bytes()?, changes))
    }

    /// Seals what is known of a class under a key at hand.
    pub(crate) fn seal_class(
        &mut self,
        key: &Key,
        details: &ClassDetails,
    ) -> Result<Sealed, Error> {
        Ok(seal_class_details(key, self.chance.bytes()?, details))
    }

    /// The record of a report of activity (R48).
    pub(crate) fn activity(
        &mut self,
        account: AccountId,
        report: &ActivityReport,
    ) -> Result<Body, Error> {
        let key = self.key(KeyId(*account.as_bytes()))?;
        Ok(Body::ActivityRecorded(ActivityRecorded {
            logged_in: report.last_login.is_some(),
            has_grades: report.grades.is_some_and(|grades| grades > 0),
            report: seal_activity(&key, self.chance.bytes()?, report),
        }))
    }

    /// Records a single event.
    pub(crate) fn record(
        &mut self,
        event: NewEvent<'_>,
        reason: Option<Sealed>,
    ) -> Result<Position, Error> {
        let id = self.identifier()?;
        let unit = self.unit(id, self.caller.channel, reason)?;
        let position = self.append(Header::Own(unit), event)?;
        self.transaction.finish_unit()?;
        Ok(position)
    }

    /// Records a batch's first record; exactly as many events as it names must follow.
    pub(crate) fn begin_batch(
        &mut self,
        id: Uuid,
        channel: Channel,
        body: Body,
        reason: Option<&str>,
    ) -> Result<(Position, OpenBatch), Error> {
        let reason = reason.map(|reason| self.seal_text(reason)).transpose()?;
        self.begin_unit(id, channel, NewEvent::of_ledger(body), reason)
    }

    /// Records the first of several events that belong together; the others continue it as they
    /// would a batch. The reason is sealed under the ledger's key.
    pub(crate) fn begin_unit(
        &mut self,
        id: Uuid,
        channel: Channel,
        first: NewEvent<'_>,
        reason: Option<Sealed>,
    ) -> Result<(Position, OpenBatch), Error> {
        let unit = self.unit(id, channel, reason)?;
        let position = self.append(Header::Own(unit), first)?;
        Ok((position, OpenBatch { distance: 0 }))
    }

    /// Records the next event of a batch.
    pub(crate) fn continue_batch(
        &mut self,
        batch: &mut OpenBatch,
        event: NewEvent<'_>,
    ) -> Result<Position, Error> {
        batch.distance += 1;
        self.append(Header::Behind(batch.distance), event)
    }

    /// Ends a batch.
    pub(crate) fn finish_batch(&mut self) -> Result<(), Error> {
        Ok(self.transaction.finish_unit()?)
    }

    fn append(&mut self, header: Header, event: NewEvent<'_>) -> Result<Position, Error> {
        let record = Record {
            header,
            account: event.account,
            institution: event.institution,
            source: event.source,
            body: event.body,
        };
        Ok(self.transaction.append(&record, event.opened)?)
    }

    fn unit(&mut self, id: Uuid, channel: Channel, reason: Option<Sealed>) -> Result<Unit, Error> {
        let (actor, key) = self.actor()?;
        let nonce = self.chance.bytes()?;
        Ok(Unit {
            id,
            at: self.at,
            channel,
            actor,
            actor_name: seal_text(&key, nonce, &self.caller.actor),
            reason,
        })
    }

    /// The caller's id and key as an actor; a new one is given both.
    fn actor(&mut self) -> Result<(KeyId, Key), Error> {
        let name = self.vault.blinding.actor(&self.caller.actor);
        if let Some(id) = self.reads().actor(&name)? {
            let key = match self.keys.find(id) {
                Some(key) => key,
                None => self.vault.actor_key(id)?,
            };
            return Ok((id, key));
        }
        let id = KeyId(self.chance.bytes()?);
        self.transaction.know_actor(id, &name)?;
        Ok((id, self.new_key(id)?))
    }
}
