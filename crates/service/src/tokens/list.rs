//! Lists tokens.

use chrono::SecondsFormat;
use rollbook_book::TokenRow;
use rollbook_domain::TokenId;

use crate::{DomainAdmin, Error, answers};

impl DomainAdmin<'_> {
    /// Every token that was not revoked, in the order of creation.
    pub fn tokens(&self) -> Result<answers::TokenList, Error> {
        self.ledger.read(|reads| {
            let tokens = reads
                .tokens()?
                .iter()
                .map(|row| self.render(row))
                .collect::<Result<_, _>>()?;
            Ok(answers::TokenList { tokens })
        })
    }

    pub(super) fn token(&self, id: TokenId) -> Result<answers::Token, Error> {
        self.ledger.read(|reads| {
            let row = reads.token(id)?.ok_or(Error::NotFound("token"))?;
            self.render(&row)
        })
    }

    fn render(&self, row: &TokenRow) -> Result<answers::Token, Error> {
        Ok(answers::Token {
            token_id: row.id.to_string(),
            name: self.ledger.vault.text(&row.name)?,
            role: row.role.as_str().to_owned(),
            institution: row.institution.map(|institution| institution.0),
            account_id: row.account.map(|account| account.to_string()),
            expires: row
                .expires
                .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        })
    }
}
