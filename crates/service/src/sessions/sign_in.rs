//! Turns a one-time link into a session.

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
        let opener = Caller::of_the_machine("sign-in");
        let receipt = self.write(&opener, "sign in", move |work| {
            let Some(found) = work
                .reads()
                .session(&link)?
                .filter(|found| found.one_time && found.expires > work.at)
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
