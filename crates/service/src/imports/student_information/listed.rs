//! Decides the rows of users.csv and update_users.csv (R26, R27, R49).

use std::collections::HashMap;

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{Column, Event, InstitutionId, Origin, Profile, Refusal, listed};

use super::super::decided::RefusedRow;
use super::super::draft::{Draft, RowVerdict};
use super::super::intents::Place;
use super::super::plan::Terms;
use super::super::planned::{DecidedRow, PlannedEvent, PlannedProfile, Target, known_target};
use super::organizations::{Organizations, refused};
use super::users::{UserRow, Users, user_type};
use crate::vault::Vault;
use crate::{Error, everyone};

/// Zeros before a number that are looked for; external ids are rarely longer.
const MOST_ZEROS: usize = 6;

/// Rows whose accounts are opened at once: enough that neighbours in a table meet, and little memory.
const OPENED_AT_ONCE: usize = 1024;

/// What all rows are decided by.
pub(super) struct Listing<'a> {
    pub(super) reads: &'a Reads<'a>,
    pub(super) vault: &'a Vault,
    pub(super) terms: Terms,
    pub(super) organizations: &'a Organizations,
}

impl Listing<'_> {
    /// Decides every row that differs from the roll, and marks whom it lists.
    pub(super) fn decide(
        &self,
        users: &Users,
        listed: &mut [bool],
        draft: &mut Draft,
    ) -> Result<(), Error> {
        for rows in users.changed.chunks(OPENED_AT_ONCE) {
            let known: Vec<Option<AccountRow>> = rows
                .iter()
                .map(|row| self.find(row))
                .collect::<Result<_, _>>()?;
            let profiles = self.profiles(known.iter().flatten())?;
            for (row, known) in rows.iter().zip(known) {
                let held = known.and_then(|account| profiles.get(&account.number));
                let (account, verdict) = match known {
                    Some(_) => (known, self.decide_row(row, known, held)?),
                    None => match self.with_zeros(row, users)? {
                        Some((account, import_id)) => {
                            let refused = zeros_lost(row, &import_id);
                            (Some(account), RowVerdict::Refused(refused))
                        }
                        None => (None, self.decide_row(row, None, None)?),
                    },
                };
                let number = account.map(|account| account.number);
                if let Some(number) = number {
                    users.roll.mark(listed, number);
                }
                draft.take(row.kept.place, number, verdict);
            }
        }
        Ok(())
    }

    /// The profiles of accounts as they are now, by the accounts' numbers.
    fn profiles<'a>(
        &self,
        accounts: impl Iterator<Item = &'a AccountRow>,
    ) -> Result<HashMap<u64, Profile>, Error> {
        let mut accounts: Vec<AccountRow> = accounts.copied().collect();
        accounts.sort_unstable_by_key(|account| account.id);
        accounts.dedup_by_key(|account| account.id);
        everyone::open(self.reads, self.vault, &mut accounts)?
            .into_iter()
            .map(|(account, profile)| Ok((account.number, profile.ok_or(Error::KeyMissing)?)))
            .collect()
    }

    /// The account that the row's `import_id` identifies (R23).
    fn find(&self, row: &UserRow) -> Result<Option<AccountRow>, Error> {
        let import_id = row.import_id();
        let identity = self.vault.blinding.identity(Column::SisId, import_id);
        Ok(self.reads.identified(&identity)?.pop())
    }

    /// The account whose `import_id` is the row's with zeros before it: spreadsheets take them off,
    /// and the file would end one account and create another for the same person.
    fn with_zeros(
        &self,
        row: &UserRow,
        users: &Users,
    ) -> Result<Option<(AccountRow, String)>, Error> {
        let import_id = row.import_id();
        let is_number = import_id.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || users.roll.entries().is_empty() {
            return Ok(None);
        }
        for zeros in 1..=MOST_ZEROS {
            let padded = "0".repeat(zeros) + import_id;
            let identity = self.vault.blinding.identity(Column::SisId, &padded);
            if let Some(account) = self.reads.identified(&identity)?.pop() {
                return Ok(Some((account, padded)));
            }
        }
        Ok(None)
    }

    /// `held` is the profile of the account that is known.
    fn decide_row(
        &self,
        row: &UserRow,
        known: Option<AccountRow>,
        held: Option<&Profile>,
    ) -> Result<RowVerdict, Error> {
        let given = match self.organizations.find(&row.kept, row.organization()) {
            Ok(given) => given,
            Err(refused) => return Ok(RowVerdict::Refused(refused)),
        };
        let home = known.map(|account| account.institution());
        let Some(institution) = given.or(home).or(self.organizations.first) else {
            let message = "the ledger has no institution yet: add organizations.csv".to_owned();
            let refused = refused(
                &row.kept,
                "organization_id",
                "unknown-organization",
                message,
            );
            return Ok(RowVerdict::Refused(refused));
        };
        let nothing = Profile::default();
        let held = held.unwrap_or(&nothing);
        let after = self.profile_after(row, held, known.is_none());
        if let Some(refused) = self.taken(row, held, &after, known.as_ref())? {
            return Ok(RowVerdict::Refused(refused));
        }
        Ok(match known {
            None => RowVerdict::Does(self.creation(row, institution, after)),
            Some(account) => self.update(row, &account, institution, held, after)?,
        })
    }

    /// R27: in a full import a blank cell clears its column, except login and email; elsewhere it
    /// leaves it. R23: a blank user type is S for a new account or in a full import.
    fn profile_after(&self, row: &UserRow, held: &Profile, is_new: bool) -> Profile {
        let is_full = self.terms.profile.is_full();
        let mut after = held.clone();
        for (column, cell, is_there) in row.columns() {
            let cell = user_type(column, cell.as_bytes()).unwrap_or(cell);
            let is_equal = Column::IDENTITIES.contains(&column)
                && held
                    .get(column)
                    .is_some_and(|held| column.comparable(held) == column.comparable(cell));
            let is_kept = matches!(column, Column::Email | Column::Username | Column::UserType);
            if !cell.is_empty() && !is_equal {
                after.set(column, cell);
            } else if cell.is_empty() && is_there && is_full && !is_kept {
                after.set(column, "");
            }
        }
        let user_type = row
            .columns()
            .find(|(column, ..)| *column == Column::UserType);
        let is_blank = user_type.is_none_or(|(_, cell, _)| cell.is_empty());
        let is_stated = is_full && user_type.is_some_and(|(_, _, is_there)| is_there);
        if is_blank && (is_new || is_stated) {
            after.set(Column::UserType, "S");
        }
        after
    }

    /// R49: a login that another account holds refuses the row.
    fn taken(
        &self,
        row: &UserRow,
        held: &Profile,
        after: &Profile,
        known: Option<&AccountRow>,
    ) -> Result<Option<RefusedRow>, Error> {
        let Some(login) = after.get(Column::Username) else {
            return Ok(None);
        };
        if held.get(Column::Username) == Some(login) {
            return Ok(None);
        }
        let identity = self.vault.blinding.identity(Column::Username, login);
        let holders = self.reads.identified(&identity)?;
        let own = known.map(|account| account.number);
        let is_taken = holders.iter().any(|holder| Some(holder.number) != own);
        Ok(is_taken.then(|| {
            let message = "another account has this login".to_owned();
            refused(&row.kept, "login", "identity-taken", message)
        }))
    }

    fn creation(&self, row: &UserRow, institution: InstitutionId, profile: Profile) -> DecidedRow {
        DecidedRow {
            place: row.kept.place,
            target: Target::New {
                institution,
                profile: Box::new(profile),
                origin: Origin::Import,
                blocked: row.may_log_in == Some(false),
            },
            events: vec![PlannedEvent::Created],
            note: None,
        }
    }

    fn update(
        &self,
        row: &UserRow,
        account: &AccountRow,
        institution: InstitutionId,
        held: &Profile,
        after: Profile,
    ) -> Result<RowVerdict, Error> {
        let mut events = Vec::new();
        if account
            .account
            .living()
            .is_some_and(|living| living.origin == Origin::Manual)
        {
            let origin = Origin::Import;
            events.push(PlannedEvent::Status(Event::OriginChanged { origin }));
        }
        let changes = held.changes_to(&after);
        let left = match institution == account.institution() {
            true => Vec::new(),
            // A group is of one institution.
            false => self.reads.groups_of(account.number)?,
        };
        let moved_to = (institution != account.institution()).then_some(institution);
        if !changes.is_empty() || moved_to.is_some() {
            events.push(PlannedEvent::Profile(Box::new(PlannedProfile {
                after,
                changes,
                moved_to,
            })));
        }
        events.extend(left.iter().map(|group| PlannedEvent::Leave(group.id)));
        let status = listed(Some(&account.account), institution, row.may_log_in);
        if self.shuts_out_own(account, &status) {
            return Ok(RowVerdict::Refused(own_account(row.kept.place)));
        }
        events.extend(status.into_iter().map(PlannedEvent::Status));
        Ok(RowVerdict::Does(DecidedRow {
            place: row.kept.place,
            target: known_target(account),
            events,
            note: None,
        }))
    }

    fn shuts_out_own(&self, account: &AccountRow, events: &[Event]) -> bool {
        self.terms.acting_as == Some(account.id) && events.contains(&Event::AccountDisabled)
    }
}

fn zeros_lost(row: &UserRow, import_id: &str) -> RefusedRow {
    let message = format!(
        "an account has the import_id {import_id}: a spreadsheet may have taken zeros off; format the column as text and fill it anew"
    );
    refused(&row.kept, "import_id", "number-mangled", message)
}

/// R63.
pub(super) fn own_account(place: Place) -> RefusedRow {
    let refusal = Refusal::OwnAccount;
    RefusedRow {
        place,
        column: None,
        code: refusal.code(),
        message: refusal.to_string(),
    }
}
