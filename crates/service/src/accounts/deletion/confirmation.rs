//! That somebody has just seen what a deletion destroys: nothing is kept of it, it proves itself.

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_book::AccountRow;
use rollbook_domain::AccountId;
use rollbook_records::{Blind, Blinding};
use subtle::ConstantTimeEq;

use super::DeletionError;
use crate::{Caller, cursor};

/// How long a confirmation holds.
const MINUTES: i64 = 10;

/// Which account was seen, as of which of its events, and until when that counts.
#[derive(Clone, Copy)]
pub(super) struct Confirmation {
    account: AccountId,
    version: u64,
    pub(super) expires: DateTime<Utc>,
}

impl Confirmation {
    pub(super) fn of(account: &AccountRow, now: DateTime<Utc>) -> Confirmation {
        Confirmation {
            account: account.id,
            version: account.version.0,
            expires: now + TimeDelta::minutes(MINUTES),
        }
    }

    /// The text that is given out, for this caller alone.
    pub(super) fn text(&self, blinding: &Blinding, caller: &Caller) -> String {
        let expires = self.expires.timestamp_millis().to_be_bytes();
        let seal = self.seal(blinding, caller);
        cursor::encode(&[&expires[..], &self.version.to_be_bytes(), &seal].concat())
    }

    /// Whether a text was given out to this caller for this account as it is now.
    pub(super) fn check(
        text: &str,
        (blinding, caller): (&Blinding, &Caller),
        account: &AccountRow,
        now: DateTime<Utc>,
    ) -> Result<(), DeletionError> {
        let bytes: [u8; 32] = cursor::decode(text).map_err(|_| DeletionError::Confirmation)?;
        let number = |from: usize| {
            let mut number = [0; 8];
            number.copy_from_slice(&bytes[from..from + 8]);
            u64::from_be_bytes(number)
        };
        let expires = i64::try_from(number(0)).ok();
        let given = Confirmation {
            account: account.id,
            version: number(8),
            expires: expires
                .and_then(DateTime::from_timestamp_millis)
                .ok_or(DeletionError::Confirmation)?,
        };
        if !bool::from(given.seal(blinding, caller)[..].ct_eq(&bytes[16..])) {
            return Err(DeletionError::Confirmation);
        }
        if given.expires <= now {
            return Err(DeletionError::Expired);
        }
        match given.version == account.version.0 {
            true => Ok(()),
            false => Err(DeletionError::AccountChanged),
        }
    }

    fn seal(&self, blinding: &Blinding, caller: &Caller) -> Blind {
        let expires = self.expires.timestamp_millis();
        blinding.secret(
            format!(
                "deletion\0{}\0{}\0{expires}\0{}",
                self.account, self.version, caller.actor
            )
            .as_bytes(),
        )
    }
}
