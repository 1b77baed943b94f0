//! Takes an account out of a group (R58).

use rollbook_domain::{AccountId, GroupId};

use super::membership::Move;
use crate::{Error, Operator, answers};

impl Operator<'_> {
    /// Takes an account out of a group.
    ///
    /// # Errors
    /// [`Error::NotFound`] outside the caller's scope.
    pub fn leave_group(
        &self,
        account: AccountId,
        group: GroupId,
        reason: Option<&str>,
    ) -> Result<answers::AccountChanged, Error> {
        self.move_member(account, group, reason, Move::Leave)
    }
}
