//! Reactivate one account (R40).

use rollbook_domain::{AccountId, Command};

use crate::{Error, Operator, answers};

impl Operator<'_> {
    /// Brings a closed account back as it was (R18: while a seat is free).
    ///
    /// # Errors
    /// [`Error::Refused`] where the command table says so, [`Error::NotFound`] outside the scope.
    pub fn reactivate(
        &self,
        id: AccountId,
        reason: Option<&str>,
    ) -> Result<answers::AccountChanged, Error> {
        self.change_status(id, Command::Reactivate, reason)
    }
}
