//! Whether a person may log in: what a gate asks at every door.

use rollbook_book::AccountRow;
use rollbook_domain::Column;
use rollbook_records::{Blind, Blinding, Channel};

use crate::tokens::Presented;
use crate::{Error, Gate, Ledger, answers};

/// Whom a gate asks about.
#[derive(Clone, Debug)]
pub enum Visitor {
    Email(String),
    Username(String),
    UserId(u64),
}

impl Visitor {
    fn identity(&self, blinding: &Blinding) -> Blind {
        match self {
            Visitor::Email(email) => blinding.identity(Column::Email, email),
            Visitor::Username(username) => blinding.identity(Column::Username, username),
            Visitor::UserId(number) => blinding.identity(Column::UserId, &number.to_string()),
        }
    }
}

impl Ledger {
    /// What [`Gate::access`] says to the bearer of a token; `None` where the token is not
    /// accepted. Both are found out by one statement as long as nothing was recorded since the
    /// token was last used; a token that is not known already is looked at first.
    ///
    /// # Errors
    /// As [`Gate::access`], and [`Error::NotPermitted`] for a role that may not ask.
    pub fn access_by_token(
        &self,
        bearer: &str,
        visitor: &Visitor,
    ) -> Result<Option<answers::Access>, Error> {
        let Some(presented) = Presented::read(bearer) else {
            return Ok(None);
        };
        // Nobody is looked up for a stranger: how long that takes would tell who is known.
        if !self.was_accepted(&presented)
            && self.authenticate_still(bearer, Channel::Api)?.is_none()
        {
            return Ok(None);
        }
        let identity = visitor.identity(&self.vault.blinding);
        let (revision, found) = self
            .book
            .glance(|reads| reads.identified_at_revision(&identity))?;
        match self.authenticate_at(revision, &presented, Channel::Api)? {
            Some(caller) => self.gate(&caller)?.only(found).map(Some),
            None => Ok(None),
        }
    }
}

impl Gate<'_> {
    /// The status of the one account that is meant. One look-up in one index; nothing sealed is
    /// opened and nothing is recorded.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody in scope is meant, [`Error::AmbiguousAccount`] where an
    /// email is shared.
    pub fn access(&self, visitor: &Visitor) -> Result<answers::Access, Error> {
        let identity = visitor.identity(&self.ledger.vault.blinding);
        let (_, found) = self
            .ledger
            .book
            .glance(|reads| reads.identified_at_revision(&identity))?;
        self.only(found)
    }

    fn only(&self, mut found: Vec<AccountRow>) -> Result<answers::Access, Error> {
        let scope = self.caller.scope();
        found.retain(|row| scope.covers(row.institution()));
        match &found[..] {
            [] => Err(Error::NotFound("account")),
            [row] => {
                let status = row.account.status();
                Ok(answers::Access {
                    account_id: row.id.to_string(),
                    status: status.as_str().to_owned(),
                    may_log_in: status.can_log_in(),
                })
            }
            several => Err(Error::AmbiguousAccount {
                count: several.len(),
                user_ids: Vec::new(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Caller, Role, Settings};

    #[test]
    fn nobody_is_looked_up_for_a_token_that_was_never_accepted() {
        let directory = tempfile::tempdir().expect("a directory");
        let ledger = Ledger::open_or_create(Settings::new(directory.path())).expect("a ledger");
        let machine = Caller::of_the_machine("amy");
        let admin = ledger.domain_admin(&machine).expect("an admin");
        let created = admin.create_token("gate", Role::DomainAdmin, None, None);
        let created = created.expect("a token");
        let secret = created.secret.expect("a secret");
        let was_accepted = |bearer: &str| {
            let presented = Presented::read(bearer).expect("a token of ours");
            ledger.was_accepted(&presented)
        };
        let asks = |bearer: &str| match ledger.access_by_token(bearer, &Visitor::UserId(1)) {
            Ok(access) => access.is_some(),
            // Nobody of this number: the token was accepted.
            Err(Error::NotFound(_)) => true,
            Err(error) => panic!("{error}"),
        };
        let (start, guessed) = secret.split_at(secret.len() - 2);
        let wrong = format!("{start}{}", if guessed == "00" { "01" } else { "00" });

        assert!(!was_accepted(&secret), "it was never looked at");
        assert!(asks(&secret) && was_accepted(&secret));
        assert!(!asks(&wrong) && !was_accepted(&wrong));
        admin.revoke_token("gate").expect("revoked");
        assert!(!asks(&secret) && !was_accepted(&secret));
    }
}
