//! Who a browser's cookie speaks for.

use rollbook_domain::AdminId;

use subtle::ConstantTimeEq;

use super::{Subject, csrf, hash, render};
use crate::{Caller, Error, Ledger, Role, answers};

impl Ledger {
    /// The caller of a session, and what its page is told; `None` where the session is unknown or
    /// expired, or its admin was removed.
    pub fn session(&self, cookie: &str) -> Result<Option<(Caller, answers::Session)>, Error> {
        let now = self.now();
        let kept = hash(&self.vault, cookie);
        let caller = self.read(|reads| {
            let Some(found) = reads
                .session(&kept)?
                .filter(|found| !found.one_time && found.expires > now)
            else {
                return Ok(None);
            };
            let subject = Subject::open(&self.vault, &found.body)?;
            let Some(admin) = subject.admin else {
                return Ok(Some(subject.caller(Role::DomainAdmin, None)));
            };
            Ok(reads
                .admin(AdminId::from(admin))?
                .map(|row| subject.caller(row.role, row.institution)))
        })?;
        Ok(caller.map(|caller| {
            let session = render(&caller, csrf(&self.vault, cookie));
            (caller, session)
        }))
    }

    /// Whether a write that came with this cookie comes from our own page.
    pub fn csrf_matches(&self, cookie: &str, presented: &str) -> bool {
        let expected = csrf(&self.vault, cookie);
        expected.as_bytes().ct_eq(presented.as_bytes()).into()
    }
}
