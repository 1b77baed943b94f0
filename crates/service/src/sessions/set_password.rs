//! Sets the password of whoever is signed in, or of any admin by whoever has the machine.

use rollbook_domain::AdminId;
use rollbook_records::{Blind, Body, KeyId, PasswordSet};

use super::{SignInError, hash, passwords};
use crate::work::{NewEvent, Receipt, Work};
use crate::{Caller, DomainAdmin, Error, Ledger};

impl Ledger {
    /// Sets the password of the admin whose session this is, and ends all other sessions and links
    /// of this person.
    ///
    /// `current` is needed where there is a password and the session was opened by one: a link is
    /// how somebody comes back who has forgotten it.
    ///
    /// # Errors
    /// [`SignInError::Ended`] where nobody is signed in by the cookie, or no longer when the new
    /// password is there; [`SignInError::CurrentPasswordNotAccepted`], which counts as a failed
    /// sign-in; [`SignInError::NoAdmin`]; [`Error::Invalid`] for a password that is too short or too
    /// long.
    pub fn set_password(
        &self,
        cookie: &str,
        current: Option<&str>,
        new: &str,
    ) -> Result<(), Error> {
        let kept = hash(&self.vault, cookie);
        let present = self.signed_in(kept)?.ok_or(SignInError::Ended)?;
        let (id, password) = present.admin.ok_or(SignInError::NoAdmin)?;
        passwords::check(new)?;
        if password.current_needed {
            self.verify_current(id, current)?;
        }
        let hash = self.passwords.hash(new)?;
        self.keep_password(&present.caller, id, Some(hash), Some(kept))
    }

    fn verify_current(&self, id: AdminId, current: Option<&str>) -> Result<(), Error> {
        let known = self.known(|reads| Ok(reads.admin(id)?))?;
        let known = known.ok_or(SignInError::Ended)?;
        let current = current.ok_or(SignInError::CurrentPasswordNotAccepted)?;
        let email = self.vault.blinding.name(&known.email);
        match self.try_password(email, current, Some(&known))? {
            true => Ok(()),
            false => Err(SignInError::CurrentPasswordNotAccepted.into()),
        }
    }

    fn keep_password(
        &self,
        caller: &Caller,
        id: AdminId,
        hash: Option<String>,
        session: Option<Blind>,
    ) -> Result<(), Error> {
        self.write(caller, "password set", move |work| {
            set(work, id, hash.as_deref(), session.as_ref())
        })
        .map(drop)
    }
}

/// Records it, and ends every session and link of this person but one.
pub(crate) fn set(
    work: &mut Work<'_, '_>,
    id: AdminId,
    hash: Option<&str>,
    session: Option<&Blind>,
) -> Result<Receipt, Error> {
    let admin = work.reads().admin(id)?.ok_or(Error::NotFound("admin"))?;
    let key = KeyId(*id.as_bytes());
    let body = Body::PasswordSet(PasswordSet {
        admin: id.into(),
        hash: hash.map(|hash| work.seal_text_for(key, hash)).transpose()?,
    });
    let event = NewEvent {
        institution: admin.institution,
        ..NewEvent::of_ledger(body)
    };
    let position = work.record(event, None)?;
    work.transaction.end_sessions_of(id, session)?;
    Ok(Receipt::of(id).at(position))
}

impl DomainAdmin<'_> {
    /// Sets the password of the admin of this email, or takes it away, and ends all sessions and
    /// links of this person. For whoever has the machine: over HTTP everybody sets their own.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for a password that is too short or too long.
    pub fn set_password_of(&self, email: &str, new: Option<&str>) -> Result<(), Error> {
        let hash = self.ledger.vault.blinding.name(email);
        let admin = self.ledger.read(|reads| Ok(reads.admin_by_email(&hash)?))?;
        let admin = admin.ok_or(Error::NotFound("admin"))?;
        if let Some(new) = new {
            passwords::check(new)?;
        }
        let hashed = new.map(|new| self.ledger.passwords.hash(new)).transpose()?;
        self.ledger
            .keep_password(self.caller, admin.id, hashed, None)
    }
}
