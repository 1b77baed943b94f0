//! Revokes a token at once.

use rollbook_book::TokenRow;

use crate::accounts::revocation;
use crate::work::{Receipt, Work};
use crate::{DomainAdmin, Error};

impl DomainAdmin<'_> {
    /// Revokes the token of this name or id.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn revoke_token(&self, name_or_id: &str) -> Result<(), Error> {
        let wanted = name_or_id.trim().to_owned();
        self.ledger
            .write(self.caller, "token revoke", move |work| {
                let token = find(work, &wanted)?.ok_or(Error::NotFound("token"))?;
                let position = work.record(revocation(&token), None)?;
                Ok(Receipt::of(token.id).at(position))
            })
            .map(|_| ())
    }
}

fn find(work: &Work<'_, '_>, wanted: &str) -> Result<Option<TokenRow>, Error> {
    for token in work.reads().tokens()? {
        let is_meant = token.id.to_string() == wanted
            || work.vault.text(&token.name)?.eq_ignore_ascii_case(wanted);
        if is_meant {
            return Ok(Some(token));
        }
    }
    Ok(None)
}
