//! Who is meant by a word.

use rollbook_book::Reads;
use rollbook_domain::{AccountId, Column};
use rollbook_records::Blinding;

use crate::caller::Scope;
use crate::{Error, Reader};

impl Reader<'_> {
    /// The account that `who` names: an account id, an email, a username, `user_id:…` or
    /// `sis_id:…`.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody in scope is meant, [`Error::AmbiguousAccount`] where an
    /// email is shared.
    pub fn find(&self, who: &str) -> Result<AccountId, Error> {
        self.ledger
            .read(|reads| find(reads, &self.ledger.vault.blinding, self.scope(), who))
    }
}

fn find(
    reads: &Reads<'_>,
    blinding: &Blinding,
    scope: Scope,
    who: &str,
) -> Result<AccountId, Error> {
    if let Ok(id) = who.parse::<AccountId>() {
        return super::visible(reads, scope, id).map(|row| row.id);
    }
    let candidates: &[(Column, &str)] = match who.split_once(':') {
        Some(("user_id", value)) => &[(Column::UserId, value)],
        Some(("sis_id", value)) => &[(Column::SisId, value)],
        _ => &[(Column::Email, who), (Column::Username, who)],
    };
    for (column, value) in candidates {
        let found: Vec<AccountId> = reads
            .identified(&blinding.identity(*column, value))?
            .iter()
            .filter(|row| scope.covers(row.institution()))
            .map(|row| row.id)
            .collect();
        match found[..] {
            [] => {}
            [id] => return Ok(id),
            _ => return Err(Error::AmbiguousAccount { count: found.len() }),
        }
    }
    Err(Error::NotFound("account"))
}
