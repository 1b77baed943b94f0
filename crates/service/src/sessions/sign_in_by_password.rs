//! Turns an email and a password into a session.

use rollbook_book::{AdminRow, Reads};
use rollbook_domain::AdminId;
use rollbook_records::{Blind, Body, Channel, KeyId, Sealed, SignInLocked, open_text};

use super::{SignInError, SignedIn, Subject};
use crate::work::{NewEvent, Receipt, Work};
use crate::{Caller, Error, Ledger};

/// An admin as far as a password matters.
pub(super) struct Known {
    pub(super) id: AdminId,
    pub(super) email: String,
    password: Option<Password>,
}

/// An admin's password as it was when it was looked at.
struct Password {
    /// In the PHC format.
    hash: String,
    /// As it is recorded: two are never the same.
    sealed: Sealed,
}

impl Known {
    pub(super) fn sealed(&self) -> Option<&Sealed> {
        Some(&self.password.as_ref()?.sealed)
    }
}

impl Ledger {
    /// Signs an admin in.
    ///
    /// # Errors
    /// [`SignInError::PasswordNotAccepted`] for a wrong password, an unknown email and an admin
    /// without a password alike, after the same work; [`SignInError::Locked`] after five in a row,
    /// also alike; [`SignInError::Crowded`].
    pub fn sign_in_by_password(&self, email: &str, password: &str) -> Result<SignedIn, Error> {
        let email = self.vault.blinding.name(email);
        let known = self.known(|reads| Ok(reads.admin_by_email(&email)?))?;
        let is_right = self.try_password(email, password, known.as_ref())?;
        let (Some(known), true) = (known, is_right) else {
            return Err(SignInError::PasswordNotAccepted.into());
        };
        let mut subject = Subject::admin(known.id, &known.email);
        subject.by_password = true;
        let opened = self.open_session(move |work| {
            // It took a while to look at the password: there may be another one by now.
            let row = work.reads().admin(known.id)?;
            let is_the_same = row.is_some_and(|row| row.password.as_ref() == known.sealed());
            Ok(is_the_same.then(|| subject.clone()))
        })?;
        Ok(opened.ok_or(SignInError::PasswordNotAccepted)?)
    }

    /// Whether a password is that of whoever is known by an email. What fails is counted, and only
    /// that, under the email and the password that it has: everybody is asked the same, whoever it
    /// is, and a new password begins a new count, wherever it was set.
    pub(super) fn try_password(
        &self,
        email: Blind,
        password: &str,
        known: Option<&Known>,
    ) -> Result<bool, Error> {
        let counted = self.counted(&email, known.and_then(Known::sealed));
        self.lockouts.begin(counted, self.now())?;
        let kept = known.and_then(|known| known.password.as_ref());
        let is_right = self
            .passwords
            .verify(password, kept.map(|kept| kept.hash.as_str()))
            .inspect_err(|_| self.lockouts.give_back(&counted))?;
        if is_right {
            self.lockouts.succeed(&counted);
        } else if self.lockouts.fail(&counted, self.now()) {
            self.record_lock(known.map(|known| known.id))?;
        }
        Ok(is_right)
    }

    /// Under which hash wrong passwords are counted.
    fn counted(&self, email: &Blind, password: Option<&Sealed>) -> Blind {
        let password = password.map_or(&[][..], Sealed::as_bytes);
        let secret = [b"lock-out\0", &email[..], password].concat();
        self.vault.blinding.secret(&secret)
    }

    /// Who is found, if anybody is, and the password, all at one moment.
    pub(super) fn known(
        &self,
        find: impl Fn(&Reads<'_>) -> Result<Option<AdminRow>, Error>,
    ) -> Result<Option<Known>, Error> {
        self.read(|reads| {
            let Some(row) = find(reads)? else {
                return Ok(None);
            };
            let key = self.vault.key(KeyId(*row.id.as_bytes()))?;
            let opened = |sealed: Sealed| {
                let hash = open_text(&key, &sealed)?;
                Ok::<_, Error>(Password { hash, sealed })
            };
            Ok(Some(Known {
                id: row.id,
                email: open_text(&key, &row.email)?,
                password: row.password.map(opened).transpose()?,
            }))
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
