//! Removes an admin; sessions of this person end at once.

use rollbook_records::{AdminRemoved, Body};

use crate::work::{NewEvent, Receipt};
use crate::{DomainAdmin, Error};

impl DomainAdmin<'_> {
    /// Removes the admin of this email.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn remove_admin(&self, email: &str) -> Result<(), Error> {
        let email = email.trim().to_owned();
        self.ledger
            .write(self.caller, "admin remove", move |work| {
                let hash = work.vault.blinding.name(&email);
                let admin = work
                    .reads()
                    .admin_by_email(&hash)?
                    .ok_or(Error::NotFound("admin"))?;
                let body = Body::AdminRemoved(AdminRemoved {
                    admin: admin.id.into(),
                    erased: false,
                });
                let event = NewEvent {
                    institution: admin.institution,
                    ..NewEvent::of_ledger(body)
                };
                let position = work.record(event, None)?;
                Ok(Receipt::of(admin.id).at(position))
            })
            .map(|_| ())
    }
}
