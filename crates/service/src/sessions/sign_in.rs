//! Turns a one-time link into a session.

use chrono::Duration;
use rollbook_book::StoredSession;

use super::{Subject, hash};
use crate::sources::Chance;
use crate::work::Receipt;
use crate::{Caller, Error, Ledger, answers, cursor};

/// How long a browser stays signed in.
const SESSION_HOURS: i64 = 12;

/// A browser that was just signed in.
pub struct SignedIn {
    /// The secret for the cookie.
    pub cookie: String,
    pub session: answers::Session,
}

impl Ledger {
    /// Uses up a link; `None` where it is unknown, used or expired.
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
            let body = Subject::open(work.vault, &found.body)?.seal(work)?;
            work.transaction.keep_session(&StoredSession {
                secret: kept,
                expires: work.at + Duration::hours(SESSION_HOURS),
                one_time: false,
                body,
            })?;
            Ok(Receipt {
                number: Some(1),
                ..Receipt::default()
            })
        })?;
        if receipt.number.is_none() {
            return Ok(None);
        }
        Ok(self
            .session(&cookie)?
            .map(|(_, session)| SignedIn { cookie, session }))
    }
}
