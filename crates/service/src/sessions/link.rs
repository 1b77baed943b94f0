//! Makes one-time links.

use rollbook_book::StoredSession;
use rollbook_domain::AdminId;

use super::{IDLE, LINK, Subject, hash};
use crate::sources::Chance;
use crate::work::Receipt;
use crate::{Caller, Error, Ledger, cursor};

impl Ledger {
    /// The secret of a link that signs in whoever has the machine, as a domain admin; `None` while
    /// somebody is signed in already.
    pub fn sign_in_link(&self, caller: &Caller) -> Result<Option<String>, Error> {
        let now = self.now();
        if self.read(|reads| Ok(reads.has_session(now, now - IDLE)?))? {
            return Ok(None);
        }
        self.machine_link(caller).map(Some)
    }

    /// The secret of a new link that signs in whoever has the machine, as a domain admin.
    pub fn machine_link(&self, caller: &Caller) -> Result<String, Error> {
        self.make_link(caller, &Subject::of_the_machine(&caller.actor))
    }

    pub(crate) fn make_link(&self, caller: &Caller, subject: &Subject) -> Result<String, Error> {
        let secret = cursor::encode(&Chance::new().bytes::<32>()?);
        let kept = hash(&self.vault, &secret);
        let subject = subject.clone();
        let caller = Caller {
            idempotency_key: None,
            ..caller.clone()
        };
        self.write(&caller, "link", move |work| {
            work.transaction.forget_sessions(work.at, work.at - IDLE)?;
            if !subject.is_there(work)? {
                return Err(Error::NotFound("admin"));
            }
            let body = subject.seal(work)?;
            work.transaction.keep_session(&StoredSession {
                secret: kept,
                expires: work.at + LINK,
                one_time: true,
                admin: subject.admin.map(AdminId::from),
                last_used: work.at,
                body,
            })?;
            Ok(Receipt::default())
        })?;
        Ok(secret)
    }
}
