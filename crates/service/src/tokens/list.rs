//! Lists tokens.

use chrono::SecondsFormat;
use rollbook_book::TokenRow;
use rollbook_domain::TokenId;

use crate::vault::Vault;
use crate::{Auditor, DomainAdmin, Error, answers};

impl Auditor<'_> {
    /// Every token that was not revoked, in the order of creation.
    pub fn tokens(&self) -> Result<answers::TokenList, Error> {
        self.ledger.read(|reads| {
            let tokens = reads
                .tokens()?
                .iter()
                .map(|row| render(&self.ledger.vault, row))
                .collect::<Result<_, _>>()?;
            Ok(answers::TokenList { tokens })
        })
    }
}

impl DomainAdmin<'_> {
    pub(super) fn token(&self, id: TokenId) -> Result<answers::Token, Error> {
        self.ledger.read(|reads| {
            let row = reads.token(id)?.ok_or(Error::NotFound("token"))?;
            render(&self.ledger.vault, &row)
        })
    }
}

fn render(vault: &Vault, row: &TokenRow) -> Result<answers::Token, Error> {
    Ok(answers::Token {
        token_id: row.id.to_string(),
        name: vault.text(&row.name)?,
        role: row.role.as_str().to_owned(),
        institution: row.institution.map(|institution| institution.0),
        account_id: row.account.map(|account| account.to_string()),
        expires: row
            .expires
            .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
    })
}
