//! The second step (R41, R42).

use rollbook_domain::{AccountId, Column, Command, Decision, Profile, decide};

use super::confirmation::Confirmation;
use super::record::record_deletion;
use crate::accounts::show::visible;
use crate::imports::Named;
use crate::work::{Receipt, Work};
use crate::{DomainAdmin, Error, Ledger, answers, text};

/// What somebody says who has seen what a deletion destroys.
#[derive(Clone, Debug)]
pub struct DeletionOrder {
    /// Of the first step.
    pub confirmation: String,
    /// The account's email, username or sis_id, typed by hand.
    pub identity: String,
    pub reason: Option<String>,
}

impl DomainAdmin<'_> {
    /// Deletes an account: nothing of the person can be read any more when this returns. Classes that
    /// it owns end with it, tokens that act as it are revoked, and open plans that name the person
    /// are void. A deleted account is nothing to do.
    ///
    /// # Errors
    /// [`Error::ConfirmationNeeded`] where the confirmation is not of this caller and of the account
    /// as it is, or has expired; [`Error::IdentityDiffers`]; [`Error::Refused`] for the account that
    /// the caller acts as (R63).
    pub fn delete_account(
        &self,
        id: AccountId,
        order: &DeletionOrder,
    ) -> Result<answers::AccountChanged, Error> {
        let reason = order.reason.as_deref().map(text::reason).transpose()?;
        let order = order.clone();
        let ledger = self.ledger.clone();
        let receipt = self
            .ledger
            .write(self.caller, &format!("delete\0{id}"), move |work| {
                delete(work, &ledger, id, &order, reason.as_deref())
            })?;
        self.ledger.remove_void_plans()?;
        self.changed(receipt)
    }
}

fn delete(
    work: &mut Work<'_, '_>,
    ledger: &Ledger,
    id: AccountId,
    order: &DeletionOrder,
    reason: Option<&str>,
) -> Result<Receipt, Error> {
    let row = visible(&work.reads(), work.caller.scope(), id)?;
    Command::Delete.permit_on(id, work.caller.account)?;
    let Decision::Record(_) = decide(row.account, Command::Delete)? else {
        return Ok(Receipt::of(id));
    };
    let confirmation = Confirmation::read(&order.confirmation)?;
    confirmation.check(work.vault, work.caller, &row, work.at)?;
    let profile = work.vault.profile_of(&work.reads(), &row)?;
    if !is_named(&profile, &order.identity) {
        return Err(Error::IdentityDiffers);
    }
    ledger.void_plans(work, &Named::one(row.number, &profile), None)?;
    let position = record_deletion(work, &row, &profile, reason)?;
    Ok(Receipt::of(id).at(position))
}

fn is_named(profile: &Profile, typed: &str) -> bool {
    let columns = [Column::Email, Column::Username, Column::SisId];
    columns.into_iter().any(|column| {
        let known = profile.get(column);
        known.is_some_and(|known| column.comparable(known) == column.comparable(typed))
    })
}
