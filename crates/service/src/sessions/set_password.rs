//! Sets the password of whoever is signed in, or of any admin by whoever has the machine.

use rollbook_domain::AdminId;
use rollbook_records::{Blind, Body, KeyId, PasswordSet};

use super::{SignInError, Subject, hash, passwords};
use crate::work::{NewEvent, Receipt, Work};
use crate::{Caller, DomainAdmin, Error, Ledger};

impl Ledger {
    /// Sets the password of the admin whose session this is, and ends all other sessions and links
    /// of this person. `None` where nobody is signed in by the cookie.
    ///
    /// `current` is needed where there is a password and the session was opened by one: a link is
    /// how somebody comes back who has forgotten it.
    ///
    /// # Errors
    /// [`SignInError::CurrentPasswordNotAccepted`], which counts as a failed sign-in;
    /// [`SignInError::NoAdmin`]; [`Error::Invalid`] for a password that is too short or too long.
    pub fn set_password(
        &self,
        cookie: &str,
        current: Option<&str>,
        new: &str,
    ) -> Result<Option<()>, Error> {
        let kept = hash(&self.vault, cookie);
        let Some((caller, _)) = self.session(cookie)? else {
            return Ok(None);
        };
        let subject = self.read(|reads| {
            let found = reads.session(&kept)?;
            let subject = found.map(|found| Subject::open(&self.vault, &found.body));
            subject.transpose()
        })?;
        let Some(subject) = subject else {
            return Ok(None);
        };
        let id = AdminId::from(subject.admin.ok_or(SignInError::NoAdmin)?);
        passwords::check(new)?;
        if subject.by_password {
            self.verify_current(id, current)?;
        }
        let hash = self.passwords.hash(new)?;
        self.keep_password(&caller, id, Some(hash), Some(kept))?;
        Ok(Some(()))
    }

    fn verify_current(&self, id: AdminId, current: Option<&str>) -> Result<(), Error> {
        let known = self.known(id)?;
        if known.password.is_none() {
            return Ok(());
        }
        let current = current.ok_or(SignInError::CurrentPasswordNotAccepted)?;
        let email = self.vault.blinding.name(&known.email);
        match self.try_password(email, current, || Ok(Some(known)))? {
            Some(_) => Ok(()),
            None => Err(SignInError::CurrentPasswordNotAccepted.into()),
        }
    }

    fn keep_password(
        &self,
        caller: &Caller,
        id: AdminId,
        hash: Option<String>,
        session: Option<Blind>,
    ) -> Result<(), Error> {
        let decide = move |work: &mut Work<'_, '_>| {
            let institution = work
                .reads()
                .admin(id)?
                .ok_or(Error::NotFound("admin"))?
                .institution;
            let key = KeyId(*id.as_bytes());
            let hash = hash.as_deref();
            let hash = hash.map(|hash| work.seal_text_for(key, hash)).transpose()?;
            let body = Body::PasswordSet(PasswordSet {
                admin: id.into(),
                hash,
            });
            let event = NewEvent {
                institution,
                ..NewEvent::of_ledger(body)
            };
            let position = work.record(event, None)?;
            work.transaction.end_sessions_of(id, session.as_ref())?;
            Ok(Receipt::of(id).at(position))
        };
        self.write(caller, "password set", decide).map(|_| ())
    }
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
