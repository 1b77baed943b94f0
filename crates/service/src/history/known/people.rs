//! Accounts and actors as events name them.

use rollbook_domain::{Account, AccountId, Position};
use rollbook_records::{Body, Key, KeyId};

use super::{Covered, Known, keep};
use crate::Error;
use crate::accounts::label;
use crate::caller::Scope;
use crate::seen::Seen;

impl Known<'_> {
    /// Whether an actor is the caller itself.
    pub(in crate::history) fn is_caller(&mut self, actor: KeyId) -> Result<bool, Error> {
        let own = match self.caller {
            Some(own) => own,
            None => {
                let name = self.vault().blinding.actor(&self.reader.caller.actor);
                *self.caller.insert(self.reads.actor(&name)?)
            }
        };
        Ok(own == Some(actor))
    }

    /// Whether whoever made the batch at a position saw no more than the caller does (R16).
    pub(in crate::history) fn is_own_batch(&mut self, position: Position) -> Result<bool, Error> {
        if let Some(known) = self.own_batches.get(&position) {
            return Ok(*known);
        }
        let is_own = match self.reads.record(position)?.body {
            Body::BatchRecorded(batch) => {
                Seen::of_batch(self.reads, self.scope(), position, &batch)?.is_some()
            }
            _ => false,
        };
        keep(&mut self.own_batches, position, is_own);
        Ok(is_own)
    }

    /// Whether an account exists for the caller (R16).
    pub(in crate::history) fn is_covered(&mut self, id: AccountId) -> Result<bool, Error> {
        let scope = self.scope();
        let asked = match &mut self.covered {
            _ if scope == Scope::Domain => return Ok(true),
            Covered::All(all) => return Ok(all.contains(&id)),
            Covered::Asked(asked) => asked,
        };
        if let Some(covered) = asked.get(&id) {
            return Ok(*covered);
        }
        let row = self.reads.account(id)?;
        let covered = row.is_some_and(|row| scope.covers(row.institution()));
        keep(asked, id, covered);
        Ok(covered)
    }

    /// Finds out at once which accounts exist for the caller: one pass over them costs less than
    /// many thousand questions.
    pub(in crate::history) fn ask_for_all(&mut self) -> Result<(), Error> {
        if let Some(institution) = self.scope().institution() {
            self.covered = Covered::All(self.reads.accounts_ever_in(institution)?);
        }
        Ok(())
    }

    /// The key of an account that some event names; `None` once it is deleted.
    pub(in crate::history) fn key(&mut self, id: AccountId) -> Result<Option<Key>, Error> {
        if let Some(known) = self.keys.get(&id) {
            return Ok(known.clone());
        }
        let row = self.reads.account(id)?.ok_or(Error::NotFound("account"))?;
        let key = match row.account {
            Account::Deleted { .. } => None,
            Account::Living(_) => self.vault().keyring.key(KeyId(*id.as_bytes()))?,
        };
        if key.is_none() && row.account.living().is_some() && !self.is_deleted_since(id)? {
            return Err(Error::KeyMissing);
        }
        keep(&mut self.keys, id, key.clone());
        Ok(key)
    }

    /// Whether somebody was deleted after this moment of the book: the key is gone at once (R42).
    fn is_deleted_since(&self, id: AccountId) -> Result<bool, Error> {
        let now = self.reader.ledger.read(|now| Ok(now.account(id)?))?;
        Ok(now.is_none_or(|row| matches!(row.account, Account::Deleted { .. })))
    }

    /// What an account is called now; `None` once it is deleted.
    pub(crate) fn name(&mut self, id: AccountId) -> Result<Option<String>, Error> {
        if let Some(known) = self.names.get(&id) {
            return Ok(known.clone());
        }
        let name = self.open_name(id)?;
        keep(&mut self.names, id, name.clone());
        Ok(name)
    }

    fn open_name(&mut self, id: AccountId) -> Result<Option<String>, Error> {
        let (Some(key), Some(row)) = (self.key(id)?, self.reads.account(id)?) else {
            return Ok(None);
        };
        let name = label(&self.vault().profile_by(&key, self.reads, &row)?);
        Ok(Some(match name.is_empty() {
            true => id.to_string(),
            false => name,
        }))
    }
}
