//! Turns a one-time link into a session.

use chrono::{DateTime, Utc};
use rollbook_book::StoredSession;

use super::{SignedIn, Subject, hash};
use crate::{Error, Ledger};

impl Ledger {
    /// Uses up a link; `None` where it is unknown, used or expired, or its admin was removed.
    pub fn sign_in(&self, link: &str) -> Result<Option<SignedIn>, Error> {
        let link = hash(&self.vault, link);
        // Strangers, who guess, take no turn of the one writer.
        let now = self.now();
        let found = self.read(|reads| Ok(reads.session(&link)?))?;
        if !found.is_some_and(|found| opens(&found, now)) {
            return Ok(None);
        }
        self.open_session(move |work| {
            let found = work.reads().session(&link)?;
            let Some(found) = found.filter(|found| opens(found, work.at)) else {
                return Ok(None);
            };
            work.transaction.end_session(&link)?;
            Subject::open(work.vault, &found.body).map(Some)
        })
    }
}

/// Whether it is a link that was not used yet and is not too old.
fn opens(link: &StoredSession, now: DateTime<Utc>) -> bool {
    link.one_time && link.expires > now
}
