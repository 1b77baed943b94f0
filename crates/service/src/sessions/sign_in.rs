//! Turns a one-time link into a session.

use chrono::{DateTime, Utc};
use rollbook_book::StoredSession;

use super::{SignedIn, Subject, hash, open};
use crate::sources::Chance;
use crate::work::Receipt;
use crate::{Caller, Error, Ledger, cursor};

impl Ledger {
    /// Uses up a link; `None` where it is unknown, used or expired, or its admin was removed.
    pub fn sign_in(&self, link: &str) -> Result<Option<SignedIn>, Error> {
        let cookie = cursor::encode(&Chance::new().bytes::<32>()?);
        let link = hash(&self.vault, link);
        let kept = hash(&self.vault, &cookie);
        // Strangers, who guess, take no turn of the one writer.
        let now = self.now();
        if !self.read(|reads| {
            Ok(reads
                .session(&link)?
                .is_some_and(|found| opens(&found, now)))
        })? {
            return Ok(None);
        }
        let opener = Caller::of_the_machine("sign-in");
        let receipt = self.write(&opener, "sign in", move |work| {
            let Some(found) = work
                .reads()
                .session(&link)?
                .filter(|found| opens(found, work.at))
            else {
                return Ok(Receipt::default());
            };
            work.transaction.end_session(&link)?;
            let subject = Subject::open(work.vault, &found.body)?;
            open::keep(work, &subject, kept)?;
            Ok(Receipt {
                number: Some(1),
                ..Receipt::default()
            })
        })?;
        if receipt.number.is_none() {
            return Ok(None);
        }
        let session = self.session(&cookie)?;
        Ok(session.map(|(_, session)| SignedIn { cookie, session }))
    }
}

/// Whether it is a link that was not used yet and is not too old.
fn opens(link: &StoredSession, now: DateTime<Utc>) -> bool {
    link.one_time && link.expires > now
}
