//! The second step (R41, R42).

use std::collections::BTreeSet;

use rollbook_domain::{AccountId, Column, Command, Decision, Profile, decide};

use super::DeletionError;
use super::confirmation::Confirmation;
use super::record::record_deletion;
use crate::accounts::show::visible;
use crate::imports::PlanSearch;
use crate::work::{Receipt, Work};
use crate::{DomainAdmin, Error, answers, text};

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
    /// [`Error::Deletion`] where the confirmation is not of this caller and of the account as it is,
    /// or has expired, and where something else was typed than whom it is about; [`Error::Refused`]
    /// for the account that the caller acts as (R63).
    pub fn delete_account(
        &self,
        id: AccountId,
        order: &DeletionOrder,
    ) -> Result<answers::AccountDeleted, Error> {
        let reason = order.reason.as_deref().map(text::reason).transpose()?;
        let order = order.clone();
        let receipt = self.ledger.write_deleting(
            self.caller,
            &format!("delete\0{id}"),
            (BTreeSet::from([id]), None),
            move |work, search| delete(work, search, id, &order, reason.as_deref()),
        )?;
        self.ledger.forget_deleted();
        Ok(answers::AccountDeleted {
            account: self.account(id)?,
            outcome: receipt.outcome(),
            position: receipt.position,
            certificate: self.certificate_of(id),
        })
    }
}

impl DomainAdmin<'_> {
    /// The deletion stands, whether it can be certified just now or not.
    fn certificate_of(&self, id: AccountId) -> Option<String> {
        match self.ledger.certify(id) {
            Ok(answered) => Some(answered.certificate),
            Err(error) => {
                tracing::warn!(code = error.code(), %error, "a deletion could not be certified yet");
                None
            }
        }
    }
}

fn delete(
    work: &mut Work<'_, '_>,
    search: &PlanSearch,
    id: AccountId,
    order: &DeletionOrder,
    reason: Option<&str>,
) -> Result<Receipt, Error> {
    let row = visible(&work.reads(), work.caller.scope(), id)?;
    Command::Delete.permit_on(id, work.caller.account)?;
    let Decision::Record(_) = decide(row.account, Command::Delete)? else {
        return Ok(Receipt::of(id));
    };
    let asker = (&work.vault.blinding, work.caller);
    Confirmation::check(&order.confirmation, asker, &row, work.at)?;
    let profile = work.vault.profile_of(&work.reads(), &row)?;
    if !is_named(&profile, &order.identity) {
        return Err(DeletionError::Identity.into());
    }
    search.void(work, &[id])?;
    let position = record_deletion(work, &row, reason)?;
    Ok(Receipt::of(id).at(position))
}

fn is_named(profile: &Profile, typed: &str) -> bool {
    let columns = [Column::Email, Column::Username, Column::SisId];
    columns.into_iter().any(|column| {
        let known = profile.get(column);
        known.is_some_and(|known| column.comparable(known) == column.comparable(typed))
    })
}
