//! What a new account is given: a key, and a `user_id` where it states none.

use std::collections::HashSet;

use rollbook_domain::{AccountId, Column, Origin, Profile};
use rollbook_records::{AccountCreated, KeyId};

use super::Work;
use crate::Error;

impl Work<'_, '_> {
    /// The creation of an account: its key is made, a missing `user_id` is drawn from the counter,
    /// which skips numbers that are taken or `promised` to others, and the profile is sealed.
    pub(crate) fn creation(
        &mut self,
        id: AccountId,
        profile: &mut Profile,
        origin: Origin,
        promised: &HashSet<u64>,
    ) -> Result<AccountCreated, Error> {
        let assigned = profile.user_id().is_none();
        let mut skipped = 0;
        if assigned {
            let next = self.transaction.next_user_id()?;
            let number = self.next_free_user_id(next, promised)?;
            profile.set(Column::UserId, &number.to_string());
            skipped = number - next;
        }
        let key = self.new_key(KeyId(*id.as_bytes()))?;
        Ok(AccountCreated {
            manual: origin == Origin::Manual,
            blocked: false,
            profile: self.seal_profile(&key, profile)?,
            assigned,
            skipped,
        })
    }

    /// No account of the open unit stands in the way: whatever number one states is promised, and
    /// the counter is behind those that were drawn.
    fn next_free_user_id(&self, next: u64, promised: &HashSet<u64>) -> Result<u64, Error> {
        let reads = self.transaction.reads_as_written();
        let mut number = next;
        loop {
            let identity = self
                .vault
                .blinding
                .identity(Column::UserId, &number.to_string());
            if !promised.contains(&number) && reads.identified(&identity)?.is_empty() {
                return Ok(number);
            }
            number += 1;
        }
    }
}
