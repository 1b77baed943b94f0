//! Who a browser's cookie speaks for.

use chrono::{DateTime, Utc};
use rollbook_book::{Reads, StoredSession};
use rollbook_domain::AdminId;
use rollbook_records::Blind;
use subtle::ConstantTimeEq;

use super::{IDLE, SESSION, SignInError, SignedIn, Subject, csrf, hash, render};
use crate::sources::Chance;
use crate::work::{Receipt, Work};
use crate::{Caller, Error, Ledger, Role, answers, answers::OwnPassword, cursor};

/// Somebody, and of an admin what their password is to them.
type WithPassword = (Caller, Option<OwnPassword>);

impl Ledger {
    /// The caller of a session, and what its page is told; `None` where the session is unknown,
    /// expired or was not used for long, or its admin was removed. The session was used then.
    ///
    /// # Errors
    /// [`SignInError::TooManyRequests`].
    pub fn session(&self, cookie: &str) -> Result<Option<(Caller, answers::Session)>, Error> {
        let now = self.now();
        let Some((caller, password)) = self.signed_in(cookie)? else {
            return Ok(None);
        };
        let kept = hash(&self.vault, cookie);
        self.session_uses.of(kept).take(self.rate, now)?;
        let session = render(&caller, password, csrf(&self.vault, cookie));
        Ok(Some((caller, session)))
    }

    /// The same for what goes on by itself, which is no use of the session.
    pub fn session_still(&self, cookie: &str) -> Result<Option<Caller>, Error> {
        let signed_in = self.signed_in(cookie)?;
        Ok(signed_in.map(|(caller, _)| caller))
    }

    fn signed_in(&self, cookie: &str) -> Result<Option<WithPassword>, Error> {
        let kept = hash(&self.vault, cookie);
        let now = self.now();
        let seen = self.session_uses.last(kept);
        self.read(|reads| {
            let found = reads.session(&kept)?;
            match found.filter(|found| is_open(found, seen, now)) {
                Some(found) => self.caller_of(reads, &found),
                None => Ok(None),
            }
        })
    }

    /// The role and institution are those of now.
    fn caller_of(
        &self,
        reads: &Reads<'_>,
        found: &StoredSession,
    ) -> Result<Option<WithPassword>, Error> {
        let subject = Subject::open(&self.vault, &found.body)?;
        let Some(admin) = subject.admin else {
            return Ok(Some((subject.caller(Role::DomainAdmin, None), None)));
        };
        Ok(reads.admin(AdminId::from(admin))?.map(|row| {
            let is_set = row.password.is_some();
            let password = OwnPassword {
                is_set,
                current_needed: is_set && subject.by_password,
            };
            (subject.caller(row.role, row.institution), Some(password))
        }))
    }

    /// Whether a write that came with this cookie comes from our own page.
    pub fn csrf_matches(&self, cookie: &str, presented: &str) -> bool {
        let expected = csrf(&self.vault, cookie);
        expected.as_bytes().ct_eq(presented.as_bytes()).into()
    }

    /// Opens a session under a secret of its own, which nobody can have chosen.
    pub(super) fn open_session(&self, subject: Subject) -> Result<SignedIn, Error> {
        let cookie = cursor::encode(&Chance::new().bytes::<32>()?);
        let kept = hash(&self.vault, &cookie);
        let opener = Caller::of_the_machine("sign-in");
        self.write(&opener, "sign in", move |work| {
            keep(work, &subject, kept)?;
            Ok(Receipt::default())
        })?;
        // Removed in between, the admin is as unknown as anybody.
        let (_, session) = self
            .session(&cookie)?
            .ok_or(SignInError::PasswordNotAccepted)?;
        Ok(SignedIn { cookie, session })
    }
}

/// Keeps a new session of somebody. Of an admin who was removed meanwhile it keeps nothing.
pub(super) fn keep(work: &mut Work<'_, '_>, subject: &Subject, kept: Blind) -> Result<(), Error> {
    work.transaction.forget_sessions(work.at, work.at - IDLE)?;
    if !subject.is_there(work)? {
        return Ok(());
    }
    let body = subject.seal(work)?;
    work.transaction.keep_session(&StoredSession {
        secret: kept,
        expires: work.at + SESSION,
        one_time: false,
        admin: subject.admin.map(AdminId::from),
        last_used: work.at,
        body,
    })?;
    Ok(())
}

fn is_open(found: &StoredSession, seen: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let last_used = seen.map_or(found.last_used, |seen| seen.max(found.last_used));
    !found.one_time && found.expires > now && last_used + IDLE > now
}
