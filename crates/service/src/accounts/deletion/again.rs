//! Deleting once more: a backup has brought people back who were deleted (R42).

use std::collections::BTreeSet;

use rollbook_domain::{Account, AccountId};
use rollbook_records::KeyId;

use super::record::record_deletion;
use crate::imports::PlanSearch;
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
            let some: BTreeSet<AccountId> = some.iter().copied().collect();
            let people = some.clone();
            let receipt = self.write_deleting(
                caller,
                "delete again",
                (people, None),
                move |work, search| delete(work, search, &some),
            )?;
            deleted += receipt.number.unwrap_or_default();
        }
        self.forget_deleted();
        Ok(deleted)
    }
}

fn delete(
    work: &mut Work<'_, '_>,
    search: &PlanSearch,
    accounts: &BTreeSet<AccountId>,
) -> Result<Receipt, Error> {
    let mut living = Vec::new();
    for id in accounts {
        let Some(row) = work.reads().account(*id)? else {
            continue;
        };
        match row.account {
            Account::Living(_) => living.push(row),
            // A keyring from a backup may hold what the log has ended.
            Account::Deleted { .. } => work.transaction.destroy_key(KeyId(*id.as_bytes()))?,
        }
    }
    let ids: Vec<AccountId> = living.iter().map(|row| row.id).collect();
    search.void(work, &ids)?;
    for row in &living {
        record_deletion(work, row, Some(REASON))?;
    }
    Ok(Receipt {
        number: Some(living.len() as u64),
        ..Receipt::default()
    })
}
