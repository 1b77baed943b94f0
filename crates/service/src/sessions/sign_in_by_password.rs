//! Turns an email and a password into a session.

use rollbook_domain::AdminId;
use rollbook_records::{Blind, Body, Channel, KeyId, SignInLocked, open_text};

use super::{SignInError, SignedIn, Subject};
use crate::admins::email_of;
use crate::work::{NewEvent, Receipt, Work};
use crate::{Caller, Error, Ledger};

/// An admin as far as a password matters.
pub(super) struct Known {
    pub(super) id: AdminId,
    pub(super) email: String,
    /// In the PHC format.
    pub(super) password: Option<String>,
}

impl Ledger {
    /// Signs an admin in.
    ///
    /// # Errors
    /// [`SignInError::PasswordNotAccepted`] for a wrong password, an unknown email and an admin
    /// without a password alike, after the same work; [`SignInError::Locked`] after five in a row,
    /// also alike; [`SignInError::Crowded`].
    pub fn sign_in_by_password(&self, email: &str, password: &str) -> Result<SignedIn, Error> {
        let hash = self.vault.blinding.name(email);
        let known = self.try_password(hash, password, || {
            let row = self.read(|reads| Ok(reads.admin_by_email(&hash)?))?;
            row.map(|row| self.known(row.id)).transpose()
        })?;
        let known = known.ok_or(SignInError::PasswordNotAccepted)?;
        let mut subject = Subject::admin(known.id, &known.email);
        subject.by_password = true;
        self.open_session(subject)
    }

    /// Verifies a password of whoever `find` tells. What fails is counted under the email,
    /// and only that: everybody is asked the same, whoever is found.
    pub(super) fn try_password(
        &self,
        email: Blind,
        password: &str,
        find: impl FnOnce() -> Result<Option<Known>, Error>,
    ) -> Result<Option<Known>, Error> {
        self.lockouts.begin(email, self.now())?;
        let looked_at = find().and_then(|known| {
            let kept = known.as_ref().and_then(|known| known.password.as_deref());
            let is_right = self.passwords.verify(password, kept)?;
            Ok((known, is_right))
        });
        match looked_at {
            Ok((known, true)) => {
                self.lockouts.succeed(&email);
                Ok(known)
            }
            Ok((known, false)) => {
                if self.lockouts.fail(&email, self.now()) {
                    self.record_lock(known.map(|known| known.id))?;
                }
                Ok(None)
            }
            Err(error) => {
                self.lockouts.give_back(&email);
                Err(error)
            }
        }
    }

    pub(super) fn known(&self, id: AdminId) -> Result<Known, Error> {
        self.read(|reads| {
            let row = reads.admin(id)?.ok_or(Error::NotFound("admin"))?;
            let key = self.vault.key(KeyId(*id.as_bytes()))?;
            let password = row.password.as_ref();
            Ok(Known {
                id,
                email: email_of(&self.vault, &row)?,
                password: password.map(|sealed| open_text(&key, sealed)).transpose()?,
            })
        })
    }

    /// Records that an admin is locked. Where it is nobody, the disk has the same to do.
    fn record_lock(&self, admin: Option<AdminId>) -> Result<(), Error> {
        let somebody = Caller {
            channel: Channel::Web,
            ..Caller::of_the_machine("somebody")
        };
        self.write(&somebody, "sign-in lock", move |work| {
            work.transaction.write_something()?;
            match admin {
                Some(admin) => lock(work, admin),
                None => Ok(Receipt::default()),
            }
        })
        .map(|_| ())
    }
}

fn lock(work: &mut Work<'_, '_>, id: AdminId) -> Result<Receipt, Error> {
    // Removed meanwhile, there is nothing to lock.
    let Some(row) = work.reads().admin(id)? else {
        return Ok(Receipt::default());
    };
    let event = NewEvent {
        institution: row.institution,
        ..NewEvent::of_ledger(Body::SignInLocked(SignInLocked { admin: id.into() }))
    };
    let position = work.record(event, None)?;
    Ok(Receipt::of(id).at(position))
}
