//! Disable one account (R40).

use rollbook_domain::{AccountId, Command};

use crate::{Error, Operator, answers};

impl Operator<'_> {
    /// Suspends an account: it cannot log in and takes no seat; all its data stays in reach.
    ///
    /// # Errors
    /// [`Error::Refused`] where the command table says so, [`Error::NotFound`] outside the scope.
    pub fn disable(
        &self,
        id: AccountId,
        reason: Option<&str>,
    ) -> Result<answers::AccountChanged, Error> {
        self.change_status(id, Command::Disable, reason)
    }
}
