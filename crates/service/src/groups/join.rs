//! Puts an account into a group (R58).

use rollbook_domain::{AccountId, GroupId};

use super::membership::Move;
use crate::{Error, Operator, answers};

impl Operator<'_> {
    /// Puts an account into a group of its institution.
    ///
    /// # Errors
    /// [`Error::NotFound`] outside the caller's scope, [`Error::OtherInstitution`].
    pub fn join_group(
        &self,
        account: AccountId,
        group: GroupId,
        reason: Option<&str>,
    ) -> Result<answers::AccountChanged, Error> {
        self.move_member(account, group, reason, Move::Join)
    }
}
