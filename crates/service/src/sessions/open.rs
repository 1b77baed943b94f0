//! Who a browser's cookie speaks for.

use chrono::{DateTime, Utc};
use rollbook_book::{Reads, StoredSession};
use rollbook_domain::AdminId;
use rollbook_records::Blind;
use subtle::ConstantTimeEq;

use super::{IDLE, SignedIn, Subject, csrf, hash, new_secret, render};
use crate::work::{Receipt, Work};
use crate::{Caller, Error, Ledger, Role, answers, answers::OwnPassword};

/// Who is signed in by a cookie.
pub(super) struct Present {
    pub(super) caller: Caller,
    /// Which admin it is, and what the password is to the session; absent for whoever has the
    /// machine.
    pub(super) admin: Option<(AdminId, OwnPassword)>,
}

impl Ledger {
    /// The caller of a session, and what its page is told; `None` where the session is unknown,
    /// expired or was not used for long, or its admin was removed. The session was used then.
    ///
    /// # Errors
    /// [`SignInError::TooManyRequests`](crate::SignInError::TooManyRequests).
    pub fn session(&self, cookie: &str) -> Result<Option<(Caller, answers::Session)>, Error> {
        let now = self.now();
        let kept = hash(&self.vault, cookie);
        let Some(Present { caller, admin }) = self.signed_in(kept)? else {
            return Ok(None);
        };
        self.session_uses.of(kept).take(self.rate, now)?;
        let password = admin.map(|(_, password)| password);
        let session = render(&caller, password, csrf(&self.vault, cookie));
        Ok(Some((caller, session)))
    }

    /// The same for what goes on by itself, which is no use of the session.
    pub fn session_still(&self, cookie: &str) -> Result<Option<Caller>, Error> {
        let found = self.signed_in(hash(&self.vault, cookie))?;
        Ok(found.map(|found| found.caller))
    }

    pub(super) fn signed_in(&self, kept: Blind) -> Result<Option<Present>, Error> {
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
    ) -> Result<Option<Present>, Error> {
        let subject = Subject::open(&self.vault, &found.body)?;
        let Some(admin) = subject.admin else {
            let caller = subject.caller(found.secret, Role::DomainAdmin, None);
            return Ok(Some(Present {
                caller,
                admin: None,
            }));
        };
        Ok(reads.admin(AdminId::from(admin))?.map(|row| {
            let is_set = row.password.is_some();
            let password = OwnPassword {
                is_set,
                current_needed: is_set && subject.by_password,
            };
            Present {
                caller: subject.caller(found.secret, row.role, row.institution),
                admin: Some((row.id, password)),
            }
        }))
    }

    /// Whether a write that came with this cookie comes from our own page.
    pub fn csrf_matches(&self, cookie: &str, presented: &str) -> bool {
        let expected = csrf(&self.vault, cookie);
        expected.as_bytes().ct_eq(presented.as_bytes()).into()
    }

    /// Opens a session under a secret of its own, which nobody can have chosen, for whoever is to be
    /// signed in as it turns out in the writer's turn.
    pub(super) fn open_session(
        &self,
        mut whom: impl FnMut(&mut Work<'_, '_>) -> Result<Option<Subject>, Error> + Send + 'static,
    ) -> Result<Option<SignedIn>, Error> {
        let (cookie, kept) = new_secret(&self.vault)?;
        let opener = Caller::of_the_machine("sign-in");
        self.write_aside(&opener, "sign in", move |work| {
            if let Some(subject) = whom(work)? {
                subject.keep_session(work, kept)?;
            }
            Ok(Receipt::default())
        })?;
        let session = self.session(&cookie)?;
        Ok(session.map(|(_, session)| SignedIn { cookie, session }))
    }
}

fn is_open(found: &StoredSession, seen: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let last_used = seen.map_or(found.last_used, |seen| seen.max(found.last_used));
    found.is_valid(now) && last_used + IDLE > now
}
