//! Deactivate one account (R40).

use rollbook_domain::{AccountId, Command};

use crate::{Error, Operator, answers};

impl Operator<'_> {
    /// Closes an account of someone who has left; profile, data and progress are kept (R13).
    ///
    /// # Errors
    /// [`Error::Refused`] where the command table says so, [`Error::NotFound`] outside the scope.
    pub fn deactivate(
        &self,
        id: AccountId,
        reason: Option<&str>,
    ) -> Result<answers::AccountChanged, Error> {
        self.change_status(id, Command::Deactivate, reason)
    }
}
