//! Ends a session.

use super::hash;
use crate::work::Receipt;
use crate::{Caller, Error, Ledger};

impl Ledger {
    /// Ends the session of a cookie; one that is not there is no error.
    pub fn sign_out(&self, cookie: &str) -> Result<(), Error> {
        let kept = hash(&self.vault, cookie);
        self.write_aside(
            &Caller::of_the_machine("sign-out"),
            "sign out",
            move |work| {
                work.transaction.end_session(&kept)?;
                Ok(Receipt::default())
            },
        )
        .map(|_| ())
    }
}
