//! Accounts as a teacher sees them: disabled ones on request, deactivated ones only where what is
//! hidden is revealed, deleted ones never.

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{AccountId, Position, Status};
use rollbook_records::Key;

use super::AccountQuery;
use super::show::{describe, describe_by};
use crate::vault::Vault;
use crate::{Error, Moment, Sight, Viewer, answers};

impl Viewer<'_> {
    /// The account with this id as of a moment. It is hidden if it is hidden now or was then.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is unknown, hidden, deleted or elsewhere alike (R16);
    /// [`Error::InTheFuture`].
    pub fn account_at(
        &self,
        id: AccountId,
        as_of: Option<Moment>,
        reveal_hidden: bool,
    ) -> Result<answers::Account, Error> {
        let seen = seen(reveal_hidden);
        let is_seen = |row: &AccountRow| seen.contains(&row.account.status());
        self.ledger.read(|reads| {
            let (_, now) = self.visible_at(reads, id, None)?;
            let (at, then) = self.visible_at(reads, id, as_of)?;
            match is_seen(&now) && is_seen(&then) {
                true => describe(reads, &self.ledger.vault, &then, at).map(to_viewer),
                false => Err(Error::NotFound("account")),
            }
        })
    }

    /// A page of accounts in the order of their ids. Asked for a status that is hidden, and not
    /// revealed, it is as if nobody had it.
    ///
    /// # Errors
    /// As [`crate::Reader::accounts`]; [`Error::NotPermitted`] where it asks who logged in when.
    pub fn accounts(
        &self,
        query: &AccountQuery,
        reveal_hidden: bool,
    ) -> Result<answers::AccountList, Error> {
        if query.last_log_in_before.is_some() {
            return Err(Error::NotPermitted);
        }
        self.list(query, &seen(reveal_hidden), describe_to_viewer)
    }
}

impl Sight<'_> {
    /// One account. `reveal_hidden` concerns viewers: nothing is hidden from a reader.
    ///
    /// # Errors
    /// As [`Viewer::account_at`] or [`crate::Reader::account_at`].
    pub fn account_at(
        &self,
        id: AccountId,
        as_of: Option<Moment>,
        reveal_hidden: bool,
    ) -> Result<answers::Account, Error> {
        match self {
            Sight::Viewer(viewer) => viewer.account_at(id, as_of, reveal_hidden),
            Sight::Reader(reader) => reader.account_at(id, as_of),
        }
    }

    /// A page of accounts.
    ///
    /// # Errors
    /// As [`crate::Reader::accounts`].
    pub fn accounts(
        &self,
        query: &AccountQuery,
        reveal_hidden: bool,
    ) -> Result<answers::AccountList, Error> {
        match self {
            Sight::Viewer(viewer) => viewer.accounts(query, reveal_hidden),
            Sight::Reader(reader) => reader.accounts(query),
        }
    }
}

/// The statuses that a viewer sees.
fn seen(reveal_hidden: bool) -> Vec<Status> {
    let is_seen =
        |status: &Status| status.in_list_on_request() && (reveal_hidden || !status.is_hidden());
    Status::ALL.into_iter().filter(is_seen).collect()
}

fn describe_to_viewer(
    reads: &Reads<'_>,
    vault: &Vault,
    who: (&AccountRow, Option<&Key>),
    at: Position,
) -> Result<answers::Account, Error> {
    describe_by(reads, vault, who, at).map(to_viewer)
}

/// Who somebody is and whether the person may log in; what admins intend, and what protects an
/// account from an import, is theirs to know.
fn to_viewer(account: answers::Account) -> answers::Account {
    answers::Account {
        with_data: None,
        stub: None,
        scheduled: Vec::new(),
        ..account
    }
}
