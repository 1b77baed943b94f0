//! One account as it is now, or was (R50).

use rollbook_book::{AccountRow, Reads, StepRow};
use rollbook_domain::{Account, AccountId, Column, Command, Origin, Position, Profile, Status};

use rollbook_records::{Key, KeyId};

use crate::caller::Scope;
use crate::capabilities::Asked;
use crate::schedule::notice_for;
use crate::vault::Vault;
use crate::work::Receipt;
use crate::{Error, Moment, Reader, answers};

impl Reader<'_> {
    /// The account with this id.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one and for one outside the caller's scope alike (R16).
    pub fn account(&self, id: AccountId) -> Result<answers::Account, Error> {
        self.account_at(id, None)
    }

    /// The same as of a moment. What exists for the caller is decided by where the account is now.
    ///
    /// # Errors
    /// As [`Reader::account`], also for an account that was not there yet; [`Error::InTheFuture`].
    pub fn account_at(
        &self,
        id: AccountId,
        as_of: Option<Moment>,
    ) -> Result<answers::Account, Error> {
        self.ledger.read(|reads| {
            let (at, row) = self.visible_at(reads, id, as_of)?;
            describe(reads, &self.ledger.vault, &row, at)
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
        command: Option<Command>,
    ) -> Result<answers::AccountChanged, Error> {
        let mut changed = self.changed(receipt)?;
        let is_imported = changed.account.origin.as_deref() == Some(Origin::Import.as_str());
        if is_imported && changed.outcome == answers::ChangeOutcome::Recorded {
            changed
                .notes
                .push(answers::Note::import_will_restore(command));
        }
        changed.notes.extend(notice_for(&changed.account.scheduled));
        Ok(changed)
    }
}

impl Asked<'_> {
    /// The account as of a moment, if it exists for the caller, and the position that is meant.
    pub(crate) fn visible_at(
        &self,
        reads: &Reads<'_>,
        id: AccountId,
        as_of: Option<Moment>,
    ) -> Result<(Position, AccountRow), Error> {
        let at = self.position(reads, as_of)?;
        let row = visible(reads, self.scope(), id)?;
        let then = at.map(|at| Ok::<_, Error>(reads.rewind(row, at)?.map(|row| (at, row))));
        then.transpose()?
            .flatten()
            .ok_or(Error::NotFound("account"))
    }
}

/// The account, if it exists for this scope (R16).
pub(crate) fn visible(reads: &Reads<'_>, scope: Scope, id: AccountId) -> Result<AccountRow, Error> {
    reads
        .account(id)?
        .filter(|row| scope.covers(row.institution()))
        .ok_or(Error::NotFound("account"))
}

/// Whether an account exists for this scope (R16).
pub(crate) fn exists_for(reads: &Reads<'_>, scope: Scope, id: AccountId) -> Result<bool, Error> {
    if scope == Scope::Domain {
        return Ok(true);
    }
    let row = reads.account(id)?;
    Ok(row.is_some_and(|row| scope.covers(row.institution())))
}

/// What an account is called in lists: its email, or else its username.
pub(crate) fn label(profile: &Profile) -> String {
    [Column::Email, Column::Username]
        .into_iter()
        .find_map(|column| profile.get(column))
        .unwrap_or_default()
        .to_owned()
}

/// What an account is called today; nothing for a deleted one.
pub(crate) fn label_now(
    reads: &Reads<'_>,
    vault: &Vault,
    account: AccountId,
) -> Result<String, Error> {
    match reads.account(account)? {
        Some(row) if matches!(row.account, Account::Living(_)) => {
            Ok(label(&vault.profile_of(reads, &row)?))
        }
        _ => Ok(String::new()),
    }
}

/// The answer for one account as it was at a position.
pub(super) fn describe(
    reads: &Reads<'_>,
    vault: &Vault,
    row: &AccountRow,
    at: Position,
) -> Result<answers::Account, Error> {
    let key = vault.keyring.key(KeyId(*row.id.as_bytes()))?;
    describe_by(reads, vault, (row, key.as_ref()), at)
}

/// The same by a key at hand, where there is one.
pub(super) fn describe_by(
    reads: &Reads<'_>,
    vault: &Vault,
    (row, key): (&AccountRow, Option<&Key>),
    at: Position,
) -> Result<answers::Account, Error> {
    let now = reads.account_by_number(row.number)?;
    if now.is_none_or(|now| matches!(now.account, Account::Deleted { .. })) {
        return Ok(shell(row));
    }
    let profile = vault.profile_by(key.ok_or(Error::KeyMissing)?, reads, row)?;
    let groups = reads
        .groups_of_at(row.number, at)?
        .iter()
        .map(|group| vault.group_name(group))
        .collect::<Result<_, _>>()?;
    let scheduled = reads.steps_of(row.number, at)?;
    let scheduled = scheduled.iter().map(scheduled_step).collect();
    Ok(answers::Account {
        scheduled,
        ..render(row, &profile, groups)
    })
}

fn scheduled_step(step: &StepRow) -> answers::ScheduledStep {
    answers::ScheduledStep {
        step_id: step.id.to_string(),
        action: step.action.as_str().to_owned(),
        due: step.due,
    }
}

/// What is left of a deleted account, at every position: institution, status and positions (R55).
fn shell(row: &AccountRow) -> answers::Account {
    answers::Account {
        origin: None,
        with_data: Some(false),
        stub: Some(false),
        ..render(row, &Profile::default(), Vec::new())
    }
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
        with_data: Some(living.is_some_and(|living| living.facts.with_data())),
        stub: Some(row.account.stub()),
        version: row.version.0,
        scheduled: Vec::new(),
    }
}
