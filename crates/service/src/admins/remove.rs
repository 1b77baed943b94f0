//! Removes an admin; sessions of this person end at once.

use rollbook_book::AdminRow;
use rollbook_domain::Position;
use rollbook_records::{AdminRemoved, Blind, Body, Channel, Id};

use crate::work::{NewEvent, Receipt, Work};
use crate::{DomainAdmin, Error, Role, SignInError};

impl DomainAdmin<'_> {
    /// Removes the admin of this email. What the person did keeps the name.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`SignInError::OwnAdmin`] and [`SignInError::LastDomainAdmin`], but not
    /// for whoever has the machine.
    pub fn remove_admin(&self, email: &str) -> Result<(), Error> {
        let email = self.ledger.vault.blinding.name(email);
        self.ledger
            .write(self.caller, "admin remove", move |work| {
                let admin = work.reads().admin_by_email(&email)?;
                let admin = admin.ok_or(Error::NotFound("admin"))?;
                if work.caller.channel != Channel::Cli {
                    refuse_own(work, &email)?;
                    refuse_last(work, &admin)?;
                }
                let position = remove(work, &admin, None)?;
                Ok(Receipt::of(admin.id).at(position))
            })
            .map(|_| ())
    }
}

/// Nobody removes themselves: it would be a mistake more often than not.
pub(super) fn refuse_own(work: &Work<'_, '_>, email: &Blind) -> Result<(), Error> {
    match work.vault.blinding.name(&work.caller.actor) == *email {
        true => Err(SignInError::OwnAdmin.into()),
        false => Ok(()),
    }
}

/// Otherwise nobody could sign in any more who may add one.
pub(super) fn refuse_last(work: &Work<'_, '_>, admin: &AdminRow) -> Result<(), Error> {
    if admin.role != Role::DomainAdmin {
        return Ok(());
    }
    let admins = work.reads().admins()?;
    let mut others = admins.iter().filter(|other| other.id != admin.id);
    match others.any(|other| other.role == Role::DomainAdmin) {
        true => Ok(()),
        false => Err(SignInError::LastDomainAdmin.into()),
    }
}

/// Records it, and ends what signs this person in. Of a person who is erased the ids are given
/// under which the person's commands are recorded.
pub(super) fn remove(
    work: &mut Work<'_, '_>,
    admin: &AdminRow,
    erased: Option<Vec<Id>>,
) -> Result<Position, Error> {
    let body = Body::AdminRemoved(AdminRemoved {
        admin: admin.id.into(),
        erased: erased.is_some(),
        actors: erased.unwrap_or_default(),
    });
    let event = NewEvent {
        institution: admin.institution,
        ..NewEvent::of_ledger(body)
    };
    let position = work.record(event, None)?;
    work.transaction.end_sessions_of(admin.id, None)?;
    Ok(position)
}
