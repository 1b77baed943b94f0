//! Who is meant by a word.

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{AccountId, Column};

use crate::caller::Scope;
use crate::vault::Vault;
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
            .read(|reads| find(reads, &self.ledger.vault, self.scope(), who))
    }
}

fn find(reads: &Reads<'_>, vault: &Vault, scope: Scope, who: &str) -> Result<AccountId, Error> {
    if let Ok(id) = who.parse::<AccountId>() {
        return super::visible(reads, scope, id).map(|row| row.id);
    }
    let candidates: &[(Column, &str)] = match who.split_once(':') {
        Some(("user_id", value)) => &[(Column::UserId, value)],
        Some(("sis_id", value)) => &[(Column::SisId, value)],
        _ => &[(Column::Email, who), (Column::Username, who)],
    };
    for (column, value) in candidates {
        let mut found = reads.identified(&vault.blinding.identity(*column, value))?;
        found.retain(|row| scope.covers(row.institution()));
        match &found[..] {
            [] => {}
            [row] => return Ok(row.id),
            several => return Err(ambiguous(reads, vault, several)),
        }
    }
    Err(Error::NotFound("account"))
}

/// Names every account that is meant, so that the next try can say which.
fn ambiguous(reads: &Reads<'_>, vault: &Vault, several: &[AccountRow]) -> Error {
    let user_ids: Result<Vec<_>, Error> = several
        .iter()
        .map(|row| Ok(vault.profile_of(reads, row)?.user_id()))
        .collect();
    match user_ids {
        Ok(user_ids) => Error::AmbiguousAccount {
            count: several.len(),
            user_ids: user_ids.into_iter().flatten().collect(),
        },
        Err(error) => error,
    }
}
