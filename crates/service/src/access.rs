//! Whether a person may log in: what a gate asks at every door.

use rollbook_domain::Column;

use crate::{Error, Reader, answers};

/// Whom a gate asks about.
#[derive(Clone, Debug)]
pub enum Visitor {
    Email(String),
    Username(String),
    UserId(u64),
}

impl Reader<'_> {
    /// The status of the one account that is meant. One look-up in one index; nothing sealed is
    /// opened and nothing is recorded.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody in scope is meant, [`Error::AmbiguousAccount`] where an
    /// email is shared.
    pub fn access(&self, visitor: &Visitor) -> Result<answers::Access, Error> {
        let blinding = &self.ledger.vault.blinding;
        let identity = match visitor {
            Visitor::Email(email) => blinding.identity(Column::Email, email),
            Visitor::Username(username) => blinding.identity(Column::Username, username),
            Visitor::UserId(number) => blinding.identity(Column::UserId, &number.to_string()),
        };
        let mut found = self.ledger.read(|reads| Ok(reads.identified(&identity)?))?;
        found.retain(|row| self.scope().covers(row.institution()));
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
