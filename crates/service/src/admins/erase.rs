//! Erases an admin: nothing tells any more who this person was (R43).

use std::collections::BTreeSet;

use rollbook_records::{Blind, Channel, Id};

use super::email_of;
use super::remove::{refuse_last, refuse_own, remove};
use crate::work::{Receipt, Work};
use crate::{Caller, DomainAdmin, Error, Ledger};

impl DomainAdmin<'_> {
    /// Removes the admin of this email, or one who was removed before, and destroys the keys of the
    /// email and of the name under which the person's commands are recorded. The history says
    /// "somebody who was erased" from then on.
    ///
    /// # Errors
    /// As [`DomainAdmin::remove_admin`]; nobody erases the name that they act under, because the
    /// record of it would need that name.
    pub fn erase_admin(&self, email: &str) -> Result<(), Error> {
        let typed = email.trim().to_owned();
        self.ledger
            .write(self.caller, "admin erase", move |work| erase(work, &typed))
            .map(|_| ())
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
                let actors = actors(work, &hash, &email)?;
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
    let actors = actors(work, &email, typed)?;
    let mut receipt = None;
    for admin in work.reads().admins_ever(&email)? {
        let position = remove(work, &admin, Some(actors.clone()))?;
        receipt = Some(Receipt::of(admin.id).at(position));
    }
    receipt.ok_or(Error::NotFound("admin"))
}

/// Under which ids commands of a person of this email are recorded. An actor's name is told apart by
/// case, and an email may have been written in several ways.
fn actors(work: &Work<'_, '_>, email: &Blind, typed: &str) -> Result<Vec<Id>, Error> {
    let mut names = BTreeSet::from([typed.to_owned(), typed.to_lowercase()]);
    for admin in work.reads().admins_ever(email)? {
        names.insert(email_of(work.vault, &admin)?);
    }
    let mut actors = Vec::new();
    for name in names {
        let name = work.vault.blinding.actor(&name);
        actors.extend(work.reads().actor(&name)?.map(|actor| Id(actor.0)));
    }
    Ok(actors)
}
