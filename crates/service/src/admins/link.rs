//! Makes a link that signs an admin in once.

use rollbook_domain::AdminId;
use rollbook_records::{Body, KeyId, SignInLinkMade, open_text};

use crate::sessions::{Subject, new_secret};
use crate::work::{NewEvent, Receipt};
use crate::{DomainAdmin, Error, answers};

impl DomainAdmin<'_> {
    /// A new sign-in link for an admin who is there already. Whoever has it can act in this person's
    /// name, so it is recorded who made one.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn admin_link(&self, email: &str) -> Result<answers::AdminAdded, Error> {
        let hash = self.ledger.vault.blinding.name(email);
        let (secret, kept) = new_secret(&self.ledger.vault)?;
        let receipt = self.ledger.write(self.caller, "admin link", move |work| {
            let admin = work.reads().admin_by_email(&hash)?;
            let admin = admin.ok_or(Error::NotFound("admin"))?;
            let key = work.key(KeyId(*admin.id.as_bytes()))?;
            let email = open_text(&key, &admin.email)?;
            Subject::admin(admin.id, &email).keep_link(work, kept)?;
            let body = Body::SignInLinkMade(SignInLinkMade {
                admin: admin.id.into(),
            });
            let event = NewEvent {
                institution: admin.institution,
                ..NewEvent::of_ledger(body)
            };
            let position = work.record(event, None)?;
            Ok(Receipt::of(admin.id).at(position))
        })?;
        self.answer_with_link(receipt, secret)
    }

    /// The answer for an admin, with the link if this very command has made it.
    pub(super) fn answer_with_link(
        &self,
        receipt: Receipt,
        secret: String,
    ) -> Result<answers::AdminAdded, Error> {
        let id: AdminId = receipt.subject.ok_or(Error::NotFound("admin"))?.into();
        let admin = self.ledger.read(|reads| {
            let row = reads.admin(id)?.ok_or(Error::NotFound("admin"))?;
            super::list::render(&self.ledger.vault, &row)
        })?;
        let is_made = receipt.position.is_some() && !receipt.repeated;
        Ok(answers::AdminAdded {
            admin,
            outcome: receipt.outcome(),
            sign_in_secret: is_made.then_some(secret),
        })
    }
}
