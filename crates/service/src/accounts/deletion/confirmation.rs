//! The proof that somebody has seen what a deletion destroys. Nothing is stored for it: it is a keyed
//! hash over what was shown.

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_book::AccountRow;
use subtle::ConstantTimeEq;

use crate::vault::Vault;
use crate::{Caller, Error, cursor};

/// How long the second step may follow the first.
const MINUTES: i64 = 10;

/// Who was shown which account, and until when this counts.
pub(super) struct Confirmation {
    pub(super) expires: DateTime<Utc>,
    mac: [u8; 16],
}

impl Confirmation {
    /// For an account as it is now: a changed one is to be looked at again.
    pub(super) fn of(
        vault: &Vault,
        caller: &Caller,
        row: &AccountRow,
        now: DateTime<Utc>,
    ) -> Confirmation {
        // To the millisecond, as it is written down.
        let expires = DateTime::from_timestamp_millis(now.timestamp_millis())
            .unwrap_or(now)
            .checked_add_signed(TimeDelta::minutes(MINUTES))
            .unwrap_or(now);
        Confirmation {
            expires,
            mac: mac(vault, caller, row, expires),
        }
    }

    /// As it is given out.
    pub(super) fn render(&self) -> String {
        let expires = self.expires.timestamp_millis().to_be_bytes();
        format!("{}{}", cursor::encode(&expires), cursor::encode(&self.mac))
    }

    /// Reads what was given out.
    ///
    /// # Errors
    /// [`Error::ConfirmationNeeded`] for any other text.
    pub(super) fn read(text: &str) -> Result<Confirmation, Error> {
        let given = cursor::decode::<24>(text.trim()).map_err(|_| Error::ConfirmationNeeded)?;
        let (expires, mac) = given.split_at(8);
        let millis = i64::from_be_bytes(expires.try_into().unwrap_or_default());
        Ok(Confirmation {
            expires: DateTime::from_timestamp_millis(millis).ok_or(Error::ConfirmationNeeded)?,
            mac: mac.try_into().unwrap_or_default(),
        })
    }

    /// Whether it is of this caller and of the account as it is.
    ///
    /// # Errors
    /// [`Error::ConfirmationNeeded`].
    pub(super) fn check(
        &self,
        vault: &Vault,
        caller: &Caller,
        row: &AccountRow,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let expected = mac(vault, caller, row, self.expires);
        match self.expires > now && bool::from(expected.ct_eq(&self.mac)) {
            true => Ok(()),
            false => Err(Error::ConfirmationNeeded),
        }
    }
}

fn mac(vault: &Vault, caller: &Caller, row: &AccountRow, expires: DateTime<Utc>) -> [u8; 16] {
    let shown = format!(
        "deletion\0{}\0{}\0{}\0{}",
        row.id,
        row.version,
        expires.timestamp_millis(),
        caller.actor
    );
    vault.blinding.secret(shown.as_bytes())
}
