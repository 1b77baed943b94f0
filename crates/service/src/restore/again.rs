//! What was taken from somebody since a backup is taken again: rights come back by nobody's wish.

use rollbook_book::Replaced;
use rollbook_domain::{AdminId, TokenId};
use rollbook_records::Id;

use crate::accounts::revocation;
use crate::admins::remove_admin;
use crate::sessions::set_password;
use crate::work::{Receipt, Work};
use crate::{Caller, Error, Ledger};

impl Ledger {
    /// Revokes tokens and removes admins that the replaced ledger knew as such, and takes passwords
    /// that were changed there behind a position: those people sign in by a link. Tells how many.
    pub(super) fn take_rights_again(
        &self,
        caller: &Caller,
        replaced: &Replaced,
        behind: u64,
    ) -> Result<u64, Error> {
        let revoked = replaced.revoked.clone();
        let removed = replaced.removed.clone();
        let passwords: Vec<Id> = replaced
            .passwords
            .iter()
            .filter(|(position, _)| position.0 >= behind)
            .map(|(_, admin)| *admin)
            .collect();
        let receipt = self.write(caller, "restore rights", move |work| {
            let mut taken = 0;
            for token in &revoked {
                taken += revoke(work, *token)?;
            }
            for admin in &removed {
                taken += remove(work, *admin)?;
            }
            for admin in &passwords {
                taken += forget_password(work, *admin)?;
            }
            Ok(Receipt {
                number: Some(taken),
                ..Receipt::default()
            })
        })?;
        Ok(receipt.number.unwrap_or_default())
    }
}

fn revoke(work: &mut Work<'_, '_>, token: Id) -> Result<u64, Error> {
    let Some(row) = work.reads().token(TokenId::from(token))? else {
        return Ok(0);
    };
    work.record(revocation(&row), None)?;
    Ok(1)
}

fn remove(work: &mut Work<'_, '_>, admin: Id) -> Result<u64, Error> {
    let Some(row) = work.reads().admin(AdminId::from(admin))? else {
        return Ok(0);
    };
    remove_admin(work, &row, None)?;
    Ok(1)
}

fn forget_password(work: &mut Work<'_, '_>, admin: Id) -> Result<u64, Error> {
    let id = AdminId::from(admin);
    if work.reads().admin(id)?.is_none() {
        return Ok(0);
    }
    set_password(work, id, None, None)?;
    Ok(1)
}
