//! One account as it is now.

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{Account, AccountId, Column, Origin, Profile, Status};

use crate::caller::Scope;
use crate::vault::Vault;
use crate::work::Receipt;
use crate::{Error, Reader, answers};

impl Reader<'_> {
    /// The account with this id.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one and for one outside the caller's scope alike (R16).
    pub fn account(&self, id: AccountId) -> Result<answers::Account, Error> {
        self.ledger.read(|reads| {
            let row = visible(reads, self.scope(), id)?;
            describe(reads, &self.ledger.vault, &row)
        })
    }

    /// The account after a command on it.
    pub(crate) fn changed(&self, receipt: Receipt) -> Result<answers::AccountChanged, Error> {
        let id = receipt.subject.ok_or(Error::NotFound("account"))?;
        Ok(answers::AccountChanged {
            account: self.account(id.into())?,
            outcome: receipt.outcome(),
            position: receipt.position,
            notes: Vec::new(),
        })
    }

    /// The same after a command by hand on what a student information system states as well (R38).
    pub(crate) fn changed_by_hand(
        &self,
        receipt: Receipt,
    ) -> Result<answers::AccountChanged, Error> {
        let mut changed = self.changed(receipt)?;
        let is_imported = changed.account.origin.as_deref() == Some(Origin::Import.as_str());
        if is_imported && changed.outcome == answers::ChangeOutcome::Recorded {
            changed.notes.push(answers::Note::import_will_restore());
        }
        Ok(changed)
    }
}

/// The account, if it exists for this scope (R16).
pub(crate) fn visible(reads: &Reads<'_>, scope: Scope, id: AccountId) -> Result<AccountRow, Error> {
    reads
        .account(id)?
        .filter(|row| scope.covers(row.institution()))
        .ok_or(Error::NotFound("account"))
}

/// What an account is called in lists: its email, or else its username.
pub(crate) fn label(profile: &Profile) -> String {
    [Column::Email, Column::Username]
        .into_iter()
        .find_map(|column| profile.get(column))
        .unwrap_or_default()
        .to_owned()
}

/// The answer for one account.
pub(crate) fn describe(
    reads: &Reads<'_>,
    vault: &Vault,
    row: &AccountRow,
) -> Result<answers::Account, Error> {
    let profile = match row.account {
        Account::Living(_) => vault.profile_of(reads, row)?,
        Account::Deleted { .. } => Profile::default(),
    };
    let groups = reads
        .groups_of(row.number)?
        .iter()
        .map(|group| vault.group_name(group))
        .collect::<Result<_, _>>()?;
    Ok(render(row, &profile, groups))
}

fn render(row: &AccountRow, profile: &Profile, groups: Vec<String>) -> answers::Account {
    let text = |column| profile.get(column).map(str::to_owned);
    let living = row.account.living();
    answers::Account {
        account_id: row.id.to_string(),
        user_id: profile.user_id(),
        username: text(Column::Username),
        sis_id: text(Column::SisId),
        email: text(Column::Email),
        first_name: text(Column::FirstName),
        middle_init: text(Column::MiddleInit),
        last_name: text(Column::LastName),
        suffix: text(Column::Suffix),
        nickname: text(Column::Nickname),
        display_id: text(Column::DisplayId),
        google_email_address: text(Column::GoogleEmailAddress),
        user_type: text(Column::UserType),
        institution: row.institution().0,
        groups,
        origin: living.map(|living| living.origin.as_str().to_owned()),
        status: row.account.status().as_str().to_owned(),
        blocked: living.is_some_and(|living| living.blocked),
        deactivated: row.account.status() == Status::Deactivated,
        takes_seat: row.account.takes_seat(),
        with_data: living.is_some_and(|living| living.facts.with_data()),
        stub: row.account.stub(),
        version: row.version.0,
    }
}
