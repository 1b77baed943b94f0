//! Erases an admin: nothing tells any more who this person was (R43).

use rollbook_records::{Channel, Id};

use super::email_of;
use super::remove::{actors, refuse_last, refuse_own, remove};
use crate::imports::void_plans_of;
use crate::work::{Receipt, Work};
use crate::{Caller, DomainAdmin, Error, Ledger, answers};

impl DomainAdmin<'_> {
    /// Removes the admin of this email, or one who was removed before, and destroys the keys of the
    /// email and of the name under which the person's commands are recorded. The history says
    /// "somebody who was erased" from then on, and plans that the person has uploaded are void.
    ///
    /// # Errors
    /// As [`DomainAdmin::remove_admin`]; nobody erases the name that they act under, because the
    /// record of it would need that name.
    pub fn erase_admin(&self, email: &str) -> Result<answers::AdminRemoved, Error> {
        let typed = email.to_owned();
        let receipt = self
            .ledger
            .write(self.caller, "admin erase", move |work| erase(work, &typed))?;
        self.ledger.forget_void();
        self.answer_removed(email, receipt)
    }
}

impl Ledger {
    /// Erases again whoever was erased before the ledger was restored, and tells how many were. In
    /// our own name: that of whoever restores may be one of theirs.
    pub(crate) fn erase_again(&self, erased: &[Id]) -> Result<u64, Error> {
        let mut count = 0;
        for id in erased.iter().copied() {
            let restorer = Caller::of_the_machine("rollbook");
            let receipt = self.write(&restorer, "admin erase", move |work| {
                let Some(admin) = work.reads().admin_ever(id)? else {
                    return Ok(Receipt::default());
                };
                let email = email_of(work.vault, &admin)?;
                let hash = work.vault.blinding.name(&email);
                let actors = actors(&work.reads(), work.vault, &hash, &email)?;
                let position = remove(work, &admin, Some(actors))?;
                Ok(Receipt::of(admin.id).at(position))
            })?;
            count += u64::from(receipt.position.is_some());
        }
        Ok(count)
    }
}

fn erase(work: &mut Work<'_, '_>, typed: &str) -> Result<Receipt, Error> {
    let email = work.vault.blinding.name(typed);
    refuse_own(work, &email)?;
    if let Some(admin) = work.reads().admin_by_email(&email)?
        && work.caller.channel != Channel::Cli
    {
        refuse_last(work, &admin)?;
    }
    let actors = actors(&work.reads(), work.vault, &email, typed)?;
    let mut receipt = None;
    for admin in work.reads().admins_ever(&email)? {
        let position = remove(work, &admin, Some(actors.clone()))?;
        receipt = Some(Receipt::of(admin.id).at(position));
    }
    void_plans_of(work, &email)?;
    receipt.ok_or(Error::NotFound("admin"))
}
