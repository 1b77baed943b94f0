//! Makes a link that signs an admin in once.

use rollbook_domain::AdminId;

use crate::sessions::Subject;
use crate::work::Receipt;
use crate::{DomainAdmin, Error, answers};

impl DomainAdmin<'_> {
    /// A new sign-in link for an admin who is there already.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn admin_link(&self, email: &str) -> Result<answers::AdminAdded, Error> {
        let hash = self.ledger.vault.blinding.name(email);
        let admin = self
            .ledger
            .read(|reads| Ok(reads.admin_by_email(&hash)?))?
            .ok_or(Error::NotFound("admin"))?;
        self.with_link(Receipt::of(admin.id))
    }

    /// The answer for an admin, with a link unless the answer is a repeated one.
    pub(super) fn with_link(&self, receipt: Receipt) -> Result<answers::AdminAdded, Error> {
        let id: AdminId = receipt.subject.ok_or(Error::NotFound("admin"))?.into();
        let admin = self.ledger.read(|reads| {
            let row = reads.admin(id)?.ok_or(Error::NotFound("admin"))?;
            super::list::render(&self.ledger.vault, &row)
        })?;
        let sign_in_secret = match receipt.repeated {
            true => None,
            false => Some(
                self.ledger
                    .make_link(self.caller, &Subject::admin(id, &admin.email))?,
            ),
        };
        Ok(answers::AdminAdded {
            admin,
            outcome: receipt.outcome(),
            sign_in_secret,
        })
    }
}
