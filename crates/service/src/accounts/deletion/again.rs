//! Deleting once more: a backup has brought people back who were deleted (R42).

use rollbook_domain::{Account, AccountId};

use super::record::record_deletion;
use crate::imports::Named;
use crate::work::{Receipt, Work};
use crate::{Caller, Error, Ledger};

/// Accounts that share a commit.
const TOGETHER: usize = 1000;

const REASON: &str = "deleted before, and brought back by a backup";

impl Ledger {
    /// Deletes those of the accounts that are there and not deleted, and tells how many. They were
    /// deleted before, so nobody is asked.
    pub(crate) fn delete_again(
        &self,
        caller: &Caller,
        accounts: &[AccountId],
    ) -> Result<u64, Error> {
        let mut deleted = 0;
        for some in accounts.chunks(TOGETHER) {
            let (ledger, some) = (self.clone(), some.to_vec());
            let receipt = self.write(caller, "delete again", move |work| {
                delete(work, &ledger, &some)
            })?;
            deleted += receipt.number.unwrap_or_default();
        }
        self.remove_void_plans()?;
        Ok(deleted)
    }
}

fn delete(
    work: &mut Work<'_, '_>,
    ledger: &Ledger,
    accounts: &[AccountId],
) -> Result<Receipt, Error> {
    let mut people = Vec::new();
    let mut named = Named::default();
    for id in accounts {
        if let Some(row) = work.reads().account(*id)?
            && matches!(row.account, Account::Living(_))
        {
            let profile = work.vault.profile_of(&work.reads(), &row)?;
            named.add(row.number, &profile);
            people.push((row, profile));
        }
    }
    ledger.void_plans(work, &named, None)?;
    for (row, profile) in &people {
        record_deletion(work, row, profile, Some(REASON))?;
    }
    Ok(Receipt {
        number: Some(people.len() as u64),
        ..Receipt::default()
    })
}
