//! What was recorded of the texts since the index last looked.

use std::collections::BTreeSet;

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{Account, AccountId, Position};
use rollbook_records::{Kind, Record};

use crate::vault::Vault;
use crate::{Error, everyone};

/// Records read at once: enough that their profiles are opened together.
const CHUNK: usize = 1000;

/// What some records changed, as it is at the reader's moment.
pub(super) struct Changes {
    /// The last of the records.
    pub(super) until: Position,
    /// Whose text may be another now.
    pub(super) accounts: BTreeSet<AccountId>,
    /// Those of them of whom something is known still. (Where keys are lost, a search finds less; the
    /// list of what it found and the doctor tell.)
    pub(super) people: Vec<everyone::Person>,
}

impl Changes {
    /// Of the next records behind a position, of which there is at least one.
    pub(super) fn behind(
        position: Position,
        reads: &Reads<'_>,
        vault: &Vault,
    ) -> Result<Changes, Error> {
        let mut changes = Changes {
            until: Position(position.0 + 1),
            accounts: BTreeSet::new(),
            people: Vec::new(),
        };
        for (position, bytes) in reads.log(changes.until, CHUNK)? {
            let record = Record::decode(&bytes)?;
            let is_text = matches!(
                record.body.kind(),
                Kind::AccountCreated | Kind::ProfileChanged | Kind::AccountDeleted
            );
            changes.accounts.extend(record.account.filter(|_| is_text));
            changes.until = position;
        }
        let ids: Vec<AccountId> = changes.accounts.iter().copied().collect();
        let mut rows: Vec<AccountRow> = Vec::with_capacity(ids.len());
        reads.for_each_account_of(&ids, |_, row| {
            rows.extend(Some(row).filter(|row| !matches!(row.account, Account::Deleted { .. })));
            Ok::<_, Error>(())
        })?;
        changes.people = everyone::open(reads, vault, &mut rows)?;
        Ok(changes)
    }
}
