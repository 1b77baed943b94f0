//! Makes one-time links.

use chrono::Duration;
use rollbook_book::StoredSession;

use super::{Subject, hash};
use crate::sources::Chance;
use crate::work::Receipt;
use crate::{Caller, Error, Ledger, cursor};

/// How long a link waits to be used.
const LINK_HOURS: i64 = 1;

impl Ledger {
    /// The secret of a link that signs in whoever has the machine, as a domain admin; `None` while
    /// somebody is signed in already.
    pub fn sign_in_link(&self, caller: &Caller) -> Result<Option<String>, Error> {
        let now = self.now();
        if self.read(|reads| Ok(reads.has_session(now)?))? {
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
            work.transaction.forget_sessions(work.at)?;
            let body = subject.seal(work)?;
            work.transaction.keep_session(&StoredSession {
                secret: kept,
                expires: work.at + Duration::hours(LINK_HOURS),
                one_time: true,
                body,
            })?;
            Ok(Receipt::default())
        })?;
        Ok(secret)
    }
}
