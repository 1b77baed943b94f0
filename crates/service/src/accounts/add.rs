//! Adds an account by hand (R58).

use std::collections::HashSet;

use rollbook_domain::{Account, AccountId, Column, InstitutionId, Origin, Profile};
use rollbook_records::Body;

use super::columns::{AccountColumns, require_free, require_name};
use crate::work::{NewEvent, Receipt, Work};
use crate::{Error, Operator, answers, text};

impl Operator<'_> {
    /// Adds an account, active from the start. An email or a username is needed. Where none is
    /// stated, its `user_id` is drawn from the ledger's counter, its institution is the one added
    /// first and its user type `S`.
    ///
    /// # Errors
    /// [`Error::DomainAdminNeeded`] where an institution admin states a user_id, username or sis_id
    /// (R16), [`Error::IdentityTaken`], [`Error::NoSeat`] where no seat is free (R46).
    pub fn add_account(
        &self,
        columns: &AccountColumns,
        reason: Option<&str>,
    ) -> Result<answers::AccountChanged, Error> {
        let stated = columns.read()?;
        let reason = reason.map(text::reason).transpose()?;
        let mut profile = Profile::default();
        profile.set(Column::UserType, "S");
        for (column, value) in &stated {
            profile.set(*column, value);
        }
        require_name(&profile)?;
        self.permit_unique(&stated)?;
        let institution = columns.institution.or(self.scope().institution());
        if let Some(institution) = institution
            && !self.scope().covers(institution)
        {
            return Err(Error::UnknownInstitution(institution));
        }
        let receipt = self.ledger.write(self.caller, "account add", move |work| {
            add(work, profile.clone(), institution, reason.as_deref())
        })?;
        self.changed(receipt)
    }
}

fn add(
    work: &mut Work<'_, '_>,
    profile: Profile,
    institution: Option<InstitutionId>,
    reason: Option<&str>,
) -> Result<Receipt, Error> {
    let institution = institution_for_new(work, institution)?;
    for column in Column::ALL.into_iter().filter(|column| column.is_unique()) {
        if let Some(value) = profile.get(column) {
            require_free(work, column, value, None)?;
        }
    }
    let account = Account::created(institution, Origin::Manual, false);
    work.reads()
        .seats()?
        .settle(None, &account)
        .map_err(|reached| super::status::no_seat(work, reached))?;
    let id = AccountId(work.identifier()?);
    let mut profile = profile;
    let body =
        Body::AccountCreated(work.creation(id, &mut profile, Origin::Manual, &HashSet::new())?);
    let event = NewEvent {
        account: Some(id),
        institution: Some(institution),
        source: None,
        body,
        opened: rollbook_book::Opened::Profile(&profile),
    };
    let reason = work.seal_reason(id, reason)?;
    let position = work.record(event, reason)?;
    Ok(Receipt::of(id).at(position))
}

/// The institution of a new account: the given one, or the one added first (R44).
fn institution_for_new(
    work: &Work<'_, '_>,
    given: Option<InstitutionId>,
) -> Result<InstitutionId, Error> {
    let reads = work.reads();
    match given {
        Some(institution) => match reads.institution(institution)? {
            Some(row) => Ok(row.id),
            None => Err(Error::UnknownInstitution(institution)),
        },
        None => reads.first_institution()?.ok_or(Error::NoInstitution),
    }
}
