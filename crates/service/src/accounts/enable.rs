//! Enable one account (R40).

use rollbook_domain::{AccountId, Command};

use crate::{Error, Operator, answers};

impl Operator<'_> {
    /// Ends a suspension.
    ///
    /// # Errors
    /// [`Error::Refused`] where the command table says so, [`Error::NotFound`] outside the scope.
    pub fn enable(
        &self,
        id: AccountId,
        reason: Option<&str>,
    ) -> Result<answers::AccountChanged, Error> {
        self.change_status(id, Command::Enable, reason)
    }
}
