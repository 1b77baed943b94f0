//! Changes an account's columns or its institution by hand (R58).

use rollbook_book::{AccountRow, Opened};
use rollbook_domain::{Account, AccountId, Column, Event, InstitutionId, Origin, Profile, Refusal};
use rollbook_records::{Body, KeyId, Membership, ProfileChanged};

use super::columns::{AccountColumns, require_free, require_name};
use super::visible;
use crate::work::{NewEvent, Receipt, Work};
use crate::{Error, Operator, answers, text};

/// What is to be, as it would be stored.
struct Stated {
    columns: Vec<(Column, String)>,
    institution: Option<InstitutionId>,
    reason: Option<String>,
}

impl Operator<'_> {
    /// Changes what is stated and leaves the rest. Whoever moves to another institution leaves the
    /// groups of the old one: a group is of one institution.
    ///
    /// # Errors
    /// [`Error::DomainAdminNeeded`] where an institution admin states a user_id, username or sis_id
    /// (R16) or an institution; [`Error::IdentityTaken`]; [`Error::NoSeat`] where no seat is free
    /// in the new institution (R46) or the account is deleted; [`Error::LoginMalformed`] and
    /// [`Error::SisIdNeeded`] for an account under import control.
    pub fn set_account(
        &self,
        id: AccountId,
        columns: &AccountColumns,
        reason: Option<&str>,
    ) -> Result<answers::AccountChanged, Error> {
        let stated = Stated {
            columns: columns.read()?,
            institution: columns.institution,
            reason: reason.map(text::reason).transpose()?,
        };
        self.permit_unique(&stated.columns)?;
        if stated.institution.is_some() {
            self.as_domain_admin("it alone moves accounts between institutions")?;
        }
        let operation = format!("account set\0{id}");
        let receipt = self
            .ledger
            .write(self.caller, &operation, move |work| set(work, id, &stated))?;
        self.changed_by_hand(receipt, None)
    }
}

fn set(work: &mut Work<'_, '_>, id: AccountId, stated: &Stated) -> Result<Receipt, Error> {
    let row = visible(&work.reads(), work.caller.scope(), id)?;
    if row.account.living().is_none() {
        return Err(Error::Refused(Refusal::DeletedAccount));
    }
    let key = work.key(KeyId(*id.as_bytes()))?;
    let held = work.vault.profile_by(&key, &work.reads(), &row)?;
    let mut after = held.clone();
    for (column, value) in &stated.columns {
        after.set(*column, value);
    }
    let moved_to = stated
        .institution
        .filter(|institution| *institution != row.institution());
    let changes = held.changes_to(&after);
    if changes.is_empty() && moved_to.is_none() {
        return Ok(Receipt::of(id));
    }
    for change in &changes {
        permit_change(work, &row, change.column, &after)?;
    }
    if let Some(institution) = moved_to {
        move_to(work, &row, institution, stated.reason.as_deref())?;
    }
    let body = Body::ProfileChanged(ProfileChanged {
        profile: work.seal_profile(&key, &after)?,
        changes: work.seal_changes(&key, &changes)?,
        moved_from: moved_to.map(|_| row.institution().0),
    });
    let reason = work.seal_reason(id, stated.reason.as_deref())?;
    let event = NewEvent {
        account: Some(id),
        institution: Some(moved_to.unwrap_or(row.institution())),
        source: None,
        body,
        opened: Opened::Change(&after, &changes),
    };
    let position = work.record(event, reason)?;
    Ok(Receipt::of(id).at(position))
}

/// Judges one column of the profile that would be.
fn permit_change(
    work: &Work<'_, '_>,
    row: &AccountRow,
    column: Column,
    after: &Profile,
) -> Result<(), Error> {
    let value = after.get(column);
    let is_imported = is_imported(&row.account);
    match (column, value) {
        (Column::Email | Column::Username, None) => require_name(after),
        (Column::SisId, None) if is_imported => Err(Error::SisIdNeeded),
        (Column::Username, Some(login)) if is_imported && !rollbook_rows::is_login(login) => {
            Err(Error::LoginMalformed)
        }
        (unique, Some(value)) if unique.is_unique() => {
            require_free(work, column, value, Some(row.number))
        }
        _ => Ok(()),
    }
}

/// Whether a student information system states the account.
fn is_imported(account: &Account) -> bool {
    account
        .living()
        .is_some_and(|living| living.origin == Origin::Import)
}

/// Sees to the seat that a move takes along (R46), and to the groups that it leaves behind.
fn move_to(
    work: &mut Work<'_, '_>,
    row: &AccountRow,
    institution: InstitutionId,
    reason: Option<&str>,
) -> Result<(), Error> {
    if work.reads().institution(institution)?.is_none() {
        return Err(Error::UnknownInstitution(institution));
    }
    let moved = Event::ProfileChanged {
        institution: Some(institution),
    };
    let after = row.account.evolve(&moved, true);
    work.reads()
        .seats()?
        .settle(Some(&row.account), &after)
        .map_err(|reached| super::status::no_seat(work, reached))?;
    for group in work.reads().groups_of(row.number)? {
        let event = NewEvent {
            account: Some(row.id),
            institution: Some(row.institution()),
            ..NewEvent::of_ledger(Body::GroupLeft(Membership {
                group: group.id.into(),
                role: None,
            }))
        };
        let reason = work.seal_reason(row.id, reason)?;
        work.record(event, reason)?;
    }
    Ok(())
}
