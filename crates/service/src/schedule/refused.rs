//! Whom a step could not change, as far as the caller may know (R16).

use rollbook_book::{BookError, Reads};
use rollbook_domain::{AccountId, Position};
use rollbook_records::{Body, Record};

use crate::accounts::{exists_for, label_now};
use crate::caller::Scope;
use crate::vault::Vault;
use crate::{Error, answers};

/// How many are shown of a step.
const SHOWN: usize = 100;

/// Records read at once.
const CHUNK: usize = 1000;

/// Those that a run has refused.
#[derive(Clone, Copy)]
pub(super) struct Refused {
    /// The position of the record that the step ran; what it refused stands behind it.
    pub(super) ran: Position,
    /// How many there are.
    pub(super) all: u64,
}

impl Refused {
    /// The first of those that exist for the caller.
    pub(super) fn shown(
        self,
        reads: &Reads<'_>,
        vault: &Vault,
        scope: Scope,
    ) -> Result<Vec<answers::StepRefusal>, Error> {
        let mut shown = Vec::new();
        self.each(reads, |account, code| {
            if exists_for(reads, scope, account)? {
                shown.push(answers::StepRefusal {
                    account_id: account.to_string(),
                    label: label_now(reads, vault, account)?,
                    code: code.to_owned(),
                });
            }
            Ok(shown.len() < SHOWN)
        })?;
        Ok(shown)
    }

    /// Gives each of them, and its code, until told to stop.
    fn each(
        self,
        reads: &Reads<'_>,
        mut give: impl FnMut(AccountId, &str) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let (mut left, mut from) = (self.all, Position(self.ran.0 + 1));
        while left > 0 {
            let records = reads.log(from, CHUNK)?;
            if records.is_empty() {
                return Err(Error::Book(BookError::Damaged(format!(
                    "the step that ran at position {} has refused more accounts than it names",
                    self.ran
                ))));
            }
            for (position, bytes) in records {
                from = Position(position.0 + 1);
                let record = Record::decode(&bytes)?;
                let (Body::StepRefused(refused), Some(account)) = (record.body, record.account)
                else {
                    continue;
                };
                left -= 1;
                if !give(account, &refused.code)? || left == 0 {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}
