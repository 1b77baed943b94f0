//! Makes one-time links for whoever has the machine. An admin's are made with the admin.

use super::{IDLE, Subject, new_secret};
use crate::work::Receipt;
use crate::{Caller, Error, Ledger, Role};

impl Ledger {
    /// The secret of a link that signs in whoever has the machine, as a domain admin; `None` where a
    /// domain admin is there to sign in, or somebody has signed in by such a link already.
    pub fn sign_in_link(&self, caller: &Caller) -> Result<Option<String>, Error> {
        let now = self.now();
        let is_needed = self.read(|reads| {
            let admins = reads.admins()?;
            let has_admin = admins.iter().any(|admin| admin.role == Role::DomainAdmin);
            Ok(!has_admin && !reads.has_machine_session(now, now - IDLE)?)
        })?;
        match is_needed {
            true => self.machine_link(caller).map(Some),
            false => Ok(None),
        }
    }

    /// The secret of a new link that signs in whoever has the machine, as a domain admin.
    pub fn machine_link(&self, caller: &Caller) -> Result<String, Error> {
        let (secret, kept) = new_secret(&self.vault)?;
        let subject = Subject::of_the_machine(&caller.actor);
        self.write_aside(caller, "machine link", move |work| {
            subject.keep_link(work, kept)?;
            Ok(Receipt::default())
        })?;
        Ok(secret)
    }
}
